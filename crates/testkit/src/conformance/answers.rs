//! `AnswerRepo`, and what `once` makes of it.

use std::sync::atomic::{AtomicUsize, Ordering};

use scheduler_domain::idempotency::{Answer, Claim, OnceError, RequestKey, once};
use scheduler_domain::store::{Store, StoreError};
use time::Duration;

use crate::builders::{email, user};
use crate::fakes::{self, NOON};
use crate::world::{put, race};

fn key(name: &str) -> RequestKey {
    RequestKey {
        scope: "user:1".to_owned(),
        key: name.to_owned(),
        fingerprint: [7; 32],
    }
}

fn answer(body: &str) -> Answer {
    Answer {
        status: 201,
        location: Some("/api/meetings/1/".to_owned()),
        etag: Some("\"1-abc\"".to_owned()),
        body: body.to_owned(),
    }
}

fn keep(store: &dyn Store, key: &RequestKey, answer: &Answer) {
    put(store, |tx| {
        assert_eq!(tx.answers().claim(key)?, Claim::New);
        tx.answers().insert(key, answer, NOON)
    });
}

fn claim(store: &dyn Store, key: &RequestKey) -> Claim {
    put(store, |tx| tx.answers().claim(key))
}

fn answered(answer: Answer) -> Claim {
    Claim::Answered {
        fingerprint: [7; 32],
        answer,
    }
}

pub fn an_answer_is_kept_as_it_was(store: &dyn Store) {
    let odd = answer("{\"title\": \"🦀 \\u0000 ' %\"}\r\n");
    let bare = Answer {
        status: 200,
        location: None,
        etag: None,
        body: String::new(),
    };
    keep(store, &key("odd"), &odd);
    keep(store, &key("bare"), &bare);
    assert_eq!(claim(store, &key("odd")), answered(odd));
    assert_eq!(claim(store, &key("bare")), answered(bare));
}

pub fn a_long_answer_is_kept(store: &dyn Store) {
    let long = answer(&"ü".repeat(500_000));
    keep(store, &key("long"), &long);
    assert_eq!(claim(store, &key("long")), answered(long));
}

pub fn the_fingerprint_does_not_matter_to_a_claim(store: &dyn Store) {
    keep(store, &key("k"), &answer("first"));
    let other = RequestKey {
        fingerprint: [8; 32],
        ..key("k")
    };
    assert_eq!(claim(store, &other), answered(answer("first")));
}

pub fn keys_are_told_apart_by_scope_and_case(store: &dyn Store) {
    keep(store, &key("k"), &answer("first"));
    let strange = RequestKey {
        scope: "user:2".to_owned(),
        ..key("k")
    };
    assert_eq!(claim(store, &strange), Claim::New);
    assert_eq!(claim(store, &key("K")), Claim::New);
    let shifted = RequestKey {
        scope: "user:".to_owned(),
        ..key("1k")
    };
    assert_eq!(claim(store, &shifted), Claim::New);
}

pub fn a_claim_without_an_answer_ends_with_its_transaction(store: &dyn Store) {
    assert_eq!(claim(store, &key("k")), Claim::New);
    assert_eq!(claim(store, &key("k")), Claim::New);
    let result = store.write(|tx| {
        tx.answers().claim(&key("k"))?;
        tx.answers().insert(&key("k"), &answer("lost"), NOON)?;
        Err::<(), _>(StoreError::Busy)
    });
    assert!(result.is_err());
    assert_eq!(claim(store, &key("k")), Claim::New);
}

pub fn old_answers_are_deleted_and_counted(store: &dyn Store) {
    let at = |name: &str, shift: i64| {
        let when = NOON + Duration::microseconds(shift);
        put(store, |tx| {
            tx.answers().claim(&key(name))?;
            tx.answers().insert(&key(name), &answer(name), when)
        });
    };
    at("older", -2);
    at("old", -1);
    at("now", 0);
    assert_eq!(put(store, |tx| tx.answers().delete_older(NOON)), 2);
    assert_eq!(claim(store, &key("older")), Claim::New);
    assert_eq!(claim(store, &key("old")), Claim::New);
    assert_eq!(claim(store, &key("now")), answered(answer("now")));
    assert_eq!(put(store, |tx| tx.answers().delete_older(NOON)), 0);
}

pub fn racers_with_one_key_do_it_once(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    for round in 0..5_u64 {
        let key = key(&format!("round {round}"));
        let runs = AtomicUsize::new(0);
        let runners: Vec<_> = (0..8_u64)
            .map(|racer| {
                let (key, ctx, runs) = (&key, &ctx, &runs);
                move || {
                    let name = format!("user{round}x{racer}");
                    let new = user(&fakes::ctx(round * 10 + racer + 50), &name);
                    once(
                        store,
                        ctx,
                        Some(key),
                        |tx| {
                            tx.users().insert(&new)?;
                            Ok::<_, StoreError>(name.clone())
                        },
                        |name| {
                            runs.fetch_add(1, Ordering::SeqCst);
                            answer(&name)
                        },
                    )
                }
            })
            .collect();
        let results = race(runners);
        let mut answers: Vec<Answer> = Vec::new();
        for result in results {
            match result {
                Ok(answer) => answers.push(answer),
                Err(OnceError::Running) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "one answer for all who got one");
        let effects = (0..8)
            .filter(|racer| {
                let email = email(&format!("user{round}x{racer}"));
                crate::world::look(store, |tx| tx.users().find_by_email(&email)).is_some()
            })
            .count();
        assert_eq!(effects, 1, "one effect");
        assert!(runs.load(Ordering::SeqCst) >= 1);
    }
}

pub fn a_running_request_makes_nobody_wait_for_another_answer(store: &dyn Store) {
    // While the first one runs, the second one is told so, or waits and gets the first answer.
    let begun = std::sync::Barrier::new(2);
    let results = std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            let mut is_first_try = true;
            store.write(|tx| {
                let claim = tx.answers().claim(&key("k"))?;
                if std::mem::take(&mut is_first_try) {
                    begun.wait();
                }
                tx.answers().insert(&key("k"), &answer("first"), NOON)?;
                Ok::<_, StoreError>(claim)
            })
        });
        begun.wait();
        let second = scope.spawn(|| claim(store, &key("k")));
        (first.join().unwrap().unwrap(), second.join().unwrap())
    });
    assert_eq!(results.0, Claim::New);
    assert!(
        [Claim::Running, answered(answer("first"))].contains(&results.1),
        "{:?}",
        results.1
    );
    assert_eq!(claim(store, &key("k")), answered(answer("first")));
}
