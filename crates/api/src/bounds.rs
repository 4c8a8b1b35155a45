//! How long what clients send may be: the one table of lengths. Bodies are held to it, and the tables of
//! `openapi` name its entries, so that the document says the same.

use scheduler_domain::auth::MAX_PASSWORD_BYTES;
use scheduler_domain::meetings::MOST_PARTICIPANTS;
use scheduler_domain::text::{Description, Email, Location, Name, Note, Title};

macro_rules! bounds {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)+) => {
        $($(#[$doc])* pub(crate) const $name: usize = $value;)+

        /// Every bound by its name.
        pub(crate) const BOUNDS: &[(&str, usize)] = &[$((stringify!($name), $name),)+];
    };
}

bounds! {
    /// Characters of a meeting's title.
    MAX_TITLE = Title::MAX_CHARS;
    /// Characters of a meeting's description.
    MAX_DESCRIPTION = Description::MAX_CHARS;
    /// Characters of a meeting's location.
    MAX_LOCATION = Location::MAX_CHARS;
    /// Characters of what a participant says with a reply.
    MAX_NOTE = Note::MAX_CHARS;
    /// Characters of a person's name.
    MAX_NAME = Name::MAX_CHARS;
    /// Octets of an e-mail address, which is ASCII.
    MAX_EMAIL = Email::MAX_BYTES;
    /// Characters of a domain of e-mail addresses.
    MAX_DOMAIN = 252;
    /// Octets of a new password.
    MAX_PASSWORD = MAX_PASSWORD_BYTES;
    /// Characters of a token, of a password that is compared, and of what is compared with one.
    MAX_SECRET = 4_096;
    /// Characters of the name of a time zone.
    MAX_ZONE = 64;
    /// Characters of an instant or a wall time.
    MAX_TIME = 64;
    /// Characters of a UUID with white space around it.
    MAX_ID = 64;
    /// Characters of a search.
    MAX_SEARCH = 200;
    /// Different words of a search.
    MAX_SEARCH_WORDS = 10;
    /// Elements of the longest list of all.
    MAX_LIST = MAX_PARTICIPANTS;
    /// Participants of a meeting.
    MAX_PARTICIPANTS = MOST_PARTICIPANTS;
    /// Octets that names and addresses of a new meeting's participants take in JSON, together.
    MAX_PARTICIPANT_BYTES = 128 * 1_024;
    /// People whose conflicts are asked for at once.
    MAX_CHECKED_PEOPLE = 200;
    /// Reminder offsets of a user.
    MAX_REMINDERS = scheduler_domain::notifications::Leads::MOST;
    /// Domains whose addresses may register.
    MAX_DOMAINS = 100;
    /// Roles of a user.
    MAX_ROLES = 100;
    /// Permissions of a role, each of which may be named twice.
    MAX_PERMISSIONS = 100;
}

/// What is said of a list that is too long.
pub(crate) fn list_fault(max: usize) -> String {
    format!("Ensure this list has no more than {max} elements.")
}

/// What is said of a text that is too long.
pub(crate) fn text_fault(max: usize) -> String {
    format!("Ensure this field has no more than {max} characters.")
}
