//! Log-ins.

use diesel::prelude::*;
use scheduler_domain::auth::{Device, Session, SessionRepo, User};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use time::UtcDateTime;
use uuid::Uuid;

use super::users::UserRow;
use super::{DieselTx, dialect, sql};
use crate::columns::{DbId, DbTime};
use crate::error::Fault;
use crate::schema::{sessions, users};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: DbId,
    user_id: DbId,
    current_hash: Vec<u8>,
    previous_hash: Option<Vec<u8>>,
    rotated_at: DbTime,
    expires_at: DbTime,
}

/// All that can change.
#[derive(Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionFields<'a> {
    current_hash: &'a [u8],
    previous_hash: Option<Vec<u8>>,
    rotated_at: DbTime,
    expires_at: DbTime,
}

impl TryFrom<SessionRow> for Session {
    type Error = Fault;

    fn try_from(row: SessionRow) -> Result<Self, Fault> {
        Ok(Self {
            id: SessionId(row.id.0),
            user_id: UserId(row.user_id.0),
            current_hash: hash(row.current_hash)?,
            previous_hash: row.previous_hash.map(hash).transpose()?,
            rotated_at: row.rotated_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

impl<'a> From<&'a Session> for SessionFields<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            current_hash: &session.current_hash,
            previous_hash: session.previous_hash.map(Vec::from),
            rotated_at: DbTime(session.rotated_at),
            expires_at: DbTime(session.expires_at),
        }
    }
}

/// SHA-256 as it was stored.
pub(super) fn hash(bytes: Vec<u8>) -> Result<[u8; 32], Fault> {
    <[u8; 32]>::try_from(bytes)
        .map_err(|bytes| Fault::corrupt(format!("a hash of {} bytes", bytes.len())))
}

impl SessionRepo for DieselTx<'_> {
    fn find(&mut self, id: SessionId) -> Result<Option<Session>, StoreError> {
        let is_write = self.is_write();
        self.read(|conn| {
            let query = sessions::table
                .filter(sessions::id.eq(DbId(id.0)))
                .select(SessionRow::as_select());
            let row: Option<SessionRow> = first!(is_write, query, conn)?;
            row.map(Session::try_from).transpose()
        })
    }

    fn find_with_user(&mut self, id: SessionId) -> Result<Option<(Session, User)>, StoreError> {
        self.read(|conn| {
            sessions::table
                .inner_join(users::table)
                .filter(sessions::id.eq(DbId(id.0)))
                .select((SessionRow::as_select(), UserRow::as_select()))
                .first(conn)
                .optional()?
                .map(|(session, user)| Ok((session.try_into()?, user.into())))
                .transpose()
        })
    }

    fn list(
        &mut self,
        user: UserId,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<(Session, Device)>, StoreError> {
        self.read(|conn| {
            let standing = || {
                sessions::table
                    .filter(sessions::user_id.eq(DbId(user.0)))
                    .filter(sessions::expires_at.gt(DbTime(now)))
            };
            let rows: Vec<(SessionRow, String, String)> = standing()
                .select((
                    SessionRow::as_select(),
                    sessions::user_agent,
                    sessions::address,
                ))
                .order((sessions::rotated_at.desc(), sessions::id.desc()))
                .limit(page.size().into())
                .offset(page.offset())
                .load(conn)?;
            let items = rows.into_iter().map(|(session, user_agent, address)| {
                let address = address.parse().ok();
                Ok((
                    session.try_into()?,
                    Device {
                        user_agent,
                        address,
                    },
                ))
            });
            Ok(Page {
                count: standing().count().get_result(conn)?,
                request: page,
                items: items.collect::<Result<_, Fault>>()?,
            })
        })
    }

    fn insert(&mut self, session: &Session, device: &Device) -> Result<(), StoreError> {
        let address = device.address.map(|address| address.to_string());
        self.write_one(|conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(DbId(session.id.0)),
                    sessions::user_id.eq(DbId(session.user_id.0)),
                    SessionFields::from(session),
                    sessions::user_agent.eq(&device.user_agent),
                    sessions::address.eq(address.unwrap_or_default()),
                ))
                .execute(conn)
        })
    }

    fn update(&mut self, session: &Session) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "update sessions set current_hash = $2, previous_hash = $3, rotated_at = $4,
                    expires_at = $5
                where id = $1",
            )
            .bind(session.id)
            .bind(&session.current_hash)
            .bind(session.previous_hash.as_ref())
            .bind(session.rotated_at)
            .bind(session.expires_at)
            .execute(conn)
        })
    }

    fn delete(&mut self, id: SessionId) -> Result<bool, StoreError> {
        self.write(|conn| Ok(diesel::delete(sessions::table.find(DbId(id.0))).execute(conn)? > 0))
    }

    fn delete_others(&mut self, user: UserId, keep: Option<SessionId>) -> Result<(), StoreError> {
        // No session has the nil id.
        let kept = keep.map_or(Uuid::nil(), |id| id.0);
        self.write(|conn| {
            diesel::delete(sessions::table)
                .filter(sessions::user_id.eq(DbId(user.0)))
                .filter(sessions::id.ne(DbId(kept)))
                .execute(conn)?;
            Ok(())
        })
    }

    fn delete_expired(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>(format!(
                "delete from sessions where id in (
                    select id from sessions where expires_at <= $1{}
                )",
                dialect::HOLD_UNHELD
            ))
            .bind(now)
            .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}
