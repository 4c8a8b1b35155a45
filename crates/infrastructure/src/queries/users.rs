//! Accounts.

use diesel::prelude::*;
use diesel::sql_types::Text;
use scheduler_domain::auth::{User, UserRepo, Username};
use scheduler_domain::ids::UserId;
use scheduler_domain::notifications::Leads;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{Email, Name, address_search_text, search_key};
use scheduler_domain::time::Zone;

use super::{DieselTx, dialect, sql};
use serde_json::json;

use crate::columns::{DbId, DbTime, Id};
use crate::schema::users;

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    id: DbId,
    email: String,
    email_verified_at: Option<DbTime>,
    username: Option<String>,
    password_hash: String,
    first_name: String,
    last_name: String,
    zone: String,
    reminder_minutes: Option<String>,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    date_joined: DbTime,
    version: i32,
}

/// All that can change.
#[derive(AsChangeset, Insertable)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
struct UserFields<'a> {
    email_verified_at: Option<DbTime>,
    username: Option<String>,
    username_key: Option<String>,
    password_hash: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    zone: &'a str,
    reminder_minutes: Option<String>,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    search_text: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id.0),
            email: Email::from_stored(row.email),
            email_verified_at: row.email_verified_at.map(|at| at.0),
            username: row.username.map(Username::from_stored),
            password_hash: row.password_hash,
            first_name: Name::from_stored(row.first_name),
            last_name: Name::from_stored(row.last_name),
            zone: Zone::from_stored(row.zone),
            reminders: row.reminder_minutes.as_deref().and_then(leads),
            is_active: row.is_active,
            is_staff: row.is_staff,
            is_superuser: row.is_superuser,
            date_joined: row.date_joined.0,
            version: row.version,
        }
    }
}

impl<'a> From<&'a User> for UserFields<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            email_verified_at: user.email_verified_at.map(DbTime),
            username: user.username.as_ref().map(|name| name.as_str().to_owned()),
            username_key: user.username.as_ref().map(Username::key),
            password_hash: &user.password_hash,
            first_name: user.first_name.as_str(),
            last_name: user.last_name.as_str(),
            zone: user.zone.name(),
            reminder_minutes: user
                .reminders
                .as_ref()
                .map(|leads| json!(leads.minutes()).to_string()),
            is_active: user.is_active,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
            search_text: search_text(user),
        }
    }
}

fn search_text(user: &User) -> String {
    let username = user.username.as_ref().map_or("", Username::as_str);
    let (first, last) = (&user.first_name, &user.last_name);
    let address = address_search_text(user.email.as_str());
    search_key(&format!("{address}\n{username}\n{first} {last}"))
}

/// A list that cannot be read is as good as none: a log-in must not fail for it.
fn leads(list: &str) -> Option<Leads> {
    serde_json::from_str(list).ok().map(Leads::from_stored)
}

impl UserRepo for DieselTx<'_> {
    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        let is_write = self.is_write();
        self.read(|conn| {
            let query = users::table
                .filter(users::id.eq(DbId(id.0)))
                .select(UserRow::as_select());
            let row: Option<UserRow> = first!(is_write, query, conn)?;
            Ok(row.map(User::from))
        })
    }

    fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError> {
        let is_write = self.is_write();
        self.read(|conn| {
            let query = users::table
                .filter(users::email.eq(email.as_str()))
                .select(UserRow::as_select());
            let row: Option<UserRow> = first!(is_write, query, conn)?;
            Ok(row.map(User::from))
        })
    }

    fn find_by_username(&mut self, username: &Username) -> Result<Option<User>, StoreError> {
        let find = |conn: &mut _, key: String| {
            users::table
                .filter(users::username_key.eq(key))
                .select(UserRow::as_select())
                .first::<UserRow>(conn)
                .optional()
        };
        self.read(|conn| {
            let mut row = find(conn, username.key())?;
            // Accounts of before keep their key until their name is written again.
            let old = username.uncomposed_key();
            if row.is_none() && old != username.key() {
                row = find(conn, old)?;
            }
            Ok(row.map(User::from))
        })
    }

    fn list_leads(
        &mut self,
        people: &[Email],
        verify: bool,
    ) -> Result<Vec<(Email, Leads)>, StoreError> {
        self.read(|conn| {
            let found: Vec<(String, String)> = sql::<(Text, Text)>(concat!(
                "select u.email, u.reminder_minutes from ",
                texts!("$1"),
                " join users u on u.email = n.value where u.reminder_minutes is not null
                    and (u.email_verified_at is not null or not $2)"
            ))
            .bind(people)
            .bind(verify)
            .load(conn)?;
            let chosen = found
                .into_iter()
                .filter_map(|(email, list)| Some((Email::from_stored(email), leads(&list)?)));
            Ok(chosen.collect())
        })
    }

    fn insert(&mut self, user: &User) -> Result<(), StoreError> {
        self.write_one(|conn| {
            diesel::insert_into(users::table)
                .values((
                    users::id.eq(DbId(user.id.0)),
                    users::email.eq(user.email.as_str()),
                    users::date_joined.eq(DbTime(user.date_joined)),
                    users::version.eq(user.version),
                    UserFields::from(user),
                ))
                .execute(conn)
        })
    }

    fn update(&mut self, user: &User) -> Result<(), StoreError> {
        self.write_one(|conn| {
            diesel::update(users::table.find(DbId(user.id.0)))
                .filter(users::version.eq(user.version))
                .set((
                    UserFields::from(user),
                    users::version.eq(users::version + 1),
                ))
                .execute(conn)
        })
    }

    fn update_address(&mut self, user: &User) -> Result<(), StoreError> {
        self.write_one(|conn| {
            diesel::update(users::table.find(DbId(user.id.0)))
                .filter(users::version.eq(user.version))
                .set((
                    UserFields::from(user),
                    users::email.eq(user.email.as_str()),
                    users::version.eq(users::version + 1),
                ))
                .execute(conn)
        })
    }

    fn list_superusers(&mut self) -> Result<Vec<UserId>, StoreError> {
        let hold = if self.is_write() { dialect::HOLD } else { "" };
        self.read(|conn| {
            let found: Vec<DbId> = sql::<Id>(format!(
                "select id from users where is_superuser and is_active order by id{hold}"
            ))
            .load(conn)?;
            Ok(found.into_iter().map(|id| UserId(id.0)).collect())
        })
    }

    fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.write(|conn| Ok(diesel::delete(users::table.find(DbId(id.0))).execute(conn)? > 0))
    }
}
