//! The outermost layer: names the request, logs and measures it, and sees to it that every answer,
//! also one that nobody meant to give, has the headers and the shape that are promised.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    self, ALLOW, Accept, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, Header, HeaderMap,
    HeaderName, HeaderValue,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use tracing::Instrument;
use tracing::field::Empty;

use super::client::{client_address, of_client};
use super::rewrite::{normalise_path, strip_base};
use crate::app::App;
use crate::problem::{Code, Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A year. Neither subdomains nor a preload list: other hosts are not ours to decide about.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Behind these segments of a path stands the secret of a link.
const SECRET: [&str; 6] = [
    "rsvp",
    "reset",
    "verify",
    "change-email",
    "undo-email",
    "unsubscribe",
];

/// A page may load nothing unless its handler says what.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What must be remembered of a request while it is handled.
struct Asked {
    id: HeaderValue,
    method: Method,
    path: String,
    /// Whether the path holds a secret link, as far as its spelling tells.
    has_secret: bool,
    accept: Option<Accept>,
    since: Instant,
}

/// Wraps everything else.
pub(crate) async fn frame(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Err(Problem::new(Code::Internal).into());
    };
    strip_base(&mut request, app.settings.base_path());
    let asked = Asked::of(&app, &request);
    let span = tracing::info_span!(
        "request",
        request_id = asked.id.to_str().unwrap_or_default(),
        method = asked.method.as_str(),
        path = asked.loggable_path(),
        route = Empty,
        user_id = Empty,
    );
    let client = client_address(request.request(), app.settings.trust_proxy);
    let handled = async move {
        normalise_path(&mut request);
        // The answer to HEAD is the answer to GET; the connection leaves its body out.
        if request.method() == Method::HEAD {
            request.head_mut().method = Method::GET;
        }
        let answered = if asked.refuses_json() {
            let refusal = Problem::new(Code::NotAcceptable).error_response();
            Ok(request.into_response(refusal))
        } else {
            handle(next, request).await
        };
        match answered {
            Ok(response) => Ok(asked.finish(&app, response)),
            Err(mut problem) => {
                asked.log(&app, problem.status_code(), "unmatched", Some(&problem));
                asked.add_headers(&app, problem.headers_mut());
                Err(problem.into())
            }
        }
    };
    of_client(client, handled).instrument(span).await
}

/// A panic has no answer to put headers on, so it comes back as an error.
async fn handle(
    next: Next<impl MessageBody + 'static>,
    request: ServiceRequest,
) -> Result<ServiceResponse<BoxBody>, Problem> {
    let mut handled = pin!(next.call(request));
    let polled = std::future::poll_fn(|task| {
        catch_unwind(AssertUnwindSafe(|| handled.as_mut().poll(task)))
            .unwrap_or_else(|_panic| Poll::Ready(Err(Problem::new(Code::Internal).into())))
    });
    match polled.await {
        Ok(response) => Ok(response.map_into_boxed_body()),
        Err(error) => Err(error
            .as_error::<Problem>()
            .cloned()
            .unwrap_or_else(|| Problem::new(code_for(error.as_response_error().status_code())))),
    }
}

impl Asked {
    fn of(app: &App, request: &ServiceRequest) -> Self {
        let sent = request
            .headers()
            .get(REQUEST_ID)
            .filter(|id| is_well_formed(id));
        let id = sent.cloned().unwrap_or_else(|| {
            HeaderValue::from_str(&app.ctx().new_uuid().to_string())
                .unwrap_or_else(|_| HeaderValue::from_static("none"))
        });
        let accept = request
            .headers()
            .contains_key(header::ACCEPT)
            .then(|| Accept::parse(request.request()).ok())
            .flatten();
        Self {
            id,
            method: request.method().clone(),
            path: request.path().to_owned(),
            // As routes are matched: without percent signs where none are needed.
            has_secret: request
                .match_info()
                .as_str()
                .split('/')
                .any(|segment| SECRET.contains(&segment)),
            accept,
            since: Instant::now(),
        }
    }

    /// Paths of pages can hold the secret of a link; the route is logged in any case.
    fn loggable_path(&self) -> &str {
        if self.path.starts_with("/api/") && !self.has_secret {
            &self.path
        } else {
            ""
        }
    }

    /// Whether something would be changed for somebody who cannot read the answer.
    fn refuses_json(&self) -> bool {
        let is_safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&self.method);
        !is_safe && self.path.starts_with("/api/") && !self.accepts("application/json")
    }

    fn accepts(&self, media_type: &str) -> bool {
        let Some(accept) = self.accept.as_ref().filter(|accept| !accept.is_empty()) else {
            return true;
        };
        let (kind, subtype) = media_type.split_once('/').unwrap_or_default();
        accept.iter().any(|range| {
            let fits = |part: &str, wanted: &str| part == "*" || part == wanted;
            range.quality > header::Quality::ZERO
                && fits(range.item.type_().as_str(), kind)
                && fits(
                    range.item.essence_str().split('/').nth(1).unwrap_or("*"),
                    subtype,
                )
        })
    }

    fn finish(&self, app: &App, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let route = response.request().match_pattern();
        let route = route.as_deref().unwrap_or("unmatched");
        tracing::Span::current().record("route", route);
        let problem = response
            .response()
            .error()
            .and_then(Error::as_error::<Problem>);
        self.log(app, response.status(), route, problem);

        let mut response = self.shape(app, response);
        self.add_headers(app, response.headers_mut());
        response
    }

    /// Makes a problem of a failure that is none yet: no such route, no such method, and what the
    /// framework refuses by itself.
    fn shape(&self, app: &App, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let status = response.status();
        let media_type = essence(response.headers());
        let is_failure = status.is_client_error() || status.is_server_error();
        let is_plain = media_type.is_none_or(|text| text == "text/plain");
        let problem = if is_failure && is_plain {
            Problem::new(code_for(status))
        } else if status.is_success()
            && media_type.is_some_and(|text| !self.accepts(text))
            && self.is_api_read()
        {
            Problem::new(Code::NotAcceptable)
        } else {
            return response;
        };
        let (request, old) = response.into_parts();
        let mut shaped = problem.error_response();
        for (name, value) in old.headers() {
            if ![CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING].contains(name) {
                shaped.headers_mut().append(name.clone(), value.clone());
            }
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            let pattern = request.match_pattern().unwrap_or_default();
            let allow = app.routes.get().and_then(|routes| routes.allow(&pattern));
            let allow = allow.unwrap_or(HeaderValue::from_static("GET, HEAD"));
            shaped.headers_mut().insert(ALLOW, allow);
        }
        ServiceResponse::new(request, shaped)
    }

    fn is_api_read(&self) -> bool {
        self.path.starts_with("/api/") && [Method::GET, Method::HEAD].contains(&self.method)
    }

    fn add_headers(&self, app: &App, headers: &mut HeaderMap) {
        headers.insert(REQUEST_ID, self.id.clone());
        if app.settings.tells_hsts() {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
        rebase_location(headers, app.settings.base_path());
        let mut default = |name: HeaderName, value: &'static str| {
            if !headers.contains_key(&name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        };
        default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        default(header::X_FRAME_OPTIONS, "DENY");
        // Nobody else may learn where a secret link leads.
        let referrer = if self.has_secret {
            "no-referrer"
        } else {
            "same-origin"
        };
        default(header::REFERRER_POLICY, referrer);
        default(header::CONTENT_SECURITY_POLICY, NOTHING);
        if self.has_secret {
            default(ROBOTS, "noindex");
        }
        if self.path.starts_with("/api/auth/") || self.has_secret {
            default(header::CACHE_CONTROL, "no-store");
        } else if self.path.starts_with("/api/") {
            default(header::CACHE_CONTROL, "private, no-cache");
        }
    }

    /// Once for each request, where it is answered. No header, query or body is ever logged.
    fn log(&self, app: &App, status: StatusCode, route: &str, problem: Option<&Problem>) {
        let took = self.since.elapsed();
        app.metrics
            .observe(&self.method, route, status.as_u16(), took);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let status = status.as_u16();
        let code = problem.map(|problem| problem.code().word());
        if status >= 500 {
            let cause = problem.and_then(Problem::cause);
            let cause = cause.as_deref().unwrap_or("unknown");
            tracing::error!(status, code, micros, cause, "failed");
        } else {
            tracing::info!(status, code, micros, "answered");
        }
    }
}

/// A path on this server, as clients reach it.
fn rebase_location(headers: &mut HeaderMap, base: &str) {
    let location = headers.get(header::LOCATION);
    let path = location.and_then(|location| location.to_str().ok());
    if let Some(path) = path.filter(|path| !base.is_empty() && path.starts_with('/'))
        && let Ok(location) = HeaderValue::from_str(&format!("{base}{path}"))
    {
        headers.insert(header::LOCATION, location);
    }
}

fn is_well_formed(id: &HeaderValue) -> bool {
    (1..=128).contains(&id.len())
        && id
            .as_bytes()
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

fn essence(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or_default().trim())
}

fn code_for(status: StatusCode) -> Code {
    match status.as_u16() {
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        406 => Code::NotAcceptable,
        413 => Code::BodyTooLarge,
        415 => Code::UnsupportedMediaType,
        400..500 => Code::BadRequest,
        _ => Code::Internal,
    }
}
