//! Identifiers: one type per kind of row, so that a user's id is never taken for a meeting's.

use std::fmt;

use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A user (UUID v7).
    UserId(Uuid)
);
id!(
    /// A role of staff (UUID v7).
    RoleId(Uuid)
);
id!(
    /// A log-in and all the refresh tokens that descend from it (UUID v7).
    SessionId(Uuid)
);
id!(
    /// A meeting (UUID v7); also the stable part of its iCalendar `UID`.
    MeetingId(Uuid)
);
id!(
    /// A participant of one meeting; given by the store.
    ParticipantId(i64)
);
id!(
    /// What a change makes known, stored once for all its recipients (UUID v7).
    MessageId(Uuid)
);
id!(
    /// A row of the outbox; given by the store, and the stable part of its `Message-ID`.
    NotificationId(i64)
);
id!(
    /// A line of the audit log; given by the store.
    EntryId(i64)
);
