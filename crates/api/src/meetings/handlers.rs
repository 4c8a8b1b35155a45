//! `/api/meetings/` and `/api/meetings/{id}/`.

use actix_web::HttpResponse;
use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, put, resource};
use scheduler_domain::auth::Actor;
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    CancelError, FindError, RescheduleError, cancel, delete as delete_for_good, find, history,
    list, reschedule, schedule_in, summary,
};

use super::change::{Extent, RescheduleBody};
use super::detail::Detail;
use super::listing::ListQuery;
use super::problems::schedule_problem;
use super::schedule::ScheduleBody;
use super::view::{MeetingCountsView, MeetingListItemView};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::audit::RecordView;
use crate::conflicts::{AsSent, checked_view};
use crate::extract::{
    Caller, IdempotencyKey, IfMatch, IfNoneMatch, JsonBody, PageQuery, PageUrl, PathMeeting, Query,
};
use crate::middleware::RecipientsOfRequest;
use crate::problem::Problem;

/// After the features with names of their own below `/api/meetings/`: `{id}` takes every name.
pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/meetings/")
            .route(get().to(get_meetings))
            .route(post().to(post_meeting)),
    )
    .service(resource("/api/meetings/summary/").route(get().to(get_summary)))
    .service(
        resource("/api/meetings/{id}/")
            .route(get().to(get_meeting))
            .route(put().to(put_meeting))
            .route(patch().to(patch_meeting))
            .route(delete().to(delete_meeting)),
    )
    .service(resource("/api/meetings/{id}/cancel/").route(post().to(post_cancel)))
    .service(resource("/api/meetings/{id}/history/").route(get().to(get_history)));
    super::transfer::configure(cfg);
}

#[api_v2_operation]
async fn get_meetings(
    app: Data<App>,
    caller: Caller,
    query: Query<ListQuery>,
    url: PageUrl,
) -> Answered {
    let actor = caller.0;
    let (filter, page) = query.0.into_filter(&actor.zone)?;
    let page = app
        .usecase(move |store, ctx| {
            let page = list(store, ctx, &actor, &filter, page)?;
            url.show(page, |meeting| MeetingListItemView::new(meeting, ctx.now))
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
async fn post_meeting(
    app: Data<App>,
    caller: Caller,
    key: IdempotencyKey,
    body: JsonBody<ScheduleBody>,
) -> Answered {
    let actor = caller.0;
    let verify = app.settings.email_verification;
    let policy = app.instance().await?.conflict_policy;
    let (cmd, sent) = body
        .value
        .into_command(&actor.zone, app.ctx().now, policy)?;
    let as_sent = sent.clone();
    let mut recipients = RecipientsOfRequest::new(&app, actor.user_id);
    let viewer = actor.clone();
    app.once(
        key.of(Some(&actor), &body.raw),
        move |tx, ctx| {
            let made = schedule_in(tx, ctx, &actor, &cmd)
                .map_err(|error| schedule_problem(error, &sent))?;
            recipients.check(made.meeting.recipients().count())?;
            Ok::<_, Problem>(made)
        },
        move |made, ctx| {
            let conflicts = checked_view(&made.checked, &as_sent);
            Detail::with_conflicts(&made.meeting, &viewer, ctx.now, verify, conflicts).created()
        },
    )
    .await
}

#[api_v2_operation]
async fn get_summary(app: Data<App>, caller: Caller) -> Answered {
    let counts = app
        .usecase(move |store, ctx| summary(store, ctx, &caller.0))
        .await?;
    Ok(ok(&MeetingCountsView::from(counts)))
}

#[api_v2_operation]
async fn get_meeting(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    condition: IfNoneMatch,
) -> Answered {
    let verify = app.settings.email_verification;
    let detail = app
        .glance(move |store, ctx| {
            let meeting = find(store, ctx, &caller.0, id.0)?;
            Ok::<_, FindError>(Detail::new(&meeting, &caller.0, ctx.now, verify))
        })
        .await?;
    Ok(detail.unless_known(&condition))
}

#[api_v2_operation]
async fn put_meeting(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    expected: IfMatch,
    body: JsonBody<RescheduleBody>,
) -> Answered {
    change(&app, caller.0, id.0, expected, body.value, Extent::Whole).await
}

#[api_v2_operation]
async fn patch_meeting(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    expected: IfMatch,
    body: JsonBody<RescheduleBody>,
) -> Answered {
    change(&app, caller.0, id.0, expected, body.value, Extent::Part).await
}

/// What a body changes, by whoever may.
pub(crate) async fn change(
    app: &App,
    actor: Actor,
    id: MeetingId,
    expected: IfMatch,
    body: RescheduleBody,
    extent: Extent,
) -> Answered {
    let verify = app.settings.email_verification;
    let cmd = body.into_command(extent, &actor.zone)?;
    let detail = app
        .usecase(move |store, ctx| {
            let changed = reschedule(store, ctx, &actor, id, expected.0, &cmd)?;
            let conflicts = checked_view(&changed.checked, &AsSent::default());
            let meeting = changed.meeting;
            Ok::<_, RescheduleError>(Detail::with_conflicts(
                &meeting, &actor, ctx.now, verify, conflicts,
            ))
        })
        .await?;
    Ok(detail.ok())
}

#[api_v2_operation]
async fn delete_meeting(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    expected: IfMatch,
) -> Answered {
    remove_for_good(&app, caller.0, id.0, expected).await
}

/// Takes it away, by whoever may.
pub(crate) async fn remove_for_good(
    app: &App,
    actor: Actor,
    id: MeetingId,
    expected: IfMatch,
) -> Answered {
    app.usecase(move |store, ctx| delete_for_good(store, ctx, &actor, id, expected.0))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[api_v2_operation]
async fn post_cancel(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    expected: IfMatch,
) -> Answered {
    call_off(&app, caller.0, id.0, expected).await
}

/// Cancels it, by whoever may.
pub(crate) async fn call_off(
    app: &App,
    actor: Actor,
    id: MeetingId,
    expected: IfMatch,
) -> Answered {
    let verify = app.settings.email_verification;
    let detail = app
        .usecase(move |store, ctx| {
            let meeting = cancel(store, ctx, &actor, id, expected.0)?;
            Ok::<_, CancelError>(Detail::new(&meeting, &actor, ctx.now, verify))
        })
        .await?;
    Ok(detail.ok())
}

#[api_v2_operation]
async fn get_history(
    app: Data<App>,
    caller: Caller,
    id: PathMeeting,
    query: Query<PageQuery>,
    url: PageUrl,
) -> Answered {
    let page = query.0.parse()?;
    let page = app
        .usecase(move |store, _| history(store, &caller.0, id.0, page))
        .await?;
    Ok(ok(&url.show(page, RecordView::without_client)?))
}
