//! `meetings::reschedule`.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{
    ConflictPolicy, Meeting, Reschedule, RescheduleError, Rescheduled, Status, reschedule,
};
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::text::{Description, Location, Title};
use scheduler_domain::time::{RangeFault, TimeRange, Zone};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan, strict_plan};
use scheduler_testkit::fakes::{NOON, later};
use scheduler_testkit::world::World;
use time::Duration;

type Answer = Result<Rescheduled, RescheduleError>;

pub(super) fn change(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    cmd: &Reschedule,
) -> Answer {
    reschedule(world.store, &world.ctx, actor, meeting.id, None, cmd)
}

pub(super) fn to_times(times: TimeRange) -> Reschedule {
    Reschedule {
        start: Some(times.start()),
        end: Some(times.end()),
        ..Reschedule::default()
    }
}

fn to_title(title: &str) -> Reschedule {
    Reschedule {
        title: Some(Title::parse(title).unwrap()),
        ..Reschedule::default()
    }
}

pub(super) fn answer(world: &World<'_>, meeting: &Meeting, name: &str, to: Rsvp) {
    let id = meeting.participant_with(&email(name)).unwrap().id;
    respond(
        world.store,
        &world.ctx,
        &world.ann,
        &Respond::new(meeting.id, id, to),
    )
    .unwrap();
}

pub(super) fn kinds_told(world: &World<'_>, meeting: &Meeting) -> Vec<(NoticeKind, i32)> {
    let told = world.told(meeting.id).into_iter().rev();
    // The participants hear what `answer` set for them.
    let told = told.filter(|one| one.notice.kind != NoticeKind::Reply);
    told.map(|one| (one.notice.kind, one.notice.sequence))
        .collect()
}

pub(super) fn busy(world: &World<'_>, name: &str, times: TimeRange) -> usize {
    world.clashes(&world.ann, &[email(name)], times).len()
}

#[test]
fn a_stranger_learns_nothing_and_a_participant_may_not() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let strange = change(&world, &world.cleo, &meeting, &to_title("Mine"));
    assert!(
        matches!(strange, Err(RescheduleError::NotFound)),
        "{strange:?}"
    );
    let invited = change(&world, &world.bob, &meeting, &to_title("Mine"));
    assert!(
        matches!(invited, Err(RescheduleError::NotOrganiser)),
        "{invited:?}"
    );
    let unverified = Actor {
        owns_address: false,
        ..world.bob.clone()
    };
    let unverified = change(&world, &unverified, &meeting, &to_title("Mine"));
    assert!(
        matches!(unverified, Err(RescheduleError::NotFound)),
        "{unverified:?}"
    );
    let mut gone = meeting.clone();
    gone.id = scheduler_domain::ids::MeetingId(world.ctx.new_uuid());
    let gone = change(&world, &world.ann, &gone, &to_title("Mine"));
    assert!(matches!(gone, Err(RescheduleError::NotFound)), "{gone:?}");
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn text_changes_keep_replies_and_skip_the_declined() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Old", minutes(60, 60), &["bob", "zoe", "ann"]);
    answer(&world, &meeting, "bob", Rsvp::Accepted);
    answer(&world, &meeting, "zoe", Rsvp::Declined);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let titled = change(&world, &world.ann, &meeting, &to_title("New")).unwrap();
    let to_room = Reschedule {
        location: Some(Location::parse("Room 2").unwrap()),
        ..Reschedule::default()
    };
    let placed = change(&world, &world.ann, &meeting, &to_room)
        .unwrap()
        .meeting;
    assert_eq!((titled.meeting.sequence, titled.meeting.version), (1, 2));
    assert_eq!((placed.sequence, placed.version), (2, 3));
    assert_eq!(placed.updated_at, NOON + Duration::MINUTE);
    assert_eq!(placed.created_at, NOON);
    assert_eq!(world.find(meeting.id), Some(placed.clone()));
    let statuses: Vec<_> = placed.participants.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Rsvp::Accepted, Rsvp::Declined, Rsvp::Accepted]);
    let expected = [(NoticeKind::Update, 2), (NoticeKind::Invitation, 0)];
    assert_eq!(kinds_told(&world, &meeting), expected, "one waits for each");
    let told = world.told(meeting.id).into_iter();
    let updates: Vec<_> = told
        .filter(|one| one.notice.kind == NoticeKind::Update)
        .collect();
    assert_eq!(updates[0].notice.subject, "Updated: New");
    assert!(updates[0].notice.message.contains("Room 2"));
}

#[test]
fn a_new_description_or_zone_or_policy_is_no_news() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let cmd = Reschedule {
        description: Some(Description::parse("More").unwrap()),
        zone: Some(Zone::parse("Asia/Tokyo").unwrap()),
        conflict_policy: Some(ConflictPolicy::Forbid),
        ..Reschedule::default()
    };
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert_eq!((after.sequence, after.version), (0, 2));
    assert_eq!(after.details.description.as_str(), "More");
    assert_eq!(after.details.zone.name(), "Asia/Tokyo");
    assert_eq!(world.told(meeting.id).len(), 1);
    assert_eq!(world.find(meeting.id), Some(after));
}

#[test]
fn what_is_already_so_changes_nothing() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    world.ctx = later(&world.ctx, Duration::MINUTE);
    let same = Reschedule {
        title: Some(meeting.details.title.clone()),
        status: Some(Status::Scheduled),
        ..to_times(meeting.details.times)
    };
    for cmd in [Reschedule::default(), same] {
        let done = change(&world, &world.ann, &meeting, &cmd).unwrap();
        assert_eq!(done.meeting, meeting);
    }
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    assert_eq!(world.told(meeting.id).len(), 1);
}

#[test]
fn new_times_reset_answers_but_the_organisers_and_move_everybody() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe", "ann"]);
    answer(&world, &meeting, "bob", Rsvp::Accepted);
    answer(&world, &meeting, "zoe", Rsvp::Declined);
    assert_eq!(busy(&world, "zoe", minutes(60, 60)), 0);
    let cmd = to_times(minutes(300, 30));
    let after = change(&world, &world.ann, &meeting, &cmd).unwrap().meeting;
    assert_eq!((after.sequence, after.version), (1, 2));
    for (index, status) in [Rsvp::Pending, Rsvp::Pending, Rsvp::Accepted]
        .into_iter()
        .enumerate()
    {
        assert_eq!(after.participants[index].status, status);
        let has_responded = after.participants[index].responded_at.is_some();
        assert_eq!(has_responded, status != Rsvp::Pending);
    }
    assert_eq!(world.find(meeting.id), Some(after));
    for name in ["ann", "bob", "zoe"] {
        assert_eq!(busy(&world, name, minutes(60, 60)), 0, "{name} before");
        assert_eq!(busy(&world, name, minutes(300, 30)), 1, "{name} after");
    }
    let mut told = world.told(meeting.id);
    told.retain(|one| one.notice.kind == NoticeKind::Update);
    assert_eq!(told.len(), 2);
    assert!(
        told[0].notice.message.contains("17:00 – 17:30"),
        "{}",
        told[0].notice.message
    );
}

#[test]
fn one_time_alone_must_fit_the_other() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let (start, end) = (meeting.details.times.start(), meeting.details.times.end());
    for (cmd, fault) in [
        (
            Reschedule {
                end: Some(start),
                ..Reschedule::default()
            },
            RangeFault::EndsTooEarly,
        ),
        (
            Reschedule {
                start: Some(end),
                ..Reschedule::default()
            },
            RangeFault::EndsTooEarly,
        ),
        (
            Reschedule {
                end: Some(start + Duration::days(32)),
                ..Reschedule::default()
            },
            RangeFault::TooLong,
        ),
    ] {
        match change(&world, &world.ann, &meeting, &cmd) {
            Err(RescheduleError::Times(why)) => assert_eq!(why, fault),
            other => panic!("{other:?}"),
        }
    }
    let longer = Reschedule {
        end: Some(end + Duration::HOUR),
        ..Reschedule::default()
    };
    let after = change(&world, &world.ann, &meeting, &longer)
        .unwrap()
        .meeting;
    assert_eq!(after.details.times, minutes(60, 120));
    assert_eq!(after.sequence, 1);
}

#[test]
fn a_meeting_does_not_move_into_the_past_but_a_begun_one_may_change_otherwise() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let past = change(&world, &world.ann, &meeting, &to_times(minutes(-60, 60)));
    assert!(matches!(past, Err(RescheduleError::InThePast)), "{past:?}");

    world.ctx = later(&world.ctx, Duration::minutes(90));
    let earlier = change(&world, &world.ann, &meeting, &to_times(minutes(70, 60)));
    assert!(
        matches!(earlier, Err(RescheduleError::InThePast)),
        "{earlier:?}"
    );
    let longer = Reschedule {
        end: Some(minutes(60, 90).end()),
        ..to_title("Begun")
    };
    let after = change(&world, &world.ann, &meeting, &longer)
        .unwrap()
        .meeting;
    assert_eq!(after.details.times, minutes(60, 90));

    world.ctx = later(&world.ctx, Duration::days(1));
    let words = Reschedule {
        description: Some(Description::parse("Minutes of the meeting").unwrap()),
        ..Reschedule::default()
    };
    assert!(change(&world, &world.ann, &meeting, &words).is_ok());
    let again = to_times(minutes(60 * 48, 60));
    let after = change(&world, &world.ann, &meeting, &again)
        .unwrap()
        .meeting;
    assert_eq!(after.status(world.ctx.now), Status::Scheduled);
    assert_eq!(busy(&world, "bob", minutes(60 * 48, 60)), 1);
}

#[test]
fn new_times_may_overlap_the_old_ones() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.planned(&world.ann, &strict_plan("Plan", minutes(60, 60), &["zoe"]));
    let done = change(&world, &world.ann, &meeting, &to_times(minutes(90, 60))).unwrap();
    assert_eq!(done.checked.clashes, []);
}

#[test]
fn a_clash_at_the_new_times_is_told_or_forbidden() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.planned(&world.bob, &plan("Other", minutes(300, 60), &["zoe"]));
    let lax = world.meeting("Lax", minutes(60, 60), &["zoe"]);
    let strict = world.planned(
        &world.ann,
        &strict_plan("Strict", minutes(180, 60), &["zoe"]),
    );
    let cmd = to_times(minutes(300, 60));
    match change(&world, &world.ann, &strict, &cmd) {
        Err(RescheduleError::Conflict(checked)) => assert_eq!(checked.clashes.len(), 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.find(strict.id), Some(strict.clone()));
    assert_eq!(busy(&world, "zoe", minutes(180, 60)), 1);
    let done = change(&world, &world.ann, &lax, &cmd).unwrap();
    assert_eq!(done.checked.clashes.len(), 1);
    assert!(!done.checked.clashes[0].is_visible);
}

#[test]
fn a_meeting_becomes_strict_only_where_nobody_is_busy() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let first = world.meeting("First", minutes(60, 60), &["zoe"]);
    let _second = world.planned(&world.bob, &plan("Second", minutes(60, 60), &["zoe"]));
    let cmd = Reschedule {
        conflict_policy: Some(ConflictPolicy::Forbid),
        ..Reschedule::default()
    };
    let result = change(&world, &world.ann, &first, &cmd);
    assert!(
        matches!(result, Err(RescheduleError::Conflict(_))),
        "{result:?}"
    );
    let elsewhere = Reschedule {
        ..to_times(minutes(600, 60))
    };
    change(&world, &world.ann, &first, &elsewhere).unwrap();
    assert!(change(&world, &world.ann, &first, &cmd).is_ok());
}

#[test]
fn a_change_of_another_version_is_stale() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &[]);
    let expect = |version, title: &str| {
        let cmd = to_title(title);
        reschedule(
            world.store,
            &world.ctx,
            &world.ann,
            meeting.id,
            Some(version),
            &cmd,
        )
    };
    assert!(expect(1, "One").is_ok());
    let stale = expect(1, "Two");
    assert!(matches!(stale, Err(RescheduleError::Stale)), "{stale:?}");
    assert!(expect(2, "Two").is_ok());
}

#[test]
fn an_answer_does_not_make_the_organisers_version_stale() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe"]);
    answer(&world, &meeting, "zoe", Rsvp::Accepted);
    let cmd = to_title("New");
    let version = Some(meeting.version);
    let result = reschedule(
        world.store,
        &world.ctx,
        &world.ann,
        meeting.id,
        version,
        &cmd,
    );
    assert_eq!(
        result.unwrap().meeting.participants[0].status,
        Rsvp::Accepted
    );
}
