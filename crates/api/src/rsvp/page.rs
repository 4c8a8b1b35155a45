//! The page that the secret link leads to. Opening it changes nothing, since mail scanners open
//! links; its form does. There is no script, and what people wrote is text.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER,
};
use actix_web::web::{self, Data, ServiceConfig};
use scheduler_domain::participants::{FindByLinkError, answer_by_link, find_by_link};
use serde::Deserialize;

use super::body::{RsvpBody, parse_answer};
use super::render::{Shown, render};
use crate::app::App;
use crate::docs::page::{BEHIND_LINK, PLAIN_CSP, fill, html, rebased};
use crate::extract::{Field, Form, PathLink, Query};
use crate::problem::{Code, Problem};

/// What a page behind a link says where there is nothing to show.
pub(crate) struct LinkTrouble {
    /// What may be the matter with a link that does not work.
    pub(crate) not_found: &'static str,
}

const WORDS: LinkTrouble = LinkTrouble {
    not_found: "The meeting may be over, you may no longer be invited, or there is a newer link. Ask whoever invited you.",
};

/// No part of the document: it is for people.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/rsvp/{token}").get(show).post(answer));
}

/// What is asked of the page; none of it is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    answer: Field<String>,
    sequence: Field<String>,
    zone: Field<String>,
    saved: Field<String>,
}

impl PageQuery {
    fn into_shown(self) -> Shown {
        let zone = self.zone.unless_blank();
        Shown {
            answer: self.answer.given().and_then(|raw| parse_answer(raw)),
            sequence: self.sequence.given().and_then(|raw| raw.parse().ok()),
            zone: zone.given().cloned(),
            is_saved: self.saved.given().is_some(),
            ..Shown::default()
        }
    }
}

async fn show(
    app: Data<App>,
    link: Result<PathLink, Problem>,
    query: Query<PageQuery>,
) -> HttpResponse {
    match link {
        Ok(link) => invitation(&app, link.0, query.0.into_shown()).await,
        Err(problem) => trouble(&app, &problem, &WORDS),
    }
}

async fn answer(
    app: Data<App>,
    link: Result<PathLink, Problem>,
    query: Query<PageQuery>,
    form: Result<Form, Problem>,
) -> HttpResponse {
    let (token, form) = match (link, form) {
        (Ok(link), Ok(form)) => (link.0, form),
        (Err(problem), _) | (Ok(_), Err(problem)) => return trouble(&app, &problem, &WORDS),
    };
    let shown = query.0.into_shown();
    match take(&app, token.clone(), &form).await {
        Ok(()) => saved(&token, shown.zone.as_deref()),
        Err(problem) if problem.code() == Code::NotFound => trouble(&app, &problem, &WORDS),
        Err(problem) => {
            let shown = Shown {
                answer: form.get("answer").and_then(parse_answer),
                note: form.get("note").map(str::to_owned),
                refusal: Some(problem),
                ..shown
            };
            invitation(&app, token, shown).await
        }
    }
}

async fn take(app: &App, token: String, form: &Form) -> Result<(), Problem> {
    let cmd = RsvpBody::of(form).into_command(token)?;
    let tokens = Arc::clone(&app.tokens);
    app.usecase(move |store, ctx| answer_by_link(store, ctx, tokens.as_ref(), &cmd))
        .await?;
    Ok(())
}

/// Back to the page, so that loading it again sends nothing again (RFC 9110 §15.4.4).
fn saved(token: &str, zone: Option<&str>) -> HttpResponse {
    let mut pairs = vec![("saved", "1")];
    pairs.extend(zone.map(|zone| ("zone", zone)));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((LOCATION, format!("/rsvp/{token}/?{query}")));
    private(answer.finish())
}

async fn invitation(app: &App, token: String, shown: Shown) -> HttpResponse {
    let tokens = Arc::clone(&app.tokens);
    let path = token.clone();
    let found = app
        .usecase(move |store, ctx| {
            let (invitation, zone) = find_by_link(store, ctx, tokens.as_ref(), &token)?;
            Ok::<_, FindByLinkError>((invitation, zone, ctx.now))
        })
        .await;
    match found {
        Ok((invitation, own, now)) => {
            let page = render(&path, &invitation, own, &shown, now);
            let status = shown.refusal.map_or(200, |problem| problem.code().status());
            answered(app, status, &page)
        }
        Err(problem) => trouble(app, &problem, &WORDS),
    }
}

/// There is nothing to show, and no more is said of why than the answer of the API says.
pub(crate) fn trouble(app: &App, problem: &Problem, words: &LinkTrouble) -> HttpResponse {
    let (title, text) = match problem.code() {
        Code::NotFound => ("This link does not work", words.not_found),
        Code::RateLimited => (
            "Too many requests",
            "Many people opened such links from your network just now. Try again in a minute.",
        ),
        _ours => (
            "That did not work just now",
            "Nothing has changed. Try again in a minute.",
        ),
    };
    let values = [("title", title), ("text", text), ("action", "")];
    let page = fill(BEHIND_LINK, &values);
    let mut answer = answered(app, problem.code().status(), &page);
    if let Some(wait) = problem.header(&RETRY_AFTER) {
        answer.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    answer
}

pub(crate) fn answered(app: &App, status: u16, page: &str) -> HttpResponse {
    let mut answer = html(rebased(page, app.settings.base_path()), PLAIN_CSP);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    private(answer)
}

/// The token is in the path, and nobody else may learn it.
pub(crate) fn private(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    answer
}
