//! What staff sees of everybody: meetings, participants, mails, and how the server is.

mod filter;
mod port;

pub use filter::{
    AddressStart, MailState, MeetingFilter, NotificationFilter, ParticipantFilter, Span,
};
pub use port::{
    ListedMeeting, ListedParticipant, MOST_COUNTED, MailError, MailHealth, MeetingFigures,
    OversightRepo, QueueDepth, UserFigures,
};
