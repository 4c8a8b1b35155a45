//! What notifications need of storage and of a mail server.

use thiserror::Error;
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::{Facts, Mail, Message, Notice, NoticeKind, Superseded};
use crate::ids::{MeetingId, NotificationId, UserId};
use crate::page::{Page, PageRequest};
use crate::store::StoreError;
use crate::text::Email;

/// When a delivery is due that waits until the organiser has proved an address: never by itself.
pub const HELD: UtcDateTime = utc_datetime!(9999-01-01 00:00);

/// Whose held deliveries are let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// Of this organiser.
    Organiser(UserId),
    /// Of all whose address is verified by now.
    Verified,
    /// Of all.
    All,
}

/// Where a notice is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotificationState {
    /// It waits, for the first time or for another attempt.
    Queued,
    /// The mail server took it.
    Sent,
    /// It is given up: no attempt helped, or nobody needs it any more.
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
    /// Whether it was given up because nobody needs it any more.
    pub is_superseded: bool,
    /// When the mail server took it.
    pub sent_at: Option<UtcDateTime>,
    /// What the mail server said when it took it.
    pub response: Option<String>,
    /// When the last attempt ended, if there was one since it was queued.
    pub tried_at: Option<UtcDateTime>,
    /// While it is queued: when the next attempt may begin, or when the claim ends.
    pub next_try_at: UtcDateTime,
    /// Whether an attempt was begun of which nobody has written down yet how it ended.
    pub is_claimed: bool,
}

impl Notification {
    /// Whether it waits until the organiser has proved an address.
    pub fn is_held(&self) -> bool {
        self.state == NotificationState::Queued && self.next_try_at == HELD
    }

    /// Whether somebody is sending it.
    pub fn is_in_flight(&self, now: UtcDateTime) -> bool {
        self.state == NotificationState::Queued && self.is_claimed && self.next_try_at > now
    }
}

/// A notice that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Given by the store.
    pub id: NotificationId,
    /// What is told to whom.
    pub notice: Notice,
    /// How often sending was tried before.
    pub attempts: i32,
    /// Whether a mail about the meeting may have reached this person: one was sent, or an attempt
    /// was begun; offers and their answers do not count. Only an update or a cancellation asks; the
    /// others have `true`.
    pub has_heard: bool,
    /// Whether an attempt was begun of which it is not known how it ended.
    pub is_claimed: bool,
    /// What it took the place of, unsent: an invitation, if any was one.
    pub replaced: Option<NoticeKind>,
    /// Replies of other participants to the same recipient about the same meeting, which go out with this
    /// one; decided by [`settle`](super::settle), and empty as the store gives it.
    pub merged: Vec<Queued>,
    /// Whether its turn has come. What is not due is given where something beside it is.
    pub is_due: bool,
    /// When the meeting ends, if there still is one.
    pub meeting_ends_at: Option<UtcDateTime>,
}

/// What a worker may take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Oldest first.
    pub queued: Vec<Queued>,
    /// What is stored so that it cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// A notification that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Which one.
    pub id: NotificationId,
    /// What is wrong with it.
    pub fault: String,
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
    /// What the mail server said, if it took it.
    pub response: Option<String>,
    /// When it ended; `sent_at` of a notice that was sent.
    pub ended_at: UtcDateTime,
    /// When the next attempt may begin, if there is one.
    pub next_try_at: UtcDateTime,
}

/// What waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxDepth {
    /// How many notices are queued, without those that are [held](HELD).
    pub queued: i64,
    /// How many were given up although somebody needs them.
    pub failed: i64,
    /// When the oldest queued one came about.
    pub oldest: Option<UtcDateTime>,
}

/// Notices: to be sent, being sent, sent.
pub trait Outbox {
    /// Queues a delivery to each recipient, due at once, as [`Self::insert_held`] does.
    fn insert(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        self.insert_held(messages, Duration::ZERO)
    }

    /// Stores these messages and queues a delivery to each recipient, due so long after its message
    /// came about; those of a message that is held, at [`HELD`]. All deliveries are made here. May
    /// be empty.
    ///
    /// A message that tells the state of its meeting takes the place of what waits for the same
    /// recipient about the same meeting and was neither claimed nor tried since it was queued: that
    /// delivery keeps its id and the earlier of both turns, but is held if the message is, and
    /// remembers what it [replaced]; a reminder that waits is superseded. A message without a
    /// delivery is deleted.
    ///
    /// [replaced]: Queued::replaced
    fn insert_held(&mut self, messages: &[Message], hold: Duration) -> Result<(), StoreError>;

    /// Stores this message, which has no recipients of its own, if an invitation, an update or a
    /// reminder about its meeting waits and is not being sent when it came about. All of these tell
    /// what it says, as what they are, came about when it did, and keep their turns and attempts.
    fn refresh(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Makes due at `now` what is [held](HELD) of these organisers if their accounts are active; how
    /// many. What is held about a meeting that is over or gone is superseded, whether or not the
    /// address of its organiser is verified; of one organiser, only theirs.
    fn release_held(&mut self, of: Release, now: UtcDateTime) -> Result<u64, StoreError>;

    /// Queues one that is about no meeting and has one recipient, due at once, unless one of its kind
    /// waits for this recipient already. That one then counts as come about now, and is due at once
    /// too if it is not claimed. A caller that locks the recipient first queues no second one.
    fn insert_once(&mut self, message: &Message) -> Result<(), StoreError>;

    /// The recipients for whom something about this meeting waits that a message of this kind takes the
    /// place of, and when its turn comes: what tells the state of the meeting, or what is
    /// [apart](NoticeKind::is_apart) and of this kind.
    fn list_waiting(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
    ) -> Result<Vec<(Email, UtcDateTime)>, StoreError>;

    /// What waits for these recipients about this meeting, and was neither claimed nor tried, is not due
    /// before: what is [apart](NoticeKind::is_apart) and of this kind, or all that is neither apart nor a
    /// reminder. May be empty.
    fn hold(
        &mut self,
        meeting: MeetingId,
        kind: NoticeKind,
        recipients: &[(Email, UtcDateTime)],
    ) -> Result<(), StoreError>;

    /// A page of what was told about a meeting, newest first, but for mails of the kind `without`.
    fn list(
        &mut self,
        meeting: MeetingId,
        without: Option<NoticeKind>,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError>;

    /// What was told about these meetings, by id and by one statement; the ids differ.
    fn list_all(&mut self, meetings: &[MeetingId]) -> Result<Vec<Notification>, StoreError>;

    /// By id.
    fn find(&mut self, id: NotificationId) -> Result<Option<Notification>, StoreError>;

    /// Queues this one again, as if it had come about at `now` and no attempt had been made, but not
    /// as if nobody could have heard of it. Changes nothing if it was superseded, or is claimed beyond `now`.
    fn requeue(&mut self, id: NotificationId, now: UtcDateTime) -> Result<(), StoreError>;

    /// `limit` notices that are due at `now`, and with each everything else that waits for the same
    /// person about the same meeting, due or not, but not what is [held](HELD); each once, oldest
    /// first.
    ///
    /// Mails about accounts come before all others. The others are chosen in turns: the oldest of each
    /// organiser before a second one of any; with more than some hundred organisers, at least the
    /// oldest of all. No more than some hundred rows are read, however much waits.
    ///
    /// Nothing is given for a person and a meeting while a claim on such a notice lasts, and no
    /// reminder while another one that is not [apart](NoticeKind::is_apart) waits for its next attempt. Until this transaction
    /// ends, nobody else is given anything for these people and meetings; others need not wait, they
    /// are given something else.
    fn due(&mut self, now: UtcDateTime, limit: u32) -> Result<Due, StoreError>;

    /// Gives these up, with the fault as their error; they count as failed. May be empty.
    fn abandon(&mut self, unreadable: &[Unreadable]) -> Result<(), StoreError>;

    /// These are not due before `until`, whatever becomes of this process. They are stored with
    /// the kind that they have here, and read in its words. May be empty.
    fn claim(&mut self, notices: &[Queued], until: UtcDateTime) -> Result<(), StoreError>;

    /// Ends these claims as if they had not been made, but for this error: the attempt does not count,
    /// and they are due again at `now`. May be empty.
    fn release(
        &mut self,
        claims: &[Queued],
        error: &str,
        now: UtcDateTime,
    ) -> Result<(), StoreError>;

    /// Gives these up, with the reason as their error; they do not count as failed. May be empty.
    fn supersede(&mut self, notices: &[(NotificationId, Superseded)]) -> Result<(), StoreError>;

    /// Gives up what waits to tell this person of this meeting, as [`supersede`](Self::supersede) does: all
    /// but what is [apart](NoticeKind::is_apart), and what is on its way.
    fn withdraw(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        why: Superseded,
    ) -> Result<(), StoreError>;

    /// Gives up one that waits, with this as the reason before the error of its last attempt. Whether
    /// it did: not if it does not wait, or is claimed beyond `now`. Nobody is given it afterwards, nor
    /// while this transaction lasts.
    fn give_up(
        &mut self,
        id: NotificationId,
        reason: &str,
        now: UtcDateTime,
    ) -> Result<bool, StoreError>;

    /// Writes how an attempt went, counts it, and ends the claim. If the notice was sent or given
    /// up in the meantime, since the attempt took longer than its lease, only success is written.
    /// An attempt that is written twice counts once.
    fn update(&mut self, attempt: &Attempt) -> Result<(), StoreError>;

    /// What this person was told last of this meeting before that notice, by one statement: kind and
    /// facts of the newest notice, but for offers and their answers, that was sent, or of which an attempt
    /// was begun. Nothing if there is none, or if it has no facts.
    fn last_told(
        &mut self,
        meeting: MeetingId,
        email: &Email,
        before: NotificationId,
    ) -> Result<Option<(NoticeKind, Facts)>, StoreError>;

    /// Deletes mails about accounts that were sent or given up and came about before then, with their
    /// messages; how many.
    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError>;

    /// The first mails after this one, by id, that wait for nothing, came about before then, and are
    /// about a meeting that had ended by then or is gone.
    fn list_over(
        &mut self,
        before: UtcDateTime,
        after: NotificationId,
        limit: u32,
    ) -> Result<Vec<NotificationId>, StoreError>;

    /// Deletes those of these mails that wait for nothing, and messages that have no delivery then; how
    /// many mails.
    fn delete_all(&mut self, ids: &[NotificationId]) -> Result<u64, StoreError>;

    /// What waits, by one statement.
    fn count(&mut self) -> Result<OutboxDepth, StoreError>;
}

/// Up to which point something was done for all meetings: for what came before an instant, and of
/// what came at it, for the meetings up to an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Of what.
    pub name: String,
    /// The instant.
    pub reached_at: UtcDateTime,
    /// The id.
    pub passed: MeetingId,
}

/// How far the server has come with what it does by itself.
pub trait MarkRepo {
    /// In a write, the mark stays as it is until the end of the transaction.
    fn find(&mut self, name: &str) -> Result<Option<Mark>, StoreError>;

    /// Writes it, whether or not there was one of this name.
    fn update(&mut self, mark: &Mark) -> Result<(), StoreError>;
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
    /// The mail server refuses this installation, whatever it sends: the operator mends that.
    #[error("{0}")]
    Installation(String),
}

/// Sends mail.
pub trait Mailer: Send + Sync {
    /// Answers when the mail server has taken the mail, with what it said, or has not.
    fn send(&self, mail: &Mail) -> Result<String, MailFault>;
}

/// A mail in words, as whoever gets it reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML, if there is that.
    pub html: Option<String>,
}

/// Puts mails into words without sending them.
pub trait Letters: Send + Sync {
    /// The words that a [`Mailer`] sends. `Corrupt` if it cannot be laid out.
    fn write(&self, mail: &Mail) -> Result<Letter, StoreError>;
}
