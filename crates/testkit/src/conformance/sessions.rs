//! `SessionRepo`.

use std::cmp::Reverse;

use scheduler_domain::auth::{Device, Session, User};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::SessionId;
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::{Key, Store, StoreError};
use time::Duration;

use crate::builders::user;
use crate::fakes;
use crate::world::{look, put};

fn session(ctx: &Ctx, user: &User) -> Session {
    Session {
        id: SessionId(ctx.new_uuid()),
        user_id: user.id,
        current_hash: ctx.secret(),
        previous_hash: None,
        rotated_at: ctx.now,
        expires_at: ctx.now + Duration::days(14),
    }
}

fn stored_user(store: &dyn Store, ctx: &Ctx, name: &str) -> User {
    let user = user(ctx, name);
    put(store, |tx| tx.users().insert(&user));
    user
}

fn stored(store: &dyn Store, ctx: &Ctx, user: &User) -> Session {
    let session = session(ctx, user);
    put(store, |tx| {
        tx.sessions().insert(&session, &Device::default())
    });
    session
}

fn find(store: &dyn Store, id: SessionId) -> Option<Session> {
    look(store, |tx| tx.sessions().find(id))
}

pub fn a_session_is_found_with_and_without_its_user(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let ann = stored_user(store, &ctx, "ann");
    let _other = stored(store, &ctx, &stored_user(store, &ctx, "bob"));
    let session = stored(store, &ctx, &ann);
    assert_eq!(find(store, session.id), Some(session.clone()));
    let both = look(store, |tx| tx.sessions().find_with_user(session.id));
    assert_eq!(both, Some((session, ann)));
}

pub fn what_is_not_there_is_not_found(store: &dyn Store) {
    let id = SessionId(fakes::ctx(1).new_uuid());
    assert_eq!(find(store, id), None);
    assert_eq!(look(store, |tx| tx.sessions().find_with_user(id)), None);
    assert!(!put(store, |tx| tx.sessions().delete(id)));
}

pub fn an_id_is_taken_once(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let session = stored(store, &ctx, &stored_user(store, &ctx, "ann"));
    let again = store.write(|tx| tx.sessions().insert(&session, &Device::default()));
    assert!(
        matches!(again, Err(StoreError::Duplicate(Key::Other))),
        "{again:?}"
    );
}

pub fn an_update_writes_hashes_and_times(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let before = stored(store, &ctx, &stored_user(store, &ctx, "ann"));
    let after = Session {
        current_hash: ctx.secret(),
        previous_hash: Some(before.current_hash),
        rotated_at: ctx.now + Duration::microseconds(7),
        expires_at: ctx.now + Duration::days(20),
        ..before
    };
    put(store, |tx| tx.sessions().update(&after));
    assert_eq!(find(store, after.id), Some(after));
}

pub fn an_update_of_no_session_is_stale(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let never = session(&ctx, &stored_user(store, &ctx, "ann"));
    let stale = store.write(|tx| tx.sessions().update(&never));
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
}

pub fn a_session_is_deleted_once(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let session = stored(store, &ctx, &stored_user(store, &ctx, "ann"));
    assert!(put(store, |tx| tx.sessions().delete(session.id)));
    assert!(!put(store, |tx| tx.sessions().delete(session.id)));
    assert_eq!(find(store, session.id), None);
}

pub fn the_other_sessions_of_one_user_end(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let (ann, bob) = (
        stored_user(store, &ctx, "ann"),
        stored_user(store, &ctx, "bob"),
    );
    let [kept, other, third] = [(); 3].map(|()| stored(store, &ctx, &ann));
    let strange = stored(store, &ctx, &bob);
    put(store, |tx| {
        tx.sessions().delete_others(ann.id, Some(kept.id))
    });
    assert_eq!(find(store, other.id), None);
    assert_eq!(find(store, third.id), None);
    assert!(find(store, kept.id).is_some() && find(store, strange.id).is_some());
    put(store, |tx| tx.sessions().delete_others(ann.id, None));
    assert_eq!(find(store, kept.id), None);
    assert!(find(store, strange.id).is_some());
}

pub fn sessions_that_have_ended_are_deleted_and_counted(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let ann = stored_user(store, &ctx, "ann");
    let ends_at = |shift: i64| Session {
        expires_at: ctx.now + Duration::microseconds(shift),
        ..session(&ctx, &ann)
    };
    let [past, now, soon] = [-1, 0, 1].map(ends_at);
    put(store, |tx| {
        tx.sessions().insert(&past, &Device::default())?;
        tx.sessions().insert(&now, &Device::default())?;
        tx.sessions().insert(&soon, &Device::default())
    });
    assert_eq!(put(store, |tx| tx.sessions().delete_expired(ctx.now)), 2);
    assert_eq!(find(store, past.id), None);
    assert_eq!(find(store, now.id), None);
    assert!(find(store, soon.id).is_some());
}

pub fn sessions_are_listed_with_their_devices_the_last_used_first(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let (ann, bob) = (
        stored_user(store, &ctx, "ann"),
        stored_user(store, &ctx, "bob"),
    );
    let _strange = stored(store, &ctx, &bob);
    let device = |address: &str| Device::new("Zoë's browser/1.0 (a; b)", address.parse().ok());
    let made: Vec<(Session, Device)> = [(3, "192.0.2.7"), (1, "2001:db8::"), (2, ""), (1, "::1")]
        .into_iter()
        .map(|(minutes, address)| {
            let session = Session {
                rotated_at: ctx.now + Duration::minutes(minutes),
                ..session(&ctx, &ann)
            };
            (session, device(address))
        })
        .collect();
    let ended = Session {
        expires_at: ctx.now,
        ..session(&ctx, &ann)
    };
    put(store, |tx| {
        tx.sessions().insert(&ended, &Device::default())?;
        made.iter()
            .try_for_each(|(session, device)| tx.sessions().insert(session, device))
    });
    let mut expected = made;
    expected.sort_by_key(|(session, _)| Reverse((session.rotated_at, session.id)));
    let list = |number, size| {
        let page = PageRequest::try_new(number, size).unwrap();
        look(store, |tx| tx.sessions().list(ann.id, ctx.now, page))
    };
    let whole = list(1, 10);
    assert_eq!((whole.count, &whole.items), (4, &expected));
    let second = list(2, 3);
    assert_eq!((second.count, second.items.as_slice()), (4, &expected[3..]));

    // What changes as a session is used, and nothing else.
    let (used, place) = &expected[3];
    let used = Session {
        rotated_at: ctx.now + Duration::minutes(9),
        ..used.clone()
    };
    put(store, |tx| tx.sessions().update(&used));
    assert_eq!(list(1, 1).items, [(used, place.clone())]);
}
