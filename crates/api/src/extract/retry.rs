//! `Idempotency-Key`: the name that a caller gives to a request it may send again.

use std::future::{Ready, ready};

use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, dev};
use scheduler_domain::auth::{Actor, Claims, TokenKind, Tokens};
use scheduler_domain::idempotency::RequestKey;
use scheduler_domain::ids::UserId;
use sha2::{Digest, Sha256};
use time::UtcDateTime;
use uuid::Uuid;

use crate::problem::{Code, Problem};

/// The key, if there is one, and the request that it names.
pub(crate) struct IdempotencyKey {
    key: Option<String>,
    method: Method,
    path: String,
}
super::undocumented!(IdempotencyKey);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let header = request.headers().get("Idempotency-Key");
        let key = header.map(|header| {
            let text = header.to_str().unwrap_or_default();
            let fits =
                (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
            fits.then(|| text.to_owned())
                .ok_or_else(|| Problem::new(Code::InvalidIdempotencyKey))
        });
        ready(key.transpose().map(|key| Self {
            key,
            method: request.method().clone(),
            path: request.path().to_owned(),
        }))
    }
}

impl IdempotencyKey {
    /// The key of this body; `None` without the header. Nobody's keys are those of everybody who
    /// is not logged in.
    pub(crate) fn of(self, actor: Option<&Actor>, body: &[u8]) -> Option<RequestKey> {
        let request = format!("{}\n{}\n", self.method, self.path);
        Some(RequestKey {
            scope: actor.map_or_else(
                || "anonymous".to_owned(),
                |actor| format!("user:{}", actor.user_id),
            ),
            key: self.key?,
            fingerprint: Sha256::new_with_prefix(request)
                .chain_update(body)
                .finalize()
                .into(),
        })
    }

    /// The key of a body that holds a password. What is kept of such a body must not let anybody guess
    /// it, so the server's signature goes into it.
    pub(crate) fn sealed(
        self,
        actor: Option<&Actor>,
        tokens: &dyn Tokens,
        body: &[u8],
    ) -> Result<Option<RequestKey>, Problem> {
        let Some(key) = self.of(actor, body) else {
            return Ok(None);
        };
        let (left, right) = key.fingerprint.split_at(16);
        let half = |bytes| Uuid::from_slice(bytes).map_err(Problem::internal);
        let signed = tokens.sign(&Claims {
            kind: TokenKind::VerifyEmail,
            user_id: UserId(half(left)?),
            session_id: None,
            id: half(right)?,
            issued_at: UtcDateTime::UNIX_EPOCH,
            expires_at: UtcDateTime::UNIX_EPOCH,
        })?;
        Ok(Some(RequestKey {
            fingerprint: Sha256::digest(signed).into(),
            ..key
        }))
    }
}
