//! Finds the account that somebody names who runs the server.

use uuid::Uuid;

use super::User;
use crate::ids::UserId;
use crate::store::{Store, StoreError, Tx};
use crate::text::{Email, EmailFault};

/// How an account is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By its id.
    Id(UserId),
    /// By its address.
    Email(Email),
}

impl Who {
    /// A UUID, or else an address.
    pub fn parse(raw: &str) -> Result<Self, EmailFault> {
        match Uuid::try_parse(raw.trim()) {
            Ok(id) => Ok(Self::Id(UserId(id))),
            Err(_) => Email::parse(raw).map(Self::Email),
        }
    }
}

/// The account, whoever may ask.
pub fn find_user(store: &dyn Store, who: &Who) -> Result<Option<User>, StoreError> {
    store.glance(|tx| find_user_in(tx, who))
}

/// [`find_user`] as a step of a transaction.
pub(crate) fn find_user_in(tx: &mut dyn Tx, who: &Who) -> Result<Option<User>, StoreError> {
    match who {
        Who::Id(id) => tx.users().find(*id),
        Who::Email(email) => tx.users().find_by_email(email),
    }
}
