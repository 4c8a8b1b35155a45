//! Meetings.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::auth::display_name;
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::{
    Beginnings, Filter, Meeting, MeetingDetails, MeetingRepo, MeetingSummary, Organiser, Role,
    Summary, Viewer,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::Participant;
use scheduler_domain::quotas::Usage;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{Description, Email, Location, Name, Title, search_key};
use scheduler_domain::time::{TimeRange, Zone};
use serde_json::Value;
use time::UtcDateTime;
use uuid::Uuid;

use super::meeting_list;
use super::participants::{
    ParticipantColumns, ParticipantRow, participant_columns, participants_of,
};
use super::sql::{hex, hot_sql};
use super::transfers::{OfferColumns, OfferRow, offer_columns, offer_of};
use super::{Conn, DieselTx, Sql, dialect, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;
use crate::schema::meetings;

/// The meeting `m` and its organiser `o`, all but the description.
macro_rules! meeting_columns {
    () => {
        "m.id, m.created_by, o.email, o.first_name, o.last_name, m.title, m.location,
        m.starts_at, m.ends_at, m.zone, m.conflict_policy, m.is_cancelled, m.sequence, m.version,
        m.created_at, m.updated_at, o.email_verified_at is not null"
    };
}

type MeetingColumns = (
    Id,
    Id,
    Text,
    Text,
    Text,
    Text,
    Text,
    Moment,
    Moment,
    Text,
    Text,
    Bool,
    Integer,
    Integer,
    Moment,
    // Diesel's tuples end at 16.
    (Moment, Bool),
);

/// With `m.hides_guest_list`, `m.description` and `m.times_sequence`: a tuple of diesel has 16
/// members at most.
type WholeColumns = (MeetingColumns, Bool, Text, Integer);
type WholeRow = (MeetingRow, bool, String, i32);

/// The meeting and its open offer, or one of its participants.
type DetailColumns = (
    Nullable<WholeColumns>,
    Nullable<OfferColumns>,
    Nullable<ParticipantColumns>,
);
type DetailRow = (Option<WholeRow>, Option<OfferRow>, Option<ParticipantRow>);

#[derive(Queryable)]
struct MeetingRow {
    id: DbId,
    created_by: DbId,
    organiser_email: String,
    organiser_first_name: String,
    organiser_last_name: String,
    title: String,
    location: String,
    starts_at: DbTime,
    ends_at: DbTime,
    zone: String,
    conflict_policy: String,
    is_cancelled: bool,
    sequence: i32,
    version: i32,
    created_at: DbTime,
    /// When it was last changed, and whether the organiser is verified.
    updated_and_verified: (DbTime, bool),
}

/// Binds `$1` to `$17`: the id, the version, and all that can change.
fn bound<'a>(text: &'static str, meeting: &'a Meeting) -> Sql<'a, ()> {
    let details = &meeting.details;
    let (title, description) = (details.title.as_str(), details.description.as_str());
    let location = details.location.as_str();
    let search_text = search_key(&format!("{title}\n{description}\n{location}"));
    sql(text)
        .bind(meeting.id)
        .bind(meeting.version)
        .bind(title)
        .bind(Some(title.to_lowercase()))
        .bind(description)
        .bind(location)
        .bind(Some(search_text))
        .bind(details.times.start())
        .bind(details.times.end())
        .bind(details.zone.name())
        .bind(columns::policy(details.conflict_policy))
        .bind(meeting.is_cancelled)
        .bind(meeting.sequence)
        .bind(meeting.updated_at)
        .bind(meeting.organiser.user_id)
        .bind(details.hides_guest_list)
        .bind(meeting.times_sequence)
}

fn meeting_of(
    (row, hides_guest_list, description, times_sequence): WholeRow,
    participants: Vec<Participant>,
) -> Result<Meeting, Fault> {
    let (updated_at, is_verified) = row.updated_and_verified;
    let first_name = Name::from_stored(row.organiser_first_name);
    let last_name = Name::from_stored(row.organiser_last_name);
    let email = Email::from_stored(row.organiser_email);
    Ok(Meeting {
        id: MeetingId(row.id.0),
        organiser: Organiser {
            user_id: UserId(row.created_by.0),
            name: display_name(&first_name, &last_name, &email),
            email,
            is_verified,
        },
        details: MeetingDetails {
            title: Title::from_stored(row.title),
            description: Description::from_stored(description),
            location: Location::from_stored(row.location),
            times: TimeRange::from_stored(row.starts_at.0, row.ends_at.0),
            zone: Zone::from_stored(row.zone),
            conflict_policy: columns::parse_policy(&row.conflict_policy)?,
            hides_guest_list,
        },
        is_cancelled: row.is_cancelled,
        sequence: row.sequence,
        times_sequence,
        version: row.version,
        created_at: row.created_at.0,
        updated_at: updated_at.0,
        participants,
        transfer: None,
    })
}

impl MeetingRepo for DieselTx<'_> {
    fn find(&mut self, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
        let is_write = self.is_write();
        self.read(|conn| {
            if is_write {
                dialect::lock_meeting(conn, id)?;
            }
            // The meeting, and below it a row for each participant, so that nothing is sent and read
            // twice. (A join repeats the meeting; `row_number()` costs as much as all the rest.)
            let rows: Vec<DetailRow> = hot_sql!(
                DetailColumns,
                concat!(
                    "select ",
                    meeting_columns!(),
                    ", m.hides_guest_list, m.description, m.times_sequence, ",
                    offer_columns!(),
                    ", null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null, null
                from meetings m
                join users o on o.id = m.created_by
                left join transfer_offers t on t.meeting_id = m.id and t.is_open
                where m.id = $1
                union all
                select null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null, null, null, null, null, null, null, null, null, null, null, null, ",
                    participant_columns!(),
                    " from participants p
                left join users u on u.email = p.email
                where p.meeting_id = $1
                order by 26 nulls first"
                )
            )
            .bind(id)
            .load(conn)?;
            let mut head = None;
            let mut transfer = None;
            let mut participants = Vec::with_capacity(rows.len());
            for (meeting, offer, participant) in rows {
                head = head.or(meeting);
                transfer = transfer.or(offer);
                participants.extend(participant);
            }
            let Some(whole) = head else {
                return Ok(None);
            };
            Ok(Some(Meeting {
                transfer: transfer.map(|offer| Box::new(offer_of(id, offer))),
                ..meeting_of(whole, participants_of(participants)?)?
            }))
        })
    }

    fn find_all(&mut self, ids: &[MeetingId]) -> Result<Vec<Meeting>, StoreError> {
        self.read(|conn| {
            let found: Vec<(WholeRow, Option<OfferRow>)> =
                sql::<(WholeColumns, Nullable<OfferColumns>)>(concat!(
                    "select ",
                    meeting_columns!(),
                    ", m.hides_guest_list, m.description, m.times_sequence, ",
                    offer_columns!(),
                    " from ",
                    texts!("$1"),
                    " join meetings m on m.id = ",
                    uuid!("n.value"),
                    " join users o on o.id = m.created_by
                    left join transfer_offers t on t.meeting_id = m.id and t.is_open"
                ))
                .bind(ids.iter().map(|id| hex(id.0)).collect::<Value>())
                .load(conn)?;
            let (found, offers): (Vec<WholeRow>, Vec<Option<OfferRow>>) = found.into_iter().unzip();
            let mut meetings = whole(conn, found)?;
            for (meeting, offer) in meetings.iter_mut().zip(offers) {
                meeting.transfer = offer.map(|offer| Box::new(offer_of(meeting.id, offer)));
            }
            Ok(meetings)
        })
    }

    fn list_beginning(
        &mut self,
        beginnings: &Beginnings,
    ) -> Result<Vec<(UtcDateTime, MeetingId)>, StoreError> {
        self.read(|conn| {
            let found: Vec<(DbTime, DbId)> = sql::<(Moment, Id)>(
                "select starts_at, id from meetings
                where not is_cancelled and starts_at >= $1 and starts_at <= $3
                    and (starts_at > $1 or id > $2)
                order by starts_at, id limit $4",
            )
            .bind(beginnings.after)
            .bind(beginnings.passed)
            .bind(beginnings.until)
            .bind(i64::from(beginnings.limit))
            .load(conn)?;
            let found = found.into_iter();
            Ok(found
                .map(|(start, id)| (start.0, MeetingId(id.0)))
                .collect())
        })
    }

    fn insert(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        // Without an account of this id and address the foreign key refuses the row.
        let statement = concat!(
            "insert into meetings (id, version, title, title_key, description, location,
                search_text, starts_at, ends_at, zone, conflict_policy, is_cancelled, sequence,
                updated_at, created_by, hides_guest_list, times_sequence, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, coalesce(
                (select u.id from users u where u.id = $15 and u.email = $19), ",
            uuid!("'00000000000000000000000000000000'"),
            "), $16, $17, $18)"
        );
        self.write_later(
            bound(statement, meeting)
                .bind(meeting.created_at)
                .bind(&meeting.organiser.email),
        )
    }

    fn update(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        let statement = "update meetings set title = $3, title_key = $4, description = $5,
                location = $6, search_text = $7, starts_at = $8, ends_at = $9, zone = $10,
                conflict_policy = $11, is_cancelled = $12, sequence = $13, updated_at = $14,
                created_by = $15, hides_guest_list = $16, times_sequence = $17,
                version = version + 1
            where id = $1 and version = $2";
        self.write_one(|conn| bound(statement, meeting).execute(conn))
    }

    fn delete(&mut self, id: MeetingId) -> Result<bool, StoreError> {
        self.write(|conn| Ok(diesel::delete(meetings::table.find(DbId(id.0))).execute(conn)? > 0))
    }

    fn delete_all(&mut self, organiser: UserId) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = diesel::delete(meetings::table)
                .filter(meetings::created_by.eq(DbId(organiser.0)))
                .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }

    fn has_accepted_guest(&mut self, organiser: UserId) -> Result<bool, StoreError> {
        self.read(|conn| {
            let found = sql::<Bool>(
                "select exists (
                    select 1 from meetings m
                    join users o on o.id = m.created_by
                    join participants p on p.meeting_id = m.id
                    where m.created_by = $1 and p.status = 'accepted' and p.email <> o.email
                )",
            )
            .bind(organiser)
            .get_result(conn)?;
            Ok(found)
        })
    }

    fn list(
        &mut self,
        viewer: &Viewer,
        filter: &Filter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<MeetingSummary>, StoreError> {
        self.read(|conn| meeting_list::list(conn, viewer, filter, now, page))
    }

    fn list_ids(
        &mut self,
        viewer: &Viewer,
        role: Role,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<MeetingId>, StoreError> {
        let text = match role {
            Role::Organiser => {
                "select id from meetings where created_by = $1 and id > $3 order by id limit $4"
            }
            Role::Participant => {
                "select p.meeting_id from participants p join meetings m on m.id = p.meeting_id
                where p.email = $2 and p.meeting_id > $3 and m.created_by <> $1
                order by p.meeting_id limit $4"
            }
        };
        // No meeting has the nil id.
        let after = after.unwrap_or(MeetingId(Uuid::nil()));
        self.read(|conn| {
            let found: Vec<DbId> = sql::<Id>(text)
                .bind(viewer.user_id)
                .bind(viewer.address.as_ref())
                .bind(after)
                .bind(i64::from(limit))
                .load(conn)?;
            Ok(found.into_iter().map(|id| MeetingId(id.0)).collect())
        })
    }

    fn list_upcoming(
        &mut self,
        viewer: &Viewer,
        now: UtcDateTime,
    ) -> Result<Vec<Meeting>, StoreError> {
        self.read(|conn| {
            let found: Vec<WholeRow> = hot_sql!(
                WholeColumns,
                concat!(
                    meeting_list::mine!(),
                    "select ",
                    meeting_columns!(),
                    ", m.hides_guest_list, m.description, m.times_sequence
                from mine
                join meetings m on m.id = mine.id
                join users o on o.id = m.created_by
                where not m.is_cancelled and m.ends_at > $3
                order by m.starts_at, m.id"
                )
            )
            .bind(viewer.user_id)
            .bind(viewer.address.as_ref())
            .bind(now)
            .load(conn)?;
            whole(conn, found)
        })
    }

    fn usage(&mut self, organiser: UserId, now: UtcDateTime) -> Result<Usage, StoreError> {
        self.read(|conn| {
            // The length of a long text is read without the text.
            let (meetings_to_come, stored_bytes) = sql::<(BigInt, BigInt)>(
                "select count(*) filter (where not is_cancelled and ends_at > $2),
                    coalesce(sum(octet_length(title) + octet_length(description)
                        + octet_length(location)), 0)
                from meetings where created_by = $1",
            )
            .bind(organiser)
            .bind(now)
            .get_result::<(i64, i64)>(conn)?;
            Ok(Usage {
                meetings_to_come: u64::try_from(meetings_to_come).unwrap_or(0),
                stored_bytes: u64::try_from(stored_bytes).unwrap_or(0),
            })
        })
    }

    fn count(&mut self, viewer: &Viewer, now: UtcDateTime) -> Result<Summary, StoreError> {
        self.read(|conn| {
            let (total, upcoming, completed, cancelled, awaiting_my_answer) =
                sql::<(BigInt, BigInt, BigInt, BigInt, BigInt)>(concat!(
                    meeting_list::mine!(),
                    "select count(*),
                        count(*) filter (where not m.is_cancelled and m.ends_at > $3),
                        count(*) filter (where not m.is_cancelled and m.ends_at <= $3),
                        count(*) filter (where m.is_cancelled),
                        count(*) filter (
                            where not m.is_cancelled and m.ends_at > $3 and p.status = 'pending'
                        )
                    from mine
                    join meetings m on m.id = mine.id
                    left join participants p on p.meeting_id = m.id and p.email = $2"
                ))
                .bind(viewer.user_id)
                .bind(viewer.address.as_ref())
                .bind(now)
                .get_result(conn)?;
            Ok(Summary {
                total,
                upcoming,
                completed,
                cancelled,
                awaiting_my_answer,
            })
        })
    }
}

/// With their participants, by one more statement for all of them.
fn whole(conn: &mut Conn, found: Vec<WholeRow>) -> Result<Vec<Meeting>, Fault> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Value = found
        .iter()
        .map(|(meeting, ..)| hex(meeting.id.0))
        .collect();
    let rows: Vec<ParticipantRow> = hot_sql!(
        ParticipantColumns,
        concat!(
            "select ",
            participant_columns!(),
            " from ",
            texts!("$1"),
            " join participants p on p.meeting_id = ",
            uuid!("n.value"),
            " left join users u on u.email = p.email
            order by p.id"
        )
    )
    .bind(ids)
    .load(conn)?;
    let mut participants: HashMap<MeetingId, Vec<Participant>> = HashMap::new();
    for participant in participants_of(rows)? {
        let list = participants.entry(participant.meeting_id).or_default();
        list.push(participant);
    }
    found
        .into_iter()
        .map(|whole| {
            let mine = participants.remove(&MeetingId(whole.0.id.0));
            meeting_of(whole, mine.unwrap_or_default())
        })
        .collect()
}
