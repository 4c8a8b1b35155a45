//! What opting out needs of storage.

use time::UtcDateTime;

use crate::ids::MeetingId;
use crate::store::StoreError;
use crate::text::Email;

/// To whom a notification goes, and about which meeting.
pub type Delivered = (MeetingId, Email);

/// A recipient who gets no e-mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// About which meeting something waits.
    pub meeting: MeetingId,
    /// The recipient.
    pub email: Email,
    /// Whether the recipient accepted the meeting, or organises it; `None` if the recipient is neither
    /// invited nor the organiser, or the meeting is gone.
    pub has_accepted: Option<bool>,
}

/// Addresses that get no e-mails.
pub trait OptOutRepo {
    /// Since when this address gets none.
    fn find(&mut self, email: &Email) -> Result<Option<UtcDateTime>, StoreError>;

    /// Stops e-mails to this address, which the transaction has locked; an address that gets none already
    /// keeps its instant. All invitations of the address, and those that follow, show it.
    fn insert(&mut self, email: &Email, at: UtcDateTime) -> Result<(), StoreError>;

    /// Takes it back for an address that the transaction has locked. Whether there was something to take
    /// back.
    fn delete(&mut self, email: &Email) -> Result<bool, StoreError>;

    /// Those of these recipients that get no e-mails, by one statement.
    fn list_stopped(&mut self, recipients: &[Delivered]) -> Result<Vec<Stopped>, StoreError>;
}
