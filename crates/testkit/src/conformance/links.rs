//! Answers by secret links, when others write at the same time.

use std::collections::HashSet;

use scheduler_domain::ids::ParticipantId;
use scheduler_domain::meetings::{Meeting, cancel};
use scheduler_domain::notifications::{NoticeKind, Notification};
use scheduler_domain::participants::{
    AnswerByLink, AnswerByLinkError, Participant, Rsvp, answer_by_link, answer_token, find_by_link,
    remove, renew_link, show_link,
};
use scheduler_domain::store::Store;
use scheduler_domain::text::Note;

use super::steps::{busy_meetings, move_to};
use crate::builders::{email, minutes, strict_plan};
use crate::fakes::PlainTokens;
use crate::world::{World, look, put, race, winners};

const ROUNDS: i64 = 3;

fn token(participant: &Participant) -> String {
    answer_token(&PlainTokens, participant).unwrap()
}

fn say(
    world: &World<'_>,
    token: &str,
    answer: Rsvp,
    note: &str,
) -> Result<Participant, AnswerByLinkError> {
    let cmd = AnswerByLink {
        sequence: None,
        token: token.to_owned(),
        answer,
        note: Some(Note::parse(note).unwrap()),
    };
    answer_by_link(world.store, &world.ctx, &PlainTokens, &cmd).map(|done| done.guest)
}

fn zoe(meeting: &Meeting) -> &Participant {
    meeting.participant_with(&email("zoe")).unwrap()
}

fn replies(world: &World<'_>, meeting: &Meeting) -> Vec<Notification> {
    let mut told = world.told(meeting.id);
    told.retain(|one| one.notice.kind == NoticeKind::Reply);
    told
}

pub fn the_answers_of_45_guests_change_45_rows(store: &dyn Store) {
    let world = World::new(store);
    let names: Vec<String> = (0..60).map(|number| format!("guest{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let meeting = world.meeting("Plan", minutes(60, 60), &names);
    let other = world.meeting("Other", minutes(200, 60), &names);
    let (answering, silent) = meeting.participants.split_at(45);
    let runners: Vec<_> = answering
        .iter()
        .map(|guest| {
            let (world, token) = (&world, token(guest));
            move || {
                say(
                    world,
                    &token,
                    Rsvp::Accepted,
                    &format!("{} comes", guest.id),
                )
            }
        })
        .collect();
    assert_eq!(winners(&race(runners)), 45);

    let found = world.find(meeting.id).unwrap();
    for (after, before) in found.participants.iter().zip(answering) {
        let expected = Participant {
            status: Rsvp::Accepted,
            has_accepted: true,
            sequence: Some(0),
            responded_at: Some(world.ctx.now),
            note: Note::parse(&format!("{} comes", before.id)).unwrap(),
            ..before.clone()
        };
        assert_eq!(*after, expected);
    }
    assert_eq!(found.participants[45..], *silent);
    let unchanged = Meeting {
        participants: meeting.participants.clone(),
        ..found.clone()
    };
    assert_eq!(unchanged, meeting, "not the meeting's row");
    assert_eq!(world.find(other.id), Some(other));

    let replies = replies(&world, &meeting);
    assert_eq!(replies.len(), 45);
    let people: HashSet<_> = replies
        .iter()
        .map(|one| one.notice.facts.clone().unwrap().reply.unwrap())
        .map(|reply| (reply.email.to_string(), reply.note.to_string()))
        .collect();
    assert_eq!(people.len(), 45);
    assert!(replies.iter().all(|one| one.notice.email == email("ann")));
}

pub fn two_answers_at_once_follow_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 1..=ROUNDS {
        let slot = minutes(1000 * round, 60);
        let meeting = world.meeting("Plan", slot, &["zoe"]);
        let token = token(zoe(&meeting));
        let (world, token) = (&world, &token);
        let answers = [
            Rsvp::Accepted,
            Rsvp::Declined,
            Rsvp::Tentative,
            Rsvp::Declined,
        ];
        let runners: Vec<_> = answers
            .into_iter()
            .map(|answer| move || say(world, token, answer, ""))
            .collect();
        assert_eq!(winners(&race(runners)), 4);
        let last = zoe(&world.find(meeting.id).unwrap()).clone();
        let is_busy = !busy_meetings(world, &email("zoe"), slot).is_empty();
        assert_eq!(is_busy, last.status != Rsvp::Declined);
        let newest = replies(world, &meeting).remove(0);
        let reply = newest.notice.facts.unwrap().reply.unwrap();
        assert_eq!(reply.status, last.status, "the newest reply is what holds");
    }
}

pub fn an_answer_and_a_renewed_link_follow_each_other(store: &dyn Store) {
    let world = World::new(store);
    for round in 1..=ROUNDS {
        let meeting = world.meeting("Plan", minutes(1000 * round, 60), &["zoe"]);
        let id = zoe(&meeting).id;
        let old = token(zoe(&meeting));
        let (world, old) = (&world, &old);
        let renew = move |id: ParticipantId| {
            renew_link(store, &world.ctx, &PlainTokens, &world.ann, meeting.id, id).unwrap()
        };
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
            Box::new(|| say(world, old, Rsvp::Accepted, "").is_ok()),
            Box::new(|| {
                renew(id);
                false
            }),
            Box::new(|| {
                renew(id);
                false
            }),
        ];
        let was_taken = race(runners)[0];
        let after = look(store, |tx| tx.participants().find(id)).unwrap();
        assert_eq!(after.link_number, 2, "no renewal is lost");
        assert_eq!(after.status == Rsvp::Accepted, was_taken);
        let dead = say(world, old, Rsvp::Declined, "");
        assert!(matches!(dead, Err(AnswerByLinkError::NotFound)), "{dead:?}");
        let shown = show_link(store, &world.ctx, &PlainTokens, &world.ann, meeting.id, id).unwrap();
        for link in [shown, token(&after)] {
            assert!(find_by_link(store, &world.ctx, &PlainTokens, &link).is_ok());
        }
    }
}

pub fn an_answer_races_with_whatever_ends_the_invitation(store: &dyn Store) {
    let world = World::new(store);
    for round in 1..=ROUNDS {
        let slot = minutes(1000 * round, 60);
        let moved = minutes(1000 * round + 200, 60);
        let plan = strict_plan("Plan", slot, &["zoe"]);
        let [removed, cancelled, shifted] = [0, 1, 2].map(|at| {
            let mut plan = plan.clone();
            let (from, to) = (slot.start(), slot.end());
            let days = time::Duration::days(40 * at);
            plan.details.times =
                scheduler_domain::time::TimeRange::try_new(from + days, to + days).unwrap();
            world.planned(&world.ann, &plan)
        });
        let world = &world;
        for meeting in [&removed, &cancelled, &shifted] {
            say(world, &token(zoe(meeting)), Rsvp::Declined, "").unwrap();
        }
        let back = |meeting: &Meeting| say(world, &token(zoe(meeting)), Rsvp::Accepted, "").is_ok();
        let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
            Box::new(|| back(&removed)),
            Box::new(|| {
                let id = zoe(&removed).id;
                remove(store, &world.ctx, &world.ann, removed.id, id).is_ok()
            }),
            Box::new(|| back(&cancelled)),
            Box::new(|| cancel(store, &world.ctx, &world.ann, cancelled.id, None).is_ok()),
            Box::new(|| back(&shifted)),
            Box::new(|| move_to(world, &world.ann, &shifted, None, moved).is_ok()),
        ];
        let done = race(runners);
        assert!(done[1] && done[3] && done[4] && done[5], "{done:?}");
        assert!(world.find(removed.id).unwrap().participants.is_empty());
        for meeting in [&removed, &cancelled] {
            let times = meeting.details.times;
            assert_eq!(busy_meetings(world, &email("zoe"), times), []);
        }
        let old_times = shifted.details.times;
        assert_eq!(busy_meetings(world, &email("zoe"), old_times), []);
        assert_eq!(busy_meetings(world, &email("zoe"), moved), [shifted.id]);
    }
}

pub fn a_dead_link_writes_nothing(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Plan", minutes(60, 60), &["zoe", "bob"]);
    let [gone, bob] = [0, 1].map(|at| meeting.participants[at].clone());
    let forged = format!("{}-{}", bob.id, token(&gone).split_once('-').unwrap().1);
    remove(store, &world.ctx, &world.ann, meeting.id, gone.id).unwrap();
    let before = world.find(meeting.id);
    for dead in [token(&gone), forged, format!("{}-", bob.id), String::new()] {
        let refused = say(&world, &dead, Rsvp::Accepted, "");
        assert!(
            matches!(refused, Err(AnswerByLinkError::NotFound)),
            "{dead}: {refused:?}"
        );
    }
    assert_eq!(world.find(meeting.id), before);
    put(store, |tx| tx.meetings().delete(meeting.id));
    let refused = say(&world, &token(&bob), Rsvp::Accepted, "");
    assert!(
        matches!(refused, Err(AnswerByLinkError::NotFound)),
        "{refused:?}"
    );
}
