//! Accounts that are deleted, while others are at work.

use scheduler_domain::admin::{DeleteUser, DeleteUserError, delete_user};
use scheduler_domain::auth::{
    Actor, DeleteAccountError, Device, Session, User, Who, delete_account,
};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::Viewer;
use scheduler_domain::participants::{Respond, Rsvp, respond};
use scheduler_domain::store::{Store, StoreError};
use time::Duration;

use crate::builders::{actor, email, join, minutes, plan, user};
use crate::fakes::PlainPasswords;
use crate::world::{World, look, put, race, winners};

const ROUNDS: usize = 3;

fn go(world: &World<'_>, actor: &Actor) -> Result<(), DeleteAccountError> {
    let name = actor.email.as_str().split('@').next().unwrap_or_default();
    let password = format!("secret of {name}");
    delete_account(world.store, &world.ctx, &PlainPasswords, actor, &password).map(drop)
}

fn superuser(world: &World<'_>, name: &str) -> Actor {
    let user = User {
        is_superuser: true,
        ..user(&world.ctx, name)
    };
    put(world.store, |tx| tx.users().insert(&user));
    actor(&world.ctx, &user)
}

fn is_there(store: &dyn Store, actor: &Actor) -> bool {
    look(store, |tx| tx.users().find(actor.user_id)).is_some()
}

pub fn an_account_is_deleted_with_its_sessions_once(store: &dyn Store) {
    let world = World::new(store);
    let session = Session {
        id: world.bob.session_id,
        user_id: world.bob.user_id,
        current_hash: [7; 32],
        previous_hash: None,
        rotated_at: world.ctx.now,
        expires_at: world.ctx.now + Duration::days(1),
    };
    put(store, |tx| {
        tx.sessions().insert(&session, &Device::default())
    });
    assert!(put(store, |tx| tx.users().delete(world.bob.user_id)));
    assert!(!put(store, |tx| tx.users().delete(world.bob.user_id)));
    assert_eq!(look(store, |tx| tx.sessions().find(session.id)), None);
    assert!(!is_there(store, &world.bob) && is_there(store, &world.ann));
}

pub fn who_organises_something_is_not_deleted(store: &dyn Store) {
    let world = World::new(store);
    world.meeting("Plan", minutes(60, 60), &["bob"]);
    let refused = store.write(|tx| tx.users().delete(world.ann.user_id));
    assert!(matches!(refused, Err(StoreError::Stale)), "{refused:?}");
    assert!(is_there(store, &world.ann));
}

pub fn all_meetings_of_one_organiser_are_deleted(store: &dyn Store) {
    let world = World::new(store);
    for hour in 1..=3 {
        world.meeting("Plan", minutes(60 * hour, 60), &["bob", "zoe"]);
    }
    let other = world.planned(&world.bob, &plan("Other", minutes(60, 60), &["ann"]));
    assert_eq!(
        put(store, |tx| tx.meetings().delete_all(world.ann.user_id)),
        3
    );
    assert_eq!(
        put(store, |tx| tx.meetings().delete_all(world.ann.user_id)),
        0
    );
    assert_eq!(world.find(other.id), Some(other));
    let people = [email("zoe")];
    assert!(
        world
            .clashes(&world.bob, &people, minutes(0, 600))
            .is_empty()
    );
}

pub fn the_mails_about_several_meetings_are_listed_by_id(store: &dyn Store) {
    let world = World::new(store);
    let first = world.meeting("First", minutes(60, 60), &["bob", "zoe"]);
    let second = world.meeting("Second", minutes(200, 60), &["bob"]);
    let other = world.planned(&world.bob, &plan("Other", minutes(60, 60), &["ann"]));
    let told = |ids: &[MeetingId]| look(store, |tx| tx.outbox().list_all(ids));
    let mut expected = world.told(second.id);
    expected.extend(world.told(first.id));
    expected.reverse();
    assert_eq!(expected.len(), 3);
    let never = MeetingId(world.ctx.new_uuid());
    assert_eq!(told(&[second.id, never, first.id]), expected);
    assert_eq!(told(&[other.id]), world.told(other.id));
    assert_eq!(told(&[]), []);
}

pub fn active_superusers_are_listed_by_id(store: &dyn Store) {
    let world = World::new(store);
    let mut expected = ["root", "admin"].map(|name| superuser(&world, name).user_id);
    expected.sort_unstable();
    let former = User {
        is_superuser: true,
        is_active: false,
        ..user(&world.ctx, "former")
    };
    put(store, |tx| tx.users().insert(&former));
    assert_eq!(look(store, |tx| tx.users().list_superusers()), expected);
    assert_eq!(put(store, |tx| tx.users().list_superusers()), expected);
}

pub fn of_superusers_who_go_at_once_one_stays(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let all: Vec<Actor> = (0..3)
            .map(|number| superuser(&world, &format!("root{round}{number}")))
            .collect();
        let world = &world;
        let runners: Vec<_> = all.iter().map(|one| move || go(world, one)).collect();
        let results = race(runners);
        assert_eq!(winners(&results), 2, "{results:?}");
        let refused = results.iter().find_map(|result| result.as_ref().err());
        assert!(
            matches!(refused, Some(DeleteAccountError::LastSuperuser)),
            "{refused:?}"
        );
        // Another one, so that who has stayed can go before the next round.
        let next = superuser(world, &format!("next{round}"));
        for one in all.iter().filter(|one| is_there(store, one)) {
            go(world, one).unwrap();
        }
        put(store, |tx| tx.users().delete(next.user_id));
    }
}

pub fn of_superusers_who_are_deleted_at_once_one_stays(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let all: Vec<Actor> = (0..3)
            .map(|number| superuser(&world, &format!("boss{round}{number}")))
            .collect();
        let world = &world;
        let delete = |one: &Actor| {
            let cmd = DeleteUser {
                who: Who::Email(one.email.clone()),
                fate: None,
                verify: false,
            };
            delete_user(world.store, &world.ctx, &cmd)
        };
        let delete = &delete;
        let runners: Vec<_> = all.iter().map(|one| move || delete(one)).collect();
        let results = race(runners);
        assert_eq!(winners(&results), 2, "{results:?}");
        let refused = results.iter().find_map(|result| result.as_ref().err());
        assert!(
            matches!(refused, Some(DeleteUserError::LastSuperuser)),
            "{refused:?}"
        );
        let next = superuser(world, &format!("heir{round}"));
        for one in all.iter().filter(|one| is_there(store, one)) {
            delete(one).unwrap();
        }
        put(store, |tx| tx.users().delete(next.user_id));
    }
}

pub fn people_of_one_circle_who_go_at_once_all_go(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let names: Vec<String> = (0..4).map(|number| format!("p{round}{number}")).collect();
        let people: Vec<Actor> = names
            .iter()
            .map(|name| join(store, &world.ctx, name))
            .collect();
        let invited: Vec<&str> = names.iter().map(String::as_str).collect();
        let meetings: Vec<MeetingId> = people
            .iter()
            .map(|one| {
                world
                    .planned(one, &plan("Circle", minutes(60, 60), &invited))
                    .id
            })
            .collect();
        let kept = world.meeting("Kept", minutes(60, 60), &invited);
        let world = &world;
        let runners: Vec<_> = people.iter().map(|one| move || go(world, one)).collect();
        let results = race(runners);
        assert_eq!(winners(&results), people.len(), "{results:?}");
        assert!(meetings.iter().all(|id| world.find(*id).is_none()));
        let kept = world.find(kept.id).unwrap();
        assert!(
            kept.participants
                .iter()
                .all(|one| one.status == Rsvp::Declined && one.user.is_none())
        );
        assert_eq!(
            world.told(kept.id).len(),
            2 * people.len(),
            "invitations and answers"
        );
    }
}

pub fn an_account_that_plans_as_it_goes_leaves_nothing_behind(store: &dyn Store) {
    let world = World::new(store);
    for round in 0..ROUNDS {
        let one = join(store, &world.ctx, &format!("p{round}"));
        let kept = world.meeting("Kept", minutes(60, 60), &[&format!("p{round}")]);
        let (gone, planned) = std::thread::scope(|scope| {
            let planner = scope.spawn(|| {
                (0..4)
                    .map(|hour| {
                        world.schedule(&one, &plan("Late", minutes(60 * hour, 60), &["zoe"]))
                    })
                    .collect::<Vec<_>>()
            });
            // Before, meanwhile or afterwards: the answer may or may not be taken.
            scope.spawn(|| {
                let id = kept.participants[0].id;
                respond(
                    store,
                    &world.ctx,
                    &one,
                    &Respond::new(kept.id, id, Rsvp::Accepted),
                )
                .map(drop)
            });
            let gone = go(&world, &one);
            (gone, planner.join().unwrap())
        });
        let viewer = Viewer {
            user_id: one.user_id,
            address: None,
        };
        let left = look(store, |tx| tx.meetings().count(&viewer, world.ctx.now)).total;
        match gone {
            Ok(()) => assert!(!is_there(store, &one) && left == 0, "{planned:?}"),
            Err(DeleteAccountError::Raced) => {
                assert!(planned.iter().any(Result::is_ok));
                go(&world, &one).unwrap();
            }
            Err(other) => panic!("{other:?}"),
        }
        assert!(!is_there(store, &one));
        let busy = world.clashes(&world.bob, &[email("zoe")], minutes(0, 600));
        assert!(busy.is_empty(), "{busy:?}");
    }
}
