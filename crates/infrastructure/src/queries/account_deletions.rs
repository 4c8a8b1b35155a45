//! Accounts that go away piece by piece.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use scheduler_domain::auth::{AccountDeletion, AccountDeletionRepo};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::store::StoreError;

use super::{DieselTx, Sql, sql};
use crate::columns::{DbId, DbTime, Id, Moment};

type DeletionColumns = (
    Id,
    Nullable<Id>,
    Moment,
    BigInt,
    BigInt,
    BigInt,
    Nullable<Id>,
);

#[derive(Queryable)]
struct DeletionRow {
    user_id: DbId,
    asked_by: Option<DbId>,
    asked_at: DbTime,
    meetings: i64,
    done: i64,
    deleted: i64,
    after: Option<DbId>,
}

impl From<DeletionRow> for AccountDeletion {
    fn from(row: DeletionRow) -> Self {
        Self {
            user: UserId(row.user_id.0),
            asked_by: row.asked_by.map(|id| UserId(id.0)),
            asked_at: row.asked_at.0,
            meetings: row.meetings,
            done: row.done,
            deleted: row.deleted.unsigned_abs(),
            after: row.after.map(|id| MeetingId(id.0)),
        }
    }
}

impl AccountDeletionRepo for DieselTx<'_> {
    fn find(&mut self, user: UserId) -> Result<Option<AccountDeletion>, StoreError> {
        let query: Sql<'_, DeletionColumns> = sql(
            "select user_id, asked_by, asked_at, meetings, done, deleted, after
            from account_deletions where user_id = $1",
        );
        self.read(|conn| {
            let row: Option<DeletionRow> = query.bind(user).get_result(conn).optional()?;
            Ok(row.map(AccountDeletion::from))
        })
    }

    fn find_oldest(&mut self) -> Result<Option<AccountDeletion>, StoreError> {
        self.read(|conn| {
            let row: Option<DeletionRow> = sql::<DeletionColumns>(
                "select user_id, asked_by, asked_at, meetings, done, deleted, after
                from account_deletions order by asked_at, user_id limit 1",
            )
            .get_result(conn)
            .optional()?;
            Ok(row.map(AccountDeletion::from))
        })
    }

    fn insert(&mut self, deletion: &AccountDeletion) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "insert into account_deletions
                    (user_id, asked_by, asked_at, meetings, done, deleted, after)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (user_id) do update set meetings = excluded.meetings,
                    done = excluded.done, deleted = excluded.deleted, after = excluded.after",
            )
            .bind(deletion.user)
            .bind(deletion.asked_by)
            .bind(deletion.asked_at)
            .bind(deletion.meetings)
            .bind(deletion.done)
            .bind(i64::try_from(deletion.deleted).unwrap_or(i64::MAX))
            .bind(deletion.after)
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete(&mut self, user: UserId) -> Result<bool, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>("delete from account_deletions where user_id = $1")
                .bind(user)
                .execute(conn)?;
            Ok(gone > 0)
        })
    }
}
