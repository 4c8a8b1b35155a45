//! The REST API: actix-web handlers over the domain's use cases.
//!
//! # Three hops
//! A handler takes its extractors (the [`extract`] module: `Caller` first, then path, query,
//! conditions, body), makes a domain command of the body, runs one use case through
//! `App::usecase`, and answers with a view:
//!
//! ```text
//! #[api_v2_operation]
//! async fn patch_me(app: Data<App>, caller: Caller, body: JsonBody<ProfileBody>) -> Answered {
//!     let cmd = body.value.into_command()?;                     // Problem::invalid: all faults at once
//!     let user = app.usecase(move |store, _ctx| change_profile(store, &caller.0, &cmd)).await?;
//!     Ok(ok(&UserView::from(user)))
//! }
//! ```
//!
//! - **Bodies** are structs of `#[serde(default)] name: Field<String>`; reading one never fails.
//!   `Faults` collects what is wrong: `faults.required("title", body.title, |raw| Title::parse(&raw))`
//!   and so on, then `faults.finish(..)`. Rules between fields derive `validator::Validate` and
//!   come in through `Faults::of(&body)`. Nested objects implement `JsonType`, whole bodies `Body`.
//! - **Errors**: one `impl From<XError> for Problem` for each use case, beside the feature, which
//!   matches every variant. Codes stand in `problem/codes.rs` and nowhere else.
//! - **Lists**: flatten `PageQuery` into a `Query<T>`, and answer `PageUrl::show`.
//! - **POSTs that create**: `IdempotencyKey::of(actor, &body.raw)` and `App::once`.
//! - **ETags**: `Tagged`, `IfMatch`, `IfNoneMatch`.
//! - **Administration**: `StaffCaller` instead of `Caller`, and `permission` in the tables.
//! - Views are made inside of the use case's closure where they depend on `ctx.now`.
//!
//! Routes go through paperclip's `web` in the feature's `configure`; handlers answer `Answered`,
//! and the tables in `openapi/data` describe parameters, bodies and answers of each of them.
//!
//! Tests of a feature stand in its `tests.rs` and speak to a `testing::World`.
//!
//! [`application`] builds the actix application; the server and the tests use it alike.

mod admin;
mod answer;
mod app;
mod audit;
mod auth;
mod bounds;
mod calendar;
mod conflicts;
mod docs;
mod embedded;
mod extract;
mod meetings;
mod middleware;
mod notifications;
mod openapi;
mod operation;
mod opt_out;
mod participants;
mod problem;
mod routes;
mod rsvp;
#[cfg(test)]
mod testing;
mod web_app;

pub use app::{App, Backend, DatabaseFacts, Parts, PoolStatus, Settings};
pub use auth::export_file;
pub use middleware::{ForwardedBy, RateLimits, TrustedProxy};
pub use operation::metrics_application;
pub use problem::{Code, Problem};
pub use routes::application;
