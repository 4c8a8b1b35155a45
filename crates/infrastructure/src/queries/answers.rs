//! Answers kept for requests that are sent again.

use diesel::prelude::*;
use scheduler_domain::idempotency::{Answer, AnswerRepo, Claim, RequestKey};
use scheduler_domain::store::StoreError;
use time::UtcDateTime;

use super::sessions::hash;
use super::{DieselTx, dialect};
use crate::columns::DbTime;
use crate::error::Fault;
use crate::schema::answers;

#[derive(Queryable, Selectable)]
#[diesel(table_name = answers)]
struct AnswerRow {
    fingerprint: Vec<u8>,
    status: i32,
    location: Option<String>,
    etag: Option<String>,
    body: String,
}

impl TryFrom<AnswerRow> for Claim {
    type Error = Fault;

    fn try_from(row: AnswerRow) -> Result<Self, Fault> {
        let status = u16::try_from(row.status)
            .map_err(|error| Fault::corrupt(format!("status {}: {error}", row.status)))?;
        Ok(Self::Answered {
            fingerprint: hash(row.fingerprint)?,
            answer: Answer {
                status,
                location: row.location,
                etag: row.etag,
                body: row.body,
            },
        })
    }
}

impl AnswerRepo for DieselTx<'_> {
    fn claim(&mut self, key: &RequestKey) -> Result<Claim, StoreError> {
        self.write(|conn| {
            // The lock first: the look-up then sees what its last holder committed.
            if !dialect::try_lock_request(conn, key)? {
                return Ok(Claim::Running);
            }
            answers::table
                .filter(answers::scope.eq(&key.scope))
                .filter(answers::key.eq(&key.key))
                .select(AnswerRow::as_select())
                .first(conn)
                .optional()?
                .map_or(Ok(Claim::New), Claim::try_from)
        })
    }

    fn insert(
        &mut self,
        key: &RequestKey,
        answer: &Answer,
        now: UtcDateTime,
    ) -> Result<(), StoreError> {
        self.write_one(|conn| {
            diesel::insert_into(answers::table)
                .values((
                    answers::scope.eq(&key.scope),
                    answers::key.eq(&key.key),
                    answers::fingerprint.eq(key.fingerprint.as_slice()),
                    answers::status.eq(i32::from(answer.status)),
                    answers::location.eq(answer.location.as_deref()),
                    answers::etag.eq(answer.etag.as_deref()),
                    answers::body.eq(&answer.body),
                    answers::created_at.eq(DbTime(now)),
                ))
                .execute(conn)
        })
    }

    fn delete_older(&mut self, than: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = diesel::delete(answers::table)
                .filter(answers::created_at.lt(DbTime(than)))
                .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}
