//! Domain events, and who is told of them.

use super::text;
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
    /// One notice for each person who must be told. The organiser is told of what others answered
    /// and of having become that, and of nothing else.
    pub fn notices(&self, ctx: &Ctx, meeting: &Meeting) -> Vec<Notice> {
        let everybody = |kind| {
            meeting
                .recipients()
                .map(|one| notice(ctx, meeting, &one.email, one.name.as_str(), kind))
                .collect()
        };
        match self {
            Self::Scheduled => everybody(NoticeKind::Invitation),
            Self::Changed => everybody(NoticeKind::Update),
            Self::HandedOver => {
                let kind = NoticeKind::Update;
                let organiser = &meeting.organiser;
                let mut notices: Vec<Notice> = everybody(kind);
                notices.push(notice(
                    ctx,
                    meeting,
                    &organiser.email,
                    &organiser.name,
                    kind,
                ));
                notices
            }
            Self::Cancelled => everybody(NoticeKind::Cancellation),
            Self::Invited(one) | Self::Removed(one) | Self::Answered(one)
                if one.email == meeting.organiser.email =>
            {
                Vec::new()
            }
            Self::Invited(one) => {
                let kind = NoticeKind::Invitation;
                vec![notice(ctx, meeting, &one.email, one.name.as_str(), kind)]
            }
            Self::Removed(one) => vec![removal_notice(ctx, meeting, one)],
            Self::Answered(one) => vec![reply_notice(ctx, meeting, one)],
            Self::Notified(kind) => everybody(*kind),
        }
    }
}

/// Tells somebody that it is soon.
pub(super) fn reminder(ctx: &Ctx, meeting: &Meeting, to: &Email, name: &str) -> Notice {
    notice(ctx, meeting, to, name, NoticeKind::Reminder)
}

fn notice(ctx: &Ctx, meeting: &Meeting, to: &Email, name: &str, kind: NoticeKind) -> Notice {
    with_facts(ctx, meeting, Facts::of(meeting), to, name, kind)
}

fn removal_notice(ctx: &Ctx, meeting: &Meeting, from: &Participant) -> Notice {
    let facts = Facts {
        goes_on: true,
        ..Facts::of(meeting)
    };
    let kind = NoticeKind::Cancellation;
    with_facts(ctx, meeting, facts, &from.email, from.name.as_str(), kind)
}

fn with_facts(
    ctx: &Ctx,
    meeting: &Meeting,
    facts: Facts,
    to: &Email,
    name: &str,
    kind: NoticeKind,
) -> Notice {
    Notice {
        meeting_id: Some(meeting.id),
        email: to.clone(),
        name: name.to_owned(),
        kind,
        subject: text::subject(&facts, kind),
        message: text::message(&facts, to, name, kind),
        sequence: meeting.sequence,
        created_at: ctx.now,
        facts: Some(facts),
    }
}

fn reply_notice(ctx: &Ctx, meeting: &Meeting, from: &Participant) -> Notice {
    Notice {
        meeting_id: Some(meeting.id),
        email: meeting.organiser.email.clone(),
        name: meeting.organiser.name.clone(),
        kind: NoticeKind::Reply,
        subject: text::reply_subject(meeting, from),
        message: text::reply_message(meeting, from),
        sequence: meeting.sequence,
        created_at: ctx.now,
        facts: Some(Facts {
            reply: Some(Reply {
                email: from.email.clone(),
                name: from.name.clone(),
                status: from.status,
                note: from.note.clone(),
            }),
            ..Facts::of(meeting)
        }),
    }
}

/// Asks a user to prove that the address is theirs. The link is added when it is sent.
pub fn verification_notice(ctx: &Ctx, user: &User) -> Notice {
    Notice {
        meeting_id: None,
        email: user.email.clone(),
        name: user.display_name(),
        kind: NoticeKind::EmailVerification,
        subject: "Confirm your e-mail address".to_owned(),
        message: "Please confirm that this e-mail address is yours.\n\n\
                  If you did not register, ignore this mail.\n"
            .to_owned(),
        sequence: 0,
        created_at: ctx.now,
        facts: None,
    }
}

/// Tells somebody that staff made an account for them, and lets them choose its password. The link is
/// added when it is sent.
pub fn welcome_notice(ctx: &Ctx, email: &Email) -> Notice {
    Notice {
        subject: "Your new account".to_owned(),
        message: "An account was made for you. Choose a password to begin. The link works once, for 30 minutes; \
                  after that, ask for another one where you log in.\n"
            .to_owned(),
        ..reset_notice(ctx, email)
    }
}

/// Lets whoever has this address choose a new password, if there is an account. The link is added
/// when it is sent.
pub fn reset_notice(ctx: &Ctx, email: &Email) -> Notice {
    Notice {
        meeting_id: None,
        email: email.clone(),
        name: String::new(),
        kind: NoticeKind::PasswordReset,
        subject: "Choose a new password".to_owned(),
        message: "Somebody asked for a new password for your account. The link works once, for 30 minutes.\n\n\
                  If it was not you, ignore this mail: your password stays as it is.\n"
            .to_owned(),
        sequence: 0,
        created_at: ctx.now,
        facts: None,
    }
}
