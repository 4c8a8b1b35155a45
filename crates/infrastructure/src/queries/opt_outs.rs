//! Addresses that get no e-mails. Participants carry a copy of it, which a detail reads without another
//! search; the lock on the address keeps the two alike.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::opt_out::{Delivered, OptOutRepo, Stopped};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::UtcDateTime;

use super::sql::hex;
use super::{DieselTx, sql};
use crate::columns::{DbId, DbTime, Id, Moment};

impl DieselTx<'_> {
    /// A write about an address that this transaction has locked.
    fn write_locked(
        &mut self,
        email: &Email,
        query: impl FnOnce(&mut super::Conn) -> Result<usize, crate::error::Fault>,
    ) -> Result<usize, StoreError> {
        let is_locked = self.locked.as_ref().is_some_and(|all| all.contains(email));
        self.write(|conn| {
            if is_locked {
                query(conn)
            } else {
                Err(StoreError::Misuse("the address is not locked").into())
            }
        })
    }
}

impl OptOutRepo for DieselTx<'_> {
    fn find(&mut self, email: &Email) -> Result<Option<UtcDateTime>, StoreError> {
        self.read(|conn| {
            let found: Option<DbTime> =
                sql::<Moment>("select opted_out_at from mail_opt_outs where email = $1")
                    .bind(email)
                    .get_result(conn)
                    .optional()?;
            Ok(found.map(|at| at.0))
        })
    }

    fn insert(&mut self, email: &Email, at: UtcDateTime) -> Result<(), StoreError> {
        self.write_locked(email, |conn| {
            sql::<()>(
                "insert into mail_opt_outs (email, opted_out_at) values ($1, $2)
                on conflict (email) do nothing",
            )
            .bind(email)
            .bind(at)
            .execute(conn)?;
            Ok(sql::<()>(
                "update participants set is_opted_out = true
                where email = $1 and not is_opted_out",
            )
            .bind(email)
            .execute(conn)?)
        })
        .map(|_shown| ())
    }

    fn delete(&mut self, email: &Email) -> Result<bool, StoreError> {
        let gone = self.write_locked(email, |conn| {
            sql::<()>(
                "update participants set is_opted_out = false where email = $1 and is_opted_out",
            )
            .bind(email)
            .execute(conn)?;
            Ok(sql::<()>("delete from mail_opt_outs where email = $1")
                .bind(email)
                .execute(conn)?)
        })?;
        Ok(gone > 0)
    }

    fn list_stopped(&mut self, recipients: &[Delivered]) -> Result<Vec<Stopped>, StoreError> {
        self.read(|conn| {
            let rows: Vec<(DbId, String, Option<bool>)> = sql::<(Id, Text, Nullable<Bool>)>(concat!(
                "select ",
                uuid!("n.value->>'meeting_id'"),
                ", o.email, case when u.email = o.email then true else p.has_accepted end from ",
                objects!("$1"),
                " join mail_opt_outs o on o.email = n.value->>'email'
                left join meetings m on m.id = ",
                uuid!("n.value->>'meeting_id'"),
                " left join users u on u.id = m.created_by
                left join participants p on p.meeting_id = m.id and p.email = o.email"
            ))
            .bind(recipients.iter().map(row).collect::<Value>())
            .load(conn)?;
            let stopped = rows
                .into_iter()
                .map(|(meeting, email, has_accepted)| Stopped {
                    meeting: MeetingId(meeting.0),
                    email: Email::from_stored(email),
                    has_accepted,
                });
            Ok(stopped.collect())
        })
    }
}

fn row((meeting, email): &Delivered) -> Value {
    json!({ "meeting_id": hex(meeting.0), "email": email.as_str() })
}
