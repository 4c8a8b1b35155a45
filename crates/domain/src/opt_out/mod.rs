//! An address decides that it gets no e-mails from this server, by a link that every e-mail about a
//! meeting carries (RFC 8058). It needs no account and can be taken back.
//!
//! The organiser learns of it, since an invitation that is not mailed must be told in another way.
//! E-mails about the account of the address are not affected.

mod find;
mod link;
mod port;
mod set;
mod stop;

pub use find::{OptOut, OptOutError, find_opt_out};
pub use link::{address_of_opt_out_token, opt_out_token};
pub use port::{Delivered, OptOutRepo, Stopped};
pub use set::set_opt_out;
pub use stop::is_still_sent;
