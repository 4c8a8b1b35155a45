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

/// The cookie that came with a request, and how another one goes back.
pub(super) struct RefreshCookie {
    pub(super) token: Option<String>,
    lifetime: Duration,
    is_https: bool,
}
crate::extract::undocumented!(RefreshCookie);

impl FromRequest for RefreshCookie {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let Some(app) = request.app_data::<web::Data<App>>() else {
            return ready(Err(Problem::new(Code::Internal)));
        };
        ready(Ok(Self {
            token: sent(request),
            lifetime: app.settings.lifetimes.refresh,
            is_https: is_https(request, &app.settings),
        }))
    }
}

impl RefreshCookie {
    /// The answer with this token in the cookie.
    pub(super) fn keep(
        &self,
        token: &str,
        mut answer: HttpResponse,
    ) -> Result<HttpResponse, Problem> {
        let cookie = self.set(token, self.lifetime)?;
        answer.headers_mut().append(SET_COOKIE, cookie);
        Ok(answer)
    }

    /// The answer that takes the cookie away.
    pub(super) fn clear(&self, mut answer: HttpResponse) -> Result<HttpResponse, Problem> {
        answer
            .headers_mut()
            .append(SET_COOKIE, self.set("", Duration::ZERO)?);
        Ok(answer)
    }

    /// A refusal takes the cookie away if its token will never work again; one that only could not
    /// be looked up stays.
    pub(super) fn refuse(&self, problem: Problem) -> Problem {
        match self.set("", Duration::ZERO) {
            Ok(cookie) if problem.code().status() == 401 => problem.with_header(SET_COOKIE, cookie),
            _ => problem,
        }
    }

    /// RFC 6265 §4.1. A token is of characters that a cookie may hold.
    fn set(&self, token: &str, lifetime: Duration) -> Result<HeaderValue, Problem> {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!(
            "{NAME}={token}; HttpOnly; SameSite=Strict; Path=/api/auth/; Max-Age={}{secure}",
            lifetime.whole_seconds()
        );
        HeaderValue::try_from(cookie).map_err(Problem::internal)
    }
}

/// Cookies of others on this host need not be well formed, and must not hide ours, as they would
/// from the framework's own reader.
fn sent(request: &HttpRequest) -> Option<String> {
    let mut pairs = request
        .headers()
        .get_all(COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, token)| *name == NAME && !token.is_empty())?;
    Some(token.to_owned())
}
