//! Swagger UI and ReDoc: their pages, and the files that the binary embeds for them.

use std::fmt::Write as _;
use std::io::Read as _;

use actix_web::http::header::{
    self, AcceptEncoding, CacheControl, CacheDirective, ContentEncoding, ETag, Encoding, EntityTag,
    Header as _, IfNoneMatch,
};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::page::html;

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
pub(super) fn configure(cfg: &mut ServiceConfig) {
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
    for (path, media_type, file) in [
        (
            "/api/docs/swagger-ui-bundle.js",
            JAVASCRIPT,
            "swagger-ui/swagger-ui-bundle.js.gz",
        ),
        (
            "/api/docs/swagger-ui.css",
            CSS,
            "swagger-ui/swagger-ui.css.gz",
        ),
        (
            "/api/redoc/redoc.standalone.js",
            JAVASCRIPT,
            "redoc/redoc.standalone.js.gz",
        ),
    ] {
        let handler = move |request: HttpRequest| async move {
            Files::get(file).map_or_else(
                || HttpResponse::NotFound().finish(),
                |file| compressed(&request, media_type, file),
            )
        };
        cfg.service(web::resource(path).get(handler));
    }
}

fn page(cfg: &mut ServiceConfig, path: &str, text: &'static str, csp: &'static str) {
    let handler = move || async move { html(text, csp) };
    cfg.service(web::resource(path).get(handler));
}

fn script(cfg: &mut ServiceConfig, path: &str, media_type: &'static str, text: &'static str) {
    let handler = move || async move {
        HttpResponse::Ok()
            .content_type(media_type)
            .insert_header(CacheControl(vec![CacheDirective::NoCache]))
            .body(text)
    };
    cfg.service(web::resource(path).get(handler));
}

/// As it is stored for whoever takes gzip, which is every browser.
fn compressed(request: &HttpRequest, media_type: &str, file: EmbeddedFile) -> HttpResponse {
    let tag = entity_tag(&file);
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header(ETag(tag.clone()))
        .insert_header(CacheControl(vec![CacheDirective::NoCache]))
        .insert_header((header::VARY, "Accept-Encoding"));
    if is_known(request, &tag) {
        return answer
            .status(actix_web::http::StatusCode::NOT_MODIFIED)
            .finish();
    }
    answer.content_type(media_type);
    if takes_gzip(request) {
        return answer
            .insert_header(ContentEncoding::Gzip)
            .body(file.data.into_owned());
    }
    let mut plain = Vec::new();
    match GzDecoder::new(&*file.data).read_to_end(&mut plain) {
        Ok(_) => answer.insert_header(ContentEncoding::Identity).body(plain),
        Err(_broken) => HttpResponse::InternalServerError().finish(),
    }
}

fn entity_tag(file: &EmbeddedFile) -> EntityTag {
    let hash = file.metadata.sha256_hash();
    let digits = hash.iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    EntityTag::new_weak(digits)
}

fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_unreadable) => false,
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let choice = AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate([Encoding::gzip(), Encoding::identity()].iter()));
    choice == Some(Encoding::gzip())
}
