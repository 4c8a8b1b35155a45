//! Accounts, as administration sees them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::admin::{PeopleFilter, PeopleOrder, PeopleRepo, PersonDetail, RoleRepo};
use scheduler_domain::auth::User;
use scheduler_domain::ids::UserId;
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::search_key;
use serde_json::json;
use time::UtcDateTime;

use super::users::UserRow;
use super::{DieselTx, Sql, sql};
use crate::columns::{Id, Moment};

/// In the order of [`UserRow`]'s fields.
macro_rules! user_columns {
    () => {
        "u.id, u.email, u.email_verified_at, u.username, u.password_hash, u.first_name,
            u.last_name, u.zone, u.reminder_minutes, u.is_active, u.is_staff, u.is_superuser,
            u.date_joined, u.version"
    };
}

type UserColumns = (
    Id,
    Text,
    Nullable<Moment>,
    Nullable<Text>,
    Text,
    Text,
    Text,
    Text,
    Nullable<Text>,
    Bool,
    Bool,
    Bool,
    Moment,
    Integer,
);

/// What the filter asks for, and nothing else.
fn conditions(filter: &PeopleFilter) -> Vec<&'static str> {
    let yes_or_no = |wanted: Option<bool>, yes, no| wanted.map(|is| if is { yes } else { no });
    [
        yes_or_no(filter.is_active, "u.is_active", "not u.is_active"),
        yes_or_no(
            filter.is_staff,
            "(u.is_staff or u.is_superuser)",
            "not (u.is_staff or u.is_superuser)",
        ),
        yes_or_no(
            filter.is_verified,
            "u.email_verified_at is not null",
            "u.email_verified_at is null",
        ),
        filter
            .role
            .map(|_| "u.id in (select ur.user_id from user_roles ur where ur.role_id = $1)"),
        filter.joined_from.map(|_| "u.date_joined >= $2"),
        filter.joined_before.map(|_| "u.date_joined < $3"),
        filter
            .words
            .first()
            .map(|_| contains_all!("u.search_text", "$4")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Gives `$1` to `$4` their values.
fn bound<Columns>(text: String, filter: &PeopleFilter) -> Sql<'_, Columns> {
    let words: Vec<String> = filter.words.iter().map(|word| search_key(word)).collect();
    sql(text)
        .bind(filter.role)
        .bind(filter.joined_from)
        .bind(filter.joined_before)
        .bind(json!(words))
}

impl PeopleRepo for DieselTx<'_> {
    fn list(&mut self, filter: &PeopleFilter, page: PageRequest) -> Result<Page<User>, StoreError> {
        let conditions = conditions(filter);
        let wanted = match conditions.join(" and ") {
            none if none.is_empty() => none,
            some => format!(" where {some}"),
        };
        let way = if filter.is_descending { " desc" } else { "" };
        let order = match filter.order {
            PeopleOrder::Email => format!("u.email{way}"),
            PeopleOrder::DateJoined => format!("u.date_joined{way}, u.id{way}"),
        };
        let is_rare = conditions.len() > 1;
        self.read(|conn| {
            let text = format!(
                concat!(
                    "select ",
                    user_columns!(),
                    " from users u{} order by {} limit $5 offset $6"
                ),
                wanted, order
            );
            let rows: Vec<UserRow> = bound::<UserColumns>(text, filter)
                .bind(i64::from(page.size()))
                .bind(page.offset())
                .unkept_if(is_rare)
                .load(conn)?;
            let found = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let count = if page.number() == 1 && found < page.size() {
                i64::from(found)
            } else {
                let text = format!("select count(*) from users u{wanted}");
                bound::<BigInt>(text, filter)
                    .unkept_if(is_rare)
                    .get_result(conn)?
            };
            Ok(Page {
                count,
                request: page,
                items: rows.into_iter().map(User::from).collect(),
            })
        })
    }

    fn find(&mut self, id: UserId, now: UtcDateTime) -> Result<Option<PersonDetail>, StoreError> {
        type Columns = (UserColumns, BigInt, BigInt, BigInt);
        let found = self.read(|conn| {
            let found: Option<(UserRow, i64, i64, i64)> = sql::<Columns>(concat!(
                "select ",
                user_columns!(),
                ",
                    (select count(*) from meetings m where m.created_by = u.id),
                    (select count(*) from participants p
                        join meetings m on m.id = p.meeting_id
                        where p.email = u.email and m.created_by <> u.id),
                    (select count(*) from sessions s
                        where s.user_id = u.id and s.expires_at > $2)
                from users u where u.id = $1"
            ))
            .bind(id)
            .bind(now)
            .get_result(conn)
            .optional()?;
            Ok(found)
        })?;
        let Some((row, organised, invited, sessions)) = found else {
            return Ok(None);
        };
        Ok(Some(PersonDetail {
            user: row.into(),
            roles: self.list_of(id)?,
            organised,
            invited,
            sessions,
        }))
    }
}
