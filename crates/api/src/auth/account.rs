//! Making an account, reading it, changing it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{
    Departure, Disowned, RegisterError, VerifyEmail, change_password, change_profile,
    delete_account, disown, find_deletion, profile, register_in, resend_verification, verify_email,
};
use scheduler_domain::idempotency::{OnceError, once};

use super::body::{
    ChangePasswordBody, DeleteAccountBody, DisownBody, ProfileBody, RegisterBody, VerifyEmailBody,
};
use super::cookie::RefreshCookie;
use super::proof::check_proof;
use super::view::{DeletionView, DoneView, UserView};
use crate::answer::{Answered, accepted, kept, ok, replay};
use crate::app::{App, Lane};
use crate::extract::{Caller, IdempotencyKey, JsonBody, MaybeCaller};
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn post_register(
    app: Data<App>,
    request: HttpRequest,
    key: IdempotencyKey,
    body: JsonBody<RegisterBody>,
) -> Answered {
    let cmd = body.value.into_command()?;
    app.limits
        .check_register(client_address(&request, app.settings.trust_proxy))?;

    let verify = app.settings.email_verification;
    if verify {
        app.limits.check_account_mail(cmd.email.as_str())?;
    }
    let key = key.sealed(None, app.tokens.as_ref(), &body.raw)?;
    let passwords = Arc::clone(&app.passwords);
    let (answer, is_new) = app
        .slow_usecase(Lane::Unknown, move |store, ctx| {
            let drafted = cmd.draft(ctx, passwords.as_ref());
            let user = drafted.map_err(|error| OnceError::Step(error.into()))?;
            let id = user.id.to_string();
            let answer = once(
                store,
                ctx,
                key.as_ref(),
                |tx| register_in(tx, ctx, verify, &user),
                |()| kept(StatusCode::CREATED, &UserView::from(&user)),
            )?;
            let is_new = answer.body.contains(&id);
            Ok::<_, OnceError<RegisterError>>((answer, is_new))
        })
        .await?;
    Ok(replay(answer, is_new))
}

#[api_v2_operation]
pub(super) async fn get_me(app: Data<App>, caller: Caller) -> Answered {
    let user = app
        .glance(move |store, _| profile(store, &caller.0))
        .await?;
    Ok(ok(&UserView::from(&user)))
}

#[api_v2_operation]
pub(super) async fn patch_me(
    app: Data<App>,
    caller: Caller,
    body: JsonBody<ProfileBody>,
) -> Answered {
    change_me(&app, caller, body.value).await
}

#[api_v2_operation]
pub(super) async fn put_me(
    app: Data<App>,
    caller: Caller,
    body: JsonBody<ProfileBody>,
) -> Answered {
    change_me(&app, caller, body.value).await
}

async fn change_me(app: &App, caller: Caller, body: ProfileBody) -> Answered {
    let cmd = body.into_command()?;
    let user_id = caller.0.user_id;
    let user = app
        .usecase(move |store, _| change_profile(store, &caller.0, &cmd))
        .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(&UserView::from(&user)))
}

#[api_v2_operation]
pub(super) async fn delete_me(
    app: Data<App>,
    caller: Caller,
    cookie: RefreshCookie,
    body: JsonBody<DeleteAccountBody>,
) -> Answered {
    let password = body.value.into_password()?;
    let actor = caller.0;
    app.limits.check_password(actor.user_id)?;

    let (user_id, passwords) = (actor.user_id, Arc::clone(&app.passwords));
    let departure = app
        .slow_usecase(Lane::Known, move |store, ctx| {
            delete_account(store, ctx, passwords.as_ref(), &actor, &password)
        })
        .await?;
    app.sessions.forget_user(user_id);
    if let Departure::Begun(deletion) = departure {
        return Ok(accepted(&DeletionView::from(Some(deletion))));
    }
    let answer = HttpResponse::NoContent().finish();
    if cookie.token.is_some() {
        return cookie.clear(answer);
    }
    Ok(answer)
}

#[api_v2_operation]
pub(super) async fn get_deletion(app: Data<App>, caller: Caller) -> Answered {
    let deletion = app
        .glance(move |store, _| find_deletion(store, caller.0.user_id))
        .await?;
    Ok(ok(&DeletionView::from(deletion)))
}

#[api_v2_operation]
pub(super) async fn post_change_password(
    app: Data<App>,
    caller: Caller,
    body: JsonBody<ChangePasswordBody>,
) -> Answered {
    let cmd = body.value.into_command()?;
    let actor = caller.0;
    // Nobody at an open browser may try passwords more often than at the log-in; but log-ins from
    // elsewhere take nothing from who is logged in.
    app.limits.check_password(actor.user_id)?;

    let (user_id, passwords) = (actor.user_id, Arc::clone(&app.passwords));
    app.slow_usecase(Lane::Known, move |store, _| {
        change_password(store, passwords.as_ref(), &actor, &cmd)
    })
    .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(&DoneView {
        detail: "Password changed successfully.",
    }))
}

/// What was sent to the address is shown from the next request on.
#[api_v2_operation]
pub(super) async fn post_verify_email(
    app: Data<App>,
    request: HttpRequest,
    caller: MaybeCaller,
    body: JsonBody<VerifyEmailBody>,
) -> Answered {
    let (token, password) = body.value.into_parts()?;
    let claims = app.tokens.verify(&token, app.ctx().now).ok();
    let account = claims.map(|claims| claims.user_id);
    check_proof(&app, &request, &token, password.is_some())?;
    let lane = match caller.0 {
        Some(_) => Lane::Known,
        None => Lane::Unknown,
    };
    let (passwords, tokens) = (Arc::clone(&app.passwords), Arc::clone(&app.tokens));
    app.slow_usecase(lane, move |store, ctx| {
        let cmd = VerifyEmail {
            token: token.clone(),
            session: caller.0.as_ref(),
            password: password.clone(),
        };
        verify_email(store, ctx, passwords.as_ref(), tokens.as_ref(), &cmd)
    })
    .await?;
    if let Some(account) = account {
        app.sessions.forget_user(account);
    }
    Ok(ok(&DoneView {
        detail: "The address is verified.",
    }))
}

#[api_v2_operation]
pub(super) async fn post_disown(
    app: Data<App>,
    request: HttpRequest,
    body: JsonBody<DisownBody>,
) -> Answered {
    let token = body.value.into_token()?;
    let from = client_address(&request, app.settings.trust_proxy);
    app.limits.check_reset_from(from)?;
    let tokens = Arc::clone(&app.tokens);
    let done = app
        .usecase(move |store, ctx| disown(store, ctx, tokens.as_ref(), &token))
        .await?;
    let (account, detail) = match done {
        Disowned::Removed(id) => (id, "The account was removed."),
        Disowned::AddressFreed(id) => (
            id,
            "The account no longer has this address. The administrators will look at it.",
        ),
    };
    app.sessions.forget_user(account);
    Ok(ok(&DoneView { detail }))
}

#[api_v2_operation]
pub(super) async fn post_resend_verification(app: Data<App>, caller: Caller) -> Answered {
    app.limits.check_mail(caller.0.user_id)?;
    app.limits.check_account_mail(caller.0.email.as_str())?;
    app.usecase(move |store, ctx| resend_verification(store, ctx, &caller.0))
        .await?;
    Ok(ok(&DoneView {
        detail: "The mail is on its way.",
    }))
}
