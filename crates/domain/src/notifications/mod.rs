//! Who must be told what, and how it reaches them.
//!
//! A change of a meeting is an [`Event`]; its [`Message`] is stored in the same transaction, with one
//! delivery for each recipient;
//! [`deliver`] takes them from there to the [`Mailer`]. Delivery is at least once.

mod claim;
mod clock;
mod compose;
mod deliver;
mod enqueue;
mod event;
mod leads;
mod list;
mod mail;
mod message;
mod notify;
mod port;
mod purge;
mod release;
mod remind;
mod resend;
mod settle;
mod tell;
mod text;

pub use claim::{Batch, claim_in};
pub(crate) use compose::mail_of;
pub use deliver::{Delivery, Incident, deliver};
pub use enqueue::EnqueueError;
pub use event::{
    Act, Event, Facts, Notice, NoticeKind, Reply, address_change_message, address_changed_message,
    reset_message, verification_message, welcome_message,
};
use event::{address_taken_text, reminder};
pub use leads::{Leads, LeadsFault};
pub use list::{ListNotificationsError, list_notifications};
pub use mail::{
    Action, Answer, CalendarFile, Content, Mail, MeetingContent, MoreReply, Person, PlainContent,
    Told,
};
pub use message::{Body, Message, Recipient};
pub use notify::{NotifyError, notify, notify_in};
pub use port::{
    Attempt, Due, HELD, Letter, Letters, MailFault, Mailer, Mark, MarkRepo, Notification,
    NotificationState, Outbox, OutboxDepth, Queued, Release, Unreadable,
};
pub use purge::{purge_meeting_mails, purge_notifications, purge_superseded};
pub use release::release_held;
pub use remind::{put_watermark_back, remind, remind_in};
pub(crate) use resend::requeue_in;
pub use resend::{ResendError, resend};
pub use settle::{Settled, Superseded, settle};
pub use tell::{refresh, tell, tell_within_limits};
