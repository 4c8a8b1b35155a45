//! `/api/meetings/{id}/notify/` and `/api/meetings/{id}/notifications/`.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, post, resource};
use scheduler_domain::notifications::{ResendError, list_notifications, notify_in, resend};
use serde_json::json;

use super::body::NotifyBody;
use super::view::NotificationView;
use crate::answer::{Answered, kept, ok};
use crate::app::App;
use crate::extract::{
    Caller, IdempotencyKey, JsonBody, PageQuery, PageUrl, PathMeeting, PathNotification, Query,
};
use crate::middleware::RecipientsOfRequest;
use crate::problem::Problem;

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/meetings/{id}/notify/").route(post().to(post_notify)))
        .service(resource("/api/meetings/{id}/notifications/").route(get().to(get_notifications)))
        .service(
            resource("/api/meetings/{id}/notifications/{nid}/resend/")
                .route(post().to(post_resend)),
        );
}

#[api_v2_operation]
async fn post_notify(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    key: IdempotencyKey,
    body: JsonBody<NotifyBody>,
) -> Answered {
    let actor = caller.0;
    let kind = body.value.into_kind()?;
    let mut recipients = RecipientsOfRequest::new(&app, actor.user_id);
    app.once(
        key.of(Some(&actor), &body.raw),
        move |tx, ctx| {
            let told = notify_in(tx, ctx, &actor, id.0, kind)?;
            recipients.check(told.len())?;
            Ok::<_, Problem>(told)
        },
        |people, _| {
            let queued: BTreeMap<String, bool> = people
                .iter()
                .map(|email| (email.to_string(), true))
                .collect();
            kept(StatusCode::OK, &json!({ "results": queued }))
        },
    )
    .await
}

#[api_v2_operation]
async fn get_notifications(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    query: Query<PageQuery>,
    url: PageUrl,
) -> Answered {
    let page = query.0.parse()?;
    let page = app
        .usecase(move |store, ctx| {
            let page = list_notifications(store, &caller.0, id.0, page)?;
            url.show(page, |one| NotificationView::new(one, ctx.now))
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
async fn post_resend(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    nid: PathNotification,
) -> Answered {
    let view = app
        .usecase(move |store, ctx| {
            let queued = resend(store, ctx, &caller.0, id.0, nid.0)?;
            Ok::<_, ResendError>(NotificationView::new(queued, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}
