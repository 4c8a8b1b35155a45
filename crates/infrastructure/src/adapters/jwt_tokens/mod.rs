//! Signed tokens: JWT (RFC 7519) by HMAC-SHA-256, and by nothing else.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use scheduler_domain::auth::{Claims, TokenFault, TokenKind, Tokens};
use scheduler_domain::ids::{SessionId, UserId};
use scheduler_domain::store::StoreError;
use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

const ISSUER: &str = "meeting-scheduler";
/// Ours have about 400 bytes; what is longer is not worth a signature check.
const LONGEST: usize = 2048;
/// How far the clock of another process may be ahead of this one's.
const MOST_SKEW: Duration = Duration::minutes(1);

/// Signs and checks with one key.
pub struct JwtTokens {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
}

/// The names and types of RFC 7519 §4.1, with our own `token_type`, `user_id` and `sid`.
#[derive(Serialize, Deserialize)]
struct Payload {
    token_type: String,
    sub: String,
    user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    iat: i64,
    exp: i64,
    iss: String,
}

impl JwtTokens {
    /// The key has at least 32 bytes (RFC 7518 §3.2).
    pub fn new(key: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        // The library would ask the clock; `verify` asks the caller.
        validation.validate_exp = false;
        validation.leeway = 0;
        Self {
            signing: EncodingKey::from_secret(key),
            checking: DecodingKey::from_secret(key),
            validation,
        }
    }
}

impl Tokens for JwtTokens {
    fn seal(&self, text: &str) -> Result<String, StoreError> {
        jsonwebtoken::crypto::sign(text.as_bytes(), &self.signing, Algorithm::HS256)
            .map_err(|error| StoreError::Unavailable(Arc::new(error)))
    }

    fn sign(&self, claims: &Claims) -> Result<String, StoreError> {
        let user_id = claims.user_id.to_string();
        let payload = Payload {
            token_type: name_of(claims.kind).to_owned(),
            sub: user_id.clone(),
            user_id,
            sid: claims.session_id.map(|id| id.to_string()),
            jti: claims.id.to_string(),
            nbf: None,
            iat: claims.issued_at.unix_timestamp(),
            exp: claims.expires_at.unix_timestamp(),
            iss: ISSUER.to_owned(),
        };
        encode(&Header::new(Algorithm::HS256), &payload, &self.signing)
            .map_err(|error| StoreError::Unavailable(Arc::new(error)))
    }

    fn verify(&self, token: &str, now: UtcDateTime) -> Result<Claims, TokenFault> {
        if token.len() > LONGEST {
            return Err(TokenFault::Invalid);
        }
        let decoded = decode::<Payload>(token, &self.checking, &self.validation)
            .ok()
            .filter(|decoded| decoded.header == Header::new(Algorithm::HS256))
            .ok_or(TokenFault::Invalid)?;
        let not_before = decoded.claims.nbf.unwrap_or(i64::MIN);
        let claims = decoded.claims.into_claims().ok_or(TokenFault::Invalid)?;
        let soonest = now + MOST_SKEW;
        if claims.issued_at > soonest || not_before > soonest.unix_timestamp() {
            return Err(TokenFault::Invalid);
        }
        if claims.expires_at <= now {
            return Err(TokenFault::Expired);
        }
        Ok(claims)
    }
}

impl Payload {
    fn into_claims(self) -> Option<Claims> {
        let kind = kind_of(&self.token_type)?;
        let session_id = match &self.sid {
            Some(id) => Some(SessionId(Uuid::try_parse(id).ok()?)),
            None => None,
        };
        let belongs = is_of_session(kind) == session_id.is_some();
        (belongs && self.sub == self.user_id).then_some(())?;
        Some(Claims {
            kind,
            user_id: UserId(Uuid::try_parse(&self.user_id).ok()?),
            session_id,
            id: Uuid::try_parse(&self.jti).ok()?,
            issued_at: UtcDateTime::from_unix_timestamp(self.iat).ok()?,
            expires_at: UtcDateTime::from_unix_timestamp(self.exp).ok()?,
        })
    }
}

fn is_of_session(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Access | TokenKind::Refresh => true,
        TokenKind::VerifyEmail
        | TokenKind::ResetPassword
        | TokenKind::ChangeEmail
        | TokenKind::UndoEmail => false,
    }
}

fn name_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Access => "access",
        TokenKind::Refresh => "refresh",
        TokenKind::VerifyEmail => "verify_email",
        TokenKind::ResetPassword => "reset_password",
        TokenKind::ChangeEmail => "change_email",
        TokenKind::UndoEmail => "undo_email",
    }
}

fn kind_of(name: &str) -> Option<TokenKind> {
    [
        TokenKind::Access,
        TokenKind::Refresh,
        TokenKind::VerifyEmail,
        TokenKind::ResetPassword,
        TokenKind::ChangeEmail,
        TokenKind::UndoEmail,
    ]
    .into_iter()
    .find(|kind| name_of(*kind) == name)
}

#[cfg(test)]
mod tests;
