//! What is used of the mail limits.

use scheduler_domain::mail_limits::{Subject, Take, Taken};
use scheduler_domain::store::{Store, StoreError};
use time::{Duration, UtcDateTime};

use crate::builders::email;
use crate::fakes::NOON;
use crate::world::{look, put, race, winners};

fn take_of(subject: &Subject, minutes: i64) -> Take {
    Take {
        subject: subject.clone(),
        cost: Duration::minutes(minutes),
        window: Duration::minutes(10),
    }
}

fn taken(subject: &Subject, minutes: i64) -> Taken {
    Taken {
        subject: subject.clone(),
        used: Duration::minutes(minutes),
        window: Duration::minutes(10),
    }
}

/// One of each, in their order.
fn subjects() -> [Subject; 5] {
    let (ann, bob) = (email("ann"), email("bob"));
    [
        Subject::Account(ann.clone()),
        Subject::Pair(ann.clone(), bob.clone()),
        Subject::Pair(bob, ann.clone()),
        Subject::Server(0),
        Subject::Stranger(ann),
    ]
}

fn take(store: &dyn Store, wanted: &[Take], now: UtcDateTime) -> Vec<Taken> {
    let mut taken = put(store, |tx| tx.allowances().take(wanted, now));
    taken.sort_by(|one, other| one.subject.cmp(&other.subject));
    taken
}

pub fn taken_parts_add_up_and_refill_with_time(store: &dyn Store) {
    let all = subjects();
    let each = |minutes| {
        all.iter()
            .map(|one| take_of(one, minutes))
            .collect::<Vec<_>>()
    };
    let used = |minutes| {
        all.iter()
            .map(|one| taken(one, minutes))
            .collect::<Vec<_>>()
    };
    assert_eq!(take(store, &each(4), NOON), used(4));
    assert_eq!(take(store, &each(4), NOON), used(8));
    let later = NOON + Duration::minutes(3);
    assert_eq!(take(store, &each(1), later), used(6));
    let much_later = NOON + Duration::HOUR;
    assert_eq!(take(store, &each(2), much_later), used(2));
    assert_eq!(take(store, &[], much_later), []);
}

pub fn parts_of_the_installation_count_together(store: &dyn Store) {
    let part = |number, minutes| take(store, &[take_of(&Subject::Server(number), minutes)], NOON);
    assert_eq!(part(0, 3), [taken(&Subject::Server(0), 3)]);
    assert_eq!(part(1, 4), [taken(&Subject::Server(1), 7)]);
    assert_eq!(part(0, 1), [taken(&Subject::Server(0), 8)]);
    let near = look(store, |tx| tx.allowances().list_near(NOON, 10));
    assert_eq!(near, [taken(&Subject::Server(0), 8)]);
    let later = NOON + Duration::minutes(4);
    let taken_later = take(store, &[take_of(&Subject::Server(2), 1)], later);
    assert_eq!(taken_later, [taken(&Subject::Server(2), 1)]);
}

pub fn only_what_is_nearly_used_up_is_listed(store: &dyn Store) {
    let [account, pair, other, server, stranger] = subjects();
    assert_eq!(look(store, |tx| tx.allowances().list_near(NOON, 10)), []);
    let wanted = [
        take_of(&account, 8),
        take_of(&pair, 7),
        take_of(&other, 12),
        take_of(&server, 1),
        take_of(&stranger, 9),
    ];
    take(store, &wanted, NOON);
    let near = |now, limit| look(store, |tx| tx.allowances().list_near(now, limit));
    let all = [
        taken(&server, 1),
        taken(&other, 12),
        taken(&stranger, 9),
        taken(&account, 8),
    ];
    assert_eq!(near(NOON, 10), all);
    assert_eq!(near(NOON, 2), all[..2]);
    assert_eq!(near(NOON + Duration::minutes(10), 10), [taken(&other, 2)]);
    let forget = |now| put(store, |tx| tx.allowances().delete_full(now));
    assert_eq!(forget(NOON + Duration::minutes(9)), 4);
    assert_eq!(forget(NOON + Duration::minutes(12)), 1);
    assert_eq!(near(NOON, 10), []);
}

pub fn refused_take_is_undone_with_its_transaction(store: &dyn Store) {
    let subject = Subject::Stranger(email("zoe"));
    let refused = store.write::<(), StoreError>(|tx| {
        tx.allowances().take(&[take_of(&subject, 9)], NOON)?;
        Err(StoreError::Stale)
    });
    assert!(refused.is_err());
    let wanted = [take_of(&subject, 1)];
    assert_eq!(take(store, &wanted, NOON), [taken(&subject, 1)]);
}

/// Writers that count first and write afterwards would all pass.
pub fn of_many_takers_at_once_the_limit_passes(store: &dyn Store) {
    let wanted: Vec<Take> = subjects().iter().map(|one| take_of(one, 1)).collect();
    let runners: Vec<_> = (0..30)
        .map(|_| {
            let wanted = &wanted;
            move || {
                store.write::<(), StoreError>(|tx| {
                    let taken = tx.allowances().take(wanted, NOON)?;
                    let is_over = taken.iter().any(|one| one.used > one.window);
                    if is_over {
                        Err(StoreError::Stale)
                    } else {
                        Ok(())
                    }
                })
            }
        })
        .collect();
    assert_eq!(winners(&race(runners)), 10);
}
