//! `/api/meetings/{id}/export-ics/` and `/api/meetings/my-calendar/`.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::calendar::{calendar_file, export, export_all};
use scheduler_domain::meetings::FindError;
use scheduler_domain::store::StoreError;

use super::file_name::attachment;
use crate::answer::Answered;
use crate::app::App;
use crate::extract::{Caller, PathMeeting};

/// Before `meetings`, whose `{id}` would take `my-calendar`.
pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/meetings/my-calendar/").route(get().to(get_my_calendar)))
        .service(resource("/api/meetings/{id}/export-ics/").route(get().to(get_ics)));
}

#[api_v2_operation]
async fn get_my_calendar(app: Data<App>, caller: Caller) -> Answered {
    let file = app
        .usecase(move |store, ctx| {
            let meetings = export_all(store, ctx, &caller.0)?;
            Ok::<_, StoreError>(calendar_file(&meetings, &caller.0.email))
        })
        .await?;
    let disposition = "attachment; filename=\"my_meetings.ics\"";
    Ok(download(file, disposition.to_owned()))
}

#[api_v2_operation]
async fn get_ics(app: Data<App>, caller: Caller, id: PathMeeting) -> Answered {
    let (file, disposition) = app
        .glance(move |store, _| {
            let meeting = export(store, &caller.0, id.0)?;
            let disposition = attachment(meeting.details.title.as_str());
            let file = calendar_file(&[meeting], &caller.0.email);
            Ok::<_, FindError>((file, disposition))
        })
        .await?;
    Ok(download(file, disposition))
}

/// A file to be saved.
pub(crate) fn download(file: String, disposition: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(file)
}
