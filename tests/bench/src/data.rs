//! What is stored before the load: groups of 1,000 people with 20,000 meetings over a year, four
//! participants in each, and one owner with 100 meetings.
//!
//! A larger database has more groups and not fuller ones, and they are interleaved on disk: the
//! owner has the same meetings in every size, and so have the ten people who are asked for. What
//! is answered is equal, so only the size of the tables can make a difference.

use scheduler_domain::time::format_utc;
use serde_json::{Value, json};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

pub(crate) const OWNER: &str = "owner@example.org";
pub(crate) const MEETINGS_OF_OWNER: u32 = 100;
const GROUP_USERS: u32 = 1_000;
const GROUP_MEETINGS: u32 = 20_000;
const MINUTES_OF_YEAR: i64 = 365 * 24 * 60;

/// The fewest that can be asked for: half of them are the owner's.
pub(crate) const FEWEST: u32 = 2 * MEETINGS_OF_OWNER;

/// A value of a row.
pub(crate) enum Cell {
    Id(Uuid),
    Text(String),
    Time(UtcDateTime),
    Number(i64),
    Flag(bool),
    Null,
}

/// Rows to be stored.
pub(crate) struct Table<'a> {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

/// All that is stored, without being stored in memory.
pub(crate) struct Data {
    owner: Uuid,
    now: UtcDateTime,
    groups: u32,
    per_group: u32,
}

/// A person, by number; the owner has none.
type Person = Option<u32>;

impl Data {
    /// The owner has registered already.
    pub(crate) fn new(owner: Uuid, now: UtcDateTime, meetings: u32) -> Self {
        let groups = (meetings / GROUP_MEETINGS).max(1);
        let whole_minutes = now.unix_timestamp() / 60 * 60;
        Self {
            owner,
            now: UtcDateTime::from_unix_timestamp(whole_minutes).unwrap_or(now),
            groups,
            per_group: meetings / groups,
        }
    }

    pub(crate) fn users(&self) -> u32 {
        self.groups * GROUP_USERS
    }

    pub(crate) fn meetings(&self) -> u32 {
        self.groups * self.per_group
    }

    /// The year after the last of these meetings.
    pub(crate) fn free_year(&self) -> i32 {
        (self.now + Duration::days(400)).year()
    }

    /// The owner's meetings, earliest first.
    pub(crate) fn ids(&self) -> Vec<Uuid> {
        (0..MEETINGS_OF_OWNER)
            .map(|number| self.meeting_id(number * self.step() * self.groups))
            .collect()
    }

    /// An hour and ten people: the guests of one of the owner's meetings in that hour, everybody in
    /// a meeting that the owner may not see, and one who is free.
    pub(crate) fn check(&self) -> Value {
        let middle = MEETINGS_OF_OWNER / 2 * self.step() * self.groups;
        let mut people: Vec<u32> = Vec::new();
        for meeting in [middle, middle + self.groups] {
            people.extend(self.organiser(meeting));
            people.extend(self.invited(meeting));
        }
        people.extend(500..510);
        let mut asked: Vec<String> = Vec::new();
        for person in people {
            let email = email(Some(person));
            if !asked.contains(&email) && asked.len() < 10 {
                asked.push(email);
            }
        }
        json!({
            "start_time": format_utc(self.start(middle)),
            "end_time": format_utc(self.start(middle) + Duration::HOUR),
            "participant_emails": asked,
        })
    }

    pub(crate) fn tables(&self) -> Vec<Table<'_>> {
        vec![
            Table {
                name: "users",
                columns: &[
                    "id",
                    "email",
                    "email_verified_at",
                    "password_hash",
                    "first_name",
                    "last_name",
                    "zone",
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "date_joined",
                ],
                rows: Box::new((0..self.users()).map(|user| self.user_row(user))),
            },
            Table {
                name: "meetings",
                columns: &[
                    "id",
                    "created_by",
                    "title",
                    "title_key",
                    "description",
                    "location",
                    "search_text",
                    "starts_at",
                    "ends_at",
                    "zone",
                    "conflict_policy",
                    "is_cancelled",
                    "sequence",
                    "version",
                    "created_at",
                    "updated_at",
                ],
                rows: Box::new((0..self.meetings()).map(|meeting| self.meeting_row(meeting))),
            },
            Table {
                name: "participants",
                columns: &[
                    "meeting_id",
                    "email",
                    "name",
                    "status",
                    "invited_at",
                    "responded_at",
                ],
                rows: Box::new((0..self.meetings()).flat_map(move |meeting| {
                    let invited = self.invited(meeting).zip(0_u32..);
                    invited.map(move |(person, place)| self.participant_row(meeting, person, place))
                })),
            },
            Table {
                name: "busy",
                columns: &["person", "reach", "starts_at", "meeting_id", "ends_at"],
                rows: Box::new(
                    self.busy()
                        .into_iter()
                        .map(|(person, meeting)| self.busy_row(person, meeting)),
                ),
            },
        ]
    }

    /// By person, as the table is ordered.
    fn busy(&self) -> Vec<(Person, u32)> {
        let mut busy: Vec<(Person, u32)> = (0..self.meetings())
            .flat_map(move |meeting| {
                let invited = self.invited(meeting).map(Some);
                let people = invited.chain([self.organiser(meeting)]);
                people.map(move |person| (person, meeting))
            })
            .collect();
        busy.sort_unstable();
        busy
    }

    /// Of so many meetings of the first group one is the owner's.
    fn step(&self) -> u32 {
        self.per_group / MEETINGS_OF_OWNER
    }

    fn start(&self, meeting: u32) -> UtcDateTime {
        let index = i64::from(meeting / self.groups);
        let minutes = index * MINUTES_OF_YEAR / i64::from(self.per_group);
        self.now + Duration::days(1) + Duration::minutes(minutes)
    }

    fn end(&self, meeting: u32) -> UtcDateTime {
        let index = i64::from(meeting / self.groups);
        self.start(meeting) + Duration::minutes(30 + index % 4 * 15)
    }

    fn organiser(&self, meeting: u32) -> Person {
        let (index, group) = (meeting / self.groups, meeting % self.groups);
        let is_owners = group == 0
            && index.is_multiple_of(self.step())
            && index / self.step() < MEETINGS_OF_OWNER;
        (!is_owners).then_some(group * GROUP_USERS + index % GROUP_USERS)
    }

    fn invited(&self, meeting: u32) -> impl Iterator<Item = u32> + use<> {
        let (index, group) = (meeting / self.groups, meeting % self.groups);
        let organiser = self.organiser(meeting);
        (0..5)
            .map(move |place| group * GROUP_USERS + (index % 997 * 7 + place * 13) % GROUP_USERS)
            .filter(move |person| Some(*person) != organiser)
            .take(4)
    }

    fn meeting_id(&self, meeting: u32) -> Uuid {
        self.id(2, meeting)
    }

    /// A UUID of version 7: it grows with the number.
    fn id(&self, kind: u64, number: u32) -> Uuid {
        let millis = self.now.unix_timestamp().unsigned_abs() * 1_000 + u64::from(number);
        Uuid::from_u64_pair(
            millis << 16 | 0x7000,
            1 << 63 | kind << 32 | u64::from(number),
        )
    }

    fn user_row(&self, user: u32) -> Vec<Cell> {
        vec![
            Cell::Id(self.id(1, user)),
            Cell::Text(email(Some(user))),
            Cell::Time(self.now),
            Cell::Text("*".to_owned()),
            Cell::Text("User".to_owned()),
            Cell::Text(user.to_string()),
            Cell::Text("UTC".to_owned()),
            Cell::Flag(true),
            Cell::Flag(false),
            Cell::Flag(false),
            Cell::Time(self.now),
        ]
    }

    fn meeting_row(&self, meeting: u32) -> Vec<Cell> {
        // As an index within its group, so that answers are equally long in every size.
        let index = meeting / self.groups;
        let title = format!("Planning {index}");
        let description = "What we want to reach, and who does what.";
        let location = format!("Room {}", index % 20);
        let organiser = self.organiser(meeting);
        vec![
            Cell::Id(self.meeting_id(meeting)),
            Cell::Id(organiser.map_or(self.owner, |user| self.id(1, user))),
            Cell::Text(title.clone()),
            Cell::Text(title.to_lowercase()),
            Cell::Text(description.to_owned()),
            Cell::Text(location.clone()),
            Cell::Text(format!("{title}\n{description}\n{location}").to_lowercase()),
            Cell::Time(self.start(meeting)),
            Cell::Time(self.end(meeting)),
            Cell::Text("Europe/Berlin".to_owned()),
            Cell::Text("warn".to_owned()),
            Cell::Flag(false),
            Cell::Number(0),
            Cell::Number(1),
            Cell::Time(self.now),
            Cell::Time(self.now),
        ]
    }

    fn participant_row(&self, meeting: u32, person: u32, place: u32) -> Vec<Cell> {
        let status = match (meeting / self.groups + place) % 4 {
            0 => "pending",
            1 => "tentative",
            _ => "accepted",
        };
        vec![
            Cell::Id(self.meeting_id(meeting)),
            Cell::Text(email(Some(person))),
            Cell::Text(format!("User {person}")),
            Cell::Text(status.to_owned()),
            Cell::Time(self.now),
            match status {
                "pending" => Cell::Null,
                _ => Cell::Time(self.now + Duration::HOUR),
            },
        ]
    }

    fn busy_row(&self, person: Person, meeting: u32) -> Vec<Cell> {
        vec![
            Cell::Text(email(person)),
            Cell::Number(2),
            Cell::Time(self.start(meeting)),
            Cell::Id(self.meeting_id(meeting)),
            Cell::Time(self.end(meeting)),
        ]
    }
}

fn email(person: Person) -> String {
    person.map_or(OWNER.to_owned(), |user| format!("user{user}@example.org"))
}
