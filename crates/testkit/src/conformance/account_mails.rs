//! `Outbox`, for mails about accounts.

use scheduler_domain::notifications::{Notice, NoticeKind, NotificationState, Queued};
use scheduler_domain::store::Store;

use super::outbox::{attempt, later, notice, queue};
use crate::builders::{email, message};
use crate::world::{claim, look, put};

pub fn a_mail_about_an_account_waits_once(store: &dyn Store) {
    let of = |kind, name: &str, minutes| Notice {
        meeting_id: None,
        email: email(name),
        kind,
        created_at: later(minutes),
        ..notice(0)
    };
    let (reset, verify) = (NoticeKind::PasswordReset, NoticeKind::EmailVerification);
    let once = |notice: &Notice| put(store, |tx| tx.outbox().insert_once(&message(notice)));
    for (kind, name) in [
        (reset, "ann"),
        (reset, "bob"),
        (verify, "ann"),
        (reset, "ann"),
    ] {
        once(&of(kind, name, 0));
    }
    queue(store, &[notice(1)]);
    let first = claim(store, later(0), 10);
    assert_eq!(first.len(), 3);
    put(store, |tx| {
        tx.outbox()
            .update(&attempt(first[0].id, NotificationState::Queued))
    });
    // One waits for its next attempt, one is being sent; each is new again.
    once(&of(reset, "ann", 2));
    once(&of(reset, "bob", 2));
    let again = claim(store, later(2), 10);
    assert_eq!(again.len(), 2, "the meeting's, and Ann's at once");
    let anns: Vec<_> = again.iter().filter(|one| one.id == first[0].id).collect();
    assert_eq!(anns[0].notice.created_at, later(2));
    put(store, |tx| {
        tx.outbox()
            .update(&attempt(first[0].id, NotificationState::Sent))
    });
    once(&of(reset, "ann", 3));
    let next = claim(store, later(3), 10);
    assert_eq!(next.len(), 1, "what was sent waits no more");
    assert_ne!(next[0].id, first[0].id);
}

pub fn old_mails_about_accounts_are_deleted_and_counted(store: &dyn Store) {
    let about_account = |number| Notice {
        meeting_id: None,
        created_at: later(number),
        ..notice(number)
    };
    let mut all: Vec<_> = (0..4).map(about_account).collect();
    all.push(notice(4));
    queue(store, &all);
    let claimed = claim(store, later(4), 9);
    for (one, state) in claimed.iter().zip([
        NotificationState::Sent,
        NotificationState::Failed,
        NotificationState::Queued,
        NotificationState::Sent,
        NotificationState::Sent,
    ]) {
        put(store, |tx| tx.outbox().update(&attempt(one.id, state)));
    }
    assert_eq!(put(store, |tx| tx.outbox().delete_older(later(3))), 2);
    let is_there = |one: &Queued| look(store, |tx| tx.outbox().find(one.id)).is_some();
    let there: Vec<_> = claimed.iter().map(is_there).collect();
    assert_eq!(there, [false, false, true, true, true]);
}
