//! Offers of meetings to other users.

use diesel::prelude::*;
use diesel::sql_types::Text;
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::{TransferOffer, TransferRepo};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use time::UtcDateTime;

use super::{Conn, DieselTx, Sql, sql};
use crate::columns::{DbId, DbTime, Id, Moment};
use crate::error::Fault;

/// An offer `t`.
macro_rules! offer_columns {
    () => {
        "t.user_id, t.email, t.offered_by, t.offered_at, t.expires_at"
    };
}
pub(super) use offer_columns;

pub(super) type OfferColumns = (Id, Text, Id, Moment, Moment);
pub(super) type OfferRow = (DbId, String, DbId, DbTime, DbTime);

pub(super) fn offer_of(
    meeting_id: MeetingId,
    (user_id, email, offered_by, offered_at, expires_at): OfferRow,
) -> TransferOffer {
    TransferOffer {
        meeting_id,
        user_id: UserId(user_id.0),
        email: Email::from_stored(email),
        offered_by: UserId(offered_by.0),
        offered_at: offered_at.0,
        expires_at: expires_at.0,
    }
}

const END: &str = "update transfer_offers set is_open = false where meeting_id = $1 and is_open";

fn one(
    conn: &mut Conn,
    meeting: MeetingId,
    statement: Sql<'_, OfferColumns>,
) -> Result<Option<TransferOffer>, Fault> {
    let row: Option<OfferRow> = statement.get_result(conn).optional()?;
    Ok(row.map(|row| offer_of(meeting, row)))
}

impl TransferRepo for DieselTx<'_> {
    fn insert(&mut self, offer: &TransferOffer) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(END).bind(offer.meeting_id).execute(conn)?;
            Ok(())
        })?;
        self.write_one(|conn| {
            sql::<()>(
                "insert into transfer_offers
                    (meeting_id, user_id, email, offered_by, offered_at, expires_at, is_open)
                values ($1, $2, $3, $4, $5, $6, true)
                on conflict (meeting_id, user_id) do update set email = excluded.email,
                    offered_by = excluded.offered_by, offered_at = excluded.offered_at,
                    expires_at = excluded.expires_at, is_open = true",
            )
            .bind(offer.meeting_id)
            .bind(offer.user_id)
            .bind(offer.email.as_str())
            .bind(offer.offered_by)
            .bind(offer.offered_at)
            .bind(offer.expires_at)
            .execute(conn)
        })
    }

    fn find(
        &mut self,
        meeting: MeetingId,
        user: UserId,
    ) -> Result<Option<TransferOffer>, StoreError> {
        self.read(|conn| {
            let statement = sql::<OfferColumns>(concat!(
                "select ",
                offer_columns!(),
                " from transfer_offers t where t.meeting_id = $1 and t.user_id = $2"
            ));
            one(conn, meeting, statement.bind(meeting).bind(user))
        })
    }

    fn find_open(&mut self, meeting: MeetingId) -> Result<Option<TransferOffer>, StoreError> {
        self.read(|conn| {
            let statement = sql::<OfferColumns>(concat!(
                "select ",
                offer_columns!(),
                " from transfer_offers t where t.meeting_id = $1 and t.is_open"
            ));
            one(conn, meeting, statement.bind(meeting))
        })
    }

    fn end(&mut self, meeting: MeetingId) -> Result<bool, StoreError> {
        self.write(|conn| Ok(sql::<()>(END).bind(meeting).execute(conn)? > 0))
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>("delete from transfer_offers where expires_at < $1")
                .bind(before)
                .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}
