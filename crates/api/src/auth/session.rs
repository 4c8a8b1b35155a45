//! Logging in, staying logged in, logging out.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{log_in, log_out, refresh};
use scheduler_domain::ids::SessionId;
use serde_json::json;

use super::body::{LogInBody, RefreshBody};
use super::view::{LoggedInView, TokenPairView};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::JsonBody;
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn post_login(
    app: Data<App>,
    request: HttpRequest,
    body: JsonBody<LogInBody>,
) -> Answered {
    let cmd = body.value.into_command()?;
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
    Ok(ok(&LoggedInView::from(done)))
}

#[api_v2_operation]
pub(super) async fn post_refresh(app: Data<App>, body: JsonBody<RefreshBody>) -> Answered {
    let token = body.value.into_token()?;
    let session = session_of(&app, &token);
    let (tokens, lifetimes) = (Arc::clone(&app.tokens), app.settings.lifetimes);
    let rotated = app
        .usecase(move |store, ctx| refresh(store, ctx, tokens.as_ref(), lifetimes, &token))
        .await;
    // A token that was used before has ended its session.
    if let (Err(_), Some(session)) = (&rotated, session) {
        app.sessions.forget(session);
    }
    Ok(ok(&TokenPairView::from(rotated?)))
}

#[api_v2_operation]
pub(super) async fn post_logout(app: Data<App>, body: JsonBody<RefreshBody>) -> Answered {
    let token = body.value.into_token()?;
    let session = session_of(&app, &token);
    let tokens = Arc::clone(&app.tokens);
    let ended = app
        .usecase(move |store, ctx| log_out(store, ctx, tokens.as_ref(), &token))
        .await;
    if let Some(session) = session {
        app.sessions.forget(session);
    }
    ended?;
    Ok(ok(&json!({})))
}

fn session_of(app: &App, token: &str) -> Option<SessionId> {
    app.tokens.verify(token, app.ctx().now).ok()?.session_id
}
