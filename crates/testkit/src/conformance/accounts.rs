//! What several requests do to one account at once.

use scheduler_domain::admin::{deactivate, reactivate};
use scheduler_domain::auth::{
    ChangePassword, ChangePasswordError, Device, Lifetimes, LogIn, RefreshError, change_password,
    end_session, log_in, log_out, purge_sessions, refresh,
};
use scheduler_domain::store::Store;
use time::Duration;

use crate::builders::{email, superuser};
use crate::fakes::{CountingStore, PlainPasswords, PlainTokens, later};
use crate::world::{World, put, race};

const LIFETIMES: Lifetimes = Lifetimes {
    access: Duration::minutes(15),
    refresh: Duration::days(14),
};

fn refresh_token(world: &World<'_>, name: &str, password: &str) -> String {
    let cmd = LogIn {
        email: Some(email(name)),
        password: password.to_owned(),
        device: Device::default(),
    };
    let (passwords, tokens) = (&PlainPasswords, &PlainTokens);
    let logged_in = log_in(world.store, &world.ctx, passwords, tokens, LIFETIMES, &cmd);
    logged_in.unwrap().tokens.refresh
}

/// A backend runs a transaction again when it was in a deadlock with another one.
pub fn refresh_and_password_change_never_deadlock(store: &dyn Store) {
    let world = World::new(store);
    let mut password = "secret of ann".to_owned();
    for round in 0..20 {
        let counting = &CountingStore::new(store);
        let tokens: Vec<String> = (0..4)
            .map(|_| refresh_token(&world, "ann", &password))
            .collect();
        let cmd = ChangePassword {
            old_password: password.clone(),
            new_password: format!("battery horse {round}"),
        };
        password.clone_from(&cmd.new_password);
        let (world, cmd) = (&world, &cmd);
        let mut runners: Vec<Box<dyn FnOnce() + Send + '_>> = vec![Box::new(|| {
            let changed = change_password(counting, &PlainPasswords, &world.ann, cmd);
            assert!(matches!(changed, Ok(()) | Err(ChangePasswordError::Raced)));
        })];
        for token in &tokens {
            runners.push(Box::new(|| {
                let refreshed = refresh(counting, &world.ctx, &PlainTokens, LIFETIMES, token);
                let is_sound = matches!(refreshed, Ok(_) | Err(RefreshError::SessionEnded));
                assert!(is_sound, "{refreshed:?}");
            }));
        }
        race(runners);
        assert_eq!(counting.runs(), counting.calls(), "round {round}");
    }
}

pub fn all_that_ends_sessions_never_deadlocks(store: &dyn Store) {
    let world = World::new(store);
    let staff = superuser(store, &world.ctx, "root");
    let (bob, much_later) = (&world.bob, later(&world.ctx, Duration::days(20)));
    for round in 0..10 {
        let counting = &CountingStore::new(store);
        let tokens: Vec<String> = (0..4)
            .map(|_| refresh_token(&world, "bob", "secret of bob"))
            .collect();
        let session = put(store, |tx| {
            let page = crate::builders::first_page();
            let standing = tx.sessions().list(bob.user_id, world.ctx.now, page)?;
            Ok(standing.items[0].0.id)
        });
        let (world, staff, much_later) = (&world, &staff, &much_later);
        let mut runners: Vec<Box<dyn FnOnce() + Send + '_>> = vec![
            Box::new(|| {
                purge_sessions(counting, much_later).unwrap();
            }),
            Box::new(|| {
                purge_sessions(counting, much_later).unwrap();
            }),
            Box::new(|| drop(deactivate(counting, &world.ctx, staff, bob.user_id, None).unwrap())),
            Box::new(|| drop(end_session(counting, bob, session))),
        ];
        for token in &tokens {
            runners.push(Box::new(|| {
                drop(log_out(counting, &world.ctx, &PlainTokens, token));
            }));
            runners.push(Box::new(|| {
                let ctx = &world.ctx;
                drop(refresh(counting, ctx, &PlainTokens, LIFETIMES, token));
            }));
        }
        race(runners);
        assert_eq!(counting.runs(), counting.calls(), "round {round}");
        reactivate(store, &world.ctx, staff, bob.user_id, None).unwrap();
    }
}
