//! What staff sees of everybody: meetings, participants, mails, and how the server is.

mod filter;
mod give_up;
mod list;
mod overview;
mod port;
mod retry;
mod show_mail;

pub use filter::{
    AddressStart, MailState, MeetingFilter, NotificationFilter, ParticipantFilter, Span,
};
pub use give_up::{GiveUpError, give_up};
pub use list::{OverseeError, list_mails, list_meetings, list_participants};
pub use overview::{LimitUse, Overview, Week, overview};
pub use port::{
    ListedMeeting, ListedParticipant, MOST_COUNTED, MailError, MailHealth, MeetingFigures,
    OversightRepo, QueueDepth, UserFigures,
};
pub use retry::{RetryError, retry};
pub use show_mail::{REDACTED, ShowMailError, ShownMail, show_mail};
