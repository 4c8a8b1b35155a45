//! The web app: one page for every path that its router knows, and the files that this page loads.
//! All of them are embedded, as `scripts/build-web.sh` has left them.

#[cfg(test)]
mod tests;

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue};
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

use crate::app::App;
use crate::embedded::{NO_CACHE, send, send_instead, send_rebased, send_rebased_instead};
use crate::problem::{Code, Problem};

/// Nothing but what the binary serves, and nothing inline.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Names of files in there change with what they hold.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

const PAGE: &str = "index.html";

const ROUTES: [&str; 12] = [
    "/",
    "/login",
    "/register",
    "/forgot",
    "/reset/{token}",
    "/verify/{token}",
    "/change-email/{token}",
    "/undo-email/{token}",
    "/dashboard",
    "/dashboard/{page:.*}",
    "/admin",
    "/admin/{page:.*}",
];

#[derive(RustEmbed)]
#[folder = "assets/web"]
struct Built;

/// The pages are no part of the document, so this is configured on the app itself.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    serve::<Built>(cfg);
}

fn serve<F: RustEmbed + 'static>(cfg: &mut ServiceConfig) {
    for path in ROUTES {
        cfg.service(web::resource(path).get(page::<F>));
    }
    cfg.service(web::resource("/assets/{name}").get(asset::<F>));
    for name in beside_the_page::<F>() {
        let path = format!("/{name}");
        let file = move |request: HttpRequest| {
            let answer = send::<F>(&request, &name, NO_CACHE);
            async move { answer.ok_or_else(|| Problem::new(Code::NotFound)) }
        };
        cfg.service(web::resource(path).get(file));
    }
    cfg.default_service(web::route().to(missing::<F>));
}

/// Such as `favicon.svg`: what the page loads by a name that stays.
fn beside_the_page<F: RustEmbed>() -> Vec<String> {
    let mut names: Vec<String> = F::iter()
        .map(|path| {
            let bare = path.strip_suffix(".br").or(path.strip_suffix(".gz"));
            bare.unwrap_or(&path).to_owned()
        })
        .filter(|name| name != PAGE && !name.contains('/'))
        .collect();
    names.sort();
    names.dedup();
    names
}

async fn page<F: RustEmbed>(request: HttpRequest) -> Result<HttpResponse, Problem> {
    guarded(match base_path(&request) {
        "" => send::<F>(&request, PAGE, NO_CACHE),
        base => send_rebased::<F>(&request, PAGE, base),
    })
}

async fn asset<F: RustEmbed>(
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Problem> {
    let name = format!("assets/{name}");
    send::<F>(&request, &name, FOR_EVER).ok_or_else(|| Problem::new(Code::NotFound))
}

/// A person who has followed a link is told so by the app itself, every other client by a problem.
async fn missing<F: RustEmbed>(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let is_call = request.path() == "/api" || request.path().starts_with("/api/");
    if is_call || request.method() != Method::GET || !asks_for_a_page(request.headers()) {
        return Err(Problem::new(Code::NotFound));
    }
    guarded(match base_path(&request) {
        "" => send_instead::<F>(&request, PAGE),
        base => send_rebased_instead::<F>(PAGE, base),
    })
}

fn base_path(request: &HttpRequest) -> &str {
    let app = request.app_data::<web::Data<App>>();
    app.map_or("", |app| app.settings.base_path())
}

fn guarded(page: Option<HttpResponse>) -> Result<HttpResponse, Problem> {
    let mut page = page.ok_or_else(|| Problem::new(Code::NotFound))?;
    let csp = HeaderValue::from_static(CSP);
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, csp);
    Ok(page)
}

/// By name: whoever takes just anything is no browser that shows a page.
fn asks_for_a_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .filter_map(|accept| accept.to_str().ok())
        .any(|accept| accept.contains("text/html"))
}
