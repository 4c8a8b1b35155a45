//! What the page of an invitation says.

use std::sync::OnceLock;

use scheduler_domain::participants::{Invitation, Rsvp};
use scheduler_domain::text::called;
use scheduler_domain::time::{Zone, format_utc};
use time::UtcDateTime;

use super::links::{first_link, linked};
use super::moments::{city, clocks, first_day, moment};
use crate::docs::page::{escaped, fill};
use crate::participants::rsvp_word;
use crate::problem::{Code, Problem};

/// What the page shows besides the invitation.
#[derive(Default)]
pub(super) struct Shown {
    /// Chosen in the mail, and not given yet.
    pub(super) answer: Option<Rsvp>,
    /// The revision of the meeting that the mail tells of.
    pub(super) sequence: Option<i32>,
    /// As it was typed.
    pub(super) zone: Option<String>,
    /// Whether the answer was taken a moment ago.
    pub(super) is_saved: bool,
    /// As it was typed, where it was not taken.
    pub(super) note: Option<String>,
    /// Why it was not taken.
    pub(super) refusal: Option<Problem>,
}

impl Shown {
    /// What only has to be confirmed: nothing where the mail tells of former times.
    fn proposed(&self, invitation: &Invitation) -> Option<Rsvp> {
        let is_fresh = !self.is_saved && self.refusal.is_none() && !self.is_outdated(invitation);
        let given = invitation.guest.status;
        self.answer.filter(|answer| is_fresh && *answer != given)
    }

    fn is_outdated(&self, invitation: &Invitation) -> bool {
        let current = invitation.meeting.times_sequence;
        self.sequence.is_some_and(|told| told < current)
    }
}

/// `own` is the zone of the guest's account, if there is one.
pub(super) fn render(
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
    let takes_answers = invitation.takes_answers(now);
    let name = match guest.name.as_str() {
        "" => &*guest.email.shown(),
        name => name,
    };
    let organiser = called(&meeting.organiser.name, &meeting.organiser.email);
    let form = if takes_answers {
        form(invitation, shown, &organiser)
    } else {
        String::new()
    };
    let calendar = if takes_answers && !guest.status.attends() {
        format!("<p>{}</p>", calendar_link(token, ""))
    } else {
        String::new()
    };
    fill(
        concat!(
            include_str!("../../assets/pages/head.html"),
            include_str!("../../assets/pages/rsvp.html"),
        ),
        &[
            ("title", &escaped(details.title.as_str())),
            ("guest", &escaped(name)),
            ("notice", &notice(token, invitation, shown, &zone, now)),
            ("instant", &format_utc(details.times.start())),
            ("day", &escaped(&first_day(details.times, &zone))),
            ("clocks", &escaped(&clocks(details.times, &zone))),
            ("city", &escaped(&city(&zone))),
            ("elsewhere", &elsewhere(invitation, &zone)),
            ("zone-open", if asked.is_some() { " open" } else { "" }),
            (
                "zone-typed",
                &escaped(shown.zone.as_deref().unwrap_or(zone.name())),
            ),
            (
                "zone-fault",
                zone_fault(asked.is_some_and(|asked| asked.is_err())),
            ),
            ("zones", zones()),
            ("zone-keeps", &kept_answer(shown)),
            ("where", &place(details.location.as_str(), takes_answers)),
            ("form", &form),
            ("organiser", &escaped(&organiser)),
            (
                "organiser-email",
                &escaped(meeting.organiser.email.as_str()),
            ),
            (
                "organiser-email-shown",
                &escaped(&meeting.organiser.email.shown()),
            ),
            ("description", &paragraph(details.description.as_str())),
            ("calendar", &calendar),
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

/// The organiser's clocks, where they show something else.
fn elsewhere(invitation: &Invitation, zone: &Zone) -> String {
    let details = &invitation.meeting.details;
    let (times, there) = (details.times, &details.zone);
    let of = |zone| (first_day(times, zone), clocks(times, zone));
    if of(zone) == of(there) {
        return String::new();
    }
    let (day, clocks) = of(there);
    let day = if day == first_day(times, zone) {
        String::new()
    } else {
        format!("{day}, ")
    };
    format!(
        r#"<p class="elsewhere">{}{}&nbsp;{}, the organiser’s time</p>"#,
        escaped(&day),
        escaped(&clocks),
        escaped(&city(there)),
    )
}

/// What the browser offers while one types.
fn zones() -> &'static str {
    static OPTIONS: OnceLock<String> = OnceLock::new();
    OPTIONS.get_or_init(|| {
        let places = Zone::places();
        let named = places
            .iter()
            .map(|name| format!("<option>{}", escaped(name)));
        named.collect()
    })
}

/// An answer that is chosen in the mail stays chosen, for its revision, when another zone is shown.
fn kept_answer(shown: &Shown) -> String {
    let hidden =
        |name: &str, value: &str| format!(r#"<input type="hidden" name="{name}" value="{value}">"#);
    let answer = shown
        .answer
        .map(|answer| hidden("answer", rsvp_word(answer)));
    let sequence = shown
        .sequence
        .map(|number| hidden("sequence", &number.to_string()));
    answer.into_iter().chain(sequence).collect()
}

/// What happened, or how things are.
fn notice(
    token: &str,
    invitation: &Invitation,
    shown: &Shown,
    zone: &Zone,
    now: UtcDateTime,
) -> String {
    let guest = &invitation.guest;
    let note = |class: &str, role: &str, text: &str, more: &str| {
        format!(
            r#"<div class="notice {class}"><p role="{role}">{}</p>{more}</div>"#,
            escaped(text)
        )
    };
    if !invitation.takes_answers(now) {
        let text = "This meeting was called off. It does not take place.";
        return note("off", "status", text, "");
    }
    if let Some(problem) = &shown.refusal {
        return note("bad", "alert", refusal(problem), "");
    }
    if shown.answer.is_some() && !shown.is_saved && shown.is_outdated(invitation) {
        let text = "The organiser has moved the meeting since that e-mail: look at the new time below and reply.";
        return note("known", "status", text, "");
    }
    if let Some(answer) = shown.proposed(invitation) {
        let text = format!(
            "Your answer is not sent yet: press “{}” below.",
            word(answer)
        );
        return note("known", "status", &text, "");
    }
    let (Some(said), Some(at)) = (said(guest.status), guest.responded_at) else {
        return String::new();
    };
    let calendar = if guest.status.attends() {
        calendar_link(token, "button")
    } else {
        String::new()
    };
    if shown.is_saved {
        let text = format!("{said} The organiser is told. You can change your answer below.");
        note("good", "status", &text, &calendar)
    } else {
        let text = format!("{said} You answered on {}.", moment(at, zone));
        note("known", "status", &text, &calendar)
    }
}

fn calendar_link(token: &str, class: &str) -> String {
    format!(
        r#"<a class="{class}" href="/api/rsvp/{}/export-ics/" download>Add to your calendar</a>"#,
        escaped(token)
    )
}

fn word(answer: Rsvp) -> &'static str {
    match answer {
        Rsvp::Pending => "",
        Rsvp::Accepted => "Yes",
        Rsvp::Declined => "No",
        Rsvp::Tentative => "Maybe",
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
        Code::ReplyOutdated => {
            "The organiser has moved the meeting. Your reply is not sent: look at the new time below and reply again."
        }
        Code::Invalid if problem.blames("sequence") => {
            "This page was out of date. Your reply is not sent: look at the time below and reply again."
        }
        Code::Invalid => {
            "Choose yes, maybe or no, and keep the message below 1000 characters. Nothing has changed."
        }
        _ours => "That did not work just now. Nothing has changed; try again in a minute.",
    }
}

fn form(invitation: &Invitation, shown: &Shown, organiser: &str) -> String {
    let guest = &invitation.guest;
    let proposed = shown.proposed(invitation);
    let choices = [
        (Rsvp::Accepted, "I will come"),
        (Rsvp::Tentative, "Not sure yet"),
        (Rsvp::Declined, "I cannot come"),
    ]
    .map(|(answer, more)| choice(answer, more, guest.status, proposed));
    let note = shown.note.as_deref().unwrap_or(guest.note.as_str());
    let (question, save) = if guest.status == Rsvp::Pending {
        ("Will you come?", String::new())
    } else {
        let save = format!(
            r#"<button class="quiet" name="answer" value="{}">Save the message</button>"#,
            rsvp_word(guest.status)
        );
        ("Change your answer", save)
    };
    fill(
        include_str!("../../assets/pages/rsvp-form.html"),
        &[
            ("question", question),
            ("choices", &choices.concat()),
            ("organiser", &escaped(organiser)),
            ("note", &escaped(note)),
            ("save", &save),
            ("sequence", &invitation.meeting.sequence.to_string()),
        ],
    )
}

/// Answers at once. The given answer is told by words, by a mark and by its colour.
fn choice(answer: Rsvp, more: &str, given: Rsvp, proposed: Option<Rsvp>) -> String {
    let (value, word) = (rsvp_word(answer), word(answer));
    let (state, more) = if answer == given {
        (r#" aria-pressed="true""#, "Your answer")
    } else if proposed == Some(answer) {
        (" data-proposed autofocus", "Press to send")
    } else {
        ("", more)
    };
    let mark = match answer {
        Rsvp::Accepted => r#"<path d="M20 6 9 17l-5-5"/>"#,
        Rsvp::Declined => r#"<path d="M18 6 6 18M6 6l12 12"/>"#,
        Rsvp::Tentative | Rsvp::Pending => {
            r#"<circle cx="12" cy="12" r="10"/><path d="M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3M12 17h.01"/>"#
        }
    };
    format!(
        r#"<button class="choice {value}" name="answer" value="{value}"{state}><svg viewBox="0 0 24 24" aria-hidden="true">{mark}</svg><span><strong>{word}</strong> <small>{more}</small></span></button>"#
    )
}

/// With a button to join, where it holds a link and there is something to join.
fn place(location: &str, takes_place: bool) -> String {
    if location.is_empty() {
        return String::new();
    }
    let join = first_link(location).filter(|_| takes_place).map_or_else(
        String::new,
        |link| {
            format!(
                r#"<a class="button join" href="{}" target="_blank" rel="noopener noreferrer nofollow">Join</a>"#,
                escaped(link)
            )
        },
    );
    format!(
        r#"<div><dt>Where</dt><dd><p dir="auto">{}</p>{join}</dd></div>"#,
        linked(location)
    )
}

fn paragraph(description: &str) -> String {
    if description.is_empty() {
        return String::new();
    }
    format!(
        r#"<div><dt>About</dt><dd class="about" dir="auto">{}</dd></div>"#,
        linked(description)
    )
}
