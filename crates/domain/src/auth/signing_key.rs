//! The key that signs tokens, where nobody configured one.

use crate::ctx::Ctx;
use crate::store::{Key, Store, StoreError};

const NAME: &str = "jwt";

/// The stored key; made by whichever process asks first.
pub fn signing_key(store: &dyn Store, ctx: &Ctx) -> Result<Vec<u8>, StoreError> {
    let find = || store.glance(|tx| tx.secrets().find(NAME));
    if let Some(key) = find()? {
        return Ok(key);
    }
    let fresh = ctx.secret();
    match store.write(|tx| tx.secrets().insert(NAME, &fresh)) {
        Ok(()) => Ok(fresh.to_vec()),
        Err(StoreError::Duplicate(Key::Secret)) => find()?.ok_or(StoreError::Busy),
        Err(other) => Err(other),
    }
}
