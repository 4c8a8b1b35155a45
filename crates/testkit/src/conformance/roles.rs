//! `RoleRepo`.

use scheduler_domain::admin::{Permission, Permissions, Powers, Role, RoleName, RoleSummary};
use scheduler_domain::ids::{RoleId, UserId};
use scheduler_domain::store::{Key, Store, StoreError};

use crate::builders::{first_page, page, role, user};
use crate::fakes;
use crate::world::{look, put};

fn stored(store: &dyn Store, name: &str, permissions: &[Permission]) -> Role {
    let seed = name
        .bytes()
        .fold(11, |seed, byte| seed * 31 + u64::from(byte));
    let role = role(&fakes::ctx(seed), name, permissions);
    put(store, |tx| tx.roles().insert(&role));
    role
}

fn found(store: &dyn Store, id: RoleId) -> Option<RoleSummary> {
    look(store, |tx| tx.roles().find(id))
}

fn join(store: &dyn Store, name: &str) -> UserId {
    let seed = name
        .bytes()
        .fold(5, |seed, byte| seed * 31 + u64::from(byte));
    let user = user(&fakes::ctx(seed), name);
    put(store, |tx| tx.users().insert(&user));
    user.id
}

fn give(store: &dyn Store, user: UserId, roles: &[&Role]) {
    let ids: Vec<RoleId> = roles.iter().map(|role| role.id).collect();
    put(store, |tx| tx.roles().update_of(user, &ids));
}

fn names(store: &dyn Store, user: UserId) -> Vec<String> {
    let roles = look(store, |tx| tx.roles().list_of(user));
    roles.iter().map(|role| role.name.to_string()).collect()
}

pub fn every_field_is_kept(store: &dyn Store) {
    let role = Role {
        is_active: false,
        version: 4,
        ..role(&fakes::ctx(1), "Ünïcödé 🦀 %_\\", &Permission::ALL)
    };
    put(store, |tx| tx.roles().insert(&role));
    let alone = RoleSummary {
        role: role.clone(),
        user_count: 0,
    };
    assert_eq!(found(store, role.id), Some(alone));
    let id = role.id;
    assert_eq!(
        look(store, |tx| tx.roles().find_all(&[id])),
        std::slice::from_ref(&role)
    );
    // A write finds the same.
    let held = put(store, |tx| {
        Ok((tx.roles().find(id)?, tx.roles().find_all(&[id])?))
    });
    assert_eq!(held.0.map(|found| found.role), Some(role.clone()));
    assert_eq!(held.1, [role]);
}

pub fn what_is_not_there_is_not_found(store: &dyn Store) {
    let role = role(&fakes::ctx(1), "none", &[]);
    assert_eq!(found(store, role.id), None);
    assert_eq!(look(store, |tx| tx.roles().find_all(&[role.id])), []);
    assert_eq!(look(store, |tx| tx.roles().find_all(&[])), []);
    assert!(!put(store, |tx| tx.roles().delete(role.id)));
}

pub fn a_name_belongs_to_one_role_ignoring_case(store: &dyn Store) {
    stored(store, "Éditors", &[]);
    let mut other = stored(store, "others", &[]);
    let again = role(&fakes::ctx(9), "éDITORS", &[]);
    let inserted = store.write(|tx| tx.roles().insert(&again));
    other.name = again.name;
    let updated = store.write(|tx| tx.roles().update(&other));
    for taken in [inserted, updated] {
        let is_taken = matches!(taken, Err(StoreError::Duplicate(Key::RoleName)));
        assert!(is_taken, "{taken:?}");
    }
    // Its own name may be respelled.
    other.name = RoleName::parse("OTHERS").unwrap();
    put(store, |tx| tx.roles().update(&other));
}

pub fn an_update_writes_the_next_version(store: &dyn Store) {
    let before = stored(store, "before", &[Permission::UsersView]);
    let after = Role {
        name: RoleName::parse("after").unwrap(),
        permissions: Permissions::all(),
        is_active: false,
        ..before.clone()
    };
    put(store, |tx| tx.roles().update(&after));
    let expected = Role {
        version: before.version + 1,
        ..after
    };
    let found = found(store, before.id).map(|found| found.role);
    assert_eq!(found, Some(expected));
}

pub fn an_update_of_another_version_is_stale(store: &dyn Store) {
    let role = stored(store, "role", &[]);
    let nowhere = crate::builders::role(&fakes::ctx(2), "nowhere", &[]);
    put(store, |tx| tx.roles().update(&role));
    let ahead = Role {
        version: role.version + 2,
        ..role.clone()
    };
    for stale in [role, ahead, nowhere] {
        let stale = store.write(|tx| tx.roles().update(&stale));
        assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    }
}

pub fn roles_are_listed_by_name_with_their_users(store: &dyn Store) {
    let roles = ["b", "C", "a"].map(|name| stored(store, name, &[Permission::AuditView]));
    let (ann, bob) = (join(store, "ann"), join(store, "bob"));
    give(store, ann, &[&roles[0], &roles[1]]);
    give(store, bob, &[&roles[0]]);
    let all = look(store, |tx| tx.roles().list(first_page()));
    let shown: Vec<(&str, i64)> = all
        .items
        .iter()
        .map(|one| (one.role.name.as_str(), one.user_count))
        .collect();
    assert_eq!((all.count, shown), (3, vec![("a", 0), ("b", 2), ("C", 1)]));
    let second = look(store, |tx| tx.roles().list(page(2, 2)));
    assert_eq!((second.count, second.items.len()), (3, 1));
    assert_eq!(second.items[0].role, roles[1]);
}

pub fn a_user_has_the_roles_that_were_written_last(store: &dyn Store) {
    let roles = ["b", "C", "a"].map(|name| stored(store, name, &[]));
    let (ann, bob) = (join(store, "ann"), join(store, "bob"));
    give(store, bob, &[&roles[1]]);
    assert_eq!(names(store, ann), [""; 0]);
    give(store, ann, &[&roles[0], &roles[1], &roles[2]]);
    assert_eq!(names(store, ann), ["a", "b", "C"]);
    let held = put(store, |tx| tx.roles().list_of(ann));
    assert_eq!(held.len(), 3);
    give(store, ann, &[&roles[2]]);
    assert_eq!(names(store, ann), ["a"]);
    give(store, ann, &[]);
    assert_eq!(names(store, ann), [""; 0]);
    assert_eq!(names(store, bob), ["C"]);
}

pub fn a_role_that_is_gone_is_nobodys(store: &dyn Store) {
    let (role, other) = (stored(store, "a", &[]), stored(store, "b", &[]));
    let ann = join(store, "ann");
    give(store, ann, &[&role, &other]);
    assert!(put(store, |tx| tx.roles().delete(role.id)));
    assert_eq!(names(store, ann), ["b"]);
    let gone = store.write(|tx| tx.roles().update_of(ann, &[role.id, other.id]));
    assert!(matches!(gone, Err(StoreError::Stale)), "{gone:?}");
    assert_eq!(names(store, ann), ["b"]);
}

pub fn who_is_gone_has_no_roles(store: &dyn Store) {
    let role = stored(store, "a", &[]);
    let ann = join(store, "ann");
    give(store, ann, &[&role]);
    assert!(put(store, |tx| tx.users().delete(ann)));
    assert_eq!(found(store, role.id).unwrap().user_count, 0);
    let gone = store.write(|tx| tx.roles().update_of(ann, &[role.id]));
    assert!(matches!(gone, Err(StoreError::Stale)), "{gone:?}");
}

pub fn powers_are_those_of_the_account_and_its_roles(store: &dyn Store) {
    use Permission::{AuditView, RolesEdit, UsersEdit, UsersView};
    let ctx = fakes::ctx(3);
    let users = stored(store, "users", &[UsersView, UsersEdit]);
    let audit = stored(store, "audit", &[UsersView, AuditView]);
    let sleeping = Role {
        is_active: false,
        ..role(&ctx, "sleeping", &[RolesEdit])
    };
    put(store, |tx| tx.roles().insert(&sleeping));
    let mut ann = user(&ctx, "ann");
    put(store, |tx| tx.users().insert(&ann));
    let powers = || look(store, |tx| tx.roles().find_powers(ann.id)).unwrap();
    let mut expected = Powers {
        is_active: true,
        is_staff: false,
        is_superuser: false,
        held: Permissions::NONE,
        assigned: Permissions::NONE,
    };
    assert_eq!(powers(), expected);
    give(store, ann.id, &[&users, &audit, &sleeping]);
    expected.held = [UsersView, UsersEdit, AuditView].into_iter().collect();
    let also: Permissions = [RolesEdit].into_iter().collect();
    expected.assigned = expected.held.and(also);
    assert_eq!(powers(), expected);
    (ann.is_active, ann.is_staff, ann.is_superuser) = (false, true, true);
    put(store, |tx| tx.users().update(&ann));
    let of_the_account = (false, true, true);
    (expected.is_active, expected.is_staff, expected.is_superuser) = of_the_account;
    assert_eq!(
        look(store, |tx| tx.roles().find_powers(ann.id)),
        Some(expected)
    );
}

pub fn who_is_not_there_has_no_powers(store: &dyn Store) {
    let nobody = user(&fakes::ctx(1), "nobody").id;
    assert_eq!(look(store, |tx| tx.roles().find_powers(nobody)), None);
}
