//! What a change makes known: one message, and one delivery for each of its recipients.

use time::{Duration, UtcDateTime};

use super::{Facts, HELD, Notice, NoticeKind, text};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, MessageId, UserId};
use crate::meetings::Meeting;
use crate::text::Email;

/// What a change makes known. It is stored once, however many recipients it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id; a newer message has a greater one.
    pub id: MessageId,
    /// The meeting that it is about.
    pub meeting_id: Option<MeetingId>,
    /// The organiser of that meeting; the deliveries of all organisers take turns.
    pub organiser_id: Option<UserId>,
    /// What it is about.
    pub kind: NoticeKind,
    /// Revision of the meeting that it tells.
    pub sequence: i32,
    /// When it came about.
    pub created_at: UtcDateTime,
    /// What it says.
    pub body: Body,
    /// Whether nothing else can wait for its recipients, since the meeting is new.
    pub is_first: bool,
    /// Whether its deliveries wait until the organiser has proved the address that they name.
    pub is_held: bool,
    /// To whom, each address once.
    pub recipients: Vec<Recipient>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The meeting as it was then; put into words for each recipient.
    Meeting(Box<Facts>),
    /// The same words for each recipient: of mails about accounts, and of what an earlier version
    /// queued.
    Words {
        /// One line.
        subject: String,
        /// Plain text.
        text: String,
    },
}

/// To whom a message is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address.
    pub email: Email,
    /// How to address them, may be empty.
    pub name: String,
}

impl Recipient {
    /// With this name, which may be empty.
    pub fn new(email: &Email, name: &str) -> Self {
        Self {
            email: email.clone(),
            name: name.to_owned(),
        }
    }
}

impl Message {
    /// About a meeting.
    pub(super) fn about(
        ctx: &Ctx,
        meeting: &Meeting,
        facts: Facts,
        kind: NoticeKind,
        recipients: Vec<Recipient>,
    ) -> Self {
        Self {
            id: MessageId(ctx.new_uuid()),
            meeting_id: Some(meeting.id),
            organiser_id: Some(meeting.organiser.user_id),
            kind,
            sequence: meeting.sequence,
            created_at: ctx.now,
            body: Body::Meeting(Box::new(facts)),
            is_first: false,
            is_held: meeting.are_mails_held(ctx.email_verification),
            recipients,
        }
    }

    /// About the account of one recipient.
    pub(super) fn about_account(
        ctx: &Ctx,
        kind: NoticeKind,
        to: Recipient,
        subject: &str,
        text: &str,
    ) -> Self {
        Self {
            id: MessageId(ctx.new_uuid()),
            meeting_id: None,
            organiser_id: None,
            kind,
            sequence: 0,
            created_at: ctx.now,
            body: Body::Words {
                subject: subject.to_owned(),
                text: text.to_owned(),
            },
            is_first: false,
            is_held: false,
            recipients: vec![to],
        }
    }

    /// Whether it takes the place of what waits unsent for its recipients.
    pub fn is_replacement(&self) -> bool {
        self.kind.tells_the_state() && self.meeting_id.is_some() && !self.is_first
    }

    /// When its deliveries are due that wait so long for the next change.
    pub fn due_at(&self, hold: Duration) -> UtcDateTime {
        if self.is_held {
            HELD
        } else {
            self.created_at + hold
        }
    }

    /// What this recipient gets.
    pub fn notice_for(&self, to: &Recipient) -> Notice {
        let notice = Notice {
            meeting_id: self.meeting_id,
            email: to.email.clone(),
            name: to.name.clone(),
            kind: self.kind,
            subject: String::new(),
            message: String::new(),
            sequence: self.sequence,
            created_at: self.created_at,
            facts: None,
        };
        notice.saying(self.kind, self.body.clone())
    }
}

impl Notice {
    /// With the words of a message that came about as this kind, for this recipient.
    #[must_use]
    pub fn saying(self, came_as: NoticeKind, body: Body) -> Self {
        match body {
            Body::Meeting(facts) => Self {
                subject: text::subject(&facts, &self.email, self.kind),
                message: text::message(&facts, &self.email, &self.name, self.kind),
                facts: Some(*facts),
                ..self
            },
            Body::Words { subject, text } => {
                let notice = Self {
                    subject,
                    message: text,
                    ..self
                };
                if notice.kind == NoticeKind::Invitation && came_as == NoticeKind::Update {
                    text::as_invitation(notice)
                } else {
                    notice
                }
            }
        }
    }
}
