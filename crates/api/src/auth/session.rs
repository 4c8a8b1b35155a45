//! Logging in, staying logged in, logging out.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{log_in, log_out, refresh};
use scheduler_domain::ids::SessionId;
use serde_json::json;

use super::body::{Keeping, LogInBody, RefreshBody};
use super::cookie::RefreshCookie;
use super::view::{LoggedInView, TokenPairView};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::JsonBody;
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn post_login(
    app: Data<App>,
    request: HttpRequest,
    cookie: RefreshCookie,
    body: JsonBody<LogInBody>,
) -> Answered {
    let (cmd, keeping) = body.value.into_command()?;
    let from = client_address(&request, app.settings.trust_proxy);
    let account = cmd.email.as_ref().map_or("", |email| email.as_str());
    app.limits.check_log_in(from, account)?;

    let (passwords, tokens) = (Arc::clone(&app.passwords), Arc::clone(&app.tokens));
    let lifetimes = app.settings.lifetimes;
    let done = app
        .slow_usecase(move |store, ctx| {
            log_in(
                store,
                ctx,
                passwords.as_ref(),
                tokens.as_ref(),
                lifetimes,
                &cmd,
            )
        })
        .await?;
    let refresh = done.tokens.refresh.clone();
    let view = LoggedInView::from(done);
    match keeping {
        Keeping::Body => Ok(ok(&view)),
        Keeping::Cookie => cookie.keep(&refresh, ok(&view.without_refresh())),
    }
}

#[api_v2_operation]
pub(super) async fn post_refresh(
    app: Data<App>,
    cookie: RefreshCookie,
    body: JsonBody<RefreshBody>,
) -> Answered {
    let (token, keeping) = body.value.into_token(cookie.token.as_deref())?;
    let session = session_of(&app, &token);
    let (tokens, lifetimes) = (Arc::clone(&app.tokens), app.settings.lifetimes);
    let rotated = app
        .usecase(move |store, ctx| refresh(store, ctx, tokens.as_ref(), lifetimes, &token))
        .await;
    // A token that was used before has ended its session.
    if let (Err(_), Some(session)) = (&rotated, session) {
        app.sessions.forget(session);
    }
    if keeping == Keeping::Body {
        return Ok(ok(&TokenPairView::from(rotated?)));
    }
    let pair = rotated.map_err(|problem| cookie.refuse(problem))?;
    let refresh = pair.refresh.clone();
    let view = TokenPairView::from(pair).without_refresh();
    cookie.keep(&refresh, ok(&view))
}

#[api_v2_operation]
pub(super) async fn post_logout(
    app: Data<App>,
    cookie: RefreshCookie,
    body: JsonBody<RefreshBody>,
) -> Answered {
    let (token, keeping) = body.value.into_token(cookie.token.as_deref())?;
    let session = session_of(&app, &token);
    let tokens = Arc::clone(&app.tokens);
    let ended = app
        .usecase(move |store, ctx| log_out(store, ctx, tokens.as_ref(), &token))
        .await;
    if let Some(session) = session {
        app.sessions.forget(session);
    }
    if keeping == Keeping::Body {
        ended?;
        return Ok(ok(&json!({})));
    }
    ended.map_err(|problem| cookie.refuse(problem))?;
    cookie.clear(ok(&json!({})))
}

fn session_of(app: &App, token: &str) -> Option<SessionId> {
    app.tokens.verify(token, app.ctx().now).ok()?.session_id
}
