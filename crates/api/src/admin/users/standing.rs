//! What somebody may do, and whether they may do anything at all.

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use scheduler_domain::admin::{
    ChangeAccessError, Permission, SetActiveError, change_access, deactivate, end_sessions,
    mail_reset, reactivate,
};
use scheduler_domain::ids::UserId;
use serde_json::json;

use super::body::AccessBody;
use super::view::{tagged, tagged_access};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::{IfMatch, JsonBody, PathUser, StaffCaller};

#[api_v2_operation]
pub(super) async fn patch_access(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    expected: IfMatch,
    body: JsonBody<AccessBody>,
) -> Answered {
    caller.0.check(Permission::RolesEdit)?;
    let cmd = body.value.into_command()?;
    let user_id = id.0;
    let shown = app
        .usecase(move |store, ctx| {
            let detail = change_access(store, ctx, &caller.0, id.0, expected.0, &cmd)?;
            Ok::<_, ChangeAccessError>(tagged_access(&detail))
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(shown.ok())
}

/// At once in this process, within seconds in every other.
#[api_v2_operation]
pub(super) async fn post_deactivate(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    expected: IfMatch,
) -> Answered {
    let user_id = id.0;
    let shown = app
        .usecase(move |store, ctx| {
            let detail = deactivate(store, ctx, &caller.0, id.0, expected.0)?;
            Ok::<_, SetActiveError>(tagged(&detail))
        })
        .await?;
    app.sessions.forget_user(user_id);
    Ok(shown.ok())
}

#[api_v2_operation]
pub(super) async fn post_reactivate(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
    expected: IfMatch,
) -> Answered {
    let shown = app
        .usecase(move |store, ctx| {
            let detail = reactivate(store, ctx, &caller.0, id.0, expected.0)?;
            Ok::<_, SetActiveError>(tagged(&detail))
        })
        .await?;
    Ok(shown.ok())
}

#[api_v2_operation]
pub(super) async fn post_reset_mail(app: Data<App>, caller: StaffCaller, id: PathUser) -> Answered {
    caller.0.check(Permission::UsersEdit)?;
    check_mail(&app, caller.0.actor().user_id, id.0)?;
    app.usecase(move |store, ctx| mail_reset(store, ctx, &caller.0, id.0))
        .await?;
    Ok(ok(&json!({ "detail": "The mail is on its way." })))
}

/// Both who has it sent and who gets it.
fn check_mail(app: &App, from: UserId, to: UserId) -> Result<(), crate::problem::Problem> {
    app.limits.check_recipients(from, 1)?;
    app.limits.check_mail(to)
}

/// At once in this process, within seconds in every other.
#[api_v2_operation]
pub(super) async fn post_end_sessions(
    app: Data<App>,
    caller: StaffCaller,
    id: PathUser,
) -> Answered {
    let user_id = id.0;
    app.usecase(move |store, ctx| end_sessions(store, ctx, &caller.0, id.0))
        .await?;
    app.sessions.forget_user(user_id);
    Ok(ok(
        &json!({ "detail": "The user is logged out everywhere." }),
    ))
}
