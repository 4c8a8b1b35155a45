//! `Outbox`: what takes the place of what waits unsent.

use NoticeKind::{Cancellation, Invitation, Reminder, Reply, Update};
use NotificationState::{Queued, Sent};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::notifications::{
    Facts, Message, Notice, NoticeKind, Notification, NotificationState, Recipient, Superseded,
    Unreadable, purge_superseded,
};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::store::Store;
use scheduler_domain::text::Description;
use time::{Duration, UtcDateTime};

use super::queues::{assert_superseded, end, later, list, next, notice, queue, reply};
use crate::builders::{email, message, minutes};
use crate::fakes::{self, NOON};
use crate::world::{World, claim, put, race};

/// The same to each of these.
fn to(people: &[&str], notice: &Notice) -> Message {
    Message {
        recipients: people
            .iter()
            .map(|name| Recipient::new(&email(name), name))
            .collect(),
        ..message(notice)
    }
}

fn insert(store: &dyn Store, message: &Message) {
    put(store, |tx| {
        tx.outbox().insert(std::slice::from_ref(message))
    });
}

pub fn an_unsent_delivery_is_replaced_in_place(store: &dyn Store) {
    insert(store, &to(&["zoe", "bob"], &notice(Invitation, 0)));
    let before = list(store);
    for sequence in 1..4 {
        insert(store, &to(&["zoe"], &notice(Update, sequence)));
    }
    let after = list(store);
    assert_eq!(after[0], before[0], "Bob's is as it was");
    assert_eq!(after.len(), 2);
    assert_eq!(after[1].id, before[1].id);
    assert_eq!(after[1].notice.sequence, 3);
    assert_eq!((after[1].state, after[1].attempts), (Queued, 0));
    let mut claimed = next(store, NOON);
    claimed.sort_by_key(|(_, sequence)| *sequence);
    assert_eq!(claimed, [(Invitation, 0), (Invitation, 3)]);
    assert_eq!(list(store)[1].notice.subject, "Invitation: No 3");
}

pub fn deliveries_of_other_meetings_are_not_replaced(store: &dyn Store) {
    let elsewhere = Notice {
        meeting_id: Some(MeetingId(fakes::ctx(5).new_uuid())),
        ..notice(Invitation, 0)
    };
    let nowhere = Notice {
        meeting_id: None,
        kind: NoticeKind::EmailVerification,
        ..notice(Invitation, 1)
    };
    queue(store, &[elsewhere, nowhere]);
    insert(store, &to(&["zoe"], &notice(Update, 2)));
    assert_eq!(claim(store, NOON, 9).len(), 3);
}

pub fn sent_claimed_and_tried_deliveries_are_not_replaced(store: &dyn Store) {
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Invitation, 0)));
    let claimed = claim(store, NOON, 9);
    end(store, claimed[0].id, Sent, NOON);
    end(store, claimed[1].id, Queued, later(30));
    let before = list(store);
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Update, 1)));
    assert_eq!(list(store)[3..], before);
    assert_eq!(
        next(store, later(1)),
        [(Invitation, 1), (Update, 1)],
        "Zoe's first one is being sent"
    );
}

pub fn a_replacement_keeps_the_earlier_turn(store: &dyn Store) {
    let hold = Duration::seconds(30);
    let at = |seconds| Notice {
        created_at: NOON + Duration::seconds(seconds),
        ..notice(Update, 1)
    };
    put(store, |tx| {
        let outbox = tx.outbox();
        outbox.insert_held(&[message(&at(0))], hold)?;
        outbox.insert_held(&[message(&at(29))], hold)
    });
    let waits = &list(store)[0];
    assert_eq!(waits.notice.created_at, NOON + Duration::seconds(29));
    assert_eq!(waits.next_try_at, NOON + hold);
    insert(store, &message(&at(10)));
    assert_eq!(list(store)[0].next_try_at, NOON + Duration::seconds(10));
}

pub fn replaced_unheard_invitation_is_not_cancelled(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    queue(store, &[notice(Update, 1)]);
    queue(store, &[notice(Cancellation, 2)]);
    assert_eq!(next(store, NOON), []);
    let stored = list(store);
    assert_eq!(stored.len(), 1);
    assert_superseded(&stored[0], Superseded::Unheard);
    queue(store, &[notice(Update, 3)]);
    assert_eq!(next(store, NOON), [(Invitation, 3)], "after all");
}

pub fn replaced_invitation_that_was_heard_is_cancelled(store: &dyn Store) {
    queue(store, &[notice(Invitation, 0)]);
    let first = claim(store, NOON, 1)[0].id;
    end(store, first, Sent, NOON);
    queue(store, &[notice(Update, 1)]);
    queue(store, &[notice(Cancellation, 2)]);
    assert_eq!(next(store, later(1)), [(Cancellation, 2)]);
}

pub fn new_state_supersedes_a_waiting_reminder(store: &dyn Store) {
    queue(store, &[notice(Update, 0)]);
    queue(store, &[notice(Reminder, 0)]);
    queue(store, &[notice(Update, 1)]);
    let stored = list(store);
    assert_superseded(&stored[0], Superseded::ByNewer);
    assert_eq!((stored.len(), stored[1].notice.sequence), (2, 1));
    queue(store, &[notice(Reminder, 1)]);
    assert_eq!(
        next(store, NOON),
        [(Invitation, 1)],
        "a reminder replaces nothing"
    );
}

pub fn waiting_replies_are_not_replaced(store: &dyn Store) {
    queue(store, &[reply("bob", Rsvp::Accepted, 1)]);
    queue(store, &[reply("bob", Rsvp::Declined, 2)]);
    queue(store, &[notice(Update, 3)]);
    let kinds = list(store).into_iter().map(|one| one.notice.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [Update, Reply, Reply]);
}

pub fn recipients_of_one_message_are_replaced_apart(store: &dyn Store) {
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Update, 1)));
    let first = claim(store, NOON, 1)[0].id;
    end(store, first, Sent, NOON);
    insert(store, &to(&["ann", "bob"], &notice(Update, 2)));
    let told: Vec<_> = list(store)
        .into_iter()
        .map(|one| (one.notice.email, one.notice.sequence))
        .collect();
    let expected = [("ann", 2), ("zoe", 1), ("bob", 2), ("ann", 1)];
    assert_eq!(
        told,
        expected.map(|(name, sequence)| (email(name), sequence))
    );
}

/// What holds now, for those to whom something waits.
fn refreshed(store: &dyn Store, created_at: UtcDateTime) -> Facts {
    let world = World::new(store);
    let facts = Facts {
        description: Description::parse("Join at https://meet.example").unwrap(),
        ..Facts::of(&world.meeting("Plan", minutes(60, 60), &[]))
    };
    let news = Notice {
        facts: Some(facts.clone()),
        created_at,
        ..notice(Update, 5)
    };
    let message = to(&[], &news);
    put(store, |tx| tx.outbox().refresh(&message));
    facts
}

pub fn waiting_deliveries_tell_what_holds(store: &dyn Store) {
    insert(store, &to(&["ann", "bob"], &notice(Invitation, 0)));
    queue(store, &[notice(Update, 1), notice(Cancellation, 1)]);
    queue(
        store,
        &[notice(Reminder, 1), reply("bob", Rsvp::Accepted, 1)],
    );
    let elsewhere = Notice {
        meeting_id: Some(MeetingId(fakes::ctx(5).new_uuid())),
        ..notice(Invitation, 0)
    };
    queue(store, std::slice::from_ref(&elsewhere));
    let before = list(store);
    let facts = refreshed(store, later(1));
    for (after, before) in list(store).into_iter().zip(before) {
        let kind = before.notice.kind;
        assert_eq!((after.id, after.notice.kind), (before.id, kind));
        assert_eq!(after.next_try_at, before.next_try_at);
        if [Cancellation, Reply].contains(&kind) {
            assert_eq!(after, before);
        } else {
            assert_eq!(after.notice.facts.as_ref(), Some(&facts), "{kind:?}");
            assert!(after.notice.message.contains("https://meet.example"));
            assert_eq!(
                (after.notice.sequence, after.notice.created_at),
                (5, later(1))
            );
        }
    }
    let other = claim(store, later(1), 9);
    assert!(other.iter().any(|one| one.notice == elsewhere));
}

pub fn sent_deliveries_and_those_in_flight_tell_what_they_told(store: &dyn Store) {
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Invitation, 0)));
    let claimed = claim(store, NOON, 9);
    end(store, claimed[0].id, Sent, NOON);
    end(store, claimed[1].id, Queued, later(30));
    let before = list(store);
    let facts = refreshed(store, later(1));
    let after = list(store);
    assert_eq!((&after[0], &after[2]), (&before[0], &before[2]));
    let tried = &after[1];
    assert_eq!(tried.notice.facts.as_ref(), Some(&facts));
    assert_eq!((tried.attempts, tried.next_try_at), (1, later(30)));
}

pub fn refreshing_what_nobody_waits_for_stores_nothing(store: &dyn Store) {
    refreshed(store, later(1));
    assert_eq!(list(store), []);
    assert_eq!(claim(store, later(2), 9), []);
}

pub fn released_deliveries_are_due_with_their_attempts(store: &dyn Store) {
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Invitation, 0)));
    let first = claim(store, NOON, 9);
    end(store, first[0].id, Queued, later(2));
    end(store, first[1].id, Sent, NOON);
    put(store, |tx| tx.outbox().requeue(first[1].id, later(2)));
    let claimed = claim(store, later(6), 9);
    assert_eq!(claimed.len(), 3);
    put(store, |tx| {
        tx.outbox().release(&claimed, "550 not you", later(7))
    });
    put(store, |tx| {
        tx.outbox().release(&[], "550 not you", later(7))
    });
    assert_eq!(claim(store, later(6), 9), []);
    let again = claim(store, later(7), 9);
    assert_eq!(again, claimed, "whoever may have heard may still have");
    let mut marks: Vec<_> = again
        .iter()
        .map(|one| (one.attempts, one.is_claimed))
        .collect();
    marks.sort_unstable();
    assert_eq!(marks, [(0, true), (0, true), (1, false)]);
    let stored = list(store);
    assert!(
        stored
            .iter()
            .all(|one| one.last_error.as_deref() == Some("550 not you"))
    );
    assert!(stored.iter().all(|one| one.tried_at == Some(later(7))));
}

pub fn abandoned_deliveries_have_failed(store: &dyn Store) {
    insert(store, &to(&["ann", "zoe"], &notice(Invitation, 0)));
    let claimed = claim(store, NOON, 1);
    let unreadable = Unreadable {
        id: claimed[0].id,
        fault: "no JSON".to_owned(),
    };
    put(store, |tx| tx.outbox().abandon(&[]));
    put(store, |tx| {
        tx.outbox().abandon(std::slice::from_ref(&unreadable))
    });
    let stored = list(store);
    assert_eq!(
        (stored[1].state, stored[1].is_superseded),
        (NotificationState::Failed, false)
    );
    assert_eq!(stored[1].last_error.as_deref(), Some("no JSON"));
    assert_eq!(claim(store, later(60), 9).len(), 1, "the other one");
}

pub fn superseded_deliveries_are_deleted_after_seven_days(store: &dyn Store) {
    insert(store, &to(&["ann", "bob", "zoe"], &notice(Update, 0)));
    let tried = claim(store, NOON, 1).remove(0);
    let stored = list(store);
    let untried = stored.iter().find(|one| one.id != tried.id).unwrap();
    let superseded = [tried.id, untried.id].map(|id| (id, Superseded::ByNewer));
    put(store, |tx| tx.outbox().supersede(&superseded));
    let purge = |seconds| {
        let mut ctx = fakes::ctx(1);
        ctx.now = NOON + Duration::days(7) + Duration::seconds(seconds);
        purge_superseded(store, &ctx).unwrap()
    };
    assert_eq!(purge(0), 0);
    assert_eq!(purge(1), 1, "what was tried may have been heard");
    let left = list(store);
    assert_eq!(left.len(), 2);
    assert!(left.iter().any(|one| one.id == tried.id));
    assert_eq!(purge(1), 0);
}

pub fn replaced_deliveries_are_sent_once_with_the_last_state(store: &dyn Store) {
    let people = ["ann", "bob", "zoe"];
    for round in 0..8 {
        let at = |sequence| notice(Update, round * 10 + sequence);
        insert(store, &to(&people, &at(0)));
        let write = || {
            for sequence in 1..8 {
                insert(store, &to(&people, &at(sequence)));
            }
            Vec::new()
        };
        let take = || claim(store, later(1), 3);
        let runners: Vec<Box<dyn FnOnce() -> Vec<_> + Send>> =
            vec![Box::new(write), Box::new(take), Box::new(take)];
        for one in race(runners).concat() {
            end(store, one.id, Sent, NOON);
        }
        for one in claim(store, later(1), 9) {
            assert_eq!(one.notice.sequence, round * 10 + 7);
            end(store, one.id, Sent, NOON);
        }
        let stored = list(store);
        for name in people {
            let mut told = stored.iter().filter(|one| one.notice.email == email(name));
            let last = told.next().unwrap();
            assert_eq!((last.state, last.notice.sequence), (Sent, round * 10 + 7));
        }
    }
}

/// To Zoe, in the name of an organiser who has proved no address.
fn held(notice: &Notice) -> Message {
    Message {
        is_held: true,
        ..message(notice)
    }
}

pub fn held_message_holds_what_it_replaces(store: &dyn Store) {
    insert(store, &held(&notice(Invitation, 0)));
    insert(store, &to(&["zoe"], &notice(Cancellation, 1)));
    assert!(!list(store)[0].is_held());
    insert(store, &held(&notice(Update, 2)));
    let told = list(store);
    assert_eq!((told.len(), told[0].is_held()), (1, true));
    assert_eq!(next(store, later(10_000)), []);
    insert(store, &to(&["zoe"], &notice(Update, 3)));
    assert_eq!(next(store, NOON), [(Invitation, 3)]);
}

pub fn held_delivery_goes_with_nothing_that_is_due(store: &dyn Store) {
    queue(store, &[notice(Update, 0)]);
    let tried = claim(store, NOON, 1)[0].id;
    insert(store, &held(&notice(Update, 1)));
    insert(store, &held(&notice(Reminder, 1)));
    end(store, tried, Queued, later(30));
    assert_eq!(next(store, later(29)), []);
    assert_eq!(next(store, later(30)).len(), 1);
    end(store, tried, Sent, later(30));
    assert_eq!(next(store, later(10_000)), []);
    assert!(list(store)[..2].iter().all(Notification::is_held));
}
