//! How much one account may store: meetings to come, and the text of its meetings.

mod headroom;
mod model;

pub use headroom::{Headroom, ensure_room, room_is_made};
pub use model::{Quota, QuotaExceeded, Quotas, Usage};
