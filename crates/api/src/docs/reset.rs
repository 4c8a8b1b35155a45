//! The page that the link in a mail about a forgotten password leads to: a form that works without
//! a script.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{self, Data, Path, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use scheduler_domain::auth::TokenKind;
use serde::Deserialize;
use tokio::time::timeout;

use super::page::behind_link as page;
use crate::app::App;
use crate::auth::{ResetConfirmBody, choose_password};
use crate::extract::Field;
use crate::problem::{Code, Problem};

const FORM: &str = r#"<form method="post">
  <label>New password <input type="password" name="new_password" autocomplete="new-password" required></label>
  <label>The same again <input type="password" name="new_password2" autocomplete="new-password" required></label>
  <button>Set the new password</button>
</form>"#;
const TITLE: &str = "Choose a new password";
const RULES: &str =
    "At least 8 characters, not only digits, and nothing that others would guess first.";
/// Two passwords, however they are encoded.
const MOST_BYTES: usize = 8 << 10;
const SLOWEST: Duration = Duration::from_secs(15);

pub(super) fn configure(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/reset/{token}").get(ask).post(choose));
}

#[derive(Deserialize)]
struct Passwords {
    new_password: String,
    new_password2: String,
}

/// Whoever comes too late learns it before having thought of a password.
async fn ask(app: Data<App>, token: Path<String>) -> HttpResponse {
    let claims = app.tokens.verify(&token, app.ctx().now).ok();
    match claims.filter(|claims| claims.kind == TokenKind::ResetPassword) {
        Some(_alive) => page(StatusCode::OK, TITLE, RULES, FORM),
        None => dead(),
    }
}

async fn choose(
    app: Data<App>,
    request: HttpRequest,
    token: Path<String>,
    payload: Payload,
) -> HttpResponse {
    let read = timeout(SLOWEST, payload.to_bytes_limited(MOST_BYTES)).await;
    let body = read.ok().and_then(Result::ok).and_then(Result::ok);
    let form = body.and_then(|body| serde_urlencoded::from_bytes::<Passwords>(&body).ok());
    let Some(form) = form else {
        return page(StatusCode::BAD_REQUEST, TITLE, RULES, FORM);
    };
    let body = ResetConfirmBody {
        token: Field::Given(token.into_inner()),
        new_password: Field::Given(form.new_password),
        new_password2: Field::Given(form.new_password2),
    };
    let done = match body.into_command() {
        Ok(cmd) => choose_password(&app, &request, cmd).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => page(
            StatusCode::OK,
            "Your password is changed",
            "It counts from now on, and you were logged out everywhere. You can close this page.",
            "",
        ),
        Err(problem) => refused(&problem),
    }
}

fn refused(problem: &Problem) -> HttpResponse {
    let mut answer = match problem.code() {
        Code::ResetLinkInvalid => dead(),
        Code::Invalid => page(StatusCode::BAD_REQUEST, TITLE, &problem.sentences(), FORM),
        Code::RateLimited => page(
            StatusCode::TOO_MANY_REQUESTS,
            "That was often",
            "Nothing has changed. Try again in a minute.",
            FORM,
        ),
        _ours => page(
            StatusCode::SERVICE_UNAVAILABLE,
            "That did not work just now",
            "Nothing has changed. Try again in a minute.",
            FORM,
        ),
    };
    if let Some(wait) = problem.headers().get(RETRY_AFTER) {
        answer.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    answer
}

fn dead() -> HttpResponse {
    page(
        StatusCode::BAD_REQUEST,
        "This link does not work",
        "It is older than 30 minutes, was used before, or is not complete. Ask for a new one.",
        "",
    )
}
