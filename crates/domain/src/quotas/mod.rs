//! How much one account may store: meetings to come, and the text of its meetings.

mod headroom;
mod model;

pub use headroom::{Headroom, ensure_room};
pub use model::{Quota, QuotaExceeded, Quotas, Usage};
