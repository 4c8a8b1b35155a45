//! `/api/unsubscribe/{link}/`: the link is the proof, no account is asked for.

use std::sync::Arc;

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, delete, get, post, resource};
use scheduler_domain::opt_out::{OptOut, OptOutError, find_opt_out, set_opt_out};
use serde::Serialize;

use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::PathOptOut;
use crate::problem::{Code, Problem};

pub(crate) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/unsubscribe/{link}/")
            .route(get().to(get_unsubscribe))
            .route(post().to(post_unsubscribe))
            .route(delete().to(delete_unsubscribe)),
    );
}

#[derive(Serialize)]
struct OptOutView {
    email: String,
    is_opted_out: bool,
}

impl From<OptOut> for OptOutView {
    fn from(found: OptOut) -> Self {
        Self {
            email: found.email.to_string(),
            is_opted_out: found.is_opted_out,
        }
    }
}

impl From<OptOutError> for Problem {
    fn from(error: OptOutError) -> Self {
        match error {
            OptOutError::NotFound => Self::new(Code::NotFound),
            OptOutError::Store(error) => error.into(),
        }
    }
}

#[api_v2_operation]
async fn get_unsubscribe(app: Data<App>, link: PathOptOut) -> Answered {
    Ok(ok(&OptOutView::from(find(&app, link.0).await?)))
}

#[api_v2_operation]
async fn post_unsubscribe(app: Data<App>, link: PathOptOut) -> Answered {
    Ok(ok(&OptOutView::from(set(&app, link.0, true).await?)))
}

#[api_v2_operation]
async fn delete_unsubscribe(app: Data<App>, link: PathOptOut) -> Answered {
    Ok(ok(&OptOutView::from(set(&app, link.0, false).await?)))
}

pub(super) async fn find(app: &App, link: String) -> Result<OptOut, Problem> {
    let tokens = Arc::clone(&app.tokens);
    app.glance(move |store, _| find_opt_out(store, tokens.as_ref(), &link))
        .await
}

pub(super) async fn set(app: &App, link: String, is_opted_out: bool) -> Result<OptOut, Problem> {
    let tokens = Arc::clone(&app.tokens);
    app.usecase(move |store, ctx| set_opt_out(store, ctx, tokens.as_ref(), &link, is_opted_out))
        .await
}
