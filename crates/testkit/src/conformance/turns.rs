//! `Outbox`: whose mail is next.

use scheduler_domain::ids::UserId;
use scheduler_domain::notifications::{Message, Notice, NoticeKind};
use scheduler_domain::store::Store;
use time::Duration;
use uuid::Uuid;

use super::outbox::{later, notice};
use crate::builders::{email, messages};
use crate::world::{claim, look, put};

/// To so many people, of this organiser, so many minutes later than noon.
fn of(organiser: u128, minute: i64, numbers: std::ops::Range<i64>) -> Vec<Message> {
    let notices: Vec<_> = numbers
        .map(|number| Notice {
            created_at: later(minute) + Duration::microseconds(number),
            ..notice(number)
        })
        .collect();
    let mut messages = messages(&notices);
    for message in &mut messages {
        message.organiser_id = Some(UserId(Uuid::from_u128(organiser)));
    }
    messages
}

fn insert(store: &dyn Store, messages: &[Message]) {
    put(store, |tx| tx.outbox().insert(messages));
}

fn subjects(store: &dyn Store, limit: u32) -> Vec<String> {
    let claimed = claim(store, later(60), limit);
    let mut subjects: Vec<_> = claimed.into_iter().map(|one| one.notice.subject).collect();
    subjects.sort();
    subjects
}

pub fn mails_about_accounts_are_sent_first(store: &dyn Store) {
    insert(store, &of(1, 0, 0..300));
    let reset = Notice {
        meeting_id: None,
        kind: NoticeKind::PasswordReset,
        email: email("ann"),
        created_at: later(5),
        ..notice(900)
    };
    insert(store, &messages(&[reset]));
    let claimed = claim(store, later(60), 10);
    assert_eq!(claimed.len(), 10);
    assert_eq!(claimed[0].notice.kind, NoticeKind::PasswordReset);
}

pub fn organisers_take_turns(store: &dyn Store) {
    insert(store, &of(1, 0, 0..300));
    insert(store, &of(3, 1, 400..403));
    insert(store, &of(2, 2, 500..502));
    assert_eq!(subjects(store, 3), ["No 0", "No 400", "No 500"]);
    assert_eq!(subjects(store, 3), ["No 1", "No 401", "No 501"]);
    assert_eq!(subjects(store, 2), ["No 2", "No 402"]);
    assert_eq!(subjects(store, 3), ["No 3", "No 4", "No 5"]);
}

/// Accounts that never prove their address cost a registration each.
pub fn organisers_whose_mails_are_held_take_no_turn(store: &dyn Store) {
    let held = (1..=500_u16).flat_map(|organiser| {
        let number = 1_000 + i64::from(organiser);
        of(organiser.into(), 0, number..number + 1)
    });
    let held: Vec<_> = held
        .map(|message| Message {
            is_held: true,
            ..message
        })
        .collect();
    insert(store, &held);
    insert(store, &of(601, 1, 0..200));
    insert(store, &of(602, 2, 500..502));
    assert_eq!(subjects(store, 2), ["No 0", "No 500"]);
}

pub fn each_mail_is_given_once_whoever_organises(store: &dyn Store) {
    for organiser in 0..40_u8 {
        let first = i64::from(organiser) * 10;
        insert(store, &of(organiser.into(), 0, first..first + 5));
    }
    let mut all = Vec::new();
    loop {
        let some = subjects(store, 30);
        if some.is_empty() {
            break;
        }
        all.extend(some);
    }
    assert_eq!(all.len(), 200);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 200);
    assert_eq!(look(store, |tx| tx.outbox().count()).queued, 200);
}
