//! The list of a viewer's meetings: filters, order and page.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::meetings::{
    Filter, MeetingSummary, OrderBy, OrderField, Role, Status, Viewer,
};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::text::{Email, address_key, decomposed, search_key};
use scheduler_domain::time::{TimeRange, Zone};
use serde_json::{Value, json};
use time::UtcDateTime;

use super::{Conn, Sql, dialect, sql};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;

/// The meetings of the viewer with user id `$1` and address `$2`, each once and each by an index.
macro_rules! mine {
    () => {
        "with mine(id) as (
            select id from meetings where created_by = $1
            union
            select meeting_id from participants where email = $2
        ) "
    };
}
pub(super) use mine;

/// Whether the viewer is shown only the organiser and the own invitation `p` of the meeting `m`.
macro_rules! hides_guests {
    () => {
        "(m.hides_guest_list and m.created_by <> $1 and not coalesce(p.is_co_organiser, false))"
    };
}

/// Whether neither form of the word `n` is part of a search key.
macro_rules! lacks {
    ($key:expr) => {
        concat!(
            position!($key, "n.value->>'key'"),
            " = 0 and (n.value->>'decomposed' is null or ",
            position!($key, "n.value->>'decomposed'"),
            " = 0)"
        )
    };
}

/// Whether each word of `$9` is part of the meeting's text, or of the address or name of the organiser or
/// of a participant that the viewer is shown.
macro_rules! has_all {
    () => {
        concat!(
            before_deadline!(),
            " and not exists (
                select 1 from ",
            objects!("$9"),
            " where ",
            lacks!("m.search_text"),
            " and not exists (
                    select 1 from users o
                    where o.id = m.created_by and not (",
            position!("o.email", "n.value->>'address'"),
            " = 0 and ",
            lacks!(last_line!("o.search_text")),
            "))
                and not exists (
                    select 1 from participants s
                    where s.meeting_id = m.id and ",
            before_deadline!(),
            " and (s.email = $2 or not ",
            hides_guests!(),
            ") and (",
            position!("s.email", "n.value->>'address'"),
            " > 0 or ",
            matches_pattern!("coalesce(s.composed_name, s.name)", "n.value->>'pattern'"),
            " or ",
            matches_pattern!(
                "coalesce(s.composed_name, s.name)",
                "n.value->>'decomposed_pattern'"
            ),
            ")))"
        )
    };
}

/// A word of the search, also as addresses hold it; its decomposed form only where that differs.
fn word(word: &str) -> Value {
    let key = search_key(word);
    let decomposed = Some(decomposed(&key)).filter(|other| *other != key);
    json!({
        "address": address_key(&key).unwrap_or_else(|| key.clone()),
        "pattern": dialect::pattern(&key),
        "decomposed_pattern": decomposed.as_deref().map(dialect::pattern),
        "key": key,
        "decomposed": decomposed,
    })
}

/// What the filter asks for, and nothing else.
fn conditions(filter: &Filter) -> Vec<&'static str> {
    [
        filter.status.map(|_| {
            "$4 = case
                when m.is_cancelled then 'cancelled'
                when m.ends_at <= $3 then 'completed'
                else 'scheduled' end"
        }),
        filter.ends_after.map(|_| "m.ends_at > $5"),
        filter.starts_before.map(|_| "m.starts_at < $6"),
        filter.role.map(|_| {
            "($7 = 'organiser' and m.created_by = $1
                or $7 = 'participant' and p.id is not null)"
        }),
        filter.my_status.map(|_| "p.status = $8"),
        filter.words.first().map(|_| has_all!()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The viewer's meetings `m` that pass, with the viewer's own invitation `p`.
fn passing(conditions: &[&str]) -> String {
    let wanted: String = conditions
        .iter()
        .flat_map(|condition| [" and ", condition])
        .collect();
    format!(
        " from mine
        join meetings m on m.id = mine.id
        left join participants p on p.meeting_id = m.id and p.email = $2
        where 1 = 1{wanted}"
    )
}

fn count_text(conditions: &[&str]) -> String {
    if conditions.is_empty() {
        concat!(mine!(), "select count(*) from mine").to_owned()
    } else {
        format!(concat!(mine!(), "select count(*){}"), passing(conditions))
    }
}

type SummaryColumns = (
    Id,
    Text,
    Text,
    Moment,
    Moment,
    Text,
    Bool,
    BigInt,
    BigInt,
    Text,
    Bool,
    Nullable<Text>,
    Bool,
    Integer,
);

#[derive(Queryable)]
struct SummaryRow {
    id: DbId,
    title: String,
    location: String,
    starts_at: DbTime,
    ends_at: DbTime,
    zone: String,
    is_cancelled: bool,
    participant_count: i64,
    answered_count: i64,
    organiser_email: String,
    is_organiser: bool,
    my_status: Option<String>,
    is_co_organiser: bool,
    sequence: i32,
}

impl TryFrom<SummaryRow> for MeetingSummary {
    type Error = Fault;

    fn try_from(row: SummaryRow) -> Result<Self, Fault> {
        let my_status = row.my_status.as_deref().map(columns::parse_rsvp);
        Ok(Self {
            id: MeetingId(row.id.0),
            title: row.title,
            location: row.location,
            times: TimeRange::from_stored(row.starts_at.0, row.ends_at.0),
            zone: Zone::from_stored(row.zone),
            is_cancelled: row.is_cancelled,
            participant_count: row.participant_count,
            answered_count: row.answered_count,
            organiser_email: Email::from_stored(row.organiser_email),
            is_organiser: row.is_organiser,
            my_status: my_status.transpose()?,
            can_edit: row.is_organiser || row.is_co_organiser,
            sequence: row.sequence,
        })
    }
}

/// The page, and how many meetings pass; the latter is not asked where the page tells.
pub(super) fn list(
    conn: &mut Conn,
    viewer: &Viewer,
    filter: &Filter,
    now: UtcDateTime,
    page: PageRequest,
) -> Result<Page<MeetingSummary>, Fault> {
    let conditions = conditions(filter);
    let is_rare = filter.order.len() > 1 || conditions.len() > 2;
    let text = page_text(&conditions, &filter.order);
    let rows: Vec<SummaryRow> = bound::<SummaryColumns>(text, viewer, filter, now)
        .bind(i64::from(page.size()))
        .bind(page.offset())
        .unkept_if(is_rare)
        .load(conn)?;
    let found = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let count = if page.number() == 1 && found < page.size() {
        i64::from(found)
    } else {
        bound::<BigInt>(count_text(&conditions), viewer, filter, now)
            .unkept_if(is_rare)
            .get_result(conn)?
    };
    let items = rows.into_iter().map(MeetingSummary::try_from);
    Ok(Page {
        count,
        request: page,
        items: items.collect::<Result<_, _>>()?,
    })
}

/// Participants are counted for the meetings of the page only.
fn page_text(conditions: &[&str], order: &[OrderBy]) -> String {
    let (inner, outer) = (order_text(order, "m"), order_text(order, "page"));
    format!(
        concat!(
            mine!(),
            "select page.id, page.title, page.location, page.starts_at, page.ends_at, page.zone,
                page.is_cancelled,
                (select count(*) from participants c
                    where c.meeting_id = page.id
                        and (not page.hides_guests or c.email = $2 or c.email = o.email)),
                (select count(*) from participants c
                    where c.meeting_id = page.id and c.status <> 'pending'
                        and (not page.hides_guests or c.email = $2 or c.email = o.email)),
                o.email, page.created_by = $1, page.my_status, page.is_co_organiser,
                page.sequence
            from (
                select m.id, m.title, m.title_key, m.location, m.starts_at, m.ends_at, m.zone,
                    m.is_cancelled, m.created_by, m.created_at, m.sequence, p.status as my_status,
                    coalesce(p.is_co_organiser, false) as is_co_organiser,
                    ",
            hides_guests!(),
            " as hides_guests{passing}
                order by {inner} limit $10 offset $11
            ) page
            join users o on o.id = page.created_by
            order by {outer}"
        ),
        passing = passing(conditions),
        inner = inner,
        outer = outer,
    )
}

/// The first occurrence of a field decides; what comes after it can decide nothing any more.
pub(super) fn order_text(order: &[OrderBy], table: &str) -> String {
    let mut keys: Vec<(OrderField, String)> = Vec::new();
    for by in order {
        if keys.iter().all(|(field, _)| *field != by.field) {
            let direction = if by.is_descending { " desc" } else { "" };
            keys.push((
                by.field,
                format!("{table}.{}{direction}, ", column(by.field)),
            ));
        }
    }
    if keys.is_empty() {
        return format!("{table}.starts_at, {table}.id");
    }
    let keys: String = keys.into_iter().map(|(_, key)| key).collect();
    format!("{keys}{table}.id")
}

fn column(field: OrderField) -> &'static str {
    match field {
        OrderField::StartTime => "starts_at",
        OrderField::EndTime => "ends_at",
        OrderField::CreatedAt => "created_at",
        OrderField::Title => "title_key",
    }
}

/// Gives `$1` to `$9` their values.
fn bound<'a, Columns>(
    text: String,
    viewer: &'a Viewer,
    filter: &'a Filter,
    now: UtcDateTime,
) -> Sql<'a, Columns> {
    let status = filter.status.map(|status| match status {
        Status::Scheduled => "scheduled",
        Status::Cancelled => "cancelled",
        Status::Completed => "completed",
    });
    let role = filter.role.map(|role| match role {
        Role::Organiser => "organiser",
        Role::Participant => "participant",
    });
    let words: Vec<Value> = filter.words.iter().map(|given| word(given)).collect();
    let words = (!words.is_empty()).then(|| json!(words).to_string());
    sql(text)
        .bind(viewer.user_id)
        .bind(viewer.address.as_ref())
        .bind(now)
        .bind(status)
        .bind(filter.ends_after)
        .bind(filter.starts_before)
        .bind(role)
        .bind(filter.my_status.map(columns::rsvp))
        .bind(words)
}
