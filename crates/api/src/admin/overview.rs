//! `/api/admin/overview/`: how the server is, at a glance.

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::admin::oversight::{
    LimitUse, MailHealth, Overview, QueueDepth, Week, overview,
};
use scheduler_domain::mail_limits::Subject;
use scheduler_domain::notifications::NotificationState;
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

use crate::answer::{Answered, ok};
use crate::app::{App, DatabaseFacts};
use crate::extract::StaffCaller;
use crate::notifications::kind_word;
use crate::problem::Problem;

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/overview/").route(get().to(get_overview)));
}

#[derive(Serialize)]
struct OverviewView {
    users: UsersView,
    meetings: MeetingsView,
    mail: MailView,
    database: DatabaseView,
    server: ServerView,
    last_backup_at: Option<String>,
}

#[derive(Serialize)]
struct UsersView {
    total: i64,
    active: i64,
    staff: i64,
    new_in_7_days: i64,
}

#[derive(Serialize)]
struct MeetingsView {
    total: i64,
    upcoming: i64,
    weeks: Vec<WeekView>,
}

#[derive(Serialize)]
struct WeekView {
    week: String,
    begins: String,
    meetings: i64,
}

#[derive(Serialize)]
struct MailView {
    queued: i64,
    oldest_seconds: Option<i64>,
    sent_in_24_hours: i64,
    failed_in_24_hours: i64,
    last_error: Option<MailErrorView>,
    queue: Vec<DepthView>,
    limits: Vec<LimitView>,
}

#[derive(Serialize)]
struct LimitView {
    setting: &'static str,
    from: Option<String>,
    to: Option<String>,
    count: u32,
    limit: u32,
    is_reached: bool,
}

#[derive(Serialize)]
struct MailErrorView {
    at: String,
    notification_type: &'static str,
    error: String,
}

#[derive(Serialize)]
struct DepthView {
    state: &'static str,
    notification_type: &'static str,
    count: i64,
    oldest_seconds: i64,
}

#[derive(Serialize)]
struct DatabaseView {
    kind: &'static str,
    version: String,
    size_bytes: i64,
}

#[derive(Serialize)]
struct ServerView {
    version: &'static str,
    started_at: String,
    uptime_seconds: i64,
}

impl WeekView {
    fn new(week: &Week) -> Self {
        let (year, number, _) = week.begins.to_iso_week_date();
        Self {
            week: format!("{year:04}-W{number:02}"),
            begins: week.begins.to_string(),
            meetings: week.meetings,
        }
    }
}

fn age(now: UtcDateTime, since: UtcDateTime) -> i64 {
    (now - since).whole_seconds().max(0)
}

impl MailView {
    fn new(health: MailHealth, limits: Vec<LimitUse>, now: UtcDateTime) -> Self {
        let waiting = || {
            let queue = health.queue.iter();
            queue.filter(|depth| depth.state == NotificationState::Queued)
        };
        let oldest = waiting().map(|depth| depth.oldest).min();
        Self {
            queued: waiting().map(|depth| depth.count).sum(),
            oldest_seconds: oldest.map(|oldest| age(now, oldest)),
            sent_in_24_hours: health.sent,
            failed_in_24_hours: health.failed,
            last_error: health.last_error.map(|last| MailErrorView {
                at: format_utc(last.at),
                notification_type: kind_word(last.kind),
                error: last.error,
            }),
            queue: health
                .queue
                .into_iter()
                .map(|depth| DepthView::new(depth, now))
                .collect(),
            limits: limits.into_iter().map(LimitView::from).collect(),
        }
    }
}

impl From<LimitUse> for LimitView {
    fn from(one: LimitUse) -> Self {
        let (setting, from, to) = match one.subject {
            Subject::Account(email) => ("MAIL_LIMIT_ACCOUNT_HOUR", Some(email), None),
            Subject::Pair(from, to) => ("MAIL_LIMIT_PAIR_DAY", Some(from), Some(to)),
            Subject::Server(_) => ("MAIL_LIMIT_HOUR", None, None),
            Subject::Stranger(email) => ("MAIL_LIMIT_STRANGER_DAY", None, Some(email)),
        };
        Self {
            setting,
            from: from.map(|email| email.to_string()),
            to: to.map(|email| email.to_string()),
            count: one.count,
            limit: one.limit,
            is_reached: one.count >= one.limit,
        }
    }
}

impl DepthView {
    fn new(depth: QueueDepth, now: UtcDateTime) -> Self {
        Self {
            state: match depth.state {
                NotificationState::Queued => "queued",
                NotificationState::Sent => "sent",
                NotificationState::Failed => "failed",
            },
            notification_type: kind_word(depth.kind),
            count: depth.count,
            oldest_seconds: age(now, depth.oldest),
        }
    }
}

impl OverviewView {
    fn new(
        overview: Overview,
        database: DatabaseFacts,
        started_at: UtcDateTime,
        now: UtcDateTime,
    ) -> Self {
        Self {
            users: UsersView {
                total: overview.users.all,
                active: overview.users.active,
                staff: overview.users.staff,
                new_in_7_days: overview.users.new,
            },
            meetings: MeetingsView {
                total: overview.meetings,
                upcoming: overview.upcoming,
                weeks: overview.weeks.iter().map(WeekView::new).collect(),
            },
            mail: MailView::new(overview.mail, overview.mail_limits, now),
            database: DatabaseView {
                kind: database.kind,
                version: database.version,
                size_bytes: database.bytes,
            },
            server: ServerView {
                version: env!("CARGO_PKG_VERSION"),
                started_at: format_utc(started_at),
                uptime_seconds: age(now, started_at),
            },
            last_backup_at: overview.backup_at.map(format_utc),
        }
    }
}

#[api_v2_operation]
async fn get_overview(app: Data<App>, caller: StaffCaller) -> Answered {
    let (backend, started_at) = (std::sync::Arc::clone(&app.backend), app.started_at);
    let view = app
        .usecase(move |store, ctx| {
            let overview = overview(store, ctx, &caller.0)?;
            let database = backend.facts()?;
            Ok::<_, Problem>(OverviewView::new(overview, database, started_at, ctx.now))
        })
        .await?;
    Ok(ok(&view))
}
