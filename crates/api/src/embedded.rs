//! Files that the binary embeds, as they were compressed when they were made.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, ContentEncoding, ETAG, Encoding, EntityTag, Header as _,
    HeaderValue, IfNoneMatch, TryIntoHeaderValue as _, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::docs::page::rebased;

/// To be asked for again each time, which costs a 304.
pub(crate) const NO_CACHE: &str = "no-cache";

/// What this client gets of a file: `name.br`, `name.gz` or `name`, whichever there is and it
/// takes. `None` if there is none of them.
pub(crate) fn send<F: RustEmbed>(
    request: &HttpRequest,
    name: &str,
    cache_control: &'static str,
) -> Option<HttpResponse> {
    let (file, stored) = find::<F>(request, name)?;
    let tag = entity_tag(&file);
    let mut answer = if is_known(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        whole(request, name, file, &stored)
    };
    let headers = answer.headers_mut();
    headers.insert(ETAG, tag.try_into_value().ok()?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    Some(answer)
}

/// [`send`] for a page that a proxy serves below a path: its links lead there. It is compressed as
/// other responses are.
pub(crate) fn send_rebased<F: RustEmbed>(
    request: &HttpRequest,
    name: &str,
    base: &str,
) -> Option<HttpResponse> {
    let page = rebased_page::<F>(name, base)?;
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    let tag = EntityTag::new_weak(format!("{:016x}", hasher.finish()));
    let mut answer = if is_known(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        HttpResponse::Ok().content_type(media_type(name)).body(page)
    };
    let headers = answer.headers_mut();
    headers.insert(ETAG, tag.try_into_value().ok()?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_CACHE));
    Some(answer)
}

/// The same in place of something that is not there.
pub(crate) fn send_rebased_instead<F: RustEmbed>(name: &str, base: &str) -> Option<HttpResponse> {
    let page = rebased_page::<F>(name, base)?;
    Some(
        HttpResponse::NotFound()
            .content_type(media_type(name))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .body(page),
    )
}

fn rebased_page<F: RustEmbed>(name: &str, base: &str) -> Option<String> {
    let mut page = String::new();
    match F::get(&format!("{name}.gz")) {
        Some(file) => GzDecoder::new(&*file.data)
            .read_to_string(&mut page)
            .map(drop)
            .ok()?,
        None => page.push_str(std::str::from_utf8(&F::get(name)?.data).ok()?),
    }
    Some(rebased(&page, base).into_owned())
}

/// [`send`] in place of something that is not there.
pub(crate) fn send_instead<F: RustEmbed>(
    request: &HttpRequest,
    name: &str,
) -> Option<HttpResponse> {
    let (file, stored) = find::<F>(request, name)?;
    let mut answer = whole(request, name, file, &stored);
    *answer.status_mut() = StatusCode::NOT_FOUND;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(answer)
}

fn whole(request: &HttpRequest, name: &str, file: EmbeddedFile, stored: &Stored) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.content_type(media_type(name));
    match (stored, takes(request, &Encoding::gzip())) {
        (Stored::Brotli, _) => answer
            .insert_header(ContentEncoding::Brotli)
            .body(bytes(file)),
        (Stored::Gzip, true) => answer
            .insert_header(ContentEncoding::Gzip)
            .body(bytes(file)),
        (Stored::Gzip, false) => {
            let mut plain = Vec::new();
            match GzDecoder::new(&*file.data).read_to_end(&mut plain) {
                Ok(_) => answer.insert_header(ContentEncoding::Identity).body(plain),
                Err(_broken) => HttpResponse::InternalServerError().finish(),
            }
        }
        (Stored::Plain, _) => answer
            .insert_header(ContentEncoding::Identity)
            .body(bytes(file)),
    }
}

enum Stored {
    Brotli,
    Gzip,
    Plain,
}

fn find<F: RustEmbed>(request: &HttpRequest, name: &str) -> Option<(EmbeddedFile, Stored)> {
    let brotli = takes(request, &Encoding::brotli()).then(|| F::get(&format!("{name}.br")));
    if let Some(file) = brotli.flatten() {
        return Some((file, Stored::Brotli));
    }
    let gzip = F::get(&format!("{name}.gz")).map(|file| (file, Stored::Gzip));
    gzip.or_else(|| Some((F::get(name)?, Stored::Plain)))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
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

/// Whether the client likes this coding no less than none at all.
fn takes(request: &HttpRequest, coding: &Encoding) -> bool {
    let choice = AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate([coding.clone(), Encoding::identity()].iter()));
    choice.as_ref() == Some(coding)
}
