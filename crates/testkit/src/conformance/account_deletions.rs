//! Accounts that go away piece by piece.

use scheduler_domain::auth::{
    AccountDeletion, Departure, continue_deletions, delete_account, find_deletion,
};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::notifications::NoticeKind;
use scheduler_domain::store::Store;
use time::Duration;

use crate::builders::{join, minutes};
use crate::fakes::{NOON, PlainPasswords};
use crate::world::{World, look, put, race};

fn begun(world: &World<'_>) -> AccountDeletion {
    AccountDeletion {
        user: world.bob.user_id,
        asked_by: Some(world.ann.user_id),
        asked_at: NOON,
        meetings: 50_000,
        done: 0,
        deleted: 0,
        after: None,
    }
}

pub fn deletion_is_written_over_and_goes_with_its_account(store: &dyn Store) {
    let world = World::new(store);
    let first = begun(&world);
    let further = AccountDeletion {
        done: 150,
        deleted: 100,
        after: Some(MeetingId(world.ctx.new_uuid())),
        ..first.clone()
    };
    assert_eq!(find_deletion(store, first.user).unwrap(), None);
    for deletion in [&first, &further] {
        put(store, |tx| tx.account_deletions().insert(deletion));
        let found = find_deletion(store, deletion.user).unwrap();
        assert_eq!(found.as_ref(), Some(deletion));
    }
    put(store, |tx| tx.users().delete(first.user));
    assert!(find_deletion(store, first.user).is_err());
    assert!(!put(store, |tx| tx.account_deletions().delete(first.user)));
}

pub fn deletion_that_was_asked_for_first_is_first(store: &dyn Store) {
    let world = World::new(store);
    let oldest = || look(store, |tx| tx.account_deletions().find_oldest());
    assert_eq!(oldest(), None);
    let first = begun(&world);
    let second = AccountDeletion {
        user: world.cleo.user_id,
        asked_by: None,
        asked_at: NOON + Duration::SECOND,
        ..begun(&world)
    };
    for deletion in [&second, &first] {
        put(store, |tx| tx.account_deletions().insert(deletion));
    }
    assert_eq!(oldest(), Some(first.clone()));
    assert!(put(store, |tx| tx.account_deletions().delete(first.user)));
    assert_eq!(oldest(), Some(second));
}

pub fn workers_that_delete_one_account_at_once_tell_once(store: &dyn Store) {
    let world = World::new(store);
    let leaver = join(store, &world.ctx, "leaver");
    let ids: Vec<MeetingId> = (0..200)
        .map(|number| {
            let plan = crate::builders::plan("Many", minutes(number, 1), &["zoe"]);
            world.planned(&leaver, &plan).id
        })
        .collect();
    let password = "secret of leaver";
    let asked = delete_account(store, &world.ctx, &PlainPasswords, &leaver, password).unwrap();
    assert!(matches!(asked, Departure::Begun(_)));
    let work = || while continue_deletions(store, &world.ctx, true).unwrap() {};
    race(vec![work, work, work]);
    assert!(look(store, |tx| tx.users().find(leaver.user_id)).is_none());
    for id in ids {
        assert_eq!(world.find(id), None);
        let told = world.told(id);
        let cancelled = told
            .iter()
            .filter(|one| one.notice.kind == NoticeKind::Cancellation);
        assert_eq!(cancelled.count(), 1);
    }
}
