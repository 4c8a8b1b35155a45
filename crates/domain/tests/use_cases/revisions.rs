//! A reply belongs to the revision of the meeting that it was given for.

use scheduler_domain::auth::Actor;
use scheduler_domain::meetings::{Meeting, Reschedule, reschedule};
use scheduler_domain::participants::{
    AnswerByLink, AnswerByLinkError, Participant, Respond, RespondError, Rsvp, answer_by_link,
    answer_token, respond,
};
use scheduler_domain::text::Title;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::minutes;
use scheduler_testkit::fakes::PlainTokens;
use scheduler_testkit::world::World;

fn reply(
    world: &World<'_>,
    actor: &Actor,
    meeting: &Meeting,
    sequence: Option<i32>,
) -> Result<Participant, RespondError> {
    let cmd = Respond {
        sequence,
        ..Respond::new(meeting.id, meeting.participants[0].id, Rsvp::Accepted)
    };
    respond(world.store, &world.ctx, actor, &cmd)
}

fn by_link(
    world: &World<'_>,
    meeting: &Meeting,
    sequence: Option<i32>,
) -> Result<Participant, AnswerByLinkError> {
    let cmd = AnswerByLink {
        token: answer_token(&PlainTokens, &meeting.participants[0]).unwrap(),
        answer: Rsvp::Accepted,
        note: None,
        sequence,
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).map(|done| done.guest)
}

/// The meeting of revision 1, moved to revision 2.
fn moved(world: &World<'_>) -> Meeting {
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob"]);
    let renamed = Reschedule {
        title: Some(Title::parse("New").unwrap()),
        ..Reschedule::default()
    };
    let later = Reschedule {
        start: Some(minutes(300, 60).start()),
        end: Some(minutes(300, 60).end()),
        ..Reschedule::default()
    };
    for cmd in [renamed, later] {
        reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    }
    let meeting = world.find(meeting.id).unwrap();
    assert_eq!((meeting.sequence, meeting.times_sequence), (2, 2));
    meeting
}

#[test]
fn a_reply_to_former_times_is_outdated() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = moved(&world);
    for sequence in [0, 1] {
        let refused = reply(&world, &world.bob, &meeting, Some(sequence));
        let Err(RespondError::Outdated(now)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(now.details.times, minutes(300, 60));
        let refused = by_link(&world, &meeting, Some(sequence));
        assert!(
            matches!(refused, Err(AnswerByLinkError::Outdated(_))),
            "{refused:?}"
        );
    }
    assert_eq!(world.find(meeting.id), Some(meeting));
}

#[test]
fn a_reply_without_a_revision_is_to_the_present_one() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = moved(&world);
    for sequence in [None, Some(2)] {
        let after = reply(&world, &world.bob, &meeting, sequence).unwrap();
        assert_eq!((after.status, after.sequence), (Rsvp::Accepted, Some(2)));
        let after = by_link(&world, &meeting, sequence).unwrap();
        assert_eq!((after.status, after.sequence), (Rsvp::Accepted, Some(2)));
    }
}

#[test]
fn a_text_change_outdates_no_reply() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = moved(&world);
    let cmd = Reschedule {
        title: Some(Title::parse("Newer").unwrap()),
        ..Reschedule::default()
    };
    reschedule(world.store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
    let after = reply(&world, &world.bob, &meeting, Some(2)).unwrap();
    assert_eq!(after.sequence, Some(2));
}

#[test]
fn a_reply_to_a_future_revision_is_refused() {
    let store = MemoryStore::fresh();
    let world = World::new(&*store);
    let meeting = moved(&world);
    let refused = reply(&world, &world.bob, &meeting, Some(3));
    assert!(matches!(refused, Err(RespondError::Unborn)), "{refused:?}");
    let refused = by_link(&world, &meeting, Some(i32::MAX));
    assert!(
        matches!(refused, Err(AnswerByLinkError::Unborn)),
        "{refused:?}"
    );
}
