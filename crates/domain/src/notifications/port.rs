//! What notifications need of storage and of a mail server.

use thiserror::Error;
use time::UtcDateTime;

use super::{Notice, NoticeKind};
use crate::ids::{MeetingId, NotificationId};
use crate::page::{Page, PageRequest};
use crate::store::StoreError;
use crate::text::Email;

/// Where a notice is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotificationState {
    /// It waits, for the first time or for another attempt.
    Queued,
    /// The mail server took it.
    Sent,
    /// It is given up.
    Failed,
}

/// A notice that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Given by the store.
    pub id: NotificationId,
    /// What is told to whom.
    pub notice: Notice,
    /// Where it is on its way.
    pub state: NotificationState,
    /// How often sending was tried.
    pub attempts: i32,
    /// Why the last attempt failed, for the organiser to read; nothing once it was sent.
    pub last_error: Option<String>,
    /// When the mail server took it.
    pub sent_at: Option<UtcDateTime>,
}

/// A notice that this process alone may send, until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Given by the store.
    pub id: NotificationId,
    /// What is told to whom.
    pub notice: Notice,
    /// How often sending was tried before.
    pub attempts: i32,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Of which notice.
    pub id: NotificationId,
    /// `Queued` for another attempt.
    pub state: NotificationState,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// When it ended; `sent_at` of a notice that was sent.
    pub ended_at: UtcDateTime,
    /// When the next attempt may begin, if there is one.
    pub next_try_at: UtcDateTime,
}

/// What waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxDepth {
    /// How many notices are queued.
    pub queued: i64,
    /// How many were given up.
    pub failed: i64,
    /// When the oldest queued one came about.
    pub oldest: Option<UtcDateTime>,
}

/// Notices: to be sent, being sent, sent.
pub trait Outbox {
    /// Queues them, due at once, by one statement. May be empty.
    fn insert(&mut self, notices: &[Notice]) -> Result<(), StoreError>;

    /// A page of what was told about a meeting, newest first.
    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError>;

    /// Takes up to `limit` queued notices whose next attempt is due at `now` and that nobody
    /// else has claimed, the oldest first. Nobody else gets them before `until`.
    fn claim(
        &mut self,
        now: UtcDateTime,
        until: UtcDateTime,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError>;

    /// Writes how an attempt went, counts it, and ends the claim.
    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError>;

    /// What waits, by one statement.
    fn count(&mut self) -> Result<OutboxDepth, StoreError>;
}

/// A mail as it is handed to a mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same at each attempt, so that a mail that is sent twice is recognised.
    pub id: NotificationId,
    /// To whom.
    pub to: Email,
    /// How to address them, may be empty.
    pub name: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailFault {
    /// Another attempt may help.
    #[error("{0}")]
    Temporary(String),
    /// No attempt will ever help.
    #[error("{0}")]
    Permanent(String),
}

/// Sends mail.
pub trait Mailer: Send + Sync {
    /// Answers when the mail server has taken the mail, or has not.
    fn send(&self, mail: &Mail) -> Result<(), MailFault>;
}
