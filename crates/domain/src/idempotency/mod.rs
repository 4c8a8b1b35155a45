//! Requests that are sent again get the answer that they got.
//!
//! The answer is stored in the transaction that it speaks of: either both are there or neither.
//! A request that was refused stored nothing and is judged anew.

mod model;
mod once;
mod port;
mod purge;

pub use model::{Answer, Claim, RequestKey};
pub use once::{OnceError, once};
pub use port::AnswerRepo;
pub use purge::purge_answers;
