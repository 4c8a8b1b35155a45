//! Swagger UI and ReDoc: their pages, and the files that the binary embeds for them.

use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

use super::page::{html, rebased};
use crate::app::App;
use crate::embedded::{NO_CACHE, send};

/// Styles may be inline, since both viewers write them as they draw; scripts may not.
const SWAGGER_UI_CSP: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// ReDoc's search runs in a worker that it makes of a blob.
const REDOC_CSP: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; \
    worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Each compressed by gzip.
#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Files;

/// `/api/docs/` and `/api/redoc/`, and what they load.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    page(
        cfg,
        "/api/docs/",
        include_str!("../../assets/pages/swagger-ui.html"),
        SWAGGER_UI_CSP,
    );
    page(
        cfg,
        "/api/redoc/",
        include_str!("../../assets/pages/redoc.html"),
        REDOC_CSP,
    );
    let swagger_ui_start = include_str!("../../assets/pages/swagger-ui.js");
    let redoc_start = include_str!("../../assets/pages/redoc.js");
    script(cfg, "/api/docs/start.js", JAVASCRIPT, swagger_ui_start);
    script(cfg, "/api/redoc/start.js", JAVASCRIPT, redoc_start);
    script(
        cfg,
        "/api/docs/page.css",
        CSS,
        include_str!("../../assets/pages/page.css"),
    );
    script(
        cfg,
        "/api/docs/rsvp.css",
        CSS,
        include_str!("../../assets/pages/rsvp.css"),
    );
    for (path, file) in [
        (
            "/api/docs/swagger-ui-bundle.js",
            "swagger-ui/swagger-ui-bundle.js",
        ),
        ("/api/docs/swagger-ui.css", "swagger-ui/swagger-ui.css"),
        (
            "/api/redoc/redoc.standalone.js",
            "redoc/redoc.standalone.js",
        ),
    ] {
        let handler = move |request: HttpRequest| async move {
            send::<Files>(&request, file, NO_CACHE)
                .unwrap_or_else(|| HttpResponse::NotFound().finish())
        };
        cfg.service(web::resource(path).get(handler));
    }
}

fn page(cfg: &mut ServiceConfig, path: &str, text: &'static str, csp: &'static str) {
    let handler =
        move |app: Data<App>| async move { html(rebased(text, app.settings.base_path()), csp) };
    cfg.service(web::resource(path).get(handler));
}

fn script(cfg: &mut ServiceConfig, path: &str, media_type: &'static str, text: &'static str) {
    let handler = move |app: Data<App>| async move {
        HttpResponse::Ok()
            .content_type(media_type)
            .insert_header(CacheControl(vec![CacheDirective::NoCache]))
            .body(rebased(text, app.settings.base_path()).into_owned())
    };
    cfg.service(web::resource(path).get(handler));
}
