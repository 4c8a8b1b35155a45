//! What the lists of everything can be narrowed to. Everything that is given must hold.

use time::UtcDateTime;

use crate::ids::MeetingId;
use crate::meetings::{OrderBy, Status};
use crate::notifications::NoticeKind;
use crate::participants::Rsvp;
use crate::text::address_key;

/// How an address begins; the whole address is a beginning too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressStart(String);

impl AddressStart {
    /// Trims, ignores case, puts the domain into ASCII. Nothing if it is blank.
    pub fn parse(raw: &str) -> Option<Self> {
        let start = raw.trim().to_lowercase();
        let start = address_key(&start).unwrap_or(start);
        (!start.is_empty()).then_some(Self(start))
    }

    /// In lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is greater, byte by byte, than every address that begins so, and less than every other
    /// that is greater.
    pub fn end(&self) -> String {
        format!("{}\u{10FFFF}", self.0)
    }
}

/// From an instant, before another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Not before this instant.
    pub from: Option<UtcDateTime>,
    /// Before this instant.
    pub before: Option<UtcDateTime>,
}

impl Span {
    /// Whether the instant lies in it.
    pub fn contains(&self, at: UtcDateTime) -> bool {
        self.from.is_none_or(|from| from <= at) && self.before.is_none_or(|before| at < before)
    }
}

/// Which meetings of everybody, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingFilter {
    /// Each of these is part of title, description or location, ignoring case.
    pub words: Vec<String>,
    /// Each of these is the beginning of the organiser's address or of a participant's.
    pub people: Vec<AddressStart>,
    /// How the organiser's address begins.
    pub organiser: Option<AddressStart>,
    /// What the meeting reads as.
    pub status: Option<Status>,
    /// When it was planned.
    pub created: Span,
    /// When it begins.
    pub starts: Span,
    /// The keys, the weightiest first; the meeting's id decides what is left. None: the newest first.
    pub order: Vec<OrderBy>,
}

/// Which participants of all meetings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParticipantFilter {
    /// Each of these is part of the name, ignoring case.
    pub words: Vec<String>,
    /// The address begins like each of these.
    pub addresses: Vec<AddressStart>,
    /// What they answered.
    pub status: Option<Rsvp>,
    /// Of this meeting.
    pub meeting: Option<MeetingId>,
    /// When they were invited.
    pub invited: Span,
}

/// Which mails, to anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationFilter {
    /// Of this kind.
    pub kind: Option<NoticeKind>,
    /// Where it is on its way.
    pub state: Option<MailState>,
    /// How the recipient's address begins.
    pub address: Option<AddressStart>,
    /// About this meeting.
    pub meeting: Option<MeetingId>,
    /// When it came about, or was last queued again.
    pub created: Span,
}

/// Where a mail is on its way, for who runs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailState {
    /// It waits, or is being sent.
    Queued,
    /// The mail server took it.
    Sent,
    /// It was given up although somebody needs it.
    Failed,
    /// It was given up because nobody needs it any more.
    Superseded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_starts_as_it_is_written_in_lower_case() {
        let start = AddressStart::parse("  Ann@Exa ").unwrap();
        assert_eq!(start.as_str(), "ann@exa");
        assert_eq!(AddressStart::parse(" \t"), None);
        for address in ["ann@exa", "ann@example.org", "ann@exaö.org", "ann@exa~"] {
            assert!(
                start.as_str() <= address && address < &*start.end(),
                "{address}"
            );
        }
        for address in ["ann@ex", "ann@exb", "bob@exa"] {
            assert!(
                !(start.as_str() <= address && address < &*start.end()),
                "{address}"
            );
        }
    }
}
