//! What the audit log consists of.

use std::fmt;
use std::net::IpAddr;

use time::UtcDateTime;

use super::{Action, Change};
use crate::auth::Actor;
use crate::ids::{EntryId, MeetingId, NotificationId, ParticipantId, UserId};
use crate::text::Email;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Somebody with an account.
    User(UserId),
    /// Somebody without one, by the secret link that was mailed to this address.
    Guest(Email),
    /// Whoever may run commands on the machine.
    CommandLine,
    /// Nobody; the server itself.
    Server,
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        Self::User(actor.user_id)
    }
}

/// The kinds of things that something is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// An account.
    User,
    /// A set of permissions.
    Role,
    /// A meeting.
    Meeting,
    /// A participant of a meeting.
    Participant,
    /// A mail.
    Notification,
    /// The settings of the instance.
    Settings,
    /// A copy of all data.
    Backup,
}

impl TargetKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::User,
        Self::Role,
        Self::Meeting,
        Self::Participant,
        Self::Notification,
        Self::Settings,
        Self::Backup,
    ];

    /// As it is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Meeting => "meeting",
            Self::Participant => "participant",
            Self::Notification => "notification",
            Self::Settings => "settings",
            Self::Backup => "backup",
        }
    }

    /// By its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What it was done to. It may be gone by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    kind: TargetKind,
    id: Option<String>,
    meeting: Option<MeetingId>,
}

impl Target {
    /// An account.
    pub fn user(id: UserId) -> Self {
        Self::plain(TargetKind::User, Some(&id))
    }

    /// A set of permissions.
    pub fn role(id: impl fmt::Display) -> Self {
        Self::plain(TargetKind::Role, Some(&id))
    }

    /// A meeting.
    pub fn meeting(id: MeetingId) -> Self {
        Self {
            kind: TargetKind::Meeting,
            id: None,
            meeting: Some(id),
        }
    }

    /// A participant of this meeting.
    pub fn participant(meeting: MeetingId, id: ParticipantId) -> Self {
        Self {
            meeting: Some(meeting),
            ..Self::plain(TargetKind::Participant, Some(&id))
        }
    }

    /// A mail, about a meeting or none.
    pub fn notification(meeting: Option<MeetingId>, id: NotificationId) -> Self {
        Self {
            meeting,
            ..Self::plain(TargetKind::Notification, Some(&id))
        }
    }

    /// The settings of the instance.
    pub fn settings() -> Self {
        Self::plain(TargetKind::Settings, None)
    }

    /// A copy of all data.
    pub fn backup() -> Self {
        Self::plain(TargetKind::Backup, None)
    }

    /// What a store kept.
    pub fn from_stored(kind: TargetKind, id: Option<String>, meeting: Option<MeetingId>) -> Self {
        Self { kind, id, meeting }
    }

    fn plain(kind: TargetKind, id: Option<&dyn fmt::Display>) -> Self {
        Self {
            kind,
            id: id.map(ToString::to_string),
            meeting: None,
        }
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> TargetKind {
        self.kind
    }

    /// Which one. A meeting's is [`Target::meeting_id`]; settings and backups have none.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The meeting that it is, or belongs to.
    pub fn meeting_id(&self) -> Option<MeetingId> {
        self.meeting
    }
}

/// One line of the log, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: UtcDateTime,
    /// Who.
    pub by: By,
    /// What was done.
    pub action: Action,
    /// To what.
    pub target: Target,
    /// What changed with it.
    pub changes: Vec<Change>,
    /// The network that the request came from, if there was one.
    pub client: Option<IpAddr>,
}

/// One line of the log, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Grows with each that is written.
    pub id: EntryId,
    /// When.
    pub at: UtcDateTime,
    /// Who.
    pub by: By,
    /// How the account of [`By::User`] reads now; nothing once it is gone.
    pub person: Option<Person>,
    /// What was done, by its word: the log outlives the words that one version knows.
    pub action: String,
    /// To what.
    pub target: Target,
    /// What changed with it.
    pub changes: Vec<Change>,
    /// The network that the request came from, if there was one.
    pub client: Option<IpAddr>,
}

/// How an account reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its address.
    pub email: Email,
    /// Its display name.
    pub name: String,
}
