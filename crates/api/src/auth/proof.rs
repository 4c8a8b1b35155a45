//! How often the password of an account may come with a link.

use actix_web::HttpRequest;

use crate::app::App;
use crate::middleware::client_address;
use crate::problem::Problem;

/// A password that comes with a link is tried as one that comes with a log-in: no more often.
pub(super) fn check_proof(
    app: &App,
    request: &HttpRequest,
    token: &str,
    has_password: bool,
) -> Result<(), Problem> {
    if !has_password {
        return Ok(());
    }
    let claims = app.tokens.verify(token, app.ctx().now).ok();
    let account = claims.map(|claims| claims.user_id.to_string());
    let account = account.unwrap_or_default();
    let from = client_address(request, app.settings.trust_proxy);
    app.limits.check_log_in_from(from)?;
    app.limits.check_log_in_to(&account, from, false)
}
