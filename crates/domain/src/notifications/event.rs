//! Domain events, and who is told of them.

use super::{Message, Recipient, clock};
use crate::auth::User;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::Meeting;
use crate::participants::{Participant, Rsvp};
use crate::text::{Description, Email, Location, Name, Note, Title};
use crate::time::{TimeRange, Zone};
use time::UtcDateTime;

/// What happened to a meeting.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It was planned; everybody is invited.
    Scheduled,
    /// Facts that people rely on are new; everybody gets them.
    Changed,
    /// It was called off or taken away; everybody is told.
    Cancelled,
    /// Somebody was added.
    Invited(&'a Participant),
    /// Somebody was taken out, or left.
    Removed(&'a Participant),
    /// Somebody else organises it; everybody is told, and who that is.
    HandedOver,
    /// Somebody answered; the organiser is told.
    Answered(&'a Participant),
    /// The organiser wants this to be sent to everybody.
    Notified(NoticeKind),
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// You are invited.
    Invitation,
    /// The facts are new.
    Update,
    /// It does not take place, or not with you.
    Cancellation,
    /// It is soon.
    Reminder,
    /// Somebody answered; for the organiser.
    Reply,
    /// Prove that this address is yours.
    EmailVerification,
    /// Choose a new password.
    PasswordReset,
}

impl NoticeKind {
    /// As the audit log names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Update => "update",
            Self::Cancellation => "cancellation",
            Self::Reminder => "reminder",
            Self::Reply => "reply",
            Self::EmailVerification => "email_verification",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// One mail to one person, to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The meeting that it is about; the meeting may be gone by now.
    pub meeting_id: Option<MeetingId>,
    /// To whom.
    pub email: Email,
    /// How to address them, may be empty.
    pub name: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub message: String,
    /// Revision of the meeting that it tells.
    pub sequence: i32,
    /// When it came about.
    pub created_at: UtcDateTime,
    /// The meeting as it was then. Mails about accounts have none, nor has what an earlier version
    /// queued; these say no more than `message`.
    pub facts: Option<Facts>,
}

/// What is told of a meeting. Calendars get a mail's facts as they were when it came about, at each
/// attempt the same, whatever became of the meeting since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is called.
    pub title: Title,
    /// What it is about.
    pub description: Description,
    /// Where it is.
    pub location: Location,
    /// When it is.
    pub times: TimeRange,
    /// In whose clock it was planned.
    pub zone: Zone,
    /// Whose it is.
    pub organiser_email: Email,
    /// How to call them.
    pub organiser_name: String,
    /// When it was planned.
    pub planned_at: UtcDateTime,
    /// Whether it goes on without the recipient, who was taken out or left.
    pub goes_on: bool,
    /// What somebody answered, where that is what is told.
    pub reply: Option<Reply>,
}

/// An answer that the organiser is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Who answered.
    pub email: Email,
    /// How to call them, may be empty.
    pub name: Name,
    /// The answer.
    pub status: Rsvp,
    /// What they said with it, may be empty.
    pub note: Note,
}

impl Notice {
    /// Whether it tells the organiser of the meeting: of what others answered, or of having become
    /// that.
    pub fn is_to_the_organiser(&self) -> bool {
        let facts = self.facts.as_ref();
        facts.is_some_and(|facts| facts.organiser_email == self.email)
    }
}

impl Facts {
    /// Of a meeting as it is.
    pub fn of(meeting: &Meeting) -> Self {
        let details = &meeting.details;
        Self {
            title: details.title.clone(),
            description: details.description.clone(),
            location: details.location.clone(),
            times: details.times,
            zone: details.zone.clone(),
            organiser_email: meeting.organiser.email.clone(),
            organiser_name: meeting.organiser.name.clone(),
            planned_at: meeting.created_at,
            goes_on: false,
            reply: None,
        }
    }
}

impl Event<'_> {
    /// What those who must be told are told. The organiser is told of what others answered and of
    /// having become that, and of nothing else.
    pub fn messages(&self, ctx: &Ctx, meeting: &Meeting) -> Vec<Message> {
        let everybody = || -> Vec<Recipient> {
            let recipients = meeting.recipients();
            recipients.map(recipient).collect()
        };
        let told = |kind, to| Message::about(ctx, meeting, Facts::of(meeting), kind, to);
        let message = match self {
            Self::Scheduled => Message {
                is_first: true,
                ..told(NoticeKind::Invitation, everybody())
            },
            Self::Changed => told(NoticeKind::Update, everybody()),
            Self::HandedOver => {
                let organiser = &meeting.organiser;
                let mut recipients = everybody();
                recipients.push(Recipient::new(&organiser.email, &organiser.name));
                told(NoticeKind::Update, recipients)
            }
            Self::Cancelled => told(NoticeKind::Cancellation, everybody()),
            Self::Invited(one) | Self::Removed(one) | Self::Answered(one)
                if one.email == meeting.organiser.email =>
            {
                return Vec::new();
            }
            Self::Invited(one) => told(NoticeKind::Invitation, vec![recipient(one)]),
            Self::Removed(one) => removal(ctx, meeting, one),
            Self::Answered(one) => reply(ctx, meeting, one),
            Self::Notified(kind) => told(*kind, everybody()),
        };
        if message.recipients.is_empty() {
            return Vec::new();
        }
        vec![message]
    }
}

fn recipient(participant: &Participant) -> Recipient {
    Recipient::new(&participant.email, participant.name.as_str())
}

/// Tells these recipients that it is soon.
pub(super) fn reminder(ctx: &Ctx, meeting: &Meeting, recipients: Vec<Recipient>) -> Message {
    let facts = Facts::of(meeting);
    Message::about(ctx, meeting, facts, NoticeKind::Reminder, recipients)
}

fn removal(ctx: &Ctx, meeting: &Meeting, from: &Participant) -> Message {
    let facts = Facts {
        goes_on: true,
        ..Facts::of(meeting)
    };
    let kind = NoticeKind::Cancellation;
    Message::about(ctx, meeting, facts, kind, vec![recipient(from)])
}

fn reply(ctx: &Ctx, meeting: &Meeting, from: &Participant) -> Message {
    let facts = Facts {
        reply: Some(Reply {
            email: from.email.clone(),
            name: from.name.clone(),
            status: from.status,
            note: from.note.clone(),
        }),
        ..Facts::of(meeting)
    };
    let organiser = &meeting.organiser;
    let to = vec![Recipient::new(&organiser.email, &organiser.name)];
    Message::about(ctx, meeting, facts, NoticeKind::Reply, to)
}

/// Asks a user to prove that the address is theirs, and says when and from where the account was
/// registered. The link is added when it is sent.
pub fn verification_message(ctx: &Ctx, user: &User) -> Message {
    let registered = format!("registered on {}", clock::utc(user.date_joined));
    let from = ctx
        .client
        .map(|client| format!(" from the address {client}"));
    let from = from.unwrap_or_default();
    let when = if user.date_joined == ctx.now {
        format!("{registered}{from}.")
    } else {
        let asked = clock::utc(ctx.now);
        format!("{registered}; this e-mail was asked for on {asked}{from}.")
    };
    Message::about_account(
        ctx,
        NoticeKind::EmailVerification,
        Recipient::new(&user.email, &user.display_name()),
        "Confirm your e-mail address",
        &format!(
            "An account with this e-mail address was {when}\n\n\
             If that was you, confirm the address: log in first, or have the password ready that you chose.\n\n\
             If it was not you, open the same link and say so. Until then, nothing that is sent to this address \
             is shown in that account.\n"
        ),
    )
}

/// Tells a user that staff made an account for them, and lets them choose its password. The link is
/// added when it is sent.
pub fn welcome_message(ctx: &Ctx, email: &Email) -> Message {
    Message::about_account(
        ctx,
        NoticeKind::PasswordReset,
        Recipient::new(email, ""),
        "Your new account",
        "An account was made for you. Choose a password to begin. The link works once, for 30 minutes; \
         after that, ask for another one where you log in.\n",
    )
}

/// Lets the owner of this address choose a new password, if there is an account. The link is added
/// when it is sent.
pub fn reset_message(ctx: &Ctx, email: &Email) -> Message {
    Message::about_account(
        ctx,
        NoticeKind::PasswordReset,
        Recipient::new(email, ""),
        "Choose a new password",
        "Somebody asked for a new password for your account. The link works once, for 30 minutes.\n\n\
         If it was not you, ignore this mail: your password stays as it is.\n",
    )
}
