//! Tells whether an account was used from a network before.

use std::net::IpAddr;

use crate::ctx::Ctx;
use crate::page::PageRequest;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// Whether a session of this account, which has not ended, began in this network. So its owner can log
/// in there while others guess the password elsewhere.
pub fn is_known_network(
    store: &dyn Store,
    ctx: &Ctx,
    account: &Email,
    network: IpAddr,
) -> Result<bool, StoreError> {
    store.read(|tx| {
        let Some(user) = tx.users().find_by_email(account)? else {
            return Ok(false);
        };
        let sessions = tx
            .sessions()
            .list(user.id, ctx.now, PageRequest::LARGEST_FIRST)?;
        let mut devices = sessions.items.iter().map(|(_, device)| device);
        Ok(devices.any(|device| device.address == Some(network)))
    })
}
