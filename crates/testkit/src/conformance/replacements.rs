//! `Outbox`: what takes the place of what waits unsent.

use NoticeKind::{Cancellation, Invitation, Reminder, Reply, Update};
use NotificationState::{Queued, Sent};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::notifications::{
    Message, Notice, NoticeKind, NotificationState, Recipient, Superseded,
};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::store::Store;
use time::Duration;

use super::queues::{assert_superseded, end, later, list, next, notice, queue, reply};
use crate::builders::{email, message};
use crate::fakes::{self, NOON};
use crate::world::{claim, put, race};

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
