//! Notifications as the organiser sees them.

use scheduler_domain::notifications::{NoticeKind, Notification, NotificationState};
use scheduler_domain::time::format_utc;
use serde::Serialize;

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
}

impl From<Notification> for NotificationView {
    fn from(notification: Notification) -> Self {
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
        }
    }
}

fn kind_word(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Invitation => "invitation",
        NoticeKind::Update => "update",
        NoticeKind::Cancellation => "cancellation",
        NoticeKind::Reminder => "reminder",
        NoticeKind::Reply => "reply",
        NoticeKind::EmailVerification => "email_verification",
        NoticeKind::PasswordReset => "password_reset",
    }
}
