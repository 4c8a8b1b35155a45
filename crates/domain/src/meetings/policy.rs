//! One table: what each command may do with a meeting, and which people hear of it.
//!
//! Two rules hold for every row. The acting person gets no mail about the own act. A removed
//! participant hears of the removal, and of nothing after it.
//!
//! A participant who declined hears of new times, since these ask again, of a restored meeting, and of a
//! cancellation, since the meeting may still stand in that person's calendar (RFC 5546 §3.2.5). Such a
//! participant does not hear of a new title or place, and gets no reminder.
//!
//! A meeting that is over can be corrected: replies and revision stay, and no mail leaves. The times are
//! corrected too, as long as the meeting stays over; with an end to come it is a move like any other.

use time::UtcDateTime;

use super::{Meeting, Status};
use crate::notifications::NoticeKind;
use crate::participants::Participant;

/// Where a meeting is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It has not begun.
    Upcoming,
    /// It has begun and not ended.
    Running,
    /// It has ended.
    Over,
    /// It was cancelled, whether its times have passed or not.
    Cancelled,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Upcoming, Self::Running, Self::Over, Self::Cancelled];
}

/// What is done to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Planning it; the phase is the one that it gets.
    Create,
    /// Another title or place. The phase is the one that the meeting has afterwards, as for all updates.
    UpdateText,
    /// Another description, zone or policy, or hiding the guest list, and nothing else.
    UpdateDetails,
    /// Other times.
    Move,
    /// Cancelling it, by the command or by its status.
    Cancel,
    /// Taking a cancellation back.
    Restore,
    /// Deleting it.
    Delete,
    /// Deleting it with the account of its organiser.
    DeleteAccount,
    /// Adding a participant.
    Invite,
    /// Removing a participant.
    Remove,
    /// A participant removes the own invitation.
    Leave,
    /// A participant replies, by account, by link or by deleting the account.
    Reply,
    /// An organiser or staff replies for a participant.
    ReplyFor,
    /// Sending something to all participants by hand.
    Notify(NoticeKind),
    /// Sending one notification again.
    Resend(NoticeKind),
    /// Another user becomes the organiser at once, by staff or when an account goes away.
    HandOver,
    /// Offering the meeting to another user, who is the one concerned.
    OfferTransfer,
    /// The offered user accepts; the former organiser is the participant concerned.
    AcceptTransfer,
    /// The offered user declines.
    DeclineTransfer,
    /// The organiser withdraws the offer.
    WithdrawTransfer,
    /// Appointing or dismissing a co-organiser.
    SetCoOrganiser,
    /// Correcting the name of a participant.
    Rename,
    /// Reading or renewing the link of a participant.
    ShowLink,
    /// The server reminds people.
    Remind,
}

impl Command {
    /// All of them, with each kind that can be sent by hand.
    pub const ALL: [Self; 31] = [
        Self::Create,
        Self::UpdateText,
        Self::UpdateDetails,
        Self::Move,
        Self::Cancel,
        Self::Restore,
        Self::Delete,
        Self::DeleteAccount,
        Self::Invite,
        Self::Remove,
        Self::Leave,
        Self::Reply,
        Self::ReplyFor,
        Self::Notify(NoticeKind::Invitation),
        Self::Notify(NoticeKind::Update),
        Self::Notify(NoticeKind::Reminder),
        Self::Notify(NoticeKind::Cancellation),
        Self::Resend(NoticeKind::Invitation),
        Self::Resend(NoticeKind::Update),
        Self::Resend(NoticeKind::Reminder),
        Self::Resend(NoticeKind::Cancellation),
        Self::Resend(NoticeKind::Reply),
        Self::HandOver,
        Self::OfferTransfer,
        Self::AcceptTransfer,
        Self::DeclineTransfer,
        Self::WithdrawTransfer,
        Self::SetCoOrganiser,
        Self::Rename,
        Self::ShowLink,
        Self::Remind,
    ];
}

/// Whether a command is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It is.
    Allowed,
    /// Refused, since the meeting is cancelled.
    RefusedCancelled,
    /// Refused, since the meeting is over.
    RefusedOver,
}

/// Which participants hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearers {
    /// None.
    Nobody,
    /// The participant whom the command is about.
    Concerned,
    /// All who did not decline.
    Coming,
    /// All.
    All,
}

/// One cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether the command is taken.
    pub permit: Permit,
    /// Which participants hear of it, but for the acting person.
    pub participants: Hearers,
    /// Whether the organiser hears of it, unless that is the acting person.
    pub organiser: bool,
    /// Whether calendars must take it as a new revision (RFC 5545 §3.8.7.4).
    pub is_revision: bool,
    /// Whether replies go back to pending.
    pub resets_replies: bool,
}

/// Taken; no mail, no revision.
const QUIET: Rule = Rule {
    permit: Permit::Allowed,
    participants: Hearers::Nobody,
    organiser: false,
    is_revision: false,
    resets_replies: false,
};
const ENDED: Rule = Rule {
    permit: Permit::RefusedOver,
    ..QUIET
};
const CANCELLED: Rule = Rule {
    permit: Permit::RefusedCancelled,
    ..QUIET
};
/// A new revision that is told later, when the meeting is restored.
const UNTOLD: Rule = Rule {
    is_revision: true,
    ..QUIET
};
const CONCERNED: Rule = Rule {
    participants: Hearers::Concerned,
    ..QUIET
};
/// [`UNTOLD`] but for one participant.
const ANSWERED: Rule = Rule {
    participants: Hearers::Concerned,
    ..UNTOLD
};
const ORGANISER: Rule = Rule {
    organiser: true,
    ..QUIET
};
const CONCERNED_AND_ORGANISER: Rule = Rule {
    organiser: true,
    ..CONCERNED
};
const BY_HAND: Rule = Rule {
    participants: Hearers::All,
    ..QUIET
};
const BY_HAND_COMING: Rule = Rule {
    participants: Hearers::Coming,
    ..QUIET
};
const COMING: Rule = Rule {
    participants: Hearers::Coming,
    organiser: true,
    ..UNTOLD
};
const ALL: Rule = Rule {
    participants: Hearers::All,
    ..COMING
};
const ALL_GUESTS: Rule = Rule {
    organiser: false,
    ..ALL
};
const ASKED_AGAIN: Rule = Rule {
    resets_replies: true,
    ..ALL
};
const ASKED_LATER: Rule = Rule {
    resets_replies: true,
    ..UNTOLD
};
const REMINDED: Rule = Rule {
    is_revision: false,
    ..COMING
};

/// The row of a command, in the order of [`Phase::ALL`].
#[expect(
    clippy::match_same_arms,
    reason = "one row for each command, so that each can be read and changed by itself"
)]
const fn row(command: Command) -> [Rule; 4] {
    use NoticeKind::{Cancellation, Invitation, Reminder, Reply, Update};
    match command {
        //                   upcoming, running, over, cancelled
        Command::Create => [BY_HAND, BY_HAND, ENDED, CANCELLED],
        Command::UpdateText => [COMING, COMING, QUIET, UNTOLD],
        Command::UpdateDetails => [QUIET, QUIET, QUIET, QUIET],
        Command::Move => [ASKED_AGAIN, ASKED_AGAIN, QUIET, ASKED_LATER],
        Command::Cancel => [ALL, ALL, ENDED, CANCELLED],
        Command::Restore => [ALL, ALL, ENDED, ENDED],
        Command::Delete => [ALL, ALL, QUIET, QUIET],
        // The address of a deleted account gets no mail.
        Command::DeleteAccount => [ALL_GUESTS, ALL_GUESTS, QUIET, QUIET],
        Command::Invite => [CONCERNED, CONCERNED, ENDED, CANCELLED],
        Command::Remove => [CONCERNED, CONCERNED, QUIET, QUIET],
        Command::Leave => [ORGANISER, ORGANISER, QUIET, QUIET],
        Command::Reply => [ORGANISER, ORGANISER, ENDED, CANCELLED],
        Command::ReplyFor => [
            CONCERNED_AND_ORGANISER,
            CONCERNED_AND_ORGANISER,
            ENDED,
            CANCELLED,
        ],
        Command::Notify(Invitation) => [BY_HAND, BY_HAND, ENDED, CANCELLED],
        Command::Notify(Update | Reminder) => [BY_HAND_COMING, BY_HAND_COMING, ENDED, CANCELLED],
        Command::Notify(Cancellation) => [BY_HAND, BY_HAND, ENDED, BY_HAND],
        Command::Resend(Invitation | Update | Reminder) => [CONCERNED, CONCERNED, ENDED, CANCELLED],
        // A removed participant may have missed it; of a meeting that is over it changes nothing.
        Command::Resend(Cancellation) => [CONCERNED, CONCERNED, CONCERNED, CONCERNED],
        Command::Resend(Reply) => [ORGANISER, ORGANISER, ORGANISER, ORGANISER],
        Command::Notify(_) | Command::Resend(_) => [ENDED, ENDED, ENDED, ENDED],
        Command::HandOver => [ALL, ALL, UNTOLD, UNTOLD],
        Command::OfferTransfer => [CONCERNED, CONCERNED, CONCERNED, CONCERNED],
        // Of a meeting that is over only the former organiser hears, who waits for the answer.
        Command::AcceptTransfer => [ALL, ALL, ANSWERED, ANSWERED],
        Command::DeclineTransfer => [ORGANISER, ORGANISER, ORGANISER, ORGANISER],
        Command::WithdrawTransfer => [QUIET, QUIET, QUIET, QUIET],
        Command::SetCoOrganiser => [QUIET, QUIET, QUIET, QUIET],
        Command::Rename => [QUIET, QUIET, QUIET, QUIET],
        Command::ShowLink => [QUIET, QUIET, ENDED, QUIET],
        Command::Remind => [REMINDED, REMINDED, QUIET, QUIET],
    }
}

/// What the table says. Every use case asks here, and nowhere else.
pub const fn rule(command: Command, phase: Phase) -> Rule {
    let [upcoming, running, over, cancelled] = row(command);
    match phase {
        Phase::Upcoming => upcoming,
        Phase::Running => running,
        Phase::Over => over,
        Phase::Cancelled => cancelled,
    }
}

impl Rule {
    /// The participants who hear of it, the organiser among them if invited.
    pub(crate) fn hearers<'m>(
        self,
        meeting: &'m Meeting,
        concerned: Option<&'m Participant>,
    ) -> Vec<&'m Participant> {
        match self.participants {
            Hearers::Nobody => Vec::new(),
            Hearers::Concerned => concerned.into_iter().collect(),
            Hearers::Coming => meeting.coming().collect(),
            Hearers::All => meeting.recipients().collect(),
        }
    }
}

impl Meeting {
    /// Where it is in its life at `now`.
    pub fn phase(&self, now: UtcDateTime) -> Phase {
        match self.status(now) {
            Status::Cancelled => Phase::Cancelled,
            Status::Completed => Phase::Over,
            Status::Scheduled if self.details.times.start() > now => Phase::Upcoming,
            Status::Scheduled => Phase::Running,
        }
    }
}
