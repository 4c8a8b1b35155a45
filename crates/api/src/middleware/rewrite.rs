//! One spelling for what may be spelt in several ways.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;

/// Paths of the API end with a slash, those of files and pages do not; both spellings of each are
/// answered alike, without a redirect that would lose a body.
pub(super) fn normalise_path(request: &mut ServiceRequest) {
    let path = request.path();
    let last = path.rsplit('/').next().unwrap_or_default();
    let spelling = if path.starts_with("/api/") {
        (!last.is_empty() && !last.contains('.')).then(|| format!("{path}/"))
    } else {
        let trimmed = path.trim_end_matches('/');
        (!trimmed.is_empty() && trimmed != path).then(|| trimmed.to_owned())
    };
    if let Some(uri) = spelling.and_then(|path| with_path(request.uri(), &path)) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// Takes away the path below which a proxy serves everything. What comes without it comes from this
/// machine, such as a check of its health.
pub(super) fn strip_base(request: &mut ServiceRequest, base: &str) {
    if base.is_empty() {
        return;
    }
    let path = match request.path().strip_prefix(base) {
        Some("") => "/",
        Some(path) if path.starts_with('/') => path,
        _ => return,
    };
    if let Some(uri) = with_path(request.uri(), path) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    let path_and_query = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}
