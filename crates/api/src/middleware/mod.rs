//! What happens to every request and every answer, whoever handles it.

mod client;
mod cors;
mod frame;
mod limits;
mod metrics;
mod proxy;
mod rewrite;
#[cfg(test)]
mod tests;

pub(crate) use self::client::{client_address, is_https, present_client};
pub(crate) use self::cors::cors;
pub(crate) use self::frame::frame;
pub use self::limits::RateLimits;
pub(crate) use self::limits::{Limits, RecipientsOfRequest};
pub(crate) use self::metrics::Metrics;
pub use self::proxy::{ForwardedBy, TrustedProxy};
