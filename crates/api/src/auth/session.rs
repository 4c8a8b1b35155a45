//! Logging in, staying logged in, logging out.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::header::USER_AGENT;
use actix_web::rt::time::sleep;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{
    Device, end_session, is_known_network, list_sessions, log_in, log_out, refresh,
};
use scheduler_domain::ids::SessionId;
use serde_json::json;

use super::body::{Keeping, LogInBody, RefreshBody};
use super::cookie::RefreshCookie;
use super::crowd::LogInPasswords;
use super::view::{LoggedInView, SessionView, TokenPairView};
use crate::answer::{Answered, ok};
use crate::app::{App, Lane};
use crate::extract::{Caller, JsonBody, PageQuery, PageUrl, PathSession, Query};
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn post_login(
    app: Data<App>,
    request: HttpRequest,
    cookie: RefreshCookie,
    body: JsonBody<LogInBody>,
) -> Answered {
    let from = client_address(&request, app.settings.trust_proxy);
    let user_agent = request.headers().get(USER_AGENT);
    let user_agent = user_agent.map_or(Cow::default(), |text| {
        String::from_utf8_lossy(text.as_bytes())
    });
    let (cmd, keeping) = body.value.into_command(Device::new(&user_agent, from))?;
    let account = cmd.email.as_ref().map_or("", |email| email.as_str());
    app.limits.check_log_in_from(from)?;
    let asked = cmd.email.clone().zip(from);
    let is_known = app
        .usecase(move |store, ctx| match asked {
            Some((email, network)) => is_known_network(store, ctx, &email, network),
            None => Ok(false),
        })
        .await?;
    app.limits.check_log_in_to(account, from, is_known)?;
    let lane = if is_known { Lane::Known } else { Lane::Unknown };

    let passwords = Arc::new(LogInPasswords::new(
        Arc::clone(&app.passwords),
        Arc::clone(&app.hash_time),
        lane == Lane::Unknown && app.is_crowded(),
    ));
    let (hashes, tokens) = (Arc::clone(&passwords), Arc::clone(&app.tokens));
    let lifetimes = app.settings.lifetimes;
    let done = app
        .slow_usecase(lane, move |store, ctx| {
            log_in(
                store,
                ctx,
                hashes.as_ref(),
                tokens.as_ref(),
                lifetimes,
                &cmd,
            )
        })
        .await;
    if let Some(wait) = passwords.wait() {
        sleep(wait).await;
    }
    let done = done?;
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
        return Ok(ok(&TokenPairView::from(rotated?.tokens)));
    }
    let done = rotated.map_err(|problem| cookie.refuse(problem))?;
    let refresh = done.tokens.refresh.clone();
    // A browser that restores its session needs the account next.
    let view = LoggedInView::from(done).without_refresh();
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

#[api_v2_operation]
pub(super) async fn get_sessions(
    app: Data<App>,
    caller: Caller,
    query: Query<PageQuery>,
    url: PageUrl,
) -> Answered {
    let page = query.0.parse()?;
    let page = app
        .usecase(move |store, ctx| {
            let page = list_sessions(store, ctx, &caller.0, page)?;
            url.show(page, |(session, device)| {
                SessionView::new(&session, device, &caller.0)
            })
        })
        .await?;
    Ok(ok(&page))
}

/// At once in this process, within seconds in every other.
#[api_v2_operation]
pub(super) async fn delete_session(app: Data<App>, caller: Caller, id: PathSession) -> Answered {
    app.usecase(move |store, _| end_session(store, &caller.0, id.0))
        .await?;
    app.sessions.forget(id.0);
    Ok(HttpResponse::NoContent().finish())
}

fn session_of(app: &App, token: &str) -> Option<SessionId> {
    app.tokens.verify(token, app.ctx().now).ok()?.session_id
}
