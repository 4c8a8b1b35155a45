//! Pages for people: what there is to read, the two viewers of the document, and the pages that
//! links in mails lead to.

pub(crate) mod page;
mod reset;
mod verify_email;
mod viewers;

use actix_web::web::{self, ServiceConfig};

/// Every page. They are no part of the document, so this is configured on the app that paperclip
/// has built.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    viewers::configure(cfg);
    reset::configure(cfg);
    verify_email::configure(cfg);
    cfg.service(web::resource("/").get(landing));
}

async fn landing() -> actix_web::HttpResponse {
    page::html(
        concat!(
            include_str!("../../assets/pages/head.html"),
            include_str!("../../assets/pages/landing.html"),
        ),
        page::PLAIN_CSP,
    )
}
