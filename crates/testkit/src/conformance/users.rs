//! `UserRepo` and `SecretRepo`.

use scheduler_domain::auth::{User, Username};
use scheduler_domain::store::{Key, Store, StoreError};
use scheduler_domain::text::Name;
use scheduler_domain::time::Zone;
use time::Duration;

use crate::builders::{email, user};
use crate::fakes;
use crate::world::{look, put};

fn named(name: &str) -> Option<Username> {
    Username::parse(name).unwrap()
}

fn with_username(seed: u64, name: &str, username: &str) -> User {
    User {
        username: named(username),
        ..user(&fakes::ctx(seed), name)
    }
}

pub fn every_field_is_kept(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let ann = User {
        email_verified_at: Some(ctx.now + Duration::microseconds(1)),
        username: named("Ann Ünïcödé 🦀"),
        password_hash: "$2b$12$any/.thing".to_owned(),
        first_name: Name::parse("Ann\u{301} \"O'Neil\"").unwrap(),
        last_name: Name::parse("李 %_\\ \u{202E}x").unwrap(),
        zone: Zone::parse("Europe/Berlin").unwrap(),
        is_active: false,
        is_staff: true,
        is_superuser: true,
        date_joined: ctx.now + Duration::microseconds(123_456),
        version: 3,
        ..user(&ctx, "ann")
    };
    put(store, |tx| tx.users().insert(&ann));
    let by_name = ann.username.clone().unwrap();
    let found = [
        look(store, |tx| tx.users().find(ann.id)),
        look(store, |tx| tx.users().find_by_email(&ann.email)),
        look(store, |tx| tx.users().find_by_username(&by_name)),
    ];
    assert_eq!(found, [Some(ann.clone()), Some(ann.clone()), Some(ann)]);
}

pub fn who_is_not_there_is_not_found(store: &dyn Store) {
    let nobody = with_username(1, "nobody", "nobody");
    let name = nobody.username.clone().unwrap();
    assert_eq!(look(store, |tx| tx.users().find(nobody.id)), None);
    assert_eq!(
        look(store, |tx| tx.users().find_by_email(&nobody.email)),
        None
    );
    assert_eq!(look(store, |tx| tx.users().find_by_username(&name)), None);
}

pub fn a_user_is_found_by_name_ignoring_case(store: &dyn Store) {
    let ann = with_username(1, "ann", "ÄNN");
    put(store, |tx| tx.users().insert(&ann));
    let name = named("änn").unwrap();
    assert_eq!(
        look(store, |tx| tx.users().find_by_username(&name)),
        Some(ann)
    );
}

pub fn an_address_belongs_to_one_user(store: &dyn Store) {
    put(store, |tx| tx.users().insert(&user(&fakes::ctx(1), "ann")));
    let again = store.write(|tx| tx.users().insert(&user(&fakes::ctx(2), "ann")));
    assert!(
        matches!(again, Err(StoreError::Duplicate(Key::UserEmail))),
        "{again:?}"
    );
}

pub fn a_user_name_belongs_to_one_user_ignoring_case(store: &dyn Store) {
    let (ann, bob) = (
        with_username(1, "ann", "Éva"),
        with_username(2, "bob", "éVA"),
    );
    put(store, |tx| tx.users().insert(&ann));
    let taken = store.write(|tx| tx.users().insert(&bob));
    assert!(
        matches!(taken, Err(StoreError::Duplicate(Key::Username))),
        "{taken:?}"
    );
}

pub fn user_names_that_differ_by_composition_are_one(store: &dyn Store) {
    let (ann, bob) = (
        with_username(1, "ann", "\u{c9}va"),
        with_username(2, "bob", "E\u{301}va"),
    );
    put(store, |tx| tx.users().insert(&ann));
    let taken = store.write(|tx| tx.users().insert(&bob));
    assert!(
        matches!(taken, Err(StoreError::Duplicate(Key::Username))),
        "{taken:?}"
    );
    for spelling in ["e\u{301}va", "\u{ff25}\u{301}va"] {
        let name = named(spelling).unwrap();
        let found = look(store, |tx| tx.users().find_by_username(&name));
        assert_eq!(found, Some(ann.clone()), "{spelling}");
    }
}

pub fn any_number_of_users_have_no_user_name(store: &dyn Store) {
    for (seed, name) in (1..).zip(["ann", "bob", "cleo"]) {
        put(store, |tx| {
            tx.users().insert(&user(&fakes::ctx(seed), name))
        });
    }
}

pub fn an_update_writes_all_but_what_never_changes(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let before = user(&ctx, "ann");
    put(store, |tx| tx.users().insert(&before));
    let after = User {
        email: email("somebody.else"),
        email_verified_at: None,
        username: named("annie"),
        password_hash: "other".to_owned(),
        first_name: Name::parse("Anna").unwrap(),
        last_name: Name::parse("Lee").unwrap(),
        zone: Zone::parse("Asia/Tokyo").unwrap(),
        is_active: false,
        is_staff: true,
        is_superuser: true,
        date_joined: ctx.now + Duration::days(1),
        ..before.clone()
    };
    put(store, |tx| tx.users().update(&after));
    let expected = User {
        email: before.email.clone(),
        date_joined: before.date_joined,
        version: before.version + 1,
        ..after
    };
    assert_eq!(look(store, |tx| tx.users().find(before.id)), Some(expected));
}

pub fn an_update_may_keep_or_respell_or_drop_the_user_name(store: &dyn Store) {
    let mut ann = with_username(1, "ann", "Annie");
    put(store, |tx| tx.users().insert(&ann));
    for name in ["Annie", "aNNIE", ""] {
        ann.username = named(name);
        put(store, |tx| tx.users().update(&ann));
        ann.version += 1;
        assert_eq!(look(store, |tx| tx.users().find(ann.id)), Some(ann.clone()));
    }
}

pub fn an_update_to_a_taken_user_name_is_a_duplicate(store: &dyn Store) {
    let (ann, mut bob) = (
        with_username(1, "ann", "annie"),
        with_username(2, "bob", "bob"),
    );
    put(store, |tx| {
        tx.users().insert(&ann)?;
        tx.users().insert(&bob)
    });
    bob.username = named("ANNIE");
    let taken = store.write(|tx| tx.users().update(&bob));
    assert!(
        matches!(taken, Err(StoreError::Duplicate(Key::Username))),
        "{taken:?}"
    );
}

pub fn an_update_of_another_version_is_stale(store: &dyn Store) {
    let mut ann = user(&fakes::ctx(1), "ann");
    put(store, |tx| tx.users().insert(&ann));
    put(store, |tx| tx.users().update(&ann));
    for version in [ann.version, ann.version + 2] {
        ann.version = version;
        let stale = store.write(|tx| tx.users().update(&ann));
        assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    }
}

pub fn an_update_of_nobody_is_stale(store: &dyn Store) {
    let stale = store.write(|tx| tx.users().update(&user(&fakes::ctx(1), "ann")));
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
}

pub fn a_secret_is_kept_byte_by_byte(store: &dyn Store) {
    let secret: Vec<u8> = (0..=255).collect();
    put(store, |tx| tx.secrets().insert("jwt", &secret));
    assert_eq!(look(store, |tx| tx.secrets().find("jwt")), Some(secret));
    assert_eq!(look(store, |tx| tx.secrets().find("other")), None);
}

pub fn the_first_secret_of_a_name_stays(store: &dyn Store) {
    put(store, |tx| tx.secrets().insert("jwt", b"first"));
    let second = store.write(|tx| tx.secrets().insert("jwt", b"second"));
    assert!(
        matches!(second, Err(StoreError::Duplicate(Key::Secret))),
        "{second:?}"
    );
    let found = look(store, |tx| tx.secrets().find("jwt"));
    assert_eq!(found.as_deref(), Some(&b"first"[..]));
}

pub fn address_is_written_unless_another_account_has_it(store: &dyn Store) {
    let ctx = fakes::ctx(1);
    let (ann, bob) = (user(&ctx, "ann"), user(&ctx, "bob"));
    put(store, |tx| {
        tx.users().insert(&ann)?;
        tx.users().insert(&bob)
    });
    let moved = User {
        email: email("annette"),
        email_verified_at: None,
        ..ann.clone()
    };
    put(store, |tx| tx.users().update_address(&moved));
    let expected = User {
        version: 2,
        ..moved.clone()
    };
    let by = |name| look(store, |tx| tx.users().find_by_email(&email(name)));
    assert_eq!((by("annette"), by("ann")), (Some(expected.clone()), None));
    let stale = store.write(|tx| tx.users().update_address(&moved));
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    let taken = User {
        email: email("bob"),
        ..expected
    };
    let taken = store.write(|tx| tx.users().update_address(&taken));
    let is_taken = matches!(taken, Err(StoreError::Duplicate(Key::UserEmail)));
    assert!(is_taken, "{taken:?}");
}
