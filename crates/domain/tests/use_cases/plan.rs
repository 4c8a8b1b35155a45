//! `meetings::schedule`.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{MOST_PARTICIPANTS, Schedule, ScheduleError, Scheduled, schedule};
use scheduler_domain::notifications::{NoticeKind, NotificationState};
use scheduler_domain::participants::{Invite, InviteError, Rsvp, invite};
use scheduler_domain::text::{Description, Location, Name};
use scheduler_domain::time::{TimeRange, Zone};
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, invitee, minutes, plan, strict_plan};
use scheduler_testkit::fakes::NOON;
use scheduler_testkit::world::World;
use time::Duration;

fn run(world: &World<'_>, actor: &Actor, cmd: &Schedule) -> Result<Scheduled, ScheduleError> {
    schedule(world.store, &world.ctx, actor, cmd)
}

#[test]
fn a_planned_meeting_is_stored_as_it_is_answered() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let mut cmd = plan("Plan", minutes(60, 90), &["bob", "zoe"]);
    cmd.details.description = Description::parse("Numbers").unwrap();
    cmd.details.location = Location::parse("Room 1").unwrap();
    cmd.details.zone = Zone::parse("Europe/Berlin").unwrap();
    let done = run(&world, &world.ann, &cmd).unwrap();
    let meeting = done.meeting;
    assert_eq!(done.checked.clashes, []);
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    assert_eq!(meeting.details, cmd.details);
    assert_eq!(meeting.organiser.user_id, world.ann.user_id);
    assert_eq!((meeting.sequence, meeting.version), (0, 1));
    assert_eq!((meeting.created_at, meeting.updated_at), (NOON, NOON));
    assert!(!meeting.is_cancelled);
    for participant in &meeting.participants {
        assert_eq!(participant.status, Rsvp::Pending);
        assert_eq!(participant.invited_at, NOON);
        assert_eq!(participant.responded_at, None);
    }
}

#[test]
fn everybody_who_is_invited_gets_an_invitation() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let mut cmd = plan("Plan", minutes(60, 60), &["bob", "zoe"]);
    cmd.participants[1].name = Name::parse("Zoë").unwrap();
    let meeting = world.planned(&world.ann, &cmd);
    let told = world.told(meeting.id);
    let people: Vec<_> = told.iter().rev().map(|one| &one.notice.email).collect();
    assert_eq!(people, [&email("bob"), &email("zoe")]);
    for one in &told {
        assert_eq!(one.notice.kind, NoticeKind::Invitation);
        assert_eq!(one.notice.subject, "Invitation: Plan");
        assert_eq!((one.notice.sequence, one.attempts), (0, 0));
        assert_eq!(one.state, NotificationState::Queued);
    }
    assert!(told[0].notice.message.starts_with("Hello Zoë,"));
    assert!(told[1].notice.message.starts_with("Hello bob@example.org,"));
}

#[test]
fn the_same_address_twice_is_one_invitation_the_first() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let mut cmd = plan("Plan", minutes(60, 60), &["zoe", "bob", "zoe"]);
    cmd.participants[0].name = Name::parse("First").unwrap();
    cmd.participants[2].name = Name::parse("Second").unwrap();
    let meeting = world.planned(&world.ann, &cmd);
    let names: Vec<_> = meeting
        .participants
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["First", ""]);
    assert_eq!(world.told(meeting.id).len(), 2);
}

#[test]
fn an_organiser_who_is_a_participant_has_accepted_and_gets_no_mail() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["ann"]);
    assert_eq!(meeting.participants[0].status, Rsvp::Accepted);
    assert_eq!(meeting.participants[0].responded_at, Some(NOON));
    assert_eq!(world.told(meeting.id), []);
    let clashes = world.clashes(&world.ann, &[email("ann")], minutes(60, 60));
    assert_eq!(clashes.len(), 1);
}

#[test]
fn a_meeting_may_begin_in_this_minute_but_not_before() {
    let store = MemoryStore::fresh();
    let mut world = World::new(&*store);
    world.ctx.now = NOON + Duration::seconds(59);
    let from = |start| TimeRange::try_new(start, start + Duration::HOUR).unwrap();
    assert!(run(&world, &world.ann, &plan("Now", from(NOON), &[])).is_ok());
    let just_before = from(NOON - Duration::MICROSECOND);
    let past = run(&world, &world.ann, &plan("Past", just_before, &["zoe"]));
    assert!(matches!(past, Err(ScheduleError::InThePast)), "{past:?}");
    assert_eq!(world.clashes(&world.ann, &[email("zoe")], just_before), []);
}

#[test]
fn a_clash_is_told_and_allowed_by_default() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let first = world.planned(&world.bob, &plan("First", minutes(60, 60), &["zoe"]));
    let done = run(
        &world,
        &world.ann,
        &plan("Second", minutes(90, 60), &["zoe"]),
    )
    .unwrap();
    assert_eq!(done.checked.clashes.len(), 1);
    let clash = &done.checked.clashes[0];
    assert_eq!((&clash.person, clash.meeting_id), (&email("zoe"), first.id));
    assert!(!clash.is_visible, "Ann must not learn what Zoe does");
}

#[test]
fn a_forbidden_clash_leaves_no_trace() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("First", minutes(60, 60), &["zoe"]);
    let depth = || scheduler_testkit::world::look(world.store, |tx| tx.outbox().count());
    let before = depth();
    let cmd = strict_plan("Second", minutes(90, 60), &["zoe", "adam"]);
    match run(&world, &world.bob, &cmd) {
        Err(ScheduleError::Conflict(checked)) => {
            let clashes = checked.clashes;
            assert_eq!(clashes.len(), 1);
            assert_eq!(clashes[0].person, email("zoe"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(depth(), before);
    let free = world.clashes(&world.bob, &[email("adam"), email("bob")], minutes(60, 120));
    assert_eq!(free, []);
}

#[test]
fn the_organiser_is_busy_too() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("First", minutes(60, 60), &[]);
    let cmd = strict_plan("Second", minutes(90, 60), &[]);
    let own = run(&world, &world.ann, &cmd);
    assert!(matches!(own, Err(ScheduleError::Conflict(_))), "{own:?}");
    let mut cmd = strict_plan("Third", minutes(90, 60), &[]);
    cmd.participants.push(invitee("ann"));
    let invited = run(&world, &world.bob, &cmd);
    assert!(
        matches!(invited, Err(ScheduleError::Conflict(_))),
        "{invited:?}"
    );
}

#[test]
fn touching_meetings_do_not_clash() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    world.meeting("First", minutes(60, 60), &["zoe"]);
    for times in [minutes(0, 60), minutes(120, 60)] {
        assert!(run(&world, &world.ann, &strict_plan("Next", times, &["zoe"])).is_ok());
    }
}

#[test]
fn hostile_titles_stay_on_one_line_of_a_mail() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let title = "Plan\r\nBcc: eve@example.org\u{2028}x";
    let meeting = world.meeting(title, minutes(60, 60), &["zoe"]);
    let notice = &world.told(meeting.id)[0].notice;
    assert_eq!(notice.subject, "Invitation: Plan Bcc: eve@example.org x");
    assert!(!notice.message.contains('\r'));
    assert_eq!(notice.message.matches("\nBcc").count(), 0);
}

#[test]
fn a_meeting_has_room_for_500_and_no_more() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let names: Vec<String> = (0..=MOST_PARTICIPANTS).map(|n| format!("p{n}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    let too_many = run(&world, &world.ann, &plan("Plan", minutes(60, 60), &names));
    let is_refused = matches!(too_many, Err(ScheduleError::TooManyParticipants));
    assert!(is_refused, "{too_many:?}");
    names.pop();
    names.push("p0");
    let full = world.meeting("Plan", minutes(60, 60), &names);
    assert_eq!(full.participants.len(), MOST_PARTICIPANTS);
    let cmd = Invite {
        meeting_id: full.id,
        invitee: invitee("zoe"),
        allow_conflicts: true,
    };
    let refused = invite(&*store, &world.ctx, &world.ann, &cmd);
    let is_refused = matches!(refused, Err(InviteError::TooManyParticipants));
    assert!(is_refused, "{refused:?}");
}
