//! The words of notices. A subject is one line, whatever people wrote into a title.

use std::fmt::Write;

use time::macros::format_description;
use time::{OffsetDateTime, UtcDateTime};

use super::{Notice, NoticeKind};
use crate::meetings::Meeting;
use crate::text::Email;
use crate::time::Zone;

const INVITED: &str = "Invitation";
const UPDATED: &str = "Updated";
const INVITES: &str = " invites you to a meeting.";
const CHANGED: &str = " changed a meeting that you are invited to.";

pub(super) fn subject(meeting: &Meeting, kind: NoticeKind) -> String {
    let what = match kind {
        NoticeKind::Invitation => INVITED,
        NoticeKind::Update => UPDATED,
        NoticeKind::Cancellation => "Cancelled",
        NoticeKind::Reminder => "Reminder",
        NoticeKind::Reply => "Answer",
        NoticeKind::EmailVerification | NoticeKind::PasswordReset => "Account",
    };
    format!("{what}: {}", one_line(meeting.details.title.as_str()))
}

pub(super) fn message(meeting: &Meeting, to: &Email, name: &str, kind: NoticeKind) -> String {
    let details = &meeting.details;
    let greeting = if name.is_empty() { to.as_str() } else { name };
    let organiser = one_line(&meeting.organiser.name);
    let news = match kind {
        NoticeKind::Invitation => format!("{organiser}{INVITES}"),
        NoticeKind::Update => format!("{organiser}{CHANGED}"),
        NoticeKind::Cancellation => "This meeting no longer takes place for you.".to_owned(),
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
    line("What:", &one_line(details.title.as_str()));
    line(
        "When:",
        &when(details.times.start(), details.times.end(), &details.zone),
    );
    line("Where:", &one_line(details.location.as_str()));
    line(
        "Organiser:",
        &format!("{organiser} <{}>", meeting.organiser.email),
    );
    if !details.description.as_str().is_empty() {
        let _infallible = write!(text, "\n{}\n", details.description);
    }
    text
}

/// An update in the words of an invitation: the same facts, told for the first time.
pub(super) fn as_invitation(update: Notice) -> Notice {
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

fn when(start: UtcDateTime, end: UtcDateTime, zone: &Zone) -> String {
    let (start, end) = (zone.wall(start), zone.wall(end));
    let until = if start.date() == end.date() {
        clock(end)
    } else {
        format!("{} {}", day(end), clock(end))
    };
    format!("{} {} – {until} ({zone})", day(start), clock(start))
}

fn day(wall: OffsetDateTime) -> String {
    let form = format_description!("[weekday], [day padding:none] [month repr:long] [year]");
    wall.format(form)
        .unwrap_or_else(|_unformattable| wall.date().to_string())
}

fn clock(wall: OffsetDateTime) -> String {
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// Control characters and line separators become spaces, runs of white space become one.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn hostile_text_stays_on_one_line() {
        assert_eq!(one_line("a\r\nBcc: x\u{2028}y\u{85}z\0 "), "a Bcc: x y z");
    }

    #[test]
    fn times_are_told_in_the_zone_of_the_meeting() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let start = utc_datetime!(2026-12-03 09:00);
        assert_eq!(
            when(start, utc_datetime!(2026-12-03 10:30), &berlin),
            "Thursday, 3 December 2026 10:00 – 11:30 (Europe/Berlin)"
        );
        assert_eq!(
            when(start, utc_datetime!(2026-12-04 09:00), &berlin),
            "Thursday, 3 December 2026 10:00 – Friday, 4 December 2026 10:00 (Europe/Berlin)"
        );
    }
}
