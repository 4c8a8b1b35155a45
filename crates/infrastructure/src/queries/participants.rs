//! Who was invited, and the answers.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::ids::{MeetingId, ParticipantId, UserId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::participants::{LinkedUser, NewParticipant, Participant, ParticipantRepo};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{Email, Name, Note, composed};
use serde_json::{Value, json};

use super::{DieselTx, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;
use crate::schema::participants;

/// The participant `p` and the account `u` with that address.
macro_rules! participant_columns {
    () => {
        "p.id, p.meeting_id, p.email, p.name, p.status, p.invited_at, p.responded_at, p.note,
        p.link_number, p.is_co_organiser, p.has_accepted, p.is_opted_out, p.sequence, u.id,
        u.email_verified_at"
    };
}
pub(super) use participant_columns;

pub(super) type ParticipantColumns = (
    BigInt,
    Id,
    Text,
    Text,
    Text,
    Moment,
    Nullable<Moment>,
    Text,
    Integer,
    Bool,
    Bool,
    Bool,
    Nullable<Integer>,
    Nullable<Id>,
    Nullable<Moment>,
);

#[derive(Queryable)]
pub(super) struct ParticipantRow {
    id: i64,
    meeting_id: DbId,
    email: String,
    name: String,
    status: String,
    invited_at: DbTime,
    responded_at: Option<DbTime>,
    note: String,
    link_number: i32,
    is_co_organiser: bool,
    has_accepted: bool,
    is_opted_out: bool,
    sequence: Option<i32>,
    user_id: Option<DbId>,
    verified_at: Option<DbTime>,
}

impl TryFrom<ParticipantRow> for Participant {
    type Error = Fault;

    fn try_from(row: ParticipantRow) -> Result<Self, Fault> {
        let is_verified = row.verified_at.is_some();
        Ok(Self {
            id: ParticipantId(row.id),
            meeting_id: MeetingId(row.meeting_id.0),
            email: Email::from_stored(row.email),
            name: Name::from_stored(row.name),
            user: row.user_id.map(|id| LinkedUser {
                id: UserId(id.0),
                is_verified,
            }),
            status: columns::parse_rsvp(&row.status)?,
            invited_at: row.invited_at.0,
            responded_at: row.responded_at.map(|at| at.0),
            note: Note::from_stored(row.note),
            sequence: row.sequence,
            link_number: row.link_number,
            is_co_organiser: row.is_co_organiser,
            has_accepted: row.has_accepted,
            is_opted_out: row.is_opted_out,
        })
    }
}

/// Participants as they were found.
pub(super) fn participants_of(rows: Vec<ParticipantRow>) -> Result<Vec<Participant>, Fault> {
    rows.into_iter().map(Participant::try_from).collect()
}

impl ParticipantRepo for DieselTx<'_> {
    fn list(
        &mut self,
        meeting: MeetingId,
        page: PageRequest,
    ) -> Result<Page<Participant>, StoreError> {
        self.read(|conn| {
            let rows: Vec<ParticipantRow> = sql::<ParticipantColumns>(concat!(
                "select ",
                participant_columns!(),
                " from participants p left join users u on u.email = p.email
                where p.meeting_id = $1 order by p.id limit $2 offset $3"
            ))
            .bind(meeting)
            .bind(i64::from(page.size()))
            .bind(page.offset())
            .load(conn)?;
            let count = participants::table
                .filter(participants::meeting_id.eq(DbId(meeting.0)))
                .count()
                .get_result(conn)?;
            Ok(Page {
                count,
                request: page,
                items: participants_of(rows)?,
            })
        })
    }

    fn find(&mut self, id: ParticipantId) -> Result<Option<Participant>, StoreError> {
        self.read(|conn| {
            let row: Option<ParticipantRow> = sql::<ParticipantColumns>(concat!(
                "select ",
                participant_columns!(),
                " from participants p left join users u on u.email = p.email where p.id = $1"
            ))
            .bind(id.0)
            .get_result(conn)
            .optional()?;
            row.map(Participant::try_from).transpose()
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        people: &[NewParticipant],
    ) -> Result<Vec<Participant>, StoreError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let earlier = std::mem::take(&mut self.later);
        self.write(|conn| {
            let rows: Vec<ParticipantRow> = sql::<ParticipantColumns>(concat!(
                "insert into participants
                    (meeting_id, email, name, composed_name, status, invited_at, responded_at,
                    is_opted_out)
                select $1, n.value->>'email', n.value->>'name', n.value->>'composed_name',
                    n.value->>'status', ",
                time!("invited_at"),
                ", ",
                time!("responded_at"),
                ", exists (select 1 from mail_opt_outs o where o.email = n.value->>'email') from ",
                objects!("$2"),
                " returning id, meeting_id, email, name, status, invited_at, responded_at,
                    note, link_number, is_co_organiser, has_accepted, is_opted_out, sequence,
                    (select u.id from users u where u.email = participants.email),
                    (select u.email_verified_at from users u where u.email = participants.email)"
            ))
            .bind(meeting)
            .bind(people.iter().map(new_row).collect::<Value>())
            .after(earlier)
            .load(conn)?;
            let mut inserted = participants_of(rows)?;
            inserted.sort_by_key(|participant| participant.id);
            Ok(inserted)
        })
    }

    fn update(&mut self, participant: &Participant) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "update participants set status = $2, responded_at = $3, note = $4,
                    link_number = $5, is_co_organiser = $6, has_accepted = $7, name = $8,
                    sequence = nullif($9, -1), composed_name = $10
                where id = $1",
            )
            .bind(participant.id.0)
            .bind(columns::rsvp(participant.status))
            .bind(participant.responded_at)
            .bind(participant.note.as_str())
            .bind(participant.link_number)
            .bind(participant.is_co_organiser)
            .bind(participant.has_accepted)
            .bind(participant.name.as_str())
            .bind(participant.sequence.unwrap_or(-1))
            .bind(composed(participant.name.as_str()))
            .execute(conn)
        })
    }

    fn update_all(
        &mut self,
        meeting: MeetingId,
        participants: &[Participant],
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            if participants.is_empty() {
                return Ok(());
            }
            sql::<()>(concat!(
                "update participants set status = n.value->>'status',
                    sequence = cast(n.value->>'sequence' as integer), responded_at = ",
                time!("responded_at"),
                " from ",
                objects!("$2"),
                " where participants.meeting_id = $1
                    and participants.id = cast(n.value->>'id' as bigint)"
            ))
            .bind(meeting)
            .bind(participants.iter().map(answer_row).collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn dismiss_co_organisers(&mut self, meeting: MeetingId) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "update participants set is_co_organiser = false
                where meeting_id = $1 and is_co_organiser",
            )
            .bind(meeting)
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete(&mut self, id: ParticipantId) -> Result<bool, StoreError> {
        self.write(|conn| Ok(diesel::delete(participants::table.find(id.0)).execute(conn)? > 0))
    }
}

fn new_row(person: &NewParticipant) -> Value {
    json!({
        "email": person.email.as_str(),
        "name": person.name.as_str(),
        "composed_name": composed(person.name.as_str()),
        "status": columns::rsvp(person.status),
        "invited_at": DbTime(person.invited_at).text(),
        "responded_at": person.responded_at.map(|at| DbTime(at).text()),
    })
}

fn answer_row(participant: &Participant) -> Value {
    json!({
        "id": participant.id.0,
        "status": columns::rsvp(participant.status),
        "sequence": participant.sequence,
        "responded_at": participant.responded_at.map(|at| DbTime(at).text()),
    })
}
