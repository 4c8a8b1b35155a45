//! Mail limits: what is refused, what is held, and what is merged.

use std::num::NonZeroU32;

use scheduler_domain::mail_limits::MailLimits;
use scheduler_domain::meetings::{Meeting, Reschedule, ScheduleError, cancel, reschedule};
use scheduler_domain::notifications::{
    Content, NoticeKind, NotifyError, ResendError, notify, resend,
};
use scheduler_domain::participants::{AnswerByLink, Rsvp, answer_by_link, answer_token};
use scheduler_domain::text::{Note, Title};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan};
use scheduler_testkit::fakes::{PlainTokens, later};
use scheduler_testkit::world::{World, sent};
use time::Duration;

fn limits(account_hour: u32, pair_day: u32, stranger_day: u32, hour: u32) -> MailLimits {
    let limit = |count| NonZeroU32::new(count).unwrap();
    MailLimits {
        account_hour: limit(account_hour),
        pair_day: limit(pair_day),
        stranger_day: limit(stranger_day),
        hour: limit(hour),
    }
}

fn rename(world: &World<'_>, meeting: &Meeting, title: &str) {
    let cmd = Reschedule {
        title: Some(Title::parse(title).unwrap()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
}

fn say(world: &World<'_>, meeting: &Meeting, name: &str, answer: Rsvp, note: &str) {
    let participant = meeting.participant_with(&email(name)).unwrap();
    let cmd = AnswerByLink {
        sequence: None,
        token: answer_token(&PlainTokens, participant).unwrap(),
        answer,
        note: Some(Note::parse(note).unwrap()),
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).unwrap();
}

#[test]
fn what_a_caller_asks_for_is_refused_beyond_a_limit() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(limits(100, 100, 3, 1_000));
    let meeting = world.meeting("One", minutes(60, 60), &["zoe"]);
    world.meeting("Two", minutes(160, 60), &["zoe"]);
    world.meeting("Three", minutes(260, 60), &["zoe", "yan"]);
    let fourth = plan("Four", minutes(360, 60), &["zoe", "yan"]);
    let third_of_a_day = Duration::DAY / 3;
    match world.schedule(&world.bob, &fourth) {
        Err(ScheduleError::MailLimit(wait)) => assert_eq!(wait, third_of_a_day),
        other => panic!("{other:?}"),
    }
    let kind = NoticeKind::Reminder;
    let refused = notify(&*store, &world.ctx, &world.ann, meeting.id, kind);
    assert!(
        matches!(refused, Err(NotifyError::MailLimit(_))),
        "{refused:?}"
    );
    let id = world.told(meeting.id)[0].id;
    let again = |world: &World<'_>| resend(&*store, &world.ctx, &world.ann, meeting.id, id);
    let refused = again(&world);
    assert!(
        matches!(refused, Err(ResendError::MailLimit(_))),
        "{refused:?}"
    );
    world.ctx = later(&world.ctx, third_of_a_day);
    assert!(again(&world).is_ok(), "the allowance refills evenly");
    assert!(again(&world).is_err());
}

#[test]
fn what_follows_from_a_change_is_held_and_merged() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(limits(100, 2, 2, 1_000));
    let meeting = world.meeting("One", minutes(60_000, 60), &["zoe"]);
    assert_eq!(sent(&*store, &world.ctx).len(), 1);
    rename(&world, &meeting, "Two");
    assert_eq!(sent(&*store, &world.ctx).len(), 1);
    for number in 0..20 {
        rename(&world, &meeting, &format!("{number}"));
    }
    assert_eq!(sent(&*store, &world.ctx).len(), 0, "it is held");
    world.ctx = later(&world.ctx, Duration::hours(12));
    let told = sent(&*store, &world.ctx);
    assert_eq!(told.len(), 1, "twenty changes count as one e-mail");
    assert_eq!(told[0].subject, "Updated: 19");
    cancel(&*store, &world.ctx, &world.ann, meeting.id, None).unwrap();
    assert_eq!(sent(&*store, &world.ctx).len(), 0);
    world.ctx = later(&world.ctx, Duration::hours(12));
    assert_eq!(sent(&*store, &world.ctx)[0].kind, NoticeKind::Cancellation);
}

#[test]
fn account_that_is_used_up_holds_one_after_the_other() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(limits(4, 100, 100, 1_000));
    let meeting = world.meeting("One", minutes(60_000, 60), &["zoe", "yan", "bob"]);
    assert_eq!(sent(&*store, &world.ctx).len(), 3);
    rename(&world, &meeting, "Two");
    let mut told = vec![sent(&*store, &world.ctx).len()];
    for _ in 0..3 {
        world.ctx = later(&world.ctx, Duration::minutes(15));
        told.push(sent(&*store, &world.ctx).len());
    }
    assert_eq!(told, [1, 1, 1, 0]);
}

#[test]
fn replies_of_several_participants_are_one_e_mail() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(limits(100, 20, 10, 1_000));
    world.ctx.mail_hold = Duration::seconds(30);
    let names: Vec<String> = (0..40).map(|number| format!("guest{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let meeting = world.meeting("Plan", minutes(600, 60), &names);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    sent(&*store, &world.ctx);
    for name in &names {
        say(&world, &meeting, name, Rsvp::Accepted, "first");
        say(&world, &meeting, name, Rsvp::Declined, "then");
    }
    assert_eq!(sent(&*store, &world.ctx).len(), 0);
    world.ctx = later(&world.ctx, Duration::seconds(30));
    let told = sent(&*store, &world.ctx);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "40 replies: Plan");
    let Content::Meeting(content) = &told[0].content else {
        panic!("{told:?}");
    };
    assert_eq!(content.more_replies.len(), 39);
    assert_eq!(content.more_replies[0].note, "then");
    assert!(
        content.more_replies[0]
            .news
            .contains("declined your invitation")
    );
}

#[test]
fn flood_of_replies_by_one_participant_is_held() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.mail_limits = Some(limits(100, 2, 10, 1_000));
    let meeting = world.meeting("Plan", minutes(60_000, 60), &["zoe"]);
    sent(&*store, &world.ctx);
    let mut told = 0;
    for number in 0..30 {
        let answer = [Rsvp::Accepted, Rsvp::Declined][number % 2];
        say(&world, &meeting, "zoe", answer, &number.to_string());
        told += sent(&*store, &world.ctx).len();
    }
    assert_eq!(told, 2);
    world.ctx = later(&world.ctx, Duration::hours(12));
    let late = sent(&*store, &world.ctx);
    assert_eq!(late.len(), 1, "nothing is dropped, and all is merged");
}
