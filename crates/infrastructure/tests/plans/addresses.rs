//! What goes along with a change of address is found by indexes, by a number of statements that does not grow.

use diesel::prelude::*;
use scheduler_domain::auth::{CarryOver, CarryScope};
use scheduler_domain::ids::UserId;
use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;
use uuid::Uuid;

use crate::common::{postgres, sqlite};
use crate::recorder::Measured;
use crate::{before_deadline_utils, filled, steps};

fn carried(store: &dyn Store) -> Vec<Measured> {
    let carry = |user: u128, scope| {
        let from = Email::parse(&format!("user{user}@example.org")).unwrap();
        let to = Email::parse(&format!("new{user}@example.org")).unwrap();
        let done = store.write::<_, StoreError>(|tx| {
            let user = UserId(Uuid::from_u128(user));
            let held = tx.address_changes().hold_meetings(user, (&from, &to))?;
            tx.lock_people(&[from.clone(), to.clone()])?;
            tx.address_changes().carry_over(&CarryOver {
                user,
                from: &from,
                to: &to,
                scope,
                held,
            })
        });
        done.unwrap();
    };
    vec![
        Measured::of("all that is the address's", 19, || {
            carry(7, CarryScope::Everything);
        }),
        Measured::of("what is the account's", 10, || {
            carry(8, CarryScope::Organised);
        }),
    ]
}

#[test]
fn sqlite_carries_over_by_indexes() {
    let (place, store) = filled(sqlite(), |_place| {}).unwrap();
    let all = carried(&*store);
    let mut conn = SqliteConnection::establish(&place.url()).unwrap();
    before_deadline_utils::register_impl(&conn, || 1_i64).unwrap();
    let small = [
        "SCAN side",
        "SCAN old",
        "SCAN wanted",
        "SCAN held",
        "SCAN (",
        "SCAN CONSTANT ROW",
    ];
    for measured in &all {
        measured.assert_few();
        for sql in &measured.statements {
            for detail in steps(&mut conn, sql) {
                let is_fine = !detail.starts_with("SCAN")
                    || small.iter().any(|scan| detail.starts_with(scan));
                assert!(is_fine, "{}: {detail}\n{sql}", measured.name);
            }
        }
    }
}

#[test]
fn postgres_carries_over_by_few_statements() {
    let Some((_place, store)) = filled(postgres(), |_place| {}) else {
        return;
    };
    for measured in carried(&*store) {
        measured.assert_few();
    }
}
