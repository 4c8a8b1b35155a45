//! Places in the log of what was done.

use scheduler_domain::audit::{self, TargetKind, Whose};
use scheduler_domain::ids::{EntryId, MeetingId, UserId};
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::Store;
use scheduler_testkit::{builders, fakes};
use time::Duration;
use uuid::Uuid;

use crate::is_store;

/// A place in the log, and what is asked for there.
type AuditAsk = (&'static str, fn() -> audit::Filter);

const AUDIT: &[AuditAsk] = &[
    ("history of a meeting", || audit::Filter {
        meeting: Some(MeetingId(Uuid::from_u128(10_000))),
        ..audit::Filter::default()
    }),
    ("deeds of an account", || audit::Filter {
        by: Some(Whose::User(UserId(Uuid::from_u128(7)))),
        ..audit::Filter::default()
    }),
    ("deeds of a person", || audit::Filter {
        by: Some(Whose::Person(builders::email("user7"))),
        ..audit::Filter::default()
    }),
    ("what was done to one", || audit::Filter {
        id: Some("77".to_owned()),
        ..audit::Filter::default()
    }),
];

/// What can be so much that counting it reads a great part of the log: only the page is looked at.
const AUDIT_PAGES: &[AuditAsk] = &[
    ("newest entries", audit::Filter::default),
    ("one action", || audit::Filter {
        action: Some(audit::Action::UserDelete),
        ..audit::Filter::default()
    }),
    ("one kind of target", || audit::Filter {
        kind: Some(TargetKind::Role),
        ..audit::Filter::default()
    }),
    ("deeds of the server", || audit::Filter {
        by: Some(Whose::Server),
        ..audit::Filter::default()
    }),
    ("entries of a time", || audit::Filter {
        from: Some(fakes::NOON),
        ..audit::Filter::default()
    }),
];

/// Runs what has this name and may take so many statements.
pub type Runner<'a> = dyn FnMut(&'static str, usize, &mut dyn FnMut()) + 'a;

pub fn run_audit(store: &dyn Store, run: &mut Runner<'_>) {
    let page = PageRequest::try_new(1, 1).unwrap();
    for (name, filter) in AUDIT {
        run(name, 2, &mut || {
            let found = store.read(|tx| tx.audit().list(&filter(), page));
            let found = found.map_err(is_store).unwrap();
            assert!(
                found.count > 1 && found.items.len() == 1,
                "{name}: {found:?}"
            );
        });
    }
    for (name, filter) in AUDIT_PAGES {
        for depth in [None, Some(fakes::NOON + Duration::days(100))] {
            let place = depth.map(|at| audit::Place { at, id: EntryId(0) });
            run(name, 1, &mut || {
                let found = store.glance(|tx| tx.audit().list_after(&filter(), place, 50));
                assert!(found.map_err(is_store).unwrap().len() > 2, "{name}");
            });
        }
    }
}
