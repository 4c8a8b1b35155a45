//! Changing the address of one's own account.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{ConfirmAddress, change_address, confirm_address, undo_address};

use super::body::{ChangeAddressBody, DisownBody, VerifyEmailBody};
use super::proof::check_proof;
use super::view::DoneView;
use crate::answer::{Answered, ok};
use crate::app::{App, Lane};
use crate::extract::{Caller, JsonBody, MaybeCaller};
use crate::middleware::client_address;

/// The answer tells nothing of the new address.
#[api_v2_operation]
pub(super) async fn post_email(
    app: Data<App>,
    caller: Caller,
    body: JsonBody<ChangeAddressBody>,
) -> Answered {
    let cmd = body.value.into_command()?;
    let actor = caller.0;
    app.limits.check_password(actor.user_id)?;
    app.limits
        .check_address_change(actor.user_id, cmd.email.as_str())?;
    let passwords = Arc::clone(&app.passwords);
    app.slow_usecase(Lane::Known, move |store, ctx| {
        change_address(store, ctx, passwords.as_ref(), &actor, &cmd)
    })
    .await?;
    Ok(HttpResponse::Accepted().json(DoneView {
        detail: "A mail is on its way to the new address. Nothing changes before its link is confirmed.",
    }))
}

/// The new address counts from the next request on, elsewhere within seconds.
#[api_v2_operation]
pub(super) async fn post_email_confirm(
    app: Data<App>,
    request: HttpRequest,
    caller: MaybeCaller,
    body: JsonBody<VerifyEmailBody>,
) -> Answered {
    let (token, password) = body.value.into_parts()?;
    check_proof(&app, &request, &token, password.is_some())?;
    let lane = match caller.0 {
        Some(_) => Lane::Known,
        None => Lane::Unknown,
    };
    let (passwords, tokens) = (Arc::clone(&app.passwords), Arc::clone(&app.tokens));
    let user_id = app
        .slow_usecase(lane, move |store, ctx| {
            let cmd = ConfirmAddress {
                token: token.clone(),
                session: caller.0.as_ref(),
                password: password.clone(),
            };
            confirm_address(store, ctx, passwords.as_ref(), tokens.as_ref(), &cmd)
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(&DoneView {
        detail: "The account has the new address.",
    }))
}

/// All sessions of the account end in this process at once, elsewhere within seconds.
#[api_v2_operation]
pub(super) async fn post_email_undo(
    app: Data<App>,
    request: HttpRequest,
    body: JsonBody<DisownBody>,
) -> Answered {
    let token = body.value.into_token()?;
    let from = client_address(&request, app.settings.trust_proxy);
    app.limits.check_reset_from(from)?;
    let (passwords, tokens) = (Arc::clone(&app.passwords), Arc::clone(&app.tokens));
    let user_id = app
        .slow_usecase(Lane::Unknown, move |store, ctx| {
            undo_address(store, ctx, passwords.as_ref(), tokens.as_ref(), &token)
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(&DoneView {
        detail: "The account has its former address back. A mail to choose a new password is on its way.",
    }))
}
