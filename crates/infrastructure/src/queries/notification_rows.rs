//! Notices as rows.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{Notice, Notification};
use scheduler_domain::text::Email;

use super::facts;
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;

pub(super) type NoticeColumns = (
    BigInt,
    Nullable<Id>,
    Text,
    Text,
    Text,
    Text,
    Text,
    Integer,
    Moment,
    Integer,
    Nullable<Text>,
);

pub(super) type NotificationColumns = (
    NoticeColumns,
    Text,
    Nullable<Text>,
    Bool,
    Nullable<Moment>,
    Nullable<Text>,
    Nullable<Moment>,
    Moment,
    Bool,
);

macro_rules! notification_columns {
    () => {
        "id, meeting_id, email, name, kind, subject, message, sequence, created_at, attempts,
        facts, state, last_error, is_superseded, sent_at, response, tried_at,
        next_try_at, is_claimed"
    };
}
pub(super) use notification_columns;

#[derive(Queryable)]
pub(super) struct NoticeRow {
    pub(super) id: i64,
    meeting_id: Option<DbId>,
    email: String,
    name: String,
    kind: String,
    subject: String,
    message: String,
    sequence: i32,
    created_at: DbTime,
    pub(super) attempts: i32,
    facts: Option<String>,
}

#[derive(Queryable)]
pub(super) struct NotificationRow {
    notice: NoticeRow,
    state: String,
    last_error: Option<String>,
    is_superseded: bool,
    sent_at: Option<DbTime>,
    response: Option<String>,
    tried_at: Option<DbTime>,
    next_try_at: DbTime,
    is_claimed: bool,
}

impl TryFrom<NoticeRow> for Notice {
    type Error = Fault;

    fn try_from(row: NoticeRow) -> Result<Self, Fault> {
        Ok(Self {
            meeting_id: row.meeting_id.map(|id| MeetingId(id.0)),
            email: Email::from_stored(row.email),
            name: row.name,
            kind: columns::parse_kind(&row.kind)?,
            subject: row.subject,
            message: row.message,
            sequence: row.sequence,
            created_at: row.created_at.0,
            facts: row.facts.as_deref().map(facts::read).transpose()?,
        })
    }
}

impl TryFrom<NotificationRow> for Notification {
    type Error = Fault;

    fn try_from(row: NotificationRow) -> Result<Self, Fault> {
        Ok(Self {
            id: NotificationId(row.notice.id),
            attempts: row.notice.attempts,
            notice: row.notice.try_into()?,
            state: columns::parse_state(&row.state)?,
            last_error: row.last_error,
            is_superseded: row.is_superseded,
            sent_at: row.sent_at.map(|at| at.0),
            response: row.response,
            tried_at: row.tried_at.map(|at| at.0),
            next_try_at: row.next_try_at.0,
            is_claimed: row.is_claimed,
        })
    }
}
