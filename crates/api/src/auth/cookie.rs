//! The refresh token in a cookie, where no script can read it. `SameSite=Strict` keeps it from the
//! requests of other sites; a page of a sibling host could still send it with a form, but not with
//! a JSON body, for which its browser asks first and is refused (`middleware/cors.rs`).

use std::future::{Ready, ready};

use actix_web::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev, web};
use time::Duration;

use crate::app::App;
use crate::middleware::is_https;
use crate::problem::{Code, Problem};

const NAME: &str = "refresh_token";
/// Where this server is reached by https. Browsers take a name that begins like this from a secure
/// answer alone (RFC 6265bis §4.1.3.1), so that no plain connection can plant it.
const SECURE_NAME: &str = "__Secure-refresh_token";

/// The cookie that came with a request, and how another one goes back.
pub(super) struct RefreshCookie {
    pub(super) token: Option<String>,
    lifetime: Duration,
    is_https: bool,
    /// Below which its path is.
    base: String,
    /// Whether a cookie came under the name of before there was https; it is read once, and goes.
    has_plain: bool,
}
crate::extract::undocumented!(RefreshCookie);

impl FromRequest for RefreshCookie {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let Some(app) = request.app_data::<web::Data<App>>() else {
            return ready(Err(Problem::new(Code::Internal)));
        };
        let is_https = is_https(request, &app.settings);
        let plain = sent(request, NAME);
        let has_plain = is_https && plain.is_some();
        let secure = is_https.then(|| sent(request, SECURE_NAME)).flatten();
        ready(Ok(Self {
            token: secure.or(plain),
            lifetime: app.settings.lifetimes.refresh,
            is_https,
            base: app.settings.base_path().to_owned(),
            has_plain,
        }))
    }
}

impl RefreshCookie {
    /// The answer with this token in the cookie.
    pub(super) fn keep(&self, token: &str, answer: HttpResponse) -> Result<HttpResponse, Problem> {
        self.put(token, self.lifetime, answer)
    }

    /// The answer that takes the cookie away.
    pub(super) fn clear(&self, answer: HttpResponse) -> Result<HttpResponse, Problem> {
        self.put("", Duration::ZERO, answer)
    }

    fn put(
        &self,
        token: &str,
        lifetime: Duration,
        mut answer: HttpResponse,
    ) -> Result<HttpResponse, Problem> {
        let headers = answer.headers_mut();
        headers.append(SET_COOKIE, self.set(self.name(), token, lifetime)?);
        if self.has_plain {
            headers.append(SET_COOKIE, self.set(NAME, "", Duration::ZERO)?);
        }
        Ok(answer)
    }

    /// A refusal takes the cookie away if its token will never work again; one that only could not
    /// be looked up stays.
    pub(super) fn refuse(&self, problem: Problem) -> Problem {
        if problem.code().status() != 401 {
            return problem;
        }
        let names = [Some(self.name()), self.has_plain.then_some(NAME)];
        let cleared = |name| self.set(name, "", Duration::ZERO).ok();
        let cookies = names.into_iter().flatten().filter_map(cleared);
        cookies.fold(problem, |problem, cookie| {
            problem.with_added_header(SET_COOKIE, cookie)
        })
    }

    fn name(&self) -> &'static str {
        if self.is_https { SECURE_NAME } else { NAME }
    }

    /// RFC 6265 §4.1. A token is of characters that a cookie may hold.
    fn set(&self, name: &str, token: &str, lifetime: Duration) -> Result<HeaderValue, Problem> {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!(
            "{name}={token}; HttpOnly; SameSite=Strict; Path={}/api/auth/; Max-Age={}{secure}",
            self.base,
            lifetime.whole_seconds()
        );
        HeaderValue::try_from(cookie).map_err(Problem::internal)
    }
}

/// Cookies of others on this host need not be well formed, and must not hide ours, as they would
/// from the framework's own reader.
fn sent(request: &HttpRequest, wanted: &str) -> Option<String> {
    let mut pairs = request
        .headers()
        .get_all(COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, token)| *name == wanted && !token.is_empty())?;
    Some(token.to_owned())
}
