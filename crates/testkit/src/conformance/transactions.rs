//! `Store` and `Tx`: all or nothing, and the first fault is the last word.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scheduler_domain::notifications::claim_in;
use scheduler_domain::store::{Key, Mode, Store, StoreError, Tx, Verdict};

use crate::builders::{email, messages, minutes, user};
use crate::fakes;
use crate::world::{World, look, put};

fn is_there(store: &dyn Store, name: &str) -> bool {
    look(store, |tx| tx.users().find_by_email(&email(name))).is_some()
}

pub fn a_commit_keeps_what_was_written(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    put(store, |tx| {
        tx.users().insert(&user(&ctx, "ann"))?;
        tx.users().insert(&user(&ctx, "bob"))
    });
    assert!(is_there(store, "ann") && is_there(store, "bob"));
}

pub fn the_answer_of_the_work_is_handed_on(store: &dyn Store) {
    assert_eq!(store.write(|_| Ok::<_, StoreError>(1)).unwrap(), 1);
    assert_eq!(store.read(|_| Ok::<_, StoreError>(2)).unwrap(), 2);
    assert_eq!(store.glance(|_| Ok::<_, StoreError>(3)).unwrap(), 3);
}

pub fn an_error_rolls_back(store: &dyn Store) {
    let ann = user(&fakes::ctx(1), "ann");
    let result = store.write(|tx| {
        tx.users().insert(&ann)?;
        Err::<(), _>(StoreError::Stale)
    });
    assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
    assert!(!is_there(store, "ann"));
}

pub fn a_verdict_alone_rolls_back(store: &dyn Store) {
    let ann = user(&fakes::ctx(1), "ann");
    let run = store.run(Mode::Write, &mut |tx| {
        tx.users().insert(&ann).unwrap();
        Verdict::Rollback
    });
    assert!(run.is_ok(), "{run:?}");
    assert!(!is_there(store, "ann"));
}

pub fn a_panic_rolls_back_and_goes_on_to_the_caller(store: &dyn Store) {
    let ann = user(&fakes::ctx(1), "ann");
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.write(|tx| -> Result<(), StoreError> {
            tx.users().insert(&ann)?;
            std::panic::resume_unwind(Box::new("on purpose"))
        })
    }));
    let message = panicked.unwrap_err();
    assert_eq!(message.downcast_ref(), Some(&"on purpose"));
    assert!(!is_there(store, "ann"));
}

pub fn a_panic_spoils_nothing_for_others(store: &dyn Store) {
    for mode in [Mode::Write, Mode::Read, Mode::Glance] {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            store.run(mode, &mut |_| std::panic::resume_unwind(Box::new(())))
        }));
        assert!(panicked.is_err(), "{mode:?}");
    }
    put(store, |tx| tx.users().insert(&user(&fakes::ctx(1), "ann")));
    assert!(is_there(store, "ann"));
}

pub fn a_swallowed_fault_is_rolled_back_and_answered(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    put(store, |tx| tx.users().insert(&user(&ctx, "ann")));
    let result = store.write(|tx| {
        tx.users().insert(&user(&ctx, "bob"))?;
        let _swallowed = tx.users().insert(&user(&ctx, "ann"));
        Ok::<_, StoreError>(())
    });
    let fault = result.unwrap_err();
    assert!(
        matches!(fault, StoreError::Duplicate(Key::UserEmail)),
        "{fault:?}"
    );
    assert!(!is_there(store, "bob"));
}

pub fn a_swallowed_stale_row_is_rolled_back_and_answered(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let result = store.write(|tx| {
        tx.users().insert(&user(&ctx, "bob"))?;
        let _swallowed = tx.users().update(&user(&ctx, "nobody"));
        Ok::<_, StoreError>(())
    });
    assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
    assert!(!is_there(store, "bob"));
}

pub fn after_a_fault_every_call_fails_with_it(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    put(store, |tx| tx.users().insert(&user(&ctx, "ann")));
    let _ = store.write(|tx| {
        tx.users().insert(&user(&ctx, "ann")).unwrap_err();
        let later: [Result<(), StoreError>; 5] = [
            tx.users().find_by_email(&email("ann")).map(|_| ()),
            tx.users().insert(&user(&ctx, "bob")),
            tx.secrets().insert("name", b"secret"),
            tx.outbox().count().map(|_| ()),
            tx.lock_people(&[email("ann")]),
        ];
        for (index, result) in later.iter().enumerate() {
            assert!(
                matches!(result, Err(StoreError::Duplicate(Key::UserEmail))),
                "{index}: {result:?}"
            );
        }
        Err::<(), _>(StoreError::Busy)
    });
    assert!(!is_there(store, "bob"));
}

pub fn the_error_of_the_work_is_the_answer_even_after_a_fault(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    put(store, |tx| tx.users().insert(&user(&ctx, "ann")));
    let result = store.write(|tx| {
        tx.users().insert(&user(&ctx, "ann")).unwrap_err();
        Err::<(), _>(StoreError::Stale)
    });
    assert!(matches!(result, Err(StoreError::Stale)), "{result:?}");
}

pub fn after_a_fault_the_next_transaction_is_whole_again(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    put(store, |tx| tx.users().insert(&user(&ctx, "ann")));
    let _ = store.write(|tx| tx.users().insert(&user(&ctx, "ann")));
    put(store, |tx| tx.users().insert(&user(&ctx, "bob")));
    assert!(is_there(store, "bob"));
}

pub fn a_write_sees_what_it_wrote(store: &dyn Store) {
    let ann = user(&fakes::ctx(1), "ann");
    let found = put(store, |tx| {
        tx.users().insert(&ann)?;
        tx.users().find(ann.id)
    });
    assert_eq!(found, Some(ann));
}

pub fn nobody_sees_what_is_not_committed(store: &dyn Store) {
    let ann = user(&fakes::ctx(1), "ann");
    put(store, |tx| {
        tx.users().insert(&ann)?;
        std::thread::scope(|scope| {
            let look = scope.spawn(|| is_there(store, "ann"));
            assert!(!look.join().unwrap());
        });
        Ok(())
    });
    assert!(is_there(store, "ann"));
}

pub fn a_read_sees_one_snapshot(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let (before, after) = store
        .read(|tx| {
            let before = tx.users().find_by_email(&email("ann"))?;
            std::thread::scope(|scope| {
                let write = scope.spawn(|| put(store, |tx| tx.users().insert(&user(&ctx, "ann"))));
                write.join().unwrap();
            });
            Ok::<_, StoreError>((before, tx.users().find_by_email(&email("ann"))?))
        })
        .unwrap();
    assert_eq!((before, after), (None, None));
    assert!(is_there(store, "ann"));
}

pub fn reads_run_side_by_side(store: &dyn Store) {
    let both = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                store
                    .read(|tx| {
                        tx.outbox().count()?;
                        both.wait();
                        tx.outbox().count()
                    })
                    .unwrap()
            });
        }
    });
}

type Write<'a> = &'a dyn Fn(&mut dyn Tx) -> Result<(), StoreError>;

pub fn writing_in_a_read_is_an_error_and_writes_nothing(store: &dyn Store) {
    let world = World::new(store);
    let meeting = world.meeting("Stays", minutes(60, 60), &["bob"]);
    let told = world.told(meeting.id);
    let dora = user(&world.ctx, "dora");
    let writes: [(&str, Write<'_>); 8] = [
        ("users", &|tx| tx.users().insert(&dora)),
        ("secrets", &|tx| tx.secrets().insert("name", b"secret")),
        ("meeting", &|tx| tx.meetings().update(&meeting)),
        ("delete", &|tx| tx.meetings().delete(meeting.id).map(|_| ())),
        ("answer", &|tx| {
            tx.participants().update(&meeting.participants[0])
        }),
        ("busy", &|tx| tx.busy().delete(meeting.id)),
        ("notices", &|tx| {
            let notices: Vec<_> = told.iter().map(|one| one.notice.clone()).collect();
            tx.outbox().insert(&messages(&notices))
        }),
        ("claim", &|tx| {
            let now = world.ctx.now;
            claim_in(tx, now, now, 10).map(|_| ())
        }),
    ];
    for mode in [Mode::Read, Mode::Glance] {
        for (name, write) in writes {
            let mut result = Ok(());
            let run = store.run(mode, &mut |tx| {
                result = write(tx);
                Verdict::Commit
            });
            assert!(result.is_err() && run.is_err(), "{mode:?} {name}");
        }
    }
    assert_eq!(world.find(meeting.id), Some(meeting.clone()));
    assert_eq!(world.told(meeting.id), told);
    assert!(!is_there(store, "dora"));
    let people = [email("bob")];
    assert_eq!(
        world
            .clashes(&world.ann, &people, meeting.details.times)
            .len(),
        1
    );
}

pub fn many_writers_lose_nothing(store: &dyn Store) {
    let runners: Vec<_> = (0..8)
        .map(|thread| {
            move || {
                for turn in 0..5 {
                    let name = format!("user{thread}x{turn}");
                    let new = user(&fakes::ctx(1000 + thread * 10 + turn), &name);
                    let kept = turn % 2 == 0;
                    let result = store.write(|tx| {
                        tx.users().insert(&new)?;
                        if kept { Ok(()) } else { Err(StoreError::Busy) }
                    });
                    assert_eq!(result.is_ok(), kept);
                }
            }
        })
        .collect();
    crate::world::race(runners);
    for thread in 0..8 {
        for turn in 0..5 {
            let is_there = is_there(store, &format!("user{thread}x{turn}"));
            assert_eq!(is_there, turn % 2 == 0, "{thread} {turn}");
        }
    }
}
