//! What a mail tells, as JSON in one column: nothing ever searches in it.

use scheduler_domain::meetings::{ActingPerson, ActingRole};
use scheduler_domain::notifications::{Facts, Reply};
use scheduler_domain::text::{Description, Email, Location, Name, Note, Title};
use scheduler_domain::time::{TimeRange, Zone};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::columns::{self, DbTime};
use crate::error::Fault;

#[derive(Serialize, Deserialize)]
struct FactsJson<'a> {
    title: Cow<'a, str>,
    description: Cow<'a, str>,
    location: Cow<'a, str>,
    starts_at: String,
    ends_at: String,
    zone: Cow<'a, str>,
    organiser_email: Cow<'a, str>,
    organiser_name: Cow<'a, str>,
    planned_at: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    goes_on: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_handed_over: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_taken_back: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<ByJson<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<ReplyJson<'a>>,
}

#[derive(Serialize, Deserialize)]
struct ByJson<'a> {
    role: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct ReplyJson<'a> {
    email: Cow<'a, str>,
    name: Cow<'a, str>,
    status: Cow<'a, str>,
    note: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    has_left: bool,
}

pub(super) fn written(facts: &Facts) -> String {
    let json = FactsJson {
        title: facts.title.as_str().into(),
        description: facts.description.as_str().into(),
        location: facts.location.as_str().into(),
        starts_at: DbTime(facts.times.start()).text(),
        ends_at: DbTime(facts.times.end()).text(),
        zone: facts.zone.name().into(),
        organiser_email: facts.organiser_email.as_str().into(),
        organiser_name: facts.organiser_name.as_str().into(),
        planned_at: DbTime(facts.planned_at).text(),
        goes_on: facts.goes_on,
        is_handed_over: facts.is_handed_over,
        is_taken_back: facts.is_taken_back,
        by: facts.by.as_ref().map(|by| ByJson {
            role: by.role.word().into(),
            email: by.email.as_ref().map(|email| email.as_str().into()),
            name: by.name.as_str().into(),
        }),
        reply: facts.reply.as_ref().map(|reply| ReplyJson {
            email: reply.email.as_str().into(),
            name: reply.name.as_str().into(),
            status: columns::rsvp(reply.status).into(),
            note: reply.note.as_str().into(),
            has_left: reply.has_left,
        }),
    };
    // Texts can always be written.
    serde_json::to_string(&json).unwrap_or_default()
}

pub(super) fn read(text: &str) -> Result<Facts, Fault> {
    let json: FactsJson<'_> = serde_json::from_str(text)
        .map_err(|error| Fault::corrupt(format!("facts of a mail: {error}")))?;
    let instant = |text: &str| {
        DbTime::of_text(text.as_bytes())
            .map(|at| at.0)
            .ok_or_else(|| Fault::corrupt(format!("no instant: {text:?}")))
    };
    Ok(Facts {
        title: Title::from_stored(json.title.into_owned()),
        description: Description::from_stored(json.description.into_owned()),
        location: Location::from_stored(json.location.into_owned()),
        times: TimeRange::from_stored(instant(&json.starts_at)?, instant(&json.ends_at)?),
        zone: Zone::from_stored(json.zone.into_owned()),
        organiser_email: Email::from_stored(json.organiser_email.into_owned()),
        organiser_name: json.organiser_name.into_owned(),
        planned_at: instant(&json.planned_at)?,
        goes_on: json.goes_on,
        is_handed_over: json.is_handed_over,
        is_taken_back: json.is_taken_back,
        by: json.by.map(by).transpose()?,
        reply: json.reply.map(reply).transpose()?,
    })
}

fn by(json: ByJson<'_>) -> Result<ActingPerson, Fault> {
    let role = ActingRole::parse(&json.role)
        .ok_or_else(|| Fault::corrupt(format!("no acting role: {:?}", json.role)))?;
    Ok(ActingPerson {
        role,
        email: json
            .email
            .map(|email| Email::from_stored(email.into_owned())),
        name: json.name.into_owned(),
    })
}

fn reply(json: ReplyJson<'_>) -> Result<Reply, Fault> {
    Ok(Reply {
        email: Email::from_stored(json.email.into_owned()),
        name: Name::from_stored(json.name.into_owned()),
        status: columns::parse_rsvp(&json.status)?,
        note: Note::from_stored(json.note.into_owned()),
        has_left: json.has_left,
    })
}
