//! A forgotten password is replaced by a link that is mailed.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{request_reset, reset_password};

use super::body::{PasswordResetBody, ResetConfirmBody};
use super::view::DoneView;
use crate::answer::{Answered, ok};
use crate::app::{App, Lane};
use crate::extract::JsonBody;
use crate::middleware::client_address;

#[api_v2_operation]
pub(super) async fn post_password_reset(
    app: Data<App>,
    request: HttpRequest,
    body: JsonBody<PasswordResetBody>,
) -> Answered {
    let email = body.value.into_email()?;
    let from = client_address(&request, app.settings.trust_proxy);
    app.limits.check_reset(from, email.as_str())?;
    App::afterwards(&app, move |store, ctx| request_reset(store, ctx, &email))?;
    Ok(ok(&DoneView {
        detail: "If there is an account with this address, a mail is on its way.",
    }))
}

/// All sessions of the account end in this process at once, elsewhere within seconds.
#[api_v2_operation]
pub(super) async fn post_password_reset_confirm(
    app: Data<App>,
    request: HttpRequest,
    body: JsonBody<ResetConfirmBody>,
) -> Answered {
    let cmd = body.value.into_command()?;
    let from = client_address(&request, app.settings.trust_proxy);
    app.limits.check_reset_from(from)?;
    let (passwords, tokens) = (Arc::clone(&app.passwords), Arc::clone(&app.tokens));
    let user_id = app
        .slow_usecase(Lane::Unknown, move |store, ctx| {
            reset_password(store, ctx, passwords.as_ref(), tokens.as_ref(), &cmd)
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(&DoneView {
        detail: "The new password counts from now on.",
    }))
}
