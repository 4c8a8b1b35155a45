//! Which entries of the audit log are asked for.

use std::fmt::Display;

use scheduler_domain::audit::{Action, Filter, TargetKind, Whose};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::page::PageRequest;
use scheduler_domain::text::Email;
use scheduler_domain::time::{Zone, parse_day, parse_time};
use serde::Deserialize;
use time::UtcDateTime;
use uuid::Uuid;

use crate::extract::{Field, PageQuery};
use crate::meetings::search_words;
use crate::problem::{Faults, Problem};

/// The query of the list. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    #[serde(flatten)]
    filter: FilterQuery,
    #[serde(flatten)]
    page: PageQuery,
}

/// The query of a file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ExportQuery {
    format: Field<String>,
    #[serde(flatten)]
    filter: FilterQuery,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FilterQuery {
    actor: Field<String>,
    action: Field<String>,
    target: Field<String>,
    meeting: Field<String>,
    from: Field<String>,
    to: Field<String>,
    search: Field<String>,
}

/// In which form a file comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 4180.
    Csv,
    /// An object on each line.
    Lines,
}

impl ListQuery {
    /// Days and wall times are those of `zone`, the caller's.
    pub(super) fn into_filter(self, zone: &Zone) -> Result<(Filter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let filter = self.filter.read(&mut faults, zone);
        let page = self.page.read(&mut faults);
        faults.finish(page.map(|page| (filter, page)))
    }
}

impl ExportQuery {
    /// See [`ListQuery::into_filter`].
    pub(super) fn into_filter(self, zone: &Zone) -> Result<(Filter, Format), Problem> {
        let mut faults = Faults::default();
        let filter = self.filter.read(&mut faults, zone);
        let format = faults.optional("format", self.format.unless_blank(), |raw| {
            match raw.trim() {
                "csv" => Ok(Format::Csv),
                "jsonl" => Ok(Format::Lines),
                _other => Err("Choose csv or jsonl."),
            }
        });
        faults.finish(Some((filter, format.unwrap_or(Format::Csv))))
    }
}

impl FilterQuery {
    fn read(self, faults: &mut Faults, zone: &Zone) -> Filter {
        let by = given(faults, "actor", self.actor, parse_actor);
        let action = given(faults, "action", self.action, |raw| {
            Action::parse(raw).ok_or("There is no such action.")
        });
        let target = given(faults, "target", self.target, parse_target);
        let meeting = given(faults, "meeting", self.meeting, parse_meeting);
        let from = given(faults, "from", self.from, |raw| parse_from(raw, zone));
        let to = given(faults, "to", self.to, |raw| parse_to(raw, zone));
        let words = search_words(faults, self.search);
        let (kind, id) = target.unzip();
        let mut filter = Filter {
            by,
            action,
            kind,
            id: id.flatten(),
            meeting,
            from,
            to,
            words,
        };
        // A meeting is known as such, and not by an id of its own.
        if filter.kind == Some(TargetKind::Meeting)
            && let Some(id) = filter.id.take()
        {
            match (parse_meeting(&id), filter.meeting) {
                (Ok(id), None) => filter.meeting = Some(id),
                (Ok(id), Some(other)) if id == other => {}
                (Ok(_), Some(_)) => faults.add("meeting", "This is not the target."),
                (Err(fault), _) => faults.add("target", fault),
            }
        }
        filter
    }
}

const NOT_AN_INSTANT: &str = "Enter a date or a time, such as 2026-12-03 or 2026-12-03T09:00:00Z.";

fn given<T, E: Display>(
    faults: &mut Faults,
    name: &str,
    field: Field<String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    faults.optional(name, field.unless_blank(), |raw| parse(raw.trim()))
}

fn parse_actor(raw: &str) -> Result<Whose, &'static str> {
    match raw {
        "server" => return Ok(Whose::Server),
        "command_line" => return Ok(Whose::CommandLine),
        _other => {}
    }
    if let Ok(id) = Uuid::try_parse(raw) {
        return Ok(Whose::User(UserId(id)));
    }
    Email::parse(raw)
        .map(Whose::Person)
        .map_err(|_fault| "Enter the id of a user, an e-mail address, `server` or `command_line`.")
}

fn parse_target(raw: &str) -> Result<(TargetKind, Option<String>), &'static str> {
    let (kind, id) = match raw.split_once(':') {
        Some((kind, id)) => (kind, Some(id.to_owned())),
        None => (raw, None),
    };
    let kind = TargetKind::parse(kind);
    kind.map(|kind| (kind, id))
        .ok_or("Enter a kind, such as `meeting`, or a kind and an id, such as `participant:17`.")
}

fn parse_meeting(raw: &str) -> Result<MeetingId, &'static str> {
    let id = Uuid::try_parse(raw).map_err(|_fault| "Enter the id of a meeting.")?;
    Ok(MeetingId(id))
}

fn parse_from(raw: &str, zone: &Zone) -> Result<UtcDateTime, &'static str> {
    let at = match parse_day(raw) {
        Some(day) => zone.start_of_day(day),
        None => parse_time(raw, zone),
    };
    at.map_err(|_fault| NOT_AN_INSTANT)
}

/// A day belongs to it as a whole.
fn parse_to(raw: &str, zone: &Zone) -> Result<UtcDateTime, &'static str> {
    let at = match parse_day(raw) {
        Some(day) => zone.start_of_day(day.next_day().ok_or(NOT_AN_INSTANT)?),
        None => parse_time(raw, zone),
    };
    at.map_err(|_fault| NOT_AN_INSTANT)
}
