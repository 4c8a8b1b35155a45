//! The page that the secret link leads to. Opening it changes nothing, since mail scanners open
//! links; its form does. There is no script, and what people wrote is text.

use std::sync::{Arc, OnceLock};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER,
};
use actix_web::web::{self, Data, ServiceConfig};
use scheduler_domain::participants::{
    FindByLinkError, Invitation, Rsvp, answer_by_link, find_by_link,
};
use scheduler_domain::time::Zone;
use serde::Deserialize;
use time::UtcDateTime;

use super::body::{RsvpBody, parse_answer};
use super::moments::{moment, offset, span};
use crate::app::App;
use crate::docs::page::{BEHIND_LINK, PLAIN_CSP, escaped, fill, html};
use crate::extract::{Field, Form, PathLink, Query};
use crate::participants::rsvp_word;
use crate::problem::{Code, Problem};

/// No part of the document: it is for people.
pub(crate) fn configure(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/rsvp/{token}").get(show).post(answer));
}

/// What is asked of the page; none of it is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    answer: Field<String>,
    zone: Field<String>,
    saved: Field<String>,
}

/// What the page shows besides the invitation.
#[derive(Default)]
struct Shown {
    /// Preselected.
    answer: Option<Rsvp>,
    /// As it was typed.
    zone: Option<String>,
    /// Whether the answer was taken a moment ago.
    is_saved: bool,
    /// As it was typed, where it was not taken.
    note: Option<String>,
    /// Why it was not taken.
    refusal: Option<Problem>,
}

impl PageQuery {
    fn into_shown(self) -> Shown {
        let zone = self.zone.unless_blank();
        Shown {
            answer: self.answer.given().and_then(|raw| parse_answer(raw)),
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
        Err(problem) => trouble(&problem),
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
        (Err(problem), _) | (Ok(_), Err(problem)) => return trouble(&problem),
    };
    let shown = query.0.into_shown();
    match take(&app, token.clone(), &form).await {
        Ok(()) => saved(&token, shown.zone.as_deref()),
        Err(problem) if problem.code() == Code::NotFound => trouble(&problem),
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
            answered(status, page)
        }
        Err(problem) => trouble(&problem),
    }
}

fn render(
    token: &str,
    invitation: &Invitation,
    own: Option<Zone>,
    shown: &Shown,
    now: UtcDateTime,
) -> String {
    let (meeting, guest) = (&invitation.meeting, &invitation.guest);
    let details = &meeting.details;
    let asked = shown.zone.as_deref().map(Zone::parse);
    let zone = match &asked {
        Some(Ok(zone)) => zone.clone(),
        Some(Err(_)) | None => own.unwrap_or_else(|| details.zone.clone()),
    };
    let form = if invitation.takes_answers(now) {
        form(invitation, shown)
    } else {
        String::new()
    };
    let start = details.times.start();
    let name = match guest.name.as_str() {
        "" => guest.email.as_str(),
        name => name,
    };
    fill(
        concat!(
            include_str!("../../assets/pages/head.html"),
            include_str!("../../assets/pages/rsvp.html"),
        ),
        &[
            ("title", &escaped(details.title.as_str())),
            ("guest", &escaped(name)),
            ("notice", &notice(invitation, shown, &zone, now)),
            ("when", &escaped(&span(details.times, &zone))),
            ("instant", &scheduler_domain::time::format_utc(start)),
            ("offset", &offset(start, &zone)),
            ("zone", &escaped(zone.name())),
            ("zone-open", if asked.is_some() { " open" } else { "" }),
            (
                "zone-typed",
                &escaped(shown.zone.as_deref().unwrap_or(zone.name())),
            ),
            (
                "zone-fault",
                zone_fault(asked.is_some_and(|asked| asked.is_err())),
            ),
            ("zones", &zones()),
            ("zone-keeps", &kept_answer(shown)),
            ("where", &place(details.location.as_str())),
            ("organiser", &escaped(&meeting.organiser.name)),
            (
                "organiser-email",
                &escaped(meeting.organiser.email.as_str()),
            ),
            ("description", &paragraph(details.description.as_str())),
            ("form", &form),
            ("token", &escaped(token)),
        ],
    )
}

fn zone_fault(is_faulty: bool) -> &'static str {
    if is_faulty {
        r#"<p class="fault" role="alert">There is no such time zone. Enter a name such as Europe/Berlin.</p>"#
    } else {
        ""
    }
}

/// What the browser offers while one types.
fn zones() -> String {
    static OPTIONS: OnceLock<String> = OnceLock::new();
    let options = OPTIONS.get_or_init(|| {
        let places = Zone::places();
        let named = places
            .iter()
            .map(|name| format!("<option>{}", escaped(name)));
        named.collect()
    });
    options.clone()
}

fn kept_answer(shown: &Shown) -> String {
    shown.answer.map_or_else(String::new, |answer| {
        format!(
            r#"<input type="hidden" name="answer" value="{}">"#,
            rsvp_word(answer)
        )
    })
}

/// What happened, or how things are.
fn notice(invitation: &Invitation, shown: &Shown, zone: &Zone, now: UtcDateTime) -> String {
    let guest = &invitation.guest;
    let note = |class: &str, role: &str, text: &str| {
        format!(
            r#"<p class="notice {class}" role="{role}">{}</p>"#,
            escaped(text)
        )
    };
    if !invitation.takes_answers(now) {
        return note(
            "off",
            "status",
            "This meeting was called off. It does not take place.",
        );
    }
    if let Some(problem) = &shown.refusal {
        return note("bad", "alert", refusal(problem));
    }
    let (Some(said), Some(at)) = (said(guest.status), guest.responded_at) else {
        return String::new();
    };
    if shown.is_saved {
        let text = format!("{said} The organiser is told. You can change your answer below.");
        note("good", "status", &text)
    } else {
        let text = format!("{said} You answered on {}.", moment(at, zone));
        note("known", "status", &text)
    }
}

fn said(answer: Rsvp) -> Option<&'static str> {
    match answer {
        Rsvp::Pending => None,
        Rsvp::Accepted => Some("You said yes."),
        Rsvp::Declined => Some("You said no."),
        Rsvp::Tentative => Some("You said maybe."),
    }
}

fn refusal(problem: &Problem) -> &'static str {
    match problem.code() {
        Code::SchedulingConflict => {
            "You are busy at that time by now, and this meeting allows no clash. Your answer stays as it was."
        }
        Code::Invalid => {
            "Choose yes, maybe or no, and keep the message below 1000 characters. Nothing has changed."
        }
        _ours => "That did not work just now. Nothing has changed; try again in a minute.",
    }
}

fn form(invitation: &Invitation, shown: &Shown) -> String {
    let guest = &invitation.guest;
    let chosen = shown.answer.unwrap_or(guest.status);
    let choices = [
        choice(Rsvp::Accepted, "Yes", "I will come", chosen),
        choice(Rsvp::Tentative, "Maybe", "Not sure yet", chosen),
        choice(Rsvp::Declined, "No", "I cannot come", chosen),
    ];
    let note = shown.note.as_deref().unwrap_or(guest.note.as_str());
    let button = if guest.status == Rsvp::Pending {
        "Send answer"
    } else {
        "Change answer"
    };
    fill(
        include_str!("../../assets/pages/rsvp-form.html"),
        &[
            ("choices", &choices.concat()),
            ("note", &escaped(note)),
            ("button", button),
        ],
    )
}

fn choice(answer: Rsvp, word: &str, more: &str, chosen: Rsvp) -> String {
    let value = rsvp_word(answer);
    let checked = if answer == chosen { " checked" } else { "" };
    format!(
        r#"<label class="choice {value}"><input type="radio" name="answer" value="{value}" required{checked}><span><strong>{word}</strong><small>{more}</small></span></label>"#
    )
}

/// A link to the web is one to follow; everything else is text.
fn place(location: &str) -> String {
    if location.is_empty() {
        return String::new();
    }
    let is_link = ["https://", "http://"]
        .iter()
        .any(|scheme| location.starts_with(scheme))
        && !location.contains(|c: char| c.is_whitespace() || c.is_control());
    let text = escaped(location);
    let shown = if is_link {
        format!(r#"<a href="{text}" rel="noopener noreferrer nofollow">{text}</a>"#)
    } else {
        text
    };
    format!(r#"<div><dt>Where</dt><dd dir="auto">{shown}</dd></div>"#)
}

fn paragraph(description: &str) -> String {
    if description.is_empty() {
        return String::new();
    }
    format!(
        r#"<div><dt>About</dt><dd class="about" dir="auto">{}</dd></div>"#,
        escaped(description)
    )
}

/// There is nothing to show, and no more is said of why than the answer of the API says.
fn trouble(problem: &Problem) -> HttpResponse {
    let (title, text) = match problem.code() {
        Code::NotFound => (
            "This link does not work",
            "The meeting may be over, you may no longer be invited, or there is a newer link. Ask whoever invited you.",
        ),
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
    let mut answer = answered(problem.code().status(), page);
    if let Some(wait) = problem.header(&RETRY_AFTER) {
        answer.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    answer
}

fn answered(status: u16, page: String) -> HttpResponse {
    let mut answer = html(page, PLAIN_CSP);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    private(answer)
}

/// The token is in the path, and nobody else may learn it.
fn private(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    answer
}
