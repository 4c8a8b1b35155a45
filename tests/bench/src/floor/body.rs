//! Bodies, made of rows.

use std::collections::BTreeMap;
use std::io::{Error, Result};

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcDateTime};
use uuid::Uuid;

use super::Viewer;
use super::calendar;
use super::moment::rfc3339;
use super::rows::{Ask, Bind, Row};
use super::statements as statement;

/// A request.
pub(super) enum Asked {
    Detail(Uuid),
    List,
    Me,
    Check(Check),
    Ics(Uuid),
    Calendar,
}

#[derive(Deserialize)]
pub(super) struct Check {
    start_time: String,
    end_time: String,
    participant_emails: Vec<String>,
}

/// A meeting as it is stored.
pub(super) struct Meeting {
    pub(super) id: Uuid,
    pub(super) created_by: Uuid,
    pub(super) organiser: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) location: String,
    pub(super) start: UtcDateTime,
    pub(super) end: UtcDateTime,
    pub(super) zone: String,
    pub(super) policy: String,
    pub(super) hides_guest_list: bool,
    pub(super) sequence: i32,
    pub(super) created_at: UtcDateTime,
    pub(super) updated_at: UtcDateTime,
    pub(super) guests: Vec<Guest>,
}

/// A participant as it is stored.
pub(super) struct Guest {
    pub(super) id: i64,
    pub(super) meeting: Uuid,
    pub(super) user: Option<Uuid>,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) invited_at: UtcDateTime,
    pub(super) responded_at: Option<UtcDateTime>,
    pub(super) note: String,
    pub(super) sequence: Option<i32>,
    pub(super) is_co_organiser: bool,
    pub(super) is_opted_out: bool,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the document"
)]
#[derive(Serialize)]
struct MeetingBody<'a> {
    id: Uuid,
    title: &'a str,
    description: &'a str,
    location: &'a str,
    start_time: String,
    end_time: String,
    time_zone: &'a str,
    status: &'static str,
    conflict_policy: &'a str,
    hide_guest_list: bool,
    created_by: Uuid,
    created_by_email: &'a str,
    participants: Vec<GuestBody<'a>>,
    can_edit: bool,
    duration_minutes: i64,
    is_upcoming: bool,
    created_at: String,
    updated_at: String,
    sequence: i32,
    are_mails_held: bool,
    /// No meeting is offered here.
    transfer: Option<()>,
}

#[derive(Serialize)]
struct GuestBody<'a> {
    id: i64,
    meeting: Uuid,
    user: Option<Uuid>,
    email: &'a str,
    name: &'a str,
    status: &'a str,
    invited_at: String,
    responded_at: Option<String>,
    note: &'a str,
    sequence: Option<i32>,
    is_co_organiser: bool,
    is_opted_out: bool,
}

#[derive(Serialize)]
struct ListBody {
    count: i64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<ItemBody>,
}

#[derive(Serialize)]
struct ItemBody {
    id: Uuid,
    title: String,
    location: String,
    start_time: String,
    end_time: String,
    time_zone: String,
    status: &'static str,
    participant_count: i64,
    answered_count: i64,
    created_by_email: String,
    duration_minutes: i64,
    is_organiser: bool,
    can_edit: bool,
    my_status: Option<String>,
    sequence: i32,
}

#[derive(Serialize)]
struct UserBody {
    id: Uuid,
    email: String,
    username: Option<String>,
    first_name: String,
    last_name: String,
    time_zone: String,
    reminder_minutes: Option<String>,
    is_active: bool,
    is_staff: bool,
    date_joined: String,
}

#[derive(Serialize)]
struct ClashesBody {
    has_conflicts: bool,
    conflicts: BTreeMap<String, Vec<ClashBody>>,
    /// Of nobody: everyone's busy time is open here.
    unknown: [String; 0],
}

#[derive(Serialize)]
struct ClashBody {
    id: Option<Uuid>,
    title: String,
    start_time: String,
    end_time: String,
}

impl Asked {
    pub(super) async fn answer(&self, ask: &impl Ask, viewer: &Viewer) -> Result<String> {
        match self {
            Self::Detail(id) => json(&meeting_body(&find(ask, *id).await?, viewer)),
            Self::Ics(id) => Ok(calendar::file(&[find(ask, *id).await?])),
            Self::Calendar => Ok(calendar::file(&upcoming(ask, viewer).await?)),
            Self::List => list(ask, viewer).await,
            Self::Me => me(ask, viewer).await,
            Self::Check(check) => check.answer(ask, viewer).await,
        }
    }
}

fn json(body: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(body)?)
}

async fn find(ask: &impl Ask, id: Uuid) -> Result<Meeting> {
    let mut found: Option<Meeting> = None;
    ask.each::<statement::Detail>(&[Bind::Id(Some(id))], &mut |row| {
        let meeting = found.get_or_insert_with(|| meeting(row));
        meeting
            .guests
            .extend(row.number(25).map(|_| guest(row, 25)));
    })
    .await?;
    found.ok_or_else(|| Error::other(format!("no meeting {id}")))
}

async fn upcoming(ask: &impl Ask, viewer: &Viewer) -> Result<Vec<Meeting>> {
    let mut meetings: Vec<Meeting> = Vec::new();
    let now = Bind::time(viewer.now);
    let [id, email] = viewer.binds();
    ask.each::<statement::Upcoming>(&[id, email, now], &mut |row| meetings.push(meeting(row)))
        .await?;
    let places: std::collections::HashMap<Uuid, usize> =
        meetings.iter().map(|meeting| meeting.id).zip(0..).collect();
    let ids: Vec<String> = meetings
        .iter()
        .map(|one| one.id.simple().to_string())
        .collect();
    let ids = Bind::Text(Some(json(&ids)?));
    ask.each::<statement::Guests>(&[ids], &mut |row| {
        let guest = guest(row, 0);
        let place = places.get(&guest.meeting);
        if let Some(meeting) = place.and_then(|place| meetings.get_mut(*place)) {
            meeting.guests.push(guest);
        }
    })
    .await?;
    Ok(meetings)
}

async fn list(ask: &impl Ask, viewer: &Viewer) -> Result<String> {
    let [id, email] = viewer.binds();
    let mut binds = vec![id, email];
    let mut count = 0;
    ask.each::<statement::Count>(&binds, &mut |row| count = row.number(0).unwrap_or(0))
        .await?;
    binds.extend([Bind::Number(100), Bind::Number(0)]);
    let mut results = Vec::with_capacity(100);
    ask.each::<statement::Page>(&binds, &mut |row| {
        let (start, end) = (time(row, 3), time(row, 4));
        results.push(ItemBody {
            id: row.id(0).unwrap_or_default(),
            title: text(row, 1),
            location: text(row, 2),
            start_time: rfc3339(start),
            end_time: rfc3339(end),
            time_zone: text(row, 5),
            status: "scheduled",
            participant_count: row.number(7).unwrap_or(0),
            answered_count: row.number(8).unwrap_or(0),
            created_by_email: text(row, 9),
            duration_minutes: (end - start).whole_minutes(),
            is_organiser: row.flag(10),
            can_edit: row.flag(10) || row.flag(12),
            my_status: row.text(11),
            sequence: row.small(13).unwrap_or(0),
        });
    })
    .await?;
    json(&ListBody {
        count,
        next: None,
        previous: None,
        results,
    })
}

async fn me(ask: &impl Ask, viewer: &Viewer) -> Result<String> {
    let mut found = None;
    ask.each::<statement::Me>(&[Bind::Id(Some(viewer.id))], &mut |row| {
        found = Some(UserBody {
            id: row.id(0).unwrap_or_default(),
            email: text(row, 1),
            username: row.text(3),
            first_name: text(row, 5),
            last_name: text(row, 6),
            time_zone: text(row, 7),
            reminder_minutes: row.text(8),
            is_active: row.flag(9),
            is_staff: row.flag(10),
            date_joined: rfc3339(time(row, 12)),
        });
    })
    .await?;
    json(&found)
}

impl Check {
    async fn answer(&self, ask: &impl Ask, viewer: &Viewer) -> Result<String> {
        let instant = |text: &str| {
            let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(Error::other)?;
            Ok::<_, Error>(parsed.to_utc())
        };
        let (from, to) = (instant(&self.start_time)?, instant(&self.end_time)?);
        let before = |hours| Bind::time(from - Duration::hours(hours));
        let [id, email] = viewer.binds();
        let binds = [
            Bind::Text(Some(json(&self.participant_emails)?)),
            before(2),
            before(24),
            before(744),
            id,
            email,
            Bind::Id(None),
            Bind::time(to),
            Bind::time(from),
            Bind::Number(20),
        ];
        let mut conflicts: BTreeMap<String, Vec<ClashBody>> = BTreeMap::new();
        ask.each::<statement::Overlapping>(&binds, &mut |row| {
            let is_visible = row.flag(5);
            conflicts.entry(text(row, 0)).or_default().push(ClashBody {
                id: row.id(1).filter(|_| is_visible),
                title: if is_visible {
                    text(row, 2)
                } else {
                    "Busy".to_owned()
                },
                start_time: rfc3339(time(row, 3)),
                end_time: rfc3339(time(row, 4)),
            });
        })
        .await?;
        json(&ClashesBody {
            has_conflicts: !conflicts.is_empty(),
            conflicts,
            unknown: [],
        })
    }
}

impl Viewer {
    fn binds(&self) -> [Bind; 2] {
        [
            Bind::Id(Some(self.id)),
            Bind::Text(Some(self.email.clone())),
        ]
    }
}

fn meeting(row: &dyn Row) -> Meeting {
    Meeting {
        id: row.id(0).unwrap_or_default(),
        created_by: row.id(1).unwrap_or_default(),
        organiser: text(row, 2),
        title: text(row, 5),
        location: text(row, 6),
        start: time(row, 7),
        end: time(row, 8),
        zone: text(row, 9),
        policy: text(row, 10),
        sequence: row.small(12).unwrap_or(0),
        created_at: time(row, 14),
        updated_at: time(row, 15),
        hides_guest_list: row.flag(17),
        description: text(row, 18),
        guests: Vec::with_capacity(4),
    }
}

fn guest(row: &dyn Row, first: usize) -> Guest {
    Guest {
        id: row.number(first).unwrap_or(0),
        meeting: row.id(first + 1).unwrap_or_default(),
        email: text(row, first + 2),
        name: text(row, first + 3),
        status: text(row, first + 4),
        invited_at: time(row, first + 5),
        responded_at: row.time(first + 6),
        note: text(row, first + 7),
        is_co_organiser: row.flag(first + 9),
        is_opted_out: row.flag(first + 11),
        sequence: row.small(first + 12),
        user: row.id(first + 13),
    }
}

fn meeting_body<'a>(meeting: &'a Meeting, viewer: &Viewer) -> MeetingBody<'a> {
    let names = |guest: &Guest| guest.is_co_organiser && guest.email == viewer.email;
    let can_edit = meeting.created_by == viewer.id || meeting.guests.iter().any(names);
    let guests = meeting.guests.iter().map(|guest| GuestBody {
        id: guest.id,
        meeting: guest.meeting,
        user: guest.user,
        email: &guest.email,
        name: &guest.name,
        status: &guest.status,
        invited_at: rfc3339(guest.invited_at),
        responded_at: guest.responded_at.map(rfc3339),
        note: &guest.note,
        sequence: guest.sequence,
        is_co_organiser: guest.is_co_organiser,
        is_opted_out: guest.is_opted_out,
    });
    MeetingBody {
        id: meeting.id,
        title: &meeting.title,
        description: &meeting.description,
        location: &meeting.location,
        start_time: rfc3339(meeting.start),
        end_time: rfc3339(meeting.end),
        time_zone: &meeting.zone,
        status: "scheduled",
        conflict_policy: &meeting.policy,
        hide_guest_list: meeting.hides_guest_list,
        created_by: meeting.created_by,
        created_by_email: &meeting.organiser,
        participants: guests.collect(),
        can_edit,
        duration_minutes: (meeting.end - meeting.start).whole_minutes(),
        is_upcoming: meeting.start > viewer.now,
        created_at: rfc3339(meeting.created_at),
        updated_at: rfc3339(meeting.updated_at),
        sequence: meeting.sequence,
        are_mails_held: false,
        transfer: None,
    }
}

fn text(row: &dyn Row, column: usize) -> String {
    row.text(column).unwrap_or_default()
}

fn time(row: &dyn Row, column: usize) -> UtcDateTime {
    row.time(column).unwrap_or(UtcDateTime::UNIX_EPOCH)
}
