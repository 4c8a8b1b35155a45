//! The page where an address stops its e-mails. Opening it changes nothing, since mail scanners open
//! links; its form does, and so does the request that mail programs send by themselves (RFC 8058).

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, ServiceConfig};
use scheduler_domain::opt_out::OptOut;
use serde::Deserialize;

use super::handlers::{find, set};
use crate::app::App;
use crate::docs::page::{escaped, fill};
use crate::extract::{Field, ListForm, PathOptOut, Query};
use crate::problem::{Code, Problem};
use crate::rsvp::{LinkTrouble, private, trouble, with_status};

/// What went wrong, for people.
const WORDS: LinkTrouble = LinkTrouble {
    not_found: "It may be cut off. Open the link in the e-mail once more, or copy all of it.",
};

/// No part of the document: it is for people, and for mail programs.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/unsubscribe/{link}").get(show).post(choose));
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    saved: Field<String>,
}

async fn show(
    app: Data<App>,
    link: Result<PathOptOut, Problem>,
    query: Query<PageQuery>,
) -> HttpResponse {
    let is_saved = query.0.saved.given().is_some();
    let found = match link {
        Ok(link) => find(&app, link.0).await,
        Err(problem) => Err(problem),
    };
    match found {
        Ok(found) => with_status(&app, 200, &render(&found, is_saved)),
        Err(problem) => trouble(&app, &problem, &WORDS),
    }
}

async fn choose(
    app: Data<App>,
    link: Result<PathOptOut, Problem>,
    form: Result<ListForm, Problem>,
) -> HttpResponse {
    match taken(&app, link, form).await {
        Ok(answer) => answer,
        Err(problem) => trouble(&app, &problem, &WORDS),
    }
}

async fn taken(
    app: &App,
    link: Result<PathOptOut, Problem>,
    form: Result<ListForm, Problem>,
) -> Result<HttpResponse, Problem> {
    let (link, form) = (link?.0, form?.0);
    // A mail program follows no redirect (RFC 8058 §3.1) and reads no page.
    if form.get("List-Unsubscribe") == Some("One-Click") {
        let done = set(app, link, true).await?;
        return Ok(with_status(app, 200, &render(&done, true)));
    }
    let is_opted_out = match form.get("choice") {
        Some("stop") => true,
        Some("resume") => false,
        _ => return Err(Problem::new(Code::BadRequest)),
    };
    set(app, link, is_opted_out).await?;
    // Back to the page, so that loading it again sends nothing again (RFC 9110 §15.4.4).
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((LOCATION, "?saved=1"));
    Ok(private(answer.finish()))
}

fn render(found: &OptOut, is_saved: bool) -> String {
    let (title, text, choice, label) = if found.is_opted_out {
        (
            "You get no e-mails from this server",
            "Organisers who invite you see that you get none. If a meeting that you accepted moves or is cancelled, you are still told, and you can leave it by that e-mail. E-mails about your own account are not affected.",
            "resume",
            "Get e-mails again",
        )
    } else {
        (
            "Stop all e-mails from this server?",
            "You get no more invitations, reminders and replies by e-mail, whoever sends them. If a meeting that you accepted moves or is cancelled, you are still told. E-mails about your own account are not affected.",
            "stop",
            "Stop all e-mails",
        )
    };
    let notice = if is_saved {
        r#"<div class="notice good"><p role="status">Saved. You can change this at any time on this page.</p></div>"#
    } else {
        ""
    };
    fill(
        concat!(
            include_str!("../../assets/pages/head.html"),
            include_str!("../../assets/pages/unsubscribe.html"),
        ),
        &[
            ("email", &escaped(&found.email.shown())),
            ("title", title),
            ("notice", notice),
            ("text", text),
            ("choice", choice),
            ("label", label),
        ],
    )
}
