//! Replies to the revision of a meeting that was shown, while the organiser moves it.

use scheduler_domain::meetings::{Meeting, RescheduleError};
use scheduler_domain::participants::{
    AnswerByLink, AnswerByLinkError, Participant, Respond, RespondError, Rsvp, answer_by_link,
    answer_token, respond,
};
use scheduler_domain::store::Store;

use super::steps::move_to;
use crate::builders::{email, minutes};
use crate::fakes::PlainTokens;
use crate::world::{World, race};

const ROUNDS: i64 = 200;

/// What became of one who races; the meeting that a refusal shows is kept.
#[derive(Debug)]
enum Outcome {
    Moved(Result<Meeting, RescheduleError>),
    Taken(Participant),
    Outdated(Box<Meeting>),
    Failed(String),
}

fn by_link(world: &World<'_>, guest: &Participant, sequence: i32) -> Outcome {
    let cmd = AnswerByLink {
        token: answer_token(&PlainTokens, guest).unwrap(),
        answer: Rsvp::Accepted,
        note: None,
        sequence: Some(sequence),
    };
    match answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd) {
        Ok(done) => Outcome::Taken(done.guest),
        Err(AnswerByLinkError::Outdated(meeting)) => Outcome::Outdated(meeting),
        Err(other) => Outcome::Failed(other.to_string()),
    }
}

fn by_account(world: &World<'_>, bob: &Participant, sequence: i32) -> Outcome {
    let cmd = Respond {
        sequence: Some(sequence),
        ..Respond::new(bob.meeting_id, bob.id, Rsvp::Tentative)
    };
    match respond(world.store, &world.ctx, &world.bob, &cmd) {
        Ok(bob) => Outcome::Taken(bob),
        Err(RespondError::Outdated(meeting)) => Outcome::Outdated(meeting),
        Err(other) => Outcome::Failed(other.to_string()),
    }
}

/// A reply that comes first is asked for again by the move, and one that comes second is refused.
pub fn a_reply_racing_with_a_move_is_never_to_the_new_times(store: &dyn Store) {
    let world = World::new(store);
    let planned = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    for round in 1..=ROUNDS {
        let before = world.find(planned.id).unwrap();
        let shown = before.sequence;
        let [zoe, bob] = ["zoe", "bob"].map(|name| before.participant_with(&email(name)).unwrap());
        let times = minutes(60 + 30 * round, 60);
        let (world, before) = (&world, &before);
        let runners: Vec<Box<dyn FnOnce() -> Outcome + Send + '_>> = vec![
            Box::new(|| by_link(world, zoe, shown)),
            Box::new(|| Outcome::Moved(move_to(world, &world.ann, before, None, times))),
            Box::new(|| by_account(world, bob, shown)),
        ];
        for outcome in race(runners) {
            match outcome {
                Outcome::Moved(moved) => assert_eq!(moved.unwrap().details.times, times),
                Outcome::Taken(guest) => assert_eq!(guest.sequence, Some(shown)),
                Outcome::Outdated(meeting) => {
                    assert_eq!(
                        (meeting.details.times, meeting.sequence),
                        (times, shown + 1)
                    );
                }
                Outcome::Failed(fault) => panic!("round {round}: {fault}"),
            }
        }
        let after = world.find(planned.id).unwrap();
        assert_eq!(
            (after.sequence, after.times_sequence),
            (shown + 1, shown + 1)
        );
        for guest in &after.participants {
            let said = (guest.status, guest.responded_at, guest.sequence);
            assert_eq!(said, (Rsvp::Pending, None, None), "round {round}");
        }
    }
    let moved = world.find(planned.id).unwrap();
    let [zoe, bob] = ["zoe", "bob"].map(|name| moved.participant_with(&email(name)).unwrap());
    for outcome in [
        by_link(&world, zoe, moved.sequence),
        by_account(&world, bob, moved.sequence),
    ] {
        assert!(matches!(outcome, Outcome::Taken(_)), "{outcome:?}");
    }
    let replied = world.find(planned.id).unwrap();
    for guest in &replied.participants {
        assert_eq!(guest.sequence, Some(moved.sequence));
    }
}
