//! Meetings: what they are, who sees them, and how they are planned, changed and called off.

mod acting;
mod answer_transfer;
mod cancel;
mod changes;
mod delete;
mod find;
mod former_replies;
mod hand_over;
mod history;
mod list;
mod model;
mod offer_transfer;
pub mod policy;
mod port;
mod reschedule;
mod schedule;
mod summary;
mod transfer;

pub use acting::{ActingPerson, ActingRole};
pub use answer_transfer::{
    AcceptTransfer, AcceptTransferError, DeclineTransferError, accept_transfer, accept_transfer_tx,
    decline_transfer,
};
pub use cancel::{CancelError, cancel};
pub(crate) use changes::taken_away;
pub use delete::{DeleteError, delete};
pub(crate) use find::find_visible;
pub use find::{FindError, find};
pub use former_replies::{FormerReplies, FormerReply, FormerReplyRepo, purge_former_replies};
pub use hand_over::{HandOver, HandOverError, HandedOver, hand_over, hand_over_in, pass_on_in};
pub use history::{HistoryError, history};
pub use list::list;
pub(crate) use model::hide_notes;
pub use model::{
    ConflictPolicy, MOST_PARTICIPANTS, Meeting, MeetingDetails, Organiser, Status, Transition,
    begins_in_the_past,
};
pub use offer_transfer::{
    OfferTransfer, OfferTransferError, WithdrawTransferError, offer_transfer, offer_transfer_tx,
    withdraw_transfer,
};
pub use port::{
    Beginnings, Filter, MeetingRepo, MeetingSummary, OrderBy, OrderField, Role, Summary, Viewer,
};
pub use reschedule::{Reschedule, RescheduleError, Rescheduled, reschedule};
pub use schedule::{Invitee, Schedule, ScheduleError, Scheduled, schedule, schedule_in};
pub use summary::summary;
pub use transfer::{OFFER_LIFETIME, TransferOffer, TransferRepo, purge_transfer_offers};
