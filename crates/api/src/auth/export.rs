//! All that is kept of somebody, as a file.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{AccountExport, Actor, export_account};
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

use super::view::{SessionView, UserView};
use crate::answer::Answered;
use crate::app::App;
use crate::extract::Caller;
use crate::meetings::MeetingView;
use crate::notifications::NotificationView;
use crate::problem::Problem;

const NAME: &str = "attachment; filename=\"meeting-scheduler.json\"";

#[api_v2_operation]
pub(super) async fn get_export(app: Data<App>, caller: Caller) -> Answered {
    app.limits.check_export(caller.0.user_id)?;
    let verify = app.settings.email_verification;
    let file = app
        .usecase(move |store, ctx| {
            let export = export_account(store, ctx, &caller.0)?;
            export_file(&export, &caller.0, ctx.now, verify).map_err(Problem::internal)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, NAME))
        .body(file))
}

/// One JSON document, as `GET /api/auth/export/` answers it. `verify` is whether addresses count
/// only once they are verified.
pub fn export_file(
    export: &AccountExport,
    actor: &Actor,
    now: UtcDateTime,
    verify: bool,
) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&ExportView::new(export, actor, now, verify))
}

#[derive(Serialize)]
struct ExportView<'a> {
    exported_at: String,
    profile: UserView,
    sessions: Vec<SessionView>,
    meetings_organised: Vec<MeetingView<'a>>,
    meetings_participated: Vec<MeetingView<'a>>,
    notifications: Vec<NotificationView>,
}

impl<'a> ExportView<'a> {
    fn new(export: &'a AccountExport, actor: &Actor, now: UtcDateTime, verify: bool) -> Self {
        let sessions = export.sessions.iter();
        let meeting = |meeting: &'a _| MeetingView::new(meeting, actor, now, verify);
        let notifications = export.notifications.iter().cloned();
        Self {
            exported_at: format_utc(now),
            profile: UserView::from(&export.user),
            sessions: sessions
                .map(|(session, device)| SessionView::new(session, device.clone(), actor))
                .collect(),
            meetings_organised: export.organised.iter().map(meeting).collect(),
            meetings_participated: export.participated.iter().map(meeting).collect(),
            notifications: notifications
                .map(|one| NotificationView::new(one, now))
                .collect(),
        }
    }
}
