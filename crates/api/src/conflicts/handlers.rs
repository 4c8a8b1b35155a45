//! `/api/meetings/check-conflicts/`.

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, post, resource};
use scheduler_domain::conflicts::check_conflicts;

use super::body::CheckConflictsBody;
use super::view::{ConflictReportView, checked_view};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::{Caller, JsonBody};

/// Before `meetings`, whose `{id}` would take it.
pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/meetings/check-conflicts/").route(post().to(post_check_conflicts)));
}

#[api_v2_operation]
async fn post_check_conflicts(
    app: Data<App>,
    caller: Caller,
    body: JsonBody<CheckConflictsBody>,
) -> Answered {
    let actor = caller.0;
    let (cmd, sent) = body.value.into_command(&actor.zone)?;
    let checked = app
        .usecase(move |store, ctx| check_conflicts(store, ctx, &actor, &cmd))
        .await?;
    let view = checked_view(&checked, &sent);
    Ok(ok(&ConflictReportView::from(view)))
}
