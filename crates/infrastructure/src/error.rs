//! What a failure of diesel means to the domain. The only place that knows the names of
//! constraints and the texts of database errors.

use std::sync::Arc;

use diesel::result::{ConnectionError, DatabaseErrorInformation, DatabaseErrorKind, Error};
use scheduler_domain::store::{Key, StoreError};

use crate::deadline;

/// Why a statement failed, and what is to be done about it.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) error: StoreError,
    pub(crate) cure: Cure,
}

/// What helps after a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cure {
    /// The caller has to know.
    Tell,
    /// Another try: somebody else was served first.
    Retry,
    /// Another connection: this one is gone.
    Reconnect,
}

type Info = dyn DatabaseErrorInformation + Send + Sync;

impl Fault {
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        StoreError::Corrupt(what.into()).into()
    }

    fn retry() -> Self {
        Self {
            error: StoreError::Busy,
            cure: Cure::Retry,
        }
    }

    fn reconnect(error: Error) -> Self {
        Self {
            error: StoreError::Unavailable(Arc::new(error)),
            cure: Cure::Reconnect,
        }
    }

    /// Diesel keeps neither SQLSTATE nor SQLite's code, so the text must do. SQLite's is always
    /// English; PostgreSQL's is where the role may set `lc_messages`, and elsewhere these cases
    /// read as `Unavailable`.
    fn unknown(info: Box<Info>) -> Self {
        let says = |part: &str| info.message().contains(part);
        if says("deadlock detected") {
            Self::retry()
        } else if says("database is locked")
            || says("database table is locked")
            || says("due to lock timeout")
        {
            StoreError::Busy.into()
        } else if says("due to statement timeout")
            || says("integer overflow") && deadline::has_passed()
        {
            StoreError::DeadlineExceeded.into()
        } else if says("attempt to write a readonly database") {
            StoreError::Misuse("writing in a read").into()
        } else {
            let error = Error::DatabaseError(DatabaseErrorKind::Unknown, info);
            StoreError::Unavailable(Arc::new(error)).into()
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let cure = Cure::Tell;
        Self { error, cure }
    }
}

impl From<ConnectionError> for Fault {
    fn from(error: ConnectionError) -> Self {
        StoreError::Unavailable(Arc::new(error)).into()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        use DatabaseErrorKind as Kind;
        match error {
            Error::DatabaseError(Kind::UniqueViolation, info) => {
                StoreError::Duplicate(key_of(&*info)).into()
            }
            // The row that it belongs to was deleted in the meantime.
            Error::DatabaseError(Kind::ForeignKeyViolation, _) => StoreError::Stale.into(),
            Error::DatabaseError(Kind::SerializationFailure, _) => Self::retry(),
            Error::DatabaseError(Kind::CheckViolation | Kind::NotNullViolation, info) => {
                Self::corrupt(info.message())
            }
            Error::DatabaseError(Kind::Unknown, info) => Self::unknown(info),
            // A read-only transaction of our own writes nothing: this is a replica, or was the
            // primary until a moment ago.
            Error::DatabaseError(Kind::ClosedConnection | Kind::ReadOnlyTransaction, _)
            | Error::BrokenTransactionManager
            | Error::RollbackErrorOnCommit { .. }
            | Error::AlreadyInTransaction
            | Error::NotInTransaction => Self::reconnect(error),
            Error::DeserializationError(why) => Self::corrupt(why.to_string()),
            other => StoreError::Unavailable(Arc::new(other)).into(),
        }
    }
}

/// PostgreSQL names the constraint, SQLite the columns: `UNIQUE constraint failed: users.email`.
fn key_of(info: &Info) -> Key {
    let constraint = info.constraint_name().unwrap_or_default();
    let columns = info.message().rsplit(": ").next().unwrap_or_default();
    match (constraint, columns) {
        ("users_email_key", _) | (_, "users.email") => Key::UserEmail,
        ("users_username_key", _) | (_, "users.username_key") => Key::Username,
        ("roles_name_key_key", _) | (_, "roles.name_key") => Key::RoleName,
        ("participants_meeting_id_email_key", _)
        | (_, "participants.meeting_id, participants.email") => Key::Participant,
        ("secrets_name_key", _) | (_, "secrets.name") => Key::Secret,
        _other => Key::Other,
    }
}
