//! The page that the link in a verification mail leads to. Opening it changes nothing, since mail
//! scanners open links; its button does.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};

use super::page::behind_link as page;
use crate::app::App;
use crate::auth::verify_address;
use crate::problem::Code;

const BUTTON: &str = r#"<form method="post"><button>Confirm this address</button></form>"#;

pub(super) fn configure(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/verify-email/{token}").get(ask).post(verify));
}

async fn ask() -> HttpResponse {
    page(
        StatusCode::OK,
        "Is this address yours?",
        "Invitations that were sent to it show up in your account as soon as you have confirmed it.",
        BUTTON,
    )
}

async fn verify(app: Data<App>, token: Path<String>) -> HttpResponse {
    let done = verify_address(&app, token.into_inner()).await;
    match done.map_err(|problem| problem.code()) {
        Ok(()) => page(
            StatusCode::OK,
            "Your address is confirmed",
            "Invitations that were sent to it are in your account now. You can close this page.",
            "",
        ),
        Err(Code::Invalid) => page(
            StatusCode::BAD_REQUEST,
            "This link does not work",
            "It is older than three days, or not complete. Log in and ask for a new one.",
            "",
        ),
        Err(_ours) => page(
            StatusCode::SERVICE_UNAVAILABLE,
            "That did not work just now",
            "Nothing has changed. Try again in a minute.",
            BUTTON,
        ),
    }
}
