//! Queries and pages.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;
use actix_web::{FromRequest, HttpRequest, dev, web};
use scheduler_domain::page::{Page, PageRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Field;
use crate::app::App;
use crate::problem::{Code, Faults, Problem};

/// A query as a struct of `Field<String>`s; of two of one name the last one counts.
pub(crate) struct Query<T>(pub(crate) T);
super::undocumented!(Query<T>);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let members: Map<_, _> = pairs(request)
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        let read = T::deserialize(Value::Object(members));
        ready(read.map(Self).map_err(Problem::internal))
    }
}

fn pairs(request: &HttpRequest) -> Vec<(String, String)> {
    web::Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map(web::Query::into_inner)
        .unwrap_or_default()
}

/// Which page is asked for. Flatten it into the query of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PageQuery {
    page: Field<String>,
    page_size: Field<String>,
}

impl PageQuery {
    /// The page, with all that is wrong noted in `faults`.
    pub(crate) fn read(self, faults: &mut Faults) -> Option<PageRequest> {
        let number = faults.optional("page", self.page, |raw| {
            let number = count(&raw)?;
            let page = PageRequest::try_new(number, PageRequest::DEFAULT_SIZE);
            page.map_err(|fault| fault.to_string())
        });
        let size = faults.optional("page_size", self.page_size, |raw| {
            let page = PageRequest::try_new(1, count(&raw)?);
            page.map_err(|fault| fault.to_string())
        });
        let number = number.map_or(1, |page| page.number());
        let size = size.map_or(PageRequest::DEFAULT_SIZE, |page| page.size());
        PageRequest::try_new(number, size).ok()
    }

    /// The page, where nothing else can be wrong.
    pub(crate) fn parse(self) -> Result<PageRequest, Problem> {
        let mut faults = Faults::default();
        let page = self.read(&mut faults);
        faults.finish(page)
    }
}

/// A number too large for any page is that of a page behind the end.
fn count(raw: &str) -> Result<u32, &'static str> {
    let digits = raw.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("A valid integer is required.");
    }
    Ok(digits.parse().unwrap_or(u32::MAX))
}

/// Where a list is, so that its other pages can be named.
pub(crate) struct PageUrl {
    base: String,
    pairs: Vec<(String, String)>,
}
super::undocumented!(PageUrl);

/// One page as it is answered.
#[derive(Debug, Serialize)]
pub(crate) struct PageView<V> {
    count: i64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<V>,
}

/// Where clients reach this server, without a slash at the end.
pub(crate) struct Origin(pub(crate) String);
super::undocumented!(Origin);

impl FromRequest for Origin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(origin(request).map(Self))
    }
}

/// As it is configured, else as the request says; what a proxy adds counts where it is trusted.
fn origin(request: &HttpRequest) -> Result<String, Problem> {
    let settings = request
        .app_data::<web::Data<App>>()
        .map(|app| &app.settings);
    let configured = settings.and_then(|settings| settings.public_url.clone());
    let origin = configured.or_else(|| {
        let proxy = settings.and_then(|settings| settings.trust_proxy);
        let headers = request.headers();
        let scheme = proxy.and_then(|proxy| proxy.scheme(headers));
        let scheme = scheme.map_or("http".to_owned(), |scheme| scheme.to_ascii_lowercase());
        let host = match proxy.and_then(|proxy| proxy.host(headers)) {
            Some(host) => host,
            None => Cow::Borrowed(called_host(request)?),
        };
        named_origin(&scheme, &host)
    });
    let origin = origin.ok_or_else(|| Problem::new(Code::BadRequest))?;
    Ok(origin.trim_end_matches('/').to_owned())
}

/// The host that the request names.
fn called_host(request: &HttpRequest) -> Option<&str> {
    match (request.headers().get(HOST), request.uri().authority()) {
        (Some(host), _) => host.to_str().ok(),
        (None, Some(authority)) => Some(authority.as_str()),
        (None, None) => Some(request.app_config().host()),
    }
}

impl FromRequest for PageUrl {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(origin(request).map(|origin| Self {
            base: format!("{origin}{}", request.path()),
            pairs: pairs(request),
        }))
    }
}

/// Where the request says that it is sent; `None` if nothing can be sent there (RFC 9112 §3.2).
fn named_origin(scheme: &str, host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    let is_web = matches!(scheme, "http" | "https");
    let is_host = !authority.host().is_empty() && !host.contains('@');
    (is_web && is_host).then(|| format!("{scheme}://{host}"))
}

impl PageUrl {
    /// The page, each item as `view` shows it; 404 for one past the end.
    pub(crate) fn show<T, V>(
        &self,
        page: Page<T>,
        view: impl FnMut(T) -> V,
    ) -> Result<PageView<V>, Problem> {
        if page.is_past_the_end() {
            return Err(Problem::new(Code::NotFound).with_detail("There is no such page."));
        }
        let number = page.request.number();
        Ok(PageView {
            count: page.count,
            next: page.has_next().then(|| self.page(number + 1)),
            previous: (number > 1).then(|| self.page(number - 1)),
            results: page.items.into_iter().map(view).collect(),
        })
    }

    fn page(&self, number: u32) -> String {
        let number = number.to_string();
        let others = self.pairs.iter().filter(|(name, _)| name != "page");
        let all: Vec<(&str, &str)> = others
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain([("page", number.as_str())])
            .collect();
        let query = serde_urlencoded::to_string(all).unwrap_or_default();
        format!("{}?{query}", self.base)
    }
}
