//! Replies that moves took away.

use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{FormerReplies, FormerReply, Meeting, Reschedule, reschedule};
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::store::Store;
use scheduler_domain::time::TimeRange;
use time::Duration;

use crate::builders::minutes;
use crate::fakes::NOON;
use crate::world::{World, look, put};

fn former(meeting: &Meeting) -> FormerReplies {
    let replies = meeting
        .participants
        .iter()
        .zip([Rsvp::Accepted, Rsvp::Declined]);
    FormerReplies {
        meeting: meeting.id,
        times: meeting.details.times,
        moved_at: NOON,
        replies: replies
            .map(|(one, status)| FormerReply {
                participant: one.id,
                status,
                responded_at: (status == Rsvp::Accepted)
                    .then_some(NOON - Duration::microseconds(1)),
            })
            .collect(),
    }
}

fn kept(store: &dyn Store, meeting: MeetingId) -> Option<FormerReplies> {
    look(store, |tx| tx.former_replies().find(meeting))
}

fn keep(store: &dyn Store, replies: &FormerReplies) {
    put(store, |tx| tx.former_replies().insert(replies));
}

pub fn replies_that_a_move_took_away_are_kept_as_they_were(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "zoe"]);
    assert_eq!(kept(store, meeting.id), None);
    let first = former(&meeting);
    keep(store, &first);
    assert_eq!(kept(store, meeting.id), Some(first.clone()));
    let second = FormerReplies {
        times: minutes(300, 30),
        moved_at: NOON + Duration::HOUR,
        replies: first.replies[..1].to_vec(),
        ..first
    };
    keep(store, &second);
    assert_eq!(kept(store, meeting.id), Some(second), "of the last move");
}

pub fn former_replies_go_with_their_meeting(store: &dyn Store) {
    let world = World::new(store);
    let [gone, stays] = [60, 180].map(|minute| {
        let meeting = world.meeting("Plan", minutes(minute, 60), &["bob"]);
        keep(store, &former(&meeting));
        meeting.id
    });
    put(store, |tx| tx.meetings().delete(gone));
    assert_eq!(kept(store, gone), None);
    assert!(kept(store, stays).is_some());
}

pub fn former_replies_of_older_moves_are_deleted(store: &dyn Store) {
    let world = World::new(store);
    let [old, new] = [60, 180].map(|minute| {
        let meeting = world.meeting("Plan", minutes(minute, 60), &["bob"]);
        let replies = FormerReplies {
            moved_at: NOON + Duration::minutes(minute),
            ..former(&meeting)
        };
        keep(store, &replies);
        meeting.id
    });
    let before = NOON + Duration::minutes(180);
    assert_eq!(put(store, |tx| tx.former_replies().delete_older(before)), 1);
    assert_eq!(kept(store, old), None);
    assert!(kept(store, new).is_some());
}

pub fn move_taken_back_restores_replies(store: &dyn Store) {
    let mut world = World::new(store);
    world.ctx.mail_hold = Duration::seconds(30);
    let meeting = world.meeting("Plan", minutes(60, 60), &["bob", "cleo", "zoe"]);
    let [bob, cleo] = [0, 1].map(|at| meeting.participants[at].id);
    for (actor, id, answer) in [
        (&world.bob, bob, Rsvp::Accepted),
        (&world.cleo, cleo, Rsvp::Declined),
    ] {
        respond(
            store,
            &world.ctx,
            actor,
            &Respond::new(meeting.id, id, answer),
        )
        .unwrap();
    }
    let before = world.find(meeting.id).unwrap();
    let place = |times: TimeRange| {
        let cmd = Reschedule {
            start: Some(times.start()),
            end: Some(times.end()),
            ..Reschedule::default()
        };
        reschedule(store, &world.ctx, &world.ann, meeting.id, None, &cmd).unwrap();
        world.find(meeting.id).unwrap()
    };
    let moved = place(minutes(300, 60));
    assert!(
        moved
            .participants
            .iter()
            .all(|one| one.status == Rsvp::Pending)
    );
    let back = place(minutes(60, 60));
    assert_eq!((back.sequence, back.times_sequence), (2, 2));
    for (one, was) in back.participants.iter().zip(&before.participants) {
        assert_eq!(
            (one.status, one.responded_at),
            (was.status, was.responded_at)
        );
        let sequence = (was.status != Rsvp::Pending).then_some(2);
        assert_eq!(one.sequence, sequence, "a reply to the times that hold");
    }
}
