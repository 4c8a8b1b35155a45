//! Tokens: what they say, and how the next pair of a session follows from the last.

use sha2::{Digest, Sha256};
use thiserror::Error;
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use super::{Session, Tokens};
use crate::ids::{SessionId, UserId};
use crate::store::StoreError;

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Sent with each request.
    Access,
    /// Exchanged for a new pair.
    Refresh,
    /// Proves that mail reaches the user.
    VerifyEmail,
    /// Lets the user choose a new password.
    ResetPassword,
    /// Gives the account the address that the link was mailed to.
    ChangeEmail,
    /// Gives the account back the address that the link was mailed to.
    UndoEmail,
}

/// What a token says (RFC 7519 §4.1 names in brackets).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// `token_type`.
    pub kind: TokenKind,
    /// `sub` and `user_id`.
    pub user_id: UserId,
    /// `sid`; links in mails have none.
    pub session_id: Option<SessionId>,
    /// `jti`.
    pub id: Uuid,
    /// `iat`, in whole seconds.
    pub issued_at: UtcDateTime,
    /// `exp`, in whole seconds; from that instant on the token is worth nothing.
    pub expires_at: UtcDateTime,
}

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenFault {
    /// Not a token of this server: form, algorithm, signature, issuer or claims.
    #[error("the token is not valid")]
    Invalid,
    /// It was one.
    #[error("the token has expired")]
    Expired,
    /// One of another kind.
    #[error("the token is of another type")]
    WrongType,
}

/// How long tokens live.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// Access tokens.
    pub access: Duration,
    /// Refresh tokens, and so sessions that nobody uses.
    pub refresh: Duration,
}

/// What a log-in and each refresh give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// For the `Authorization` header.
    pub access: String,
    /// For the next refresh.
    pub refresh: String,
}

/// How a refresh token is known to the store.
pub(super) fn hash_of(id: Uuid) -> [u8; 32] {
    Sha256::digest(id.as_bytes()).into()
}

/// The `jti` that follows another. It follows from it alone, so that the same old token gives
/// the same new pair in every process; nobody can sign it but the server.
pub(super) fn successor_of(id: Uuid) -> Uuid {
    derived(b"refresh", id)
}

/// A `jti` that only who can make this text can make.
pub(super) fn id_of(text: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let (half, _rest) = digest.split_at(16);
    Uuid::from_slice(half).unwrap_or_default()
}

/// Compares in a time that does not depend on where the first difference is.
pub(crate) fn is_same_token(right: &str, token: &str) -> bool {
    let differences = right.bytes().zip(token.bytes());
    let all = differences.fold(0, |all, (one, other)| all | (one ^ other));
    all == 0 && right.len() == token.len()
}

fn derived(purpose: &[u8], id: Uuid) -> Uuid {
    let digest: [u8; 32] = Sha256::new_with_prefix(purpose)
        .chain_update(id.as_bytes())
        .finalize()
        .into();
    let (half, _rest) = digest.split_at(16);
    Uuid::from_slice(half).unwrap_or(id)
}

/// The pair whose refresh token has this `jti`, as of the session's last rotation.
pub(super) fn pair(
    tokens: &dyn Tokens,
    session: &Session,
    refresh_id: Uuid,
    lifetimes: Lifetimes,
) -> Result<TokenPair, StoreError> {
    let claims = |kind, id, expires_at| Claims {
        kind,
        user_id: session.user_id,
        session_id: Some(session.id),
        id,
        issued_at: session.rotated_at,
        expires_at,
    };
    let access_ends = session.rotated_at + lifetimes.access;
    Ok(TokenPair {
        access: tokens.sign(&claims(
            TokenKind::Access,
            derived(b"access", refresh_id),
            access_ends,
        ))?,
        refresh: tokens.sign(&claims(TokenKind::Refresh, refresh_id, session.expires_at))?,
    })
}
