//! How far the server has come with what it does by itself.

use diesel::prelude::*;
use diesel::sql_types::Nullable;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::notifications::{Mark, MarkRepo};
use scheduler_domain::store::StoreError;
use uuid::Uuid;

use super::{DieselTx, dialect, sql};
use crate::columns::{DbId, DbTime, Id, Moment};

impl MarkRepo for DieselTx<'_> {
    fn find(&mut self, name: &str) -> Result<Option<Mark>, StoreError> {
        let lock = if self.is_write() { dialect::HOLD } else { "" };
        self.read(|conn| {
            let found: Option<(DbTime, Option<DbId>)> = sql::<(Moment, Nullable<Id>)>(format!(
                "select reached_at, passed from marks where name = $1{lock}"
            ))
            .bind(name)
            .get_result(conn)
            .optional()?;
            Ok(found.map(|(reached_at, passed)| Mark {
                name: name.to_owned(),
                reached_at: reached_at.0,
                passed: MeetingId(passed.map_or(Uuid::max(), |id| id.0)),
            }))
        })
    }

    fn update(&mut self, mark: &Mark) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "insert into marks (name, reached_at, passed) values ($1, $2, $3)
                on conflict (name) do update
                set reached_at = excluded.reached_at, passed = excluded.passed",
            )
            .bind(mark.name.as_str())
            .bind(mark.reached_at)
            .bind(mark.passed)
            .execute(conn)
        })
    }
}
