//! Notifications as the organiser sees them.

use scheduler_domain::notifications::{NoticeKind, Notification, NotificationState};
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

/// A mail about a meeting.
#[derive(Serialize)]
pub(crate) struct NotificationView {
    id: i64,
    meeting: Option<String>,
    email: String,
    notification_type: &'static str,
    message: String,
    is_sent: bool,
    sent_at: Option<String>,
    attempts: i32,
    last_error: Option<String>,
    state: &'static str,
    next_try_at: Option<String>,
    response: Option<String>,
}

impl NotificationView {
    /// As of `now`.
    pub(crate) fn new(notification: Notification, now: UtcDateTime) -> Self {
        let state = state_word(&notification, now);
        let waits = matches!(state, "queued" | "deferred");
        let notice = notification.notice;
        Self {
            id: notification.id.0,
            meeting: notice.meeting_id.map(|id| id.to_string()),
            email: notice.email.to_string(),
            notification_type: kind_word(notice.kind),
            message: notice.message,
            is_sent: notification.state == NotificationState::Sent,
            sent_at: notification.sent_at.map(format_utc),
            attempts: notification.attempts,
            last_error: notification.last_error,
            state,
            next_try_at: waits.then(|| format_utc(notification.next_try_at)),
            response: notification.response,
        }
    }
}

fn state_word(notification: &Notification, now: UtcDateTime) -> &'static str {
    match notification.state {
        NotificationState::Queued if notification.is_held() => "held",
        NotificationState::Queued if notification.is_in_flight(now) => "sending",
        NotificationState::Queued if notification.attempts > 0 => "deferred",
        NotificationState::Queued => "queued",
        NotificationState::Sent => "sent",
        NotificationState::Failed if notification.is_superseded => "superseded",
        NotificationState::Failed => "failed",
    }
}

/// Every kind of mail.
pub(crate) const ALL_KINDS: [NoticeKind; 10] = [
    NoticeKind::Invitation,
    NoticeKind::Update,
    NoticeKind::Cancellation,
    NoticeKind::Reminder,
    NoticeKind::Reply,
    NoticeKind::Transfer,
    NoticeKind::EmailVerification,
    NoticeKind::PasswordReset,
    NoticeKind::EmailChange,
    NoticeKind::EmailChanged,
];

pub(crate) fn kind_word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Invitation => "invitation",
        NoticeKind::Update => "update",
        NoticeKind::Cancellation => "cancellation",
        NoticeKind::Reminder => "reminder",
        NoticeKind::Reply => "reply",
        NoticeKind::Transfer => "transfer",
        NoticeKind::EmailVerification => "email_verification",
        NoticeKind::PasswordReset => "password_reset",
        NoticeKind::EmailChange => "email_change",
        NoticeKind::EmailChanged => "email_changed",
    }
}
