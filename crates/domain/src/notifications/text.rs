//! The words of notices. A subject is one line, whatever people wrote into a title.

use std::fmt::Write;

use super::{Facts, Notice, NoticeKind, Reply, clock};
use crate::participants::Rsvp;
use crate::text::Email;

const INVITED: &str = "Invitation";
const UPDATED: &str = "Updated";
const INVITES: &str = " invites you to a meeting.";
const HANDED_OVER: &str = "You organise this meeting from now on.";
const CHANGED: &str = " changed a meeting that you are invited to.";

pub(super) fn subject(facts: &Facts, kind: NoticeKind) -> String {
    if let Some(reply) = &facts.reply {
        return reply_subject(facts, reply);
    }
    let what = match kind {
        NoticeKind::Invitation => INVITED,
        NoticeKind::Update => UPDATED,
        NoticeKind::Cancellation if facts.goes_on => "No longer invited",
        NoticeKind::Cancellation => "Cancelled",
        NoticeKind::Reminder => "Reminder",
        NoticeKind::Reply => "Answer",
        NoticeKind::EmailVerification | NoticeKind::PasswordReset => "Account",
    };
    format!("{what}: {}", one_line(facts.title.as_str()))
}

pub(super) fn message(facts: &Facts, email: &Email, name: &str, kind: NoticeKind) -> String {
    let greeting = if name.is_empty() {
        email.as_str()
    } else {
        name
    };
    if let Some(reply) = &facts.reply {
        return reply_message(facts, reply, greeting);
    }
    let organiser = one_line(&facts.organiser_name);
    let news = match kind {
        NoticeKind::Invitation => format!("{organiser}{INVITES}"),
        NoticeKind::Update if facts.organiser_email == *email => HANDED_OVER.to_owned(),
        NoticeKind::Update => format!("{organiser}{CHANGED}"),
        NoticeKind::Cancellation if facts.goes_on => {
            "You are no longer invited to this meeting; it takes place without you.".to_owned()
        }
        NoticeKind::Cancellation => "This meeting no longer takes place.".to_owned(),
        NoticeKind::Reminder => "This is a reminder of a meeting.".to_owned(),
        NoticeKind::Reply | NoticeKind::EmailVerification | NoticeKind::PasswordReset => {
            String::new()
        }
    };
    let mut text = format!("Hello {},\n\n{news}\n\n", one_line(greeting));
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _infallible = writeln!(text, "{label:<12}{value}");
        }
    };
    line("What:", &one_line(facts.title.as_str()));
    let times = facts.times;
    line(
        "When:",
        &clock::with_zone_name(times.start(), times.end(), &facts.zone),
    );
    line("Where:", &one_line(facts.location.as_str()));
    line(
        "Organiser:",
        &format!("{organiser} <{}>", facts.organiser_email),
    );
    if !facts.description.as_str().is_empty() {
        let _infallible = write!(text, "\n{}\n", facts.description);
    }
    text
}

/// A reply, for the organiser.
fn reply_subject(facts: &Facts, reply: &Reply) -> String {
    let title = one_line(facts.title.as_str());
    format!("{} {}: {title}", called(reply), answered(reply.status))
}

/// The same with all that there is to say.
fn reply_message(facts: &Facts, reply: &Reply, greeting: &str) -> String {
    let mut text = format!(
        "Hello {},\n\n{} <{}> {}.\n\n",
        one_line(greeting),
        called(reply),
        reply.email,
        answered(reply.status),
    );
    let times = facts.times;
    let when = clock::with_zone_name(times.start(), times.end(), &facts.zone);
    let title = one_line(facts.title.as_str());
    let _infallible = write!(text, "{:<12}{title}\n{:<12}{when}\n", "What:", "When:");
    if !reply.note.as_str().is_empty() {
        let _infallible = write!(text, "\n{}\n", reply.note);
    }
    text
}

fn called(reply: &Reply) -> String {
    match one_line(reply.name.as_str()) {
        name if name.is_empty() => reply.email.to_string(),
        name => name,
    }
}

fn answered(answer: Rsvp) -> &'static str {
    match answer {
        Rsvp::Pending => "took the answer back",
        Rsvp::Accepted => "accepted",
        Rsvp::Declined => "declined",
        Rsvp::Tentative => "may come",
    }
}

/// An update in the words of an invitation: the same facts, told for the first time.
pub(super) fn as_invitation(update: Notice) -> Notice {
    match &update.facts {
        Some(facts) => Notice {
            kind: NoticeKind::Invitation,
            subject: subject(facts, NoticeKind::Invitation),
            message: message(facts, &update.email, &update.name, NoticeKind::Invitation),
            ..update
        },
        None => reworded(update),
    }
}

/// [`as_invitation`] for what an earlier version queued, with nothing but its words.
fn reworded(update: Notice) -> Notice {
    // The greeting, the news, the facts; the first two are a line each.
    let mut parts = update.message.splitn(3, "\n\n");
    let message = match (parts.next(), parts.next(), parts.next()) {
        (Some(greeting), Some(news), Some(facts)) => {
            let who = news.strip_suffix(CHANGED);
            who.map(|who| format!("{greeting}\n\n{who}{INVITES}\n\n{facts}"))
        }
        _ => None,
    };
    let title = update.subject.strip_prefix(UPDATED);
    Notice {
        kind: NoticeKind::Invitation,
        subject: title.map_or_else(
            || update.subject.clone(),
            |title| format!("{INVITED}{title}"),
        ),
        message: message.unwrap_or(update.message),
        ..update
    }
}

/// Control characters and line separators become spaces, runs of white space become one.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_on_one_line() {
        assert_eq!(one_line("a\r\nBcc: x\u{2028}y\u{85}z\0 "), "a Bcc: x y z");
    }
}
