//! Who must be told what, and how it reaches them.
//!
//! A change of a meeting is an [`Event`]; its [`Notice`]s are stored in the same transaction;
//! [`deliver`] takes them from there to the [`Mailer`]. Delivery is at least once.

mod claim;
mod deliver;
mod event;
mod list;
mod notify;
mod port;
mod resend;
mod settle;
mod text;

pub use claim::{Batch, claim_in};
pub use deliver::{Delivery, deliver};
pub use event::{Event, Facts, Notice, NoticeKind, Reply, verification_notice};
pub use list::{ListNotificationsError, list_notifications};
pub use notify::{NotifyError, notify, notify_in};
pub use port::{
    Attempt, Mail, MailFault, Mailer, Notification, NotificationState, Outbox, OutboxDepth, Queued,
};
pub use resend::{ResendError, resend};
pub use settle::{Settled, Superseded, settle};
