//! `/api/admin/notifications/`: the mail queue.

use std::sync::Arc;

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, post, resource};
use scheduler_domain::admin::oversight::{
    MailState, NotificationFilter, ShownMail, give_up, list_mails, retry, show_mail,
};
use scheduler_domain::notifications::{Content, Letters, NoticeKind, Notification};
use scheduler_domain::page::PageRequest;
use scheduler_domain::store::StoreError;
use scheduler_domain::time::{Zone, format_utc};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::query::{address, days, meeting, show};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::{Field, Origin, PageQuery, PageUrl, PathNotification, Query, StaffCaller};
use crate::meetings::{given, not_a_choice};
use crate::notifications::{ALL_KINDS, NotificationView, kind_word};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/notifications/").route(get().to(get_admin_notifications)))
        .service(
            resource("/api/admin/notifications/{nid}/").route(get().to(get_admin_notification)),
        )
        .service(resource("/api/admin/notifications/{nid}/retry/").route(post().to(post_retry)))
        .service(
            resource("/api/admin/notifications/{nid}/give-up/").route(post().to(post_give_up)),
        );
}

/// Which mails are asked for. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct NotificationsQuery {
    kind: Field<String>,
    state: Field<String>,
    email: Field<String>,
    meeting: Field<String>,
    created_from: Field<String>,
    created_to: Field<String>,
    #[serde(flatten)]
    page: PageQuery,
}

impl NotificationsQuery {
    fn into_filter(self, zone: &Zone) -> Result<(NotificationFilter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let created = [
            ("created_from", self.created_from),
            ("created_to", self.created_to),
        ];
        let filter = NotificationFilter {
            kind: given(&mut faults, "kind", self.kind, parse_kind),
            state: given(&mut faults, "state", self.state, parse_state),
            address: address(&mut faults, "email", self.email),
            meeting: meeting(&mut faults, self.meeting),
            created: days(&mut faults, created, zone),
        };
        let page = self.page.read(&mut faults);
        faults.finish(page.map(|page| (filter, page)))
    }
}

fn parse_kind(raw: &str) -> Result<NoticeKind, String> {
    let found = ALL_KINDS.into_iter().find(|kind| kind_word(*kind) == raw);
    found.ok_or_else(|| not_a_choice(raw, &ALL_KINDS.map(kind_word).join(", ")))
}

fn parse_state(raw: &str) -> Result<MailState, String> {
    match raw {
        "queued" => Ok(MailState::Queued),
        "sent" => Ok(MailState::Sent),
        "failed" => Ok(MailState::Failed),
        "superseded" => Ok(MailState::Superseded),
        other => Err(not_a_choice(other, "queued, sent, failed, superseded")),
    }
}

/// A mail in the queue.
#[derive(Serialize)]
struct QueuedMailView {
    #[serde(flatten)]
    notification: NotificationView,
    name: String,
    subject: String,
    created_at: String,
    tried_at: Option<String>,
}

impl QueuedMailView {
    /// As of `now`.
    fn new(one: Notification, now: UtcDateTime) -> Self {
        Self {
            name: one.notice.name.clone(),
            subject: one.notice.subject.clone(),
            created_at: format_utc(one.notice.created_at),
            tried_at: one.tried_at.map(format_utc),
            notification: NotificationView::new(one, now),
        }
    }
}

/// A mail as its recipient reads it.
#[derive(Serialize)]
struct ShownMailView {
    #[serde(flatten)]
    mail: QueuedMailView,
    text: String,
    html: Option<String>,
    calendar: Option<String>,
    calendar_method: Option<&'static str>,
}

impl ShownMailView {
    /// As of `now`. A mail to an account that is gone is nothing but its words.
    fn new(shown: ShownMail, letters: &dyn Letters, now: UtcDateTime) -> Result<Self, StoreError> {
        let letter = shown.mail.as_ref().map(|mail| letters.write(mail));
        let letter = letter.transpose()?;
        let calendar = match shown.mail.map(|mail| mail.content) {
            Some(Content::Meeting(content)) => content.calendar,
            Some(Content::Plain(_)) | None => None,
        };
        let (text, html) = match letter {
            Some(letter) => (letter.text, letter.html),
            None => (shown.notification.notice.message.clone(), None),
        };
        Ok(Self {
            mail: QueuedMailView::new(shown.notification, now),
            text,
            html,
            calendar_method: calendar.as_ref().map(|file| file.method.name()),
            calendar: calendar.map(|file| file.text),
        })
    }
}

#[api_v2_operation]
async fn get_admin_notifications(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<NotificationsQuery>,
    url: PageUrl,
) -> Answered {
    let (filter, page) = query.0.into_filter(&caller.0.actor().zone)?;
    let page = app
        .usecase(move |store, ctx| {
            let page = list_mails(store, &caller.0, &filter, page)?;
            show(&url, page, |one| QueuedMailView::new(one, ctx.now))
        })
        .await?;
    Ok(ok(&page))
}

#[api_v2_operation]
async fn get_admin_notification(
    app: Data<App>,
    caller: StaffCaller,
    nid: PathNotification,
    origin: Origin,
) -> Answered {
    let letters = Arc::clone(&app.letters);
    let view = app
        .usecase(move |store, ctx| {
            let shown = show_mail(store, ctx, &caller.0, &origin.0, nid.0)?;
            Ok::<_, Problem>(ShownMailView::new(shown, letters.as_ref(), ctx.now)?)
        })
        .await?;
    Ok(ok(&view))
}

#[api_v2_operation]
async fn post_retry(app: Data<App>, caller: StaffCaller, nid: PathNotification) -> Answered {
    let view = app
        .usecase(move |store, ctx| {
            let queued = retry(store, ctx, &caller.0, nid.0)?;
            Ok::<_, Problem>(QueuedMailView::new(queued, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}

#[api_v2_operation]
async fn post_give_up(app: Data<App>, caller: StaffCaller, nid: PathNotification) -> Answered {
    let view = app
        .usecase(move |store, ctx| {
            let failed = give_up(store, ctx, &caller.0, nid.0)?;
            Ok::<_, Problem>(QueuedMailView::new(failed, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}
