//! Notices as rows.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{Body, Notice, Notification};
use scheduler_domain::text::Email;

use super::facts;
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;

pub(super) type NoticeColumns = (BigInt, Nullable<Id>, Text, Text, Text, Moment, Integer);

pub(super) type MessageColumns = (
    Nullable<Text>,
    Nullable<Integer>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
);

pub(super) type NotificationColumns = (
    NoticeColumns,
    MessageColumns,
    Text,
    Nullable<Text>,
    Bool,
    Nullable<Moment>,
    Nullable<Text>,
    Nullable<Moment>,
    Moment,
    Bool,
);

/// The columns, and where they are from.
macro_rules! notification_columns {
    () => {
        "n.id, n.meeting_id, n.email, n.name, n.kind, n.created_at, n.attempts,
            m.kind, m.sequence, m.subject, m.words, m.facts, n.state, n.last_error, n.is_superseded, n.sent_at, n.response, n.tried_at,
            n.next_try_at, n.is_claimed
            from notifications n left join messages m on m.id = n.message_id"
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
    created_at: DbTime,
    pub(super) attempts: i32,
}

/// What a message says; nothing, if there is none.
#[derive(Clone, Queryable)]
pub(super) struct MessageRow {
    kind: Option<String>,
    sequence: Option<i32>,
    subject: Option<String>,
    words: Option<String>,
    facts: Option<String>,
}

#[derive(Queryable)]
pub(super) struct NotificationRow {
    notice: NoticeRow,
    message: MessageRow,
    state: String,
    last_error: Option<String>,
    is_superseded: bool,
    sent_at: Option<DbTime>,
    response: Option<String>,
    tried_at: Option<DbTime>,
    next_try_at: DbTime,
    is_claimed: bool,
}

impl MessageRow {
    fn body(&self) -> Result<Body, Fault> {
        match (&self.facts, &self.subject, &self.words) {
            (Some(text), _, _) => Ok(Body::Meeting(Box::new(facts::read(text)?))),
            (None, Some(subject), Some(words)) => Ok(Body::Words {
                subject: subject.clone(),
                text: words.clone(),
            }),
            _ => Err(Fault::corrupt("a message that says nothing".to_owned())),
        }
    }
}

impl NoticeRow {
    /// What the recipient gets of this message.
    pub(super) fn saying(self, message: &MessageRow) -> Result<Notice, Fault> {
        let (Some(came_as), Some(sequence)) = (&message.kind, message.sequence) else {
            let id = self.id;
            return Err(Fault::corrupt(format!(
                "notification {id} without a message"
            )));
        };
        let notice = Notice {
            meeting_id: self.meeting_id.map(|id| MeetingId(id.0)),
            email: Email::from_stored(self.email),
            name: self.name,
            kind: columns::parse_kind(&self.kind)?,
            subject: String::new(),
            message: String::new(),
            sequence,
            created_at: self.created_at.0,
            facts: None,
        };
        Ok(notice.saying(columns::parse_kind(came_as)?, message.body()?))
    }

    /// The same in a list, which shows the others too.
    fn shown(self, message: &MessageRow) -> Result<Notice, Fault> {
        if message.body().is_ok() {
            return self.saying(message);
        }
        let unreadable = MessageRow {
            kind: Some(self.kind.clone()),
            sequence: Some(message.sequence.unwrap_or_default()),
            subject: Some("(unreadable)".to_owned()),
            words: Some(String::new()),
            facts: None,
        };
        self.saying(&unreadable)
    }
}

impl TryFrom<NotificationRow> for Notification {
    type Error = Fault;

    fn try_from(row: NotificationRow) -> Result<Self, Fault> {
        Ok(Self {
            id: NotificationId(row.notice.id),
            attempts: row.notice.attempts,
            notice: row.notice.shown(&row.message)?,
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
