//! Who sends a request.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, dev, web};
use scheduler_domain::admin::{Staff, enter};
use scheduler_domain::auth::{self, Actor, Claims};
use scheduler_domain::ids::{SessionId, UserId};
use time::{Duration, UtcDateTime};

use crate::app::App;
use crate::problem::{Code, Problem};

/// A caller with a valid access token of a session that still stands.
pub(crate) struct Caller(pub(crate) Actor);
super::undocumented!(Caller);

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let token = bearer(request).map(str::to_owned);
        let app = request.app_data::<web::Data<App>>().cloned();
        Box::pin(async move {
            let app = app.ok_or_else(|| Problem::new(Code::Internal))?;
            let actor = authenticate(&app, &token?).await?;
            tracing::Span::current().record("user_id", tracing::field::display(actor.user_id));
            app.limits.check_user(actor.user_id)?;
            Ok(Self(actor))
        })
    }
}

/// A [`Caller`], or `None` for a request without an access token.
pub(crate) struct MaybeCaller(pub(crate) Option<Actor>);
super::undocumented!(MaybeCaller);

impl FromRequest for MaybeCaller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if !request.headers().contains_key(AUTHORIZATION) {
            return Box::pin(std::future::ready(Ok(Self(None))));
        }
        let caller = Caller::from_request(request, payload);
        Box::pin(async move { Ok(Self(Some(caller.await?.0))) })
    }
}

/// Staff of the administration, by one glance more than a [`Caller`]. For others there is nothing
/// at this path.
pub(crate) struct StaffCaller(pub(crate) Staff);
super::undocumented!(StaffCaller);

impl FromRequest for StaffCaller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let app = request.app_data::<web::Data<App>>().cloned();
        Box::pin(async move {
            let app = app.ok_or_else(|| Problem::new(Code::Internal))?;
            let actor = caller.await?.0;
            let staff = app.glance(move |store, _| enter(store, actor)).await?;
            Ok(Self(staff))
        })
    }
}

fn bearer(request: &HttpRequest) -> Result<&str, Problem> {
    let header = request.headers().get(AUTHORIZATION);
    let header = header.ok_or_else(|| Problem::new(Code::TokenMissing))?;
    let text = header.to_str().unwrap_or_default();
    let (scheme, token) = text.split_once(' ').unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() {
        Ok(token.trim())
    } else {
        Err(Problem::new(Code::TokenInvalid))
    }
}

async fn authenticate(app: &App, token: &str) -> Result<Actor, Problem> {
    let ctx = app.ctx();
    if let Some(actor) = app.sessions.find(token, ctx.now) {
        return Ok(actor);
    }
    let claims = auth::access_claims(&ctx, app.tokens.as_ref(), token)?;
    let verify = app.settings.email_verification;
    let asked = claims.clone();
    let actor = app
        .glance(move |store, _| auth::authenticate(store, verify, &asked))
        .await?;
    app.sessions.keep(token, &claims, &actor, ctx.now);
    Ok(actor)
}

/// Access tokens that were checked a moment ago, and whose they are: checking one for each request
/// would cost more than most requests themselves. What another process ends is noticed here when
/// an entry gets too old.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<Tail, Entry>>);

/// The end of a token's signature, which nobody can choose, and which is quickly hashed.
type Tail = [u8; 16];

struct Entry {
    token: String,
    since: UtcDateTime,
    until: UtcDateTime,
    actor: Actor,
}

impl Entry {
    fn holds(&self, now: UtcDateTime) -> bool {
        self.since <= now && now < self.until
    }
}

impl Sessions {
    const KEPT: Duration = Duration::seconds(3);
    const MOST: usize = 10_000;

    fn find(&self, token: &str, now: UtcDateTime) -> Option<Actor> {
        let sessions = self.lock();
        let entry = sessions.get(token.as_bytes().last_chunk()?)?;
        (entry.token == token && entry.holds(now)).then(|| entry.actor.clone())
    }

    fn keep(&self, token: &str, claims: &Claims, actor: &Actor, now: UtcDateTime) {
        let mut sessions = self.lock();
        if sessions.len() >= Self::MOST {
            sessions.retain(|_, entry| entry.holds(now));
        }
        if let (true, Some(tail)) = (
            sessions.len() < Self::MOST,
            token.as_bytes().last_chunk::<16>(),
        ) {
            let entry = Entry {
                token: token.to_owned(),
                since: now,
                until: claims.expires_at.min(now + Self::KEPT),
                actor: actor.clone(),
            };
            sessions.insert(*tail, entry);
        }
    }

    /// This session has ended or has changed.
    pub(crate) fn forget(&self, session: SessionId) {
        self.lock()
            .retain(|_, entry| entry.actor.session_id != session);
    }

    /// This user's sessions have ended or have changed.
    pub(crate) fn forget_user(&self, user: UserId) {
        self.lock().retain(|_, entry| entry.actor.user_id != user);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Tail, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
