//! Domain events, and who is told of them.

use super::{Message, Recipient, clock};
use crate::auth::User;
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::policy::{Command, Hearers, Phase, rule};
use crate::meetings::{ActingPerson, Meeting};
use crate::participants::{Participant, Rsvp};
use crate::text::{Description, Email, Location, Name, Note, Title};
use crate::time::{TimeRange, Zone};
use time::UtcDateTime;

/// What happened to a meeting.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It was planned; everybody is invited.
    Scheduled,
    /// This update changed facts that people rely on.
    Updated {
        /// By which command.
        command: Command,
        /// Whether it takes back another change of which no mail has told.
        is_taken_back: bool,
    },
    /// It was cancelled.
    Cancelled,
    /// It was deleted.
    Deleted,
    /// It was deleted with the account of its organiser.
    AccountDeleted,
    /// A participant was added.
    Invited(&'a Participant),
    /// A participant was removed by another person.
    Removed(&'a Participant),
    /// A participant left.
    Left(&'a Participant),
    /// Another user organises it, without having been asked.
    HandedOver,
    /// It was offered to this user.
    TransferOffered(&'a Recipient),
    /// The offered user, who acts, organises it; this is the former organiser.
    TransferAccepted(&'a Participant),
    /// The offered user, who acts, declined.
    TransferDeclined,
    /// A participant replied, or another person replied for that participant.
    Answered(&'a Participant),
    /// A participant declines, since the account goes away.
    Departed(&'a Participant),
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
    /// A transfer is offered to the recipient, or the recipient's offer was answered.
    Transfer,
    /// Prove that this address is yours.
    EmailVerification,
    /// Choose a new password.
    PasswordReset,
    /// Confirm that an account may have this address.
    EmailChange,
    /// The account has another address.
    EmailChanged,
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
            Self::Transfer => "transfer",
            Self::EmailVerification => "email_verification",
            Self::PasswordReset => "password_reset",
            Self::EmailChange => "email_change",
            Self::EmailChanged => "email_changed",
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
    /// Whether another user became the organiser, where that is what is told.
    pub is_handed_over: bool,
    /// Whether a change was taken back. A recipient who did not hear of that change hears nothing.
    pub is_taken_back: bool,
    /// The person who did what is told. Nothing for reminders, nor for what an earlier version queued.
    pub by: Option<ActingPerson>,
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
    /// Whether the participant left the meeting, which declines it for good.
    pub has_left: bool,
}

/// An event with the acting person. Who hears of it is in the table of
/// [`policy`](crate::meetings::policy).
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// What happened.
    pub event: Event<'a>,
    /// The person who did it.
    pub by: &'a ActingPerson,
    /// Where the meeting is in its life, by the rule of the event's command.
    pub phase: Phase,
}

impl Notice {
    /// Whether it tells the organiser of the meeting: of what others answered, or of having become
    /// that.
    pub fn is_to_the_organiser(&self) -> bool {
        let facts = self.facts.as_ref();
        facts.is_some_and(|facts| facts.organiser_email == self.email)
    }

    /// Whether it offers the meeting to its recipient; the other mails of its kind tell of an answer.
    pub fn is_transfer_offer(&self) -> bool {
        let facts = self.facts.as_ref();
        self.kind == NoticeKind::Transfer
            && facts.is_some_and(|facts| !facts.is_handed_over)
            && !self.is_to_the_organiser()
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
            is_handed_over: false,
            is_taken_back: false,
            by: None,
            reply: None,
        }
    }

    /// Whether a reader of the one learns nothing from the other.
    pub(super) fn tells_the_same(&self, other: &Self) -> bool {
        self.title == other.title
            && self.description == other.description
            && self.location == other.location
            && self.times == other.times
            && self.zone == other.zone
            && self.organiser_email == other.organiser_email
    }
}

impl<'a> Event<'a> {
    /// The row of the table.
    fn command(&self, by: &ActingPerson) -> Command {
        match self {
            Self::Scheduled => Command::Create,
            Self::Updated { command, .. } => *command,
            Self::Cancelled => Command::Cancel,
            Self::Deleted => Command::Delete,
            Self::AccountDeleted => Command::DeleteAccount,
            Self::Invited(_) => Command::Invite,
            Self::Removed(_) => Command::Remove,
            Self::Left(_) => Command::Leave,
            Self::HandedOver => Command::HandOver,
            Self::TransferOffered(_) => Command::OfferTransfer,
            Self::TransferAccepted(_) => Command::AcceptTransfer,
            Self::TransferDeclined => Command::DeclineTransfer,
            Self::Departed(_) => Command::Reply,
            Self::Answered(participant) if by.is(&participant.email) => Command::Reply,
            Self::Answered(_) => Command::ReplyFor,
            Self::Notified(kind) => Command::Notify(*kind),
        }
    }

    /// The participant whom it is about.
    fn concerned(&self) -> Option<&'a Participant> {
        match self {
            Self::Invited(one)
            | Self::Removed(one)
            | Self::Left(one)
            | Self::Answered(one)
            | Self::Departed(one)
            | Self::TransferAccepted(one) => Some(one),
            Self::Scheduled
            | Self::Updated { .. }
            | Self::Cancelled
            | Self::Deleted
            | Self::AccountDeleted
            | Self::HandedOver
            | Self::TransferOffered(_)
            | Self::TransferDeclined
            | Self::Notified(_) => None,
        }
    }

    fn kind(&self, phase: Phase) -> NoticeKind {
        match self {
            // No calendar is updated any more.
            Self::TransferAccepted(_) if matches!(phase, Phase::Over | Phase::Cancelled) => {
                NoticeKind::Transfer
            }
            Self::TransferOffered(_) | Self::TransferDeclined => NoticeKind::Transfer,
            Self::Scheduled | Self::Invited(_) => NoticeKind::Invitation,
            Self::Updated { .. } | Self::HandedOver | Self::TransferAccepted(_) => {
                NoticeKind::Update
            }
            Self::Cancelled | Self::Deleted | Self::AccountDeleted | Self::Removed(_) => {
                NoticeKind::Cancellation
            }
            Self::Left(_) | Self::Answered(_) | Self::Departed(_) => NoticeKind::Reply,
            Self::Notified(kind) => *kind,
        }
    }
}

impl Act<'_> {
    /// What the people are told who must be told, but for the acting person; nothing if there are none.
    pub fn messages(&self, ctx: &Ctx, meeting: &Meeting) -> Vec<Message> {
        let rule = rule(self.event.command(self.by), self.phase);
        let organiser = &meeting.organiser;
        let guests = rule.hearers(meeting, self.event.concerned()).into_iter();
        // The organiser who is invited too hears of it as the organiser.
        let guests = guests
            .filter(|guest| guest.email != organiser.email)
            .map(|guest| Recipient::new(&guest.email, guest.name.as_str()));
        let organiser = Recipient::new(&organiser.email, &organiser.name);
        let offered = match self.event {
            Event::TransferOffered(to) if rule.participants != Hearers::Nobody => Some(to.clone()),
            _ => None,
        };
        let recipients: Vec<Recipient> = guests
            .chain(offered)
            .chain(rule.organiser.then_some(organiser))
            .filter(|recipient| !self.by.is(&recipient.email))
            .collect();
        if recipients.is_empty() {
            return Vec::new();
        }
        let (facts, kind) = (self.facts(meeting), self.event.kind(self.phase));
        vec![Message {
            is_first: matches!(self.event, Event::Scheduled),
            // What was never told is not taken back, so a cancellation ends what is held; but one
            // that is asked for by hand may come alone.
            is_held: meeting.are_mails_held(ctx.email_verification)
                && (kind != NoticeKind::Cancellation || matches!(self.event, Event::Notified(_))),
            ..Message::about(ctx, meeting, facts, kind, recipients)
        }]
    }

    fn facts(&self, meeting: &Meeting) -> Facts {
        let reply = |participant: &Participant, has_left| Reply {
            email: participant.email.clone(),
            name: participant.name.clone(),
            status: participant.status,
            note: participant.note.clone(),
            has_left,
        };
        Facts {
            goes_on: matches!(self.event, Event::Removed(_)),
            is_handed_over: matches!(self.event, Event::HandedOver | Event::TransferAccepted(_)),
            is_taken_back: matches!(
                self.event,
                Event::Updated {
                    is_taken_back: true,
                    ..
                }
            ),
            by: Some(match self.event {
                // The heir reads in the same mail as the organiser.
                Event::TransferAccepted(former) => ActingPerson::former_organiser(former),
                _ => self.by.clone(),
            }),
            reply: match self.event {
                Event::Answered(participant) | Event::Departed(participant) => {
                    Some(reply(participant, false))
                }
                Event::Left(participant) => Some(reply(participant, true)),
                _ => None,
            },
            ..Facts::of(meeting)
        }
    }
}

/// Tells these recipients that it is soon.
pub(super) fn reminder(ctx: &Ctx, meeting: &Meeting, recipients: Vec<Recipient>) -> Message {
    let facts = Facts::of(meeting);
    Message::about(ctx, meeting, facts, NoticeKind::Reminder, recipients)
}

/// Asks a user to prove that the address is theirs, and says when and from where the account was
/// registered. The link is added when it is sent.
pub fn verification_message(ctx: &Ctx, user: &User) -> Message {
    let registered = format!("registered on {}", clock::utc(user.date_joined));
    let from = client_text(ctx);
    let when = if user.date_joined == ctx.now {
        format!("{registered}{from}.")
    } else {
        format!("{registered}; this e-mail was asked for {}.", asked_on(ctx))
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

/// Asks the owner of the new address whether the account may have it. The link is added when it is sent.
/// It carries no name: the recipient may be a stranger.
pub fn address_change_message(ctx: &Ctx, user: &User, email: &Email) -> Message {
    let asked = asked_on(ctx);
    Message::about_account(
        ctx,
        NoticeKind::EmailChange,
        Recipient::new(email, ""),
        "Confirm your new e-mail address",
        &format!(
            "The account with the e-mail address {} asked to use this address instead, {asked}.\n\n\
             If that was you, confirm the change: log in first, or have your password ready.\n\n\
             If it was not you, ignore this e-mail: nothing changes.\n",
            user.email
        ),
    )
}

/// What the owner of an address reads where the account of another person asked for that address.
pub(super) fn address_taken_text() -> String {
    "An account asked to use this e-mail address instead of its own, but you already have an account \
     with this address. Nothing changes.\n\n\
     If it was you who asked, log in to the account with this address, or ask there for a new password.\n"
        .to_owned()
}

/// Tells the former address that the account has another one. The link is added when it is sent.
pub fn address_changed_message(ctx: &Ctx, user: &User, former: &Email) -> Message {
    let changed = asked_on(ctx);
    Message::about_account(
        ctx,
        NoticeKind::EmailChanged,
        Recipient::new(former, ""),
        "Your e-mail address was changed",
        &format!(
            "Your account now has the e-mail address {} instead of this one. It was changed {changed}.\n\n\
             Your meetings, invitations and replies moved along. Reply links that were sent to this address no \
             longer work; new e-mails go to the new address.\n\n\
             If it was not you, undo the change: the account gets this address back, all devices are logged out, \
             and you choose a new password.\n",
            user.email
        ),
    )
}

/// When and from where the caller asks.
fn asked_on(ctx: &Ctx) -> String {
    format!("on {}{}", clock::utc(ctx.now), client_text(ctx))
}

fn client_text(ctx: &Ctx) -> String {
    let from = ctx.client;
    let from = from.map(|client| format!(" from the address {client}"));
    from.unwrap_or_default()
}
