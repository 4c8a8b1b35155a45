//! `/api/admin/meetings/`: the meetings of everybody, by the same use cases as for an organiser.

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, delete, get, patch, post, put, resource};
use scheduler_domain::admin::Permission;
use scheduler_domain::admin::oversight::{ListedMeeting, MeetingFilter, list_meetings};
use scheduler_domain::meetings::find;
use scheduler_domain::notifications::list_notifications;
use scheduler_domain::page::PageRequest;
use scheduler_domain::time::{Zone, format_utc};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::query::{address, days, show, words};
use crate::answer::{Answered, Tagged, ok};
use crate::app::App;
use crate::extract::{
    Field, IdempotencyKey, IfMatch, IfNoneMatch, JsonBody, PageQuery, PageUrl, PathMeeting,
    PathParticipant, Query, StaffCaller,
};
use crate::meetings::{
    Extent, HandOverBody, MeetingView, RescheduleBody, call_off, change, given, parse_order,
    parse_status, remove_for_good, status_word, transfer_at_once,
};
use crate::notifications::NotificationView;
use crate::participants::{InviteBody, RespondBody, add, answer, take_out};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/meetings/").route(get().to(get_admin_meetings)))
        .service(
            resource("/api/admin/meetings/{id}/")
                .route(get().to(get_admin_meeting))
                .route(put().to(put_admin_meeting))
                .route(patch().to(patch_admin_meeting))
                .route(delete().to(delete_admin_meeting)),
        )
        .service(resource("/api/admin/meetings/{id}/cancel/").route(post().to(post_admin_cancel)))
        .service(
            resource("/api/admin/meetings/{id}/hand-over/").route(post().to(post_admin_hand_over)),
        )
        .service(
            resource("/api/admin/meetings/{id}/participants/")
                .route(post().to(post_admin_participant)),
        )
        .service(
            resource("/api/admin/meetings/{id}/participants/{pid}/")
                .route(patch().to(patch_admin_participant))
                .route(delete().to(delete_admin_participant)),
        );
}

/// Which meetings are asked for. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct MeetingsQuery {
    search: Field<String>,
    status: Field<String>,
    organiser: Field<String>,
    created_from: Field<String>,
    created_to: Field<String>,
    start_from: Field<String>,
    start_to: Field<String>,
    ordering: Field<String>,
    #[serde(flatten)]
    page: PageQuery,
}

impl MeetingsQuery {
    fn into_filter(self, zone: &Zone) -> Result<(MeetingFilter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let (words, people) = words(&mut faults, self.search);
        let status = given(&mut faults, "status", self.status, parse_status);
        let organiser = address(&mut faults, "organiser", self.organiser);
        let created = [
            ("created_from", self.created_from),
            ("created_to", self.created_to),
        ];
        let starts = [("start_from", self.start_from), ("start_to", self.start_to)];
        let created = days(&mut faults, created, zone);
        let starts = days(&mut faults, starts, zone);
        let order = given(&mut faults, "ordering", self.ordering, parse_order);
        let page = self.page.read(&mut faults);
        let filter = MeetingFilter {
            words,
            people,
            organiser,
            status,
            created,
            starts,
            order: order.unwrap_or_default(),
        };
        faults.finish(page.map(|page| (filter, page)))
    }
}

#[derive(Serialize)]
struct ListedMeetingView {
    id: String,
    title: String,
    location: String,
    start_time: String,
    end_time: String,
    time_zone: String,
    status: &'static str,
    participant_count: i64,
    created_by: String,
    created_by_email: String,
    created_at: String,
    duration_minutes: i64,
}

impl ListedMeetingView {
    /// As of `now`.
    fn new(one: ListedMeeting, now: UtcDateTime) -> Self {
        Self {
            id: one.id.to_string(),
            status: status_word(one.status(now)),
            title: one.title,
            location: one.location,
            start_time: format_utc(one.times.start()),
            end_time: format_utc(one.times.end()),
            time_zone: one.zone.to_string(),
            participant_count: one.participant_count,
            created_by: one.organiser_id.to_string(),
            created_by_email: one.organiser_email.to_string(),
            created_at: format_utc(one.created_at),
            duration_minutes: one.times.minutes(),
        }
    }
}

/// A meeting with what was told about it.
#[derive(Serialize)]
struct OverseenMeetingView<'a> {
    #[serde(flatten)]
    meeting: MeetingView<'a>,
    notification_count: i64,
    notifications: Vec<NotificationView>,
}

#[api_v2_operation]
async fn get_admin_meetings(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<MeetingsQuery>,
    url: PageUrl,
) -> Answered {
    let (filter, page) = query.0.into_filter(&caller.0.actor().zone)?;
    let page = app
        .usecase(move |store, ctx| {
            let page = list_meetings(store, ctx, &caller.0, &filter, page)?;
            show(&url, page, |one| ListedMeetingView::new(one, ctx.now))
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
async fn get_admin_meeting(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    condition: IfNoneMatch,
) -> Answered {
    let viewer = caller.0.over_meetings(Permission::MeetingsViewAll)?;
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll);
    let verify = app.settings.email_verification;
    let shown = app
        .usecase(move |store, ctx| {
            let meeting = find(store, ctx, &viewer, id.0)?;
            let viewer = editor.unwrap_or(viewer);
            let newest = PageRequest::try_new(1, PageRequest::DEFAULT_SIZE);
            let newest = newest.map_err(Problem::internal)?;
            let told = list_notifications(store, &viewer, id.0, newest)?;
            let view = OverseenMeetingView {
                meeting: MeetingView::new(&meeting, &viewer, ctx.now, verify),
                notification_count: told.count,
                notifications: told
                    .items
                    .into_iter()
                    .map(|one| NotificationView::new(one, ctx.now))
                    .collect(),
            };
            Ok::<_, Problem>(Tagged::new(meeting.version, &view))
        })
        .await?;
    Ok(shown.unless_known(&condition))
}

#[api_v2_operation]
async fn put_admin_meeting(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    expected: IfMatch,
    body: JsonBody<RescheduleBody>,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    change(&app, editor, id.0, expected, body.value, Extent::Whole).await
}

#[api_v2_operation]
async fn patch_admin_meeting(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    expected: IfMatch,
    body: JsonBody<RescheduleBody>,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    change(&app, editor, id.0, expected, body.value, Extent::Part).await
}

#[api_v2_operation]
async fn delete_admin_meeting(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    expected: IfMatch,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    remove_for_good(&app, editor, id.0, expected).await
}

#[api_v2_operation]
async fn post_admin_cancel(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    expected: IfMatch,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    call_off(&app, editor, id.0, expected).await
}

#[api_v2_operation]
async fn post_admin_hand_over(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    expected: IfMatch,
    key: IdempotencyKey,
    body: JsonBody<HandOverBody>,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    transfer_at_once(&app, editor, id.0, expected, key, body).await
}

#[api_v2_operation]
async fn post_admin_participant(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    key: IdempotencyKey,
    body: JsonBody<InviteBody>,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    let base = format!("/api/admin/meetings/{}", id.0);
    add(app, editor, id.0, key, body, base).await
}

#[api_v2_operation]
async fn patch_admin_participant(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    pid: PathParticipant,
    body: JsonBody<RespondBody>,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    answer(&app, editor, id.0, pid.0, body.value).await
}

#[api_v2_operation]
async fn delete_admin_participant(
    app: Data<App>,
    caller: StaffCaller,
    id: PathMeeting,
    pid: PathParticipant,
) -> Answered {
    let editor = caller.0.over_meetings(Permission::MeetingsEditAll)?;
    take_out(&app, editor, id.0, pid.0).await
}
