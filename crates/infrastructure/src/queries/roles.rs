//! Roles, and who has which.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::admin::{Permissions, Powers, Role, RoleName, RoleRepo, RoleSummary};
use scheduler_domain::ids::{RoleId, UserId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use serde_json::{Value, json};

use super::sql::hex;
use super::{DieselTx, dialect, sql};
use crate::columns::{DbId, Id};

type RoleColumns = (Id, Text, Integer, Bool, Integer);

#[derive(Queryable)]
struct RoleRow {
    id: DbId,
    name: String,
    permissions: i32,
    is_active: bool,
    version: i32,
}

impl From<RoleRow> for Role {
    fn from(row: RoleRow) -> Self {
        Self {
            id: RoleId(row.id.0),
            name: RoleName::from_stored(row.name),
            permissions: Permissions::from_stored(row.permissions),
            is_active: row.is_active,
            version: row.version,
        }
    }
}

fn summary((role, user_count): (RoleRow, i64)) -> RoleSummary {
    RoleSummary {
        role: role.into(),
        user_count,
    }
}

fn key(name: &RoleName) -> String {
    name.as_str().to_lowercase()
}

fn hexes(ids: &[RoleId]) -> Value {
    ids.iter().map(|id| hex(id.0)).collect()
}

/// Whether the user is active, staff, superuser; a role's permissions, and whether it is active.
type GrantRow = (bool, bool, bool, Option<i32>, Option<bool>);

impl RoleRepo for DieselTx<'_> {
    fn find_powers(&mut self, user: UserId) -> Result<Option<Powers>, StoreError> {
        type Columns = (Bool, Bool, Bool, Nullable<Integer>, Nullable<Bool>);
        self.read(|conn| {
            let rows: Vec<GrantRow> = sql::<Columns>(
                "select u.is_active, u.is_staff, u.is_superuser, r.permissions, r.is_active
                from users u
                left join user_roles ur on ur.user_id = u.id
                left join roles r on r.id = ur.role_id
                where u.id = $1",
            )
            .bind(user)
            .load(conn)?;
            let first = rows.first().copied();
            Ok(first.map(|(is_active, is_staff, is_superuser, ..)| Powers {
                is_active,
                is_staff,
                is_superuser,
                held: union(&rows, true),
                assigned: union(&rows, false),
            }))
        })
    }

    fn find(&mut self, id: RoleId) -> Result<Option<RoleSummary>, StoreError> {
        let hold = if self.is_write() { dialect::HOLD } else { "" };
        self.read(|conn| {
            let found: Option<(RoleRow, i64)> = sql::<(RoleColumns, BigInt)>(format!(
                "select r.id, r.name, r.permissions, r.is_active, r.version,
                    (select count(*) from user_roles ur where ur.role_id = r.id)
                from roles r where r.id = $1{hold}"
            ))
            .bind(id)
            .get_result(conn)
            .optional()?;
            Ok(found.map(summary))
        })
    }

    fn list(&mut self, page: PageRequest) -> Result<Page<RoleSummary>, StoreError> {
        self.read(|conn| {
            let rows: Vec<(RoleRow, i64)> = sql::<(RoleColumns, BigInt)>(
                "select r.id, r.name, r.permissions, r.is_active, r.version,
                    (select count(*) from user_roles ur where ur.role_id = r.id)
                from roles r order by r.name_key limit $1 offset $2",
            )
            .bind(i64::from(page.size()))
            .bind(page.offset())
            .load(conn)?;
            Ok(Page {
                count: sql::<BigInt>("select count(*) from roles").get_result(conn)?,
                request: page,
                items: rows.into_iter().map(summary).collect(),
            })
        })
    }

    fn list_of(&mut self, user: UserId) -> Result<Vec<Role>, StoreError> {
        let hold = if self.is_write() { dialect::HOLD } else { "" };
        self.read(|conn| {
            let rows: Vec<RoleRow> = sql::<RoleColumns>(format!(
                "select r.id, r.name, r.permissions, r.is_active, r.version
                from roles r
                where r.id in (select ur.role_id from user_roles ur where ur.user_id = $1)
                order by r.name_key{hold}"
            ))
            .bind(user)
            .load(conn)?;
            Ok(rows.into_iter().map(Role::from).collect())
        })
    }

    fn find_all(&mut self, ids: &[RoleId]) -> Result<Vec<Role>, StoreError> {
        let hold = if self.is_write() { dialect::HOLD } else { "" };
        self.read(|conn| {
            let rows: Vec<RoleRow> = sql::<RoleColumns>(format!(
                concat!(
                    "select r.id, r.name, r.permissions, r.is_active, r.version
                    from roles r where r.id in (select ",
                    uuid!("n.value"),
                    " from ",
                    texts!("$1"),
                    ") order by r.id{}"
                ),
                hold
            ))
            .bind(hexes(ids))
            .load(conn)?;
            Ok(rows.into_iter().map(Role::from).collect())
        })
    }

    fn insert(&mut self, role: &Role) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "insert into roles (id, name, name_key, permissions, is_active, version)
                values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(role.id)
            .bind(role.name.as_str())
            .bind(Some(key(&role.name)))
            .bind(role.permissions.bits())
            .bind(role.is_active)
            .bind(role.version)
            .execute(conn)
        })
    }

    fn update(&mut self, role: &Role) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "update roles set name = $2, name_key = $3, permissions = $4, is_active = $5,
                    version = version + 1
                where id = $1 and version = $6",
            )
            .bind(role.id)
            .bind(role.name.as_str())
            .bind(Some(key(&role.name)))
            .bind(role.permissions.bits())
            .bind(role.is_active)
            .bind(role.version)
            .execute(conn)
        })
    }

    fn delete(&mut self, id: RoleId) -> Result<bool, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>("delete from roles where id = $1")
                .bind(id)
                .execute(conn)?;
            Ok(gone > 0)
        })
    }

    fn update_of(&mut self, user: UserId, roles: &[RoleId]) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>("delete from user_roles where user_id = $1")
                .bind(user)
                .execute(conn)?;
            sql::<()>(concat!(
                "insert into user_roles (user_id, role_id) select $1, ",
                uuid!("n.value"),
                " from ",
                texts!("$2")
            ))
            .bind(user)
            .bind(json!(hexes(roles)))
            .execute(conn)?;
            Ok(())
        })
    }
}

/// Of all roles, or of those alone that are active.
fn union(rows: &[GrantRow], only_active: bool) -> Permissions {
    let counted = rows
        .iter()
        .filter(|(.., is_active)| !only_active || *is_active == Some(true));
    let sets = counted.filter_map(|(_, _, _, permissions, _)| *permissions);
    sets.map(Permissions::from_stored)
        .fold(Permissions::NONE, Permissions::and)
}
