//! Who must be told what, and how it reaches them.
//!
//! A change of a meeting is an [`Event`]; its [`Notice`]s are stored in the same transaction;
//! [`deliver`] takes them from there to the [`Mailer`]. Delivery is at least once.

mod claim;
mod deliver;
mod event;
mod leads;
mod list;
mod notify;
mod port;
mod remind;
mod tell;
mod text;

pub use claim::{Batch, Settled, Superseded, claim_in, settle};
pub use deliver::{Delivery, deliver};
use event::reminder;
pub use event::{Event, Facts, Notice, NoticeKind, Reply, reset_notice, verification_notice};
pub use leads::{Leads, LeadsFault};
pub use list::{ListNotificationsError, list_notifications};
pub use notify::{NotifyError, notify, notify_in};
pub use port::{
    Attempt, Mail, MailFault, Mailer, Mark, MarkRepo, Notification, NotificationState, Outbox,
    OutboxDepth, Queued,
};
pub use remind::{remind, remind_in};
pub use tell::tell;
