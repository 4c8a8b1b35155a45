//! `SettingsRepo`, and what a setting has cleared away.

use scheduler_domain::admin::{
    ChangeSettings, InstanceSettings, MailDomain, Registration, Retention, SettingsError,
    change_settings,
};
use scheduler_domain::meetings::{ConflictPolicy, delete};
use scheduler_domain::notifications::{Leads, purge_meeting_mails, reset_message};
use scheduler_domain::store::{Store, StoreError};
use time::Duration;

use crate::builders::{email, first_page, minutes, superuser};
use crate::fakes;
use crate::world::{World, look, put, race, sent, winners};

fn found(store: &dyn Store) -> InstanceSettings {
    look(store, |tx| tx.settings().find())
}

fn odd() -> InstanceSettings {
    let domain = |raw| MailDomain::parse(raw).unwrap();
    InstanceSettings {
        registration: Registration::Invitation,
        allowed_mail_domains: vec![domain("example.org"), domain("a.example.com")],
        reminders: Leads::try_new(&[0, 30]).unwrap(),
        conflict_policy: ConflictPolicy::Forbid,
        audit_retention: Retention::try_new(31).unwrap(),
        sent_mail_retention: Retention::try_new(3650).ok(),
        version: 1,
    }
}

pub fn nothing_is_decided_at_first(store: &dyn Store) {
    assert_eq!(found(store), InstanceSettings::default());
    let held = put(store, |tx| tx.settings().find_held());
    assert_eq!(held, InstanceSettings::default());
}

pub fn every_field_is_kept(store: &dyn Store) {
    put(store, |tx| tx.settings().update(&odd()));
    let expected = InstanceSettings {
        version: 2,
        ..odd()
    };
    assert_eq!(found(store), expected);
    // Back to nothing decided, in what can be nothing.
    let plain = InstanceSettings {
        version: 2,
        reminders: Leads::try_new(&[]).unwrap(),
        ..InstanceSettings::default()
    };
    put(store, |tx| tx.settings().update(&plain));
    let expected = InstanceSettings {
        version: 3,
        ..plain
    };
    assert_eq!(found(store), expected);
}

pub fn an_update_of_another_version_is_stale(store: &dyn Store) {
    put(store, |tx| tx.settings().update(&odd()));
    for version in [1, 3] {
        let other = InstanceSettings { version, ..odd() };
        let stale = store.write(|tx| tx.settings().update(&other));
        assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    }
}

pub fn of_two_decisions_of_one_version_one_is_stale(store: &dyn Store) {
    let ctx = fakes::ctx(31);
    let admins = ["one", "two"].map(|name| superuser(store, &ctx, name));
    for round in 0..8 {
        let version = found(store).version;
        let runners: Vec<_> = (0..2)
            .map(|at| {
                let (ctx, admin) = (&ctx, &admins[at]);
                let days = 40 + 2 * round + i64::try_from(at).unwrap();
                let cmd = ChangeSettings {
                    audit_retention: Retention::try_new(days).ok(),
                    ..ChangeSettings::default()
                };
                move || change_settings(store, ctx, admin, Some(version), &cmd)
            })
            .collect();
        let results = race(runners);
        assert_eq!(winners(&results), 1, "{results:?}");
        for result in results {
            match result {
                Ok(settings) => assert_eq!(found(store), settings),
                Err(error) => assert!(matches!(error, SettingsError::Stale), "{error:?}"),
            }
        }
    }
}

pub fn mails_about_what_is_over_are_found_and_deleted(store: &dyn Store) {
    let world = World::new(store);
    let over = world.meeting("Over", minutes(60, 60), &["zoe"]);
    let gone = world.meeting("Gone", minutes(200, 60), &["zoe"]);
    let later = world.meeting("Later", minutes(60 * 24 * 60, 60), &["zoe"]);
    delete(store, &world.ctx, &world.ann, gone.id, None).unwrap();
    put(store, |tx| {
        tx.outbox()
            .insert_once(&reset_message(&world.ctx, &email("ann")))
    });
    sent(store, &world.ctx);
    let waiting = world.meeting("Waiting", minutes(300, 60), &["zoe"]);
    let month = Duration::days(30);
    let purge = |after| {
        let ctx = fakes::later(&world.ctx, after);
        purge_meeting_mails(store, &ctx, month).unwrap()
    };
    assert_eq!(purge(month), 0);
    let told = |id| look(store, |tx| tx.outbox().list(id, None, first_page())).count;
    let before = told(gone.id);
    assert!(before > 0);
    // One hour later the deleted one counts; the others have ended an hour after that.
    let hours = |hours| month + Duration::hours(hours);
    assert_eq!(purge(hours(1)), u64::try_from(before).unwrap());
    assert_eq!((told(gone.id), told(over.id)), (0, 1));
    assert_eq!(purge(hours(12)), 1);
    // What waits stays, and so does what is told of something that is to come.
    assert_eq!((told(over.id), told(waiting.id), told(later.id)), (0, 1, 1));
    assert_eq!(purge(hours(12)), 0);
}
