//! `/api/admin/audit/`.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Bytes, Data};
use futures_util::stream;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::admin::{Permission, Staff, export_audit, list_audit};
use scheduler_domain::audit::{Filter, Place, Record};

use super::RecordView;
use super::query::{ExportQuery, Format, ListQuery};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::{PageUrl, Query, StaffCaller};
use crate::problem::Problem;

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/audit/").route(get().to(get_audit)))
        .service(resource("/api/admin/audit/export/").route(get().to(get_audit_export)));
}

#[api_v2_operation]
async fn get_audit(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<ListQuery>,
    url: PageUrl,
) -> Answered {
    caller.0.check(Permission::AuditView)?;
    let (filter, page) = query.0.into_filter(&caller.0.actor().zone)?;
    let page = app
        .usecase(move |store, _| list_audit(store, &caller.0, &filter, page))
        .await?;
    Ok(ok(&url.show(page, RecordView::with_client)?))
}

#[api_v2_operation]
async fn get_audit_export(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<ExportQuery>,
) -> Answered {
    let staff = caller.0;
    staff.check(Permission::AuditView)?;
    app.limits.check_export(staff.actor().user_id)?;
    let (filter, format) = query.0.into_filter(&staff.actor().zone)?;
    let file = File {
        app,
        staff,
        filter,
        format,
    };
    // What goes wrong at once has an answer; what does so later ends the connection, so that nobody
    // takes a part for the whole.
    let first = file.next(None).await?;
    let mut text = format.head()?;
    let place = first.last().map(Place::from);
    text.extend(format.piece(first)?);
    let head = Ok::<_, Problem>(Bytes::from(text));
    let rest = stream::unfold((file, place), |(file, place)| async move {
        let piece = file.piece_after(place?).await.transpose()?;
        let (bytes, place) = match piece {
            Ok((bytes, place)) => (Ok(bytes), Some(place)),
            Err(problem) => (Err(problem), None),
        };
        Some((bytes, (file, place)))
    });
    let whole = stream::StreamExt::chain(stream::iter([head]), rest);
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((CONTENT_DISPOSITION, format.file_name()))
        .streaming(whole))
}

/// A file that is made while it is sent: no more than one piece of it is ever in memory.
struct File {
    app: Data<App>,
    staff: Staff,
    filter: Filter,
    format: Format,
}

impl File {
    async fn next(&self, place: Option<Place>) -> Result<Vec<Record>, Problem> {
        let (staff, filter) = (self.staff.clone(), self.filter.clone());
        self.app
            .usecase(move |store, _| export_audit(store, &staff, &filter, place))
            .await
    }

    /// `None` at the end.
    async fn piece_after(&self, place: Place) -> Result<Option<(Bytes, Place)>, Problem> {
        let records = self.next(Some(place)).await?;
        let Some(place) = records.last().map(Place::from) else {
            return Ok(None);
        };
        Ok(Some((self.format.piece(records)?.into(), place)))
    }
}
