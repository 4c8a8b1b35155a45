//! `idempotency::once` and `purge_answers`.

use scheduler_domain::idempotency::{Answer, OnceError, RequestKey, once, purge_answers};
use scheduler_domain::meetings::{Schedule, ScheduleError, Scheduled, schedule_in};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan, strict_plan};
use scheduler_testkit::fakes::later;
use scheduler_testkit::world::World;
use time::Duration;

fn key(name: &str, body: u8) -> RequestKey {
    RequestKey {
        scope: "user:ann".to_owned(),
        key: name.to_owned(),
        fingerprint: [body; 32],
    }
}

fn render(done: &Scheduled) -> Answer {
    Answer {
        status: 201,
        location: Some(format!("/api/meetings/{}/", done.meeting.id)),
        etag: None,
        body: done.meeting.details.title.to_string(),
    }
}

fn run(
    world: &World<'_>,
    key: Option<&RequestKey>,
    cmd: &Schedule,
) -> Result<Answer, OnceError<ScheduleError>> {
    let step =
        |tx: &mut dyn scheduler_domain::store::Tx| schedule_in(tx, &world.ctx, &world.ann, cmd);
    once(world.store, &world.ctx, key, step, |done| render(&done))
}

fn meetings(world: &World<'_>) -> usize {
    world
        .clashes(&world.ann, &[email("ann")], minutes(0, 600))
        .len()
}

#[test]
fn the_same_request_is_done_once_and_answered_alike() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let (key, cmd) = (key("k", 1), plan("Plan", minutes(60, 60), &["zoe"]));
    let first = run(&world, Some(&key), &cmd).unwrap();
    world.ctx = later(&world.ctx, Duration::hours(24));
    let second = run(&world, Some(&key), &cmd).unwrap();
    assert_eq!(first, second);
    world.ctx = later(&world.ctx, Duration::hours(-24));
    assert_eq!(meetings(&world), 1);
}

#[test]
fn without_a_key_it_is_done_each_time() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let cmd = plan("Plan", minutes(60, 60), &[]);
    let first = run(&world, None, &cmd).unwrap();
    let second = run(&world, None, &cmd).unwrap();
    assert_ne!(first.location, second.location);
    assert_eq!(meetings(&world), 2);
}

#[test]
fn a_key_is_not_used_for_another_request() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let cmd = plan("Plan", minutes(60, 60), &[]);
    run(&world, Some(&key("k", 1)), &cmd).unwrap();
    let other = run(&world, Some(&key("k", 2)), &cmd);
    assert!(matches!(other, Err(OnceError::Mismatch)), "{other:?}");
    assert_eq!(meetings(&world), 1);
    let strange = RequestKey {
        scope: "user:bob".to_owned(),
        ..key("k", 2)
    };
    assert!(run(&world, Some(&strange), &cmd).is_ok());
}

#[test]
fn a_refusal_is_not_kept() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let other = world.planned(&world.bob, &plan("Other", minutes(60, 60), &["zoe"]));
    let (key, cmd) = (key("k", 1), strict_plan("Plan", minutes(60, 60), &["zoe"]));
    let refused = run(&world, Some(&key), &cmd);
    let is_conflict = matches!(refused, Err(OnceError::Step(ScheduleError::Conflict(_))));
    assert!(is_conflict, "{refused:?}");
    scheduler_domain::meetings::delete(&*store, &world.ctx, &world.bob, other.id, None).unwrap();
    assert!(run(&world, Some(&key), &cmd).is_ok());
}

#[test]
fn a_panic_while_rendering_leaves_neither_effect_nor_answer() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (key, cmd) = (key("k", 1), plan("Plan", minutes(60, 60), &[]));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        once(
            world.store,
            &world.ctx,
            Some(&key),
            |tx| schedule_in(tx, &world.ctx, &world.ann, &cmd),
            |_| std::panic::resume_unwind(Box::new("on purpose")),
        )
    }));
    assert!(panicked.is_err());
    assert_eq!(meetings(&world), 0);
    assert!(run(&world, Some(&key), &cmd).is_ok());
}

#[test]
fn an_answer_is_kept_for_more_than_a_day_and_not_for_ever() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let (key, cmd) = (key("k", 1), plan("Plan", minutes(60, 60), &[]));
    run(&world, Some(&key), &cmd).unwrap();
    for (hours, deleted) in [(24, 0), (48, 0), (49, 1), (49, 0)] {
        let ctx = later(&world.ctx, Duration::hours(hours));
        assert_eq!(purge_answers(&*store, &ctx).unwrap(), deleted, "{hours}");
    }
}
