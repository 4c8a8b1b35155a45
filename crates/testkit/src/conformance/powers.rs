//! Races of staff with staff: somebody is left who may do everything, and nobody acts with what was taken
//! from them.

use scheduler_domain::admin::{
    ChangeAccess, ChangeAccessError, ChangePerson, ChangePersonError, DeletePerson,
    DeletePersonError, Fate, HoldError, Permission, SetActiveError, Staff, change_access,
    change_person, deactivate, delete_person, enter,
};
use scheduler_domain::auth::{DeleteAccountError, Departure, delete_account};
use scheduler_domain::ids::UserId;
use scheduler_domain::store::Store;
use scheduler_domain::text::Name;

use crate::builders::{actor as actor_of, email, join, minutes, plan, staff, superuser};
use crate::fakes::{self, PlainPasswords};
use crate::world::{World, look, race, winners};

const ROUNDS: u64 = 8;

fn demotion() -> ChangeAccess {
    ChangeAccess {
        is_superuser: Some(false),
        ..ChangeAccess::default()
    }
}

fn superusers(store: &dyn Store) -> usize {
    look(store, |tx| tx.users().list_superusers()).len()
}

fn id(staff: &Staff) -> UserId {
    staff.actor().user_id
}

/// What the first does to the second.
type Act<'a, E> = &'a (dyn Fn(&Staff, &Staff) -> Result<(), E> + Sync);

/// What two superusers do to each other.
fn duel<E: std::fmt::Debug + Send>(store: &dyn Store, acts: [Act<'_, E>; 2]) {
    let ctx = fakes::ctx(21);
    let root = superuser(store, &ctx, "root");
    let mut rivals = vec![root];
    for round in 0..ROUNDS {
        let newcomer = superuser(store, &ctx, &format!("root{round}"));
        let [one, other] = [rivals.remove(0), newcomer];
        let runners: Vec<Box<dyn FnOnce() -> Result<(), E> + Send + '_>> = vec![
            Box::new(|| acts[0](&one, &other)),
            Box::new(|| acts[1](&other, &one)),
        ];
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        assert_eq!(superusers(store), 1);
        let winner = if results[0].is_ok() { one } else { other };
        rivals.push(winner);
    }
}

pub fn of_two_who_demote_each_other_one_stays(store: &dyn Store) {
    let ctx = fakes::ctx(22);
    let demote = |by: &Staff, whom: &Staff| {
        change_access(store, &ctx, by, id(whom), None, &demotion()).map(|_| ())
    };
    duel::<ChangeAccessError>(store, [&demote, &demote]);
}

pub fn a_demotion_and_a_deletion_leave_a_superuser(store: &dyn Store) {
    let ctx = fakes::ctx(23);
    let demote = |by: &Staff, whom: &Staff| {
        let demoted = change_access(store, &ctx, by, id(whom), None, &demotion());
        demoted.map(|_| ()).map_err(|error| error.to_string())
    };
    let delete = |by: &Staff, whom: &Staff| {
        let cmd = DeletePerson {
            id: id(whom),
            expected: None,
            fate: Fate::Cancel,
            verify: true,
        };
        delete_person(store, &ctx, by, &cmd)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    duel(store, [&demote, &delete]);
    // One who goes by itself, while the other demotes it: at least one is left.
    let last = look(store, |tx| tx.users().list_superusers())[0];
    let user = look(store, |tx| tx.users().find(last)).unwrap();
    let actor = actor_of(&ctx, &user);
    let stays = superuser(store, &ctx, "stays");
    let leaving = enter(store, actor.clone()).unwrap();
    let password = user.password_hash.trim_start_matches("plain$");
    let runners: Vec<Box<dyn FnOnce() -> bool + Send + '_>> = vec![
        Box::new(|| demote(&stays, &leaving).is_ok()),
        Box::new(|| {
            let gone = delete_account(store, &ctx, &PlainPasswords, &actor, password);
            assert!(
                matches!(gone, Ok(Departure::Gone) | Err(DeleteAccountError::Raced)),
                "{gone:?}"
            );
            gone.is_ok()
        }),
    ];
    race(runners);
    assert_eq!(superusers(store), 1);
}

pub fn a_deactivation_and_a_demotion_leave_a_superuser(store: &dyn Store) {
    let ctx = fakes::ctx(24);
    let demote = |by: &Staff, whom: &Staff| {
        let demoted = change_access(store, &ctx, by, id(whom), None, &demotion());
        demoted.map(|_| ()).map_err(|error| error.to_string())
    };
    let shut_out = |by: &Staff, whom: &Staff| {
        let done = deactivate(store, &ctx, by, id(whom), None);
        done.map(|_| ()).map_err(|error| error.to_string())
    };
    duel(store, [&shut_out, &demote]);
    let last = look(store, |tx| tx.users().list_superusers())[0];
    let user = look(store, |tx| tx.users().find(last)).unwrap();
    let actor = actor_of(&ctx, &user);
    let last = enter(store, actor).unwrap();
    // Nor does the last one do it to itself.
    let kept = deactivate(store, &ctx, &last, id(&last), None);
    assert!(
        matches!(kept, Err(SetActiveError::LastSuperuser)),
        "{kept:?}"
    );
    let kept = change_access(store, &ctx, &last, id(&last), None, &demotion());
    assert!(
        matches!(kept, Err(ChangeAccessError::LastSuperuser)),
        "{kept:?}"
    );
    let cmd = DeletePerson {
        id: id(&last),
        expected: None,
        fate: Fate::Cancel,
        verify: true,
    };
    let kept = delete_person(store, &ctx, &last, &cmd);
    assert!(
        matches!(kept, Err(DeletePersonError::LastSuperuser)),
        "{kept:?}"
    );
}

pub fn whoever_lost_its_powers_does_nothing_more_with_them(store: &dyn Store) {
    let world = World::new(store);
    let root = superuser(store, &world.ctx, "root");
    let other = superuser(store, &world.ctx, "other");
    let desk = staff(store, &world.ctx, "desk", &[Permission::UsersEdit]);
    change_access(store, &world.ctx, &root, id(&other), None, &demotion()).unwrap();
    let none = ChangeAccess {
        roles: Some(Vec::new()),
        ..ChangeAccess::default()
    };
    change_access(store, &world.ctx, &root, id(&desk), None, &none).unwrap();
    // They were let in before, and only now come to write.
    for late in [&other, &desk] {
        let refused = deactivate(store, &world.ctx, late, world.bob.user_id, None);
        let is_refused = matches!(
            refused,
            Err(SetActiveError::Hold(HoldError::NotPermitted(_)))
        );
        assert!(is_refused, "{refused:?}");
    }
    let refused = change_access(store, &world.ctx, &other, id(&root), None, &demotion());
    let is_refused = matches!(
        refused,
        Err(ChangeAccessError::Hold(HoldError::NotPermitted(_)))
    );
    assert!(is_refused, "{refused:?}");
}

pub fn of_two_changes_of_one_version_one_is_stale(store: &dyn Store) {
    let ctx = fakes::ctx(25);
    let admins = ["one", "two"].map(|name| superuser(store, &ctx, name));
    let bob = join(store, &ctx, "bob").user_id;
    for round in 0..ROUNDS {
        let version = look(store, |tx| tx.users().find(bob)).unwrap().version;
        let runners: Vec<_> = admins
            .iter()
            .map(|admin| {
                let ctx = &ctx;
                let cmd = ChangePerson {
                    first_name: Name::parse(&format!("{round} {}", admin.actor().name)).ok(),
                    ..ChangePerson::default()
                };
                move || change_person(store, ctx, admin, bob, Some(version), &cmd)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        for result in results {
            match result {
                Ok(detail) => assert_eq!(detail.user.version, version + 1),
                Err(error) => {
                    let is_stale = matches!(error, ChangePersonError::Hold(HoldError::Stale));
                    assert!(is_stale, "{error:?}");
                }
            }
        }
    }
}

pub fn two_deletions_that_hand_over_to_each_other_leave_one_heir(store: &dyn Store) {
    let world = World::new(store);
    let admins = ["one", "two"].map(|name| superuser(store, &world.ctx, name));
    for round in 0..4 {
        let names = ["left", "right"].map(|side| format!("{side}{round}"));
        let people = names.each_ref().map(|name| join(store, &world.ctx, name));
        let slot = minutes(1000 * (round + 1), 60);
        let meetings = people
            .each_ref()
            .map(|person| world.planned(person, &plan("Plan", slot, &["zoe"])));
        let cmd = |at: usize| DeletePerson {
            id: people[at].user_id,
            expected: None,
            fate: Fate::HandOver(email(&names[1 - at])),
            verify: true,
        };
        let runners: Vec<_> = (0..2)
            .map(|at| {
                let (ctx, admin, cmd) = (&world.ctx, &admins[at], cmd(at));
                move || delete_person(store, ctx, admin, &cmd)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        let heir = usize::from(results[0].is_ok());
        for meeting in &meetings {
            let found = world.find(meeting.id).unwrap();
            assert_eq!(found.organiser.user_id, people[heir].user_id);
        }
    }
}
