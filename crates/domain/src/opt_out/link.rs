//! The link by which an address stops its e-mails.

use crate::auth::{Tokens, is_same_token};
use crate::store::StoreError;
use crate::text::Email;

/// So many characters of base64 carry 192 bits.
const SEAL_LENGTH: usize = 32;

/// The token of `/unsubscribe/{token}/`. It follows from the server's key and the address, so that it
/// is stored nowhere and works as long as the key does.
pub fn opt_out_token(tokens: &dyn Tokens, email: &Email) -> Result<String, StoreError> {
    let seal = tokens.seal(&format!("opt-out {email}"))?;
    let seal = seal.get(..SEAL_LENGTH).unwrap_or(&seal);
    // Without a dot, since a path that ends in one that has a dot is a file's.
    let address: String = email.as_str().bytes().map(hex).collect();
    Ok(format!("{seal}{address}"))
}

/// The address whose token this is; `None` if this server did not make it.
pub fn address_of_opt_out_token(
    tokens: &dyn Tokens,
    token: &str,
) -> Result<Option<Email>, StoreError> {
    let Some(email) = token.get(SEAL_LENGTH..).and_then(address) else {
        return Ok(None);
    };
    let right = opt_out_token(tokens, &email)?;
    Ok(is_same_token(&right, token).then_some(email))
}

fn address(digits: &str) -> Option<Email> {
    let bytes: Option<Vec<u8>> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    Email::parse(&String::from_utf8(bytes?).ok()?).ok()
}

fn hex(byte: u8) -> String {
    format!("{byte:02x}")
}
