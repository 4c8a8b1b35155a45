//! Lists of everything, for who runs the server: filters, order and page.
//!
//! A page is found by an index first, and only its rows are read whole.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use scheduler_domain::admin::oversight::{
    ListedMeeting, ListedParticipant, MOST_COUNTED, MailHealth, MailState, MeetingFigures,
    MeetingFilter, NotificationFilter, OversightRepo, ParticipantFilter, UserFigures,
};
use scheduler_domain::ids::{MeetingId, UserId};
use scheduler_domain::meetings::Status;
use scheduler_domain::notifications::{NoticeKind, Notification};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use scheduler_domain::time::{TimeRange, Zone};
use time::UtcDateTime;

use super::meeting_list::order_text;
use super::narrow::Narrow;
use super::notification_rows::{NotificationColumns, NotificationRow, notification_columns};
use super::participants::{ParticipantColumns, ParticipantRow, participant_columns};
use super::{Conn, DieselTx, dialect, oversight_figures};
use crate::columns::{self, DbId, DbTime, Id, Moment};
use crate::error::Fault;

impl OversightRepo for DieselTx<'_> {
    fn list_meetings(
        &mut self,
        filter: &MeetingFilter,
        now: UtcDateTime,
        page: PageRequest,
    ) -> Result<Page<ListedMeeting>, StoreError> {
        self.read(|conn| {
            let mut narrow = meetings_that(filter, now);
            let limits = limits(&mut narrow, page);
            let order = |table: &str| match filter.order.as_slice() {
                [] => format!("{table}.created_at desc, {table}.id desc"),
                keys => order_text(keys, table),
            };
            let text = format!(
                "select page.id, page.title, page.location, page.starts_at, page.ends_at, page.zone,
                    page.is_cancelled,
                    (select count(*) from participants c where c.meeting_id = page.id),
                    o.id, o.email, page.created_at
                from (
                    select m.id, m.title, m.title_key, m.location, m.starts_at, m.ends_at, m.zone,
                        m.is_cancelled, m.created_by, m.created_at
                    from meetings m where {} order by {} {limits}
                ) page
                join users o on o.id = page.created_by
                order by {}",
                narrow.text(),
                order("m"),
                order("page"),
            );
            let rows: Vec<MeetingRow> = narrow.sql::<MeetingColumns>(text).load(conn)?;
            let items = rows.into_iter().map(ListedMeeting::from).collect();
            let narrow = || meetings_that(filter, now);
            whole(conn, page, items, "meetings m", narrow)
        })
    }

    fn list_participants(
        &mut self,
        filter: &ParticipantFilter,
        page: PageRequest,
    ) -> Result<Page<ListedParticipant>, StoreError> {
        self.read(|conn| {
            let mut narrow = participants_that(filter);
            let limits = limits(&mut narrow, page);
            let text = format!(
                concat!(
                    "select ",
                    participant_columns!(),
                    ", m.title, m.starts_at, m.ends_at, m.is_cancelled, o.email
                    from (
                        select p.id, p.invited_at from participants p where {}
                        order by p.invited_at desc, p.id desc {}
                    ) page
                    join participants p on p.id = page.id
                    join meetings m on m.id = p.meeting_id
                    join users o on o.id = m.created_by
                    left join users u on u.email = p.email
                    order by page.invited_at desc, page.id desc"
                ),
                narrow.text(),
                limits,
            );
            let rows: Vec<ListedRow> = narrow.sql::<ListedColumns>(text).load(conn)?;
            let items = rows.into_iter().map(ListedParticipant::try_from);
            let items = items.collect::<Result<_, _>>()?;
            let narrow = || participants_that(filter);
            whole(conn, page, items, "participants p", narrow)
        })
    }

    fn list_notifications(
        &mut self,
        filter: &NotificationFilter,
        page: PageRequest,
    ) -> Result<Page<Notification>, StoreError> {
        self.read(|conn| {
            let mut narrow = notifications_that(filter);
            let limits = limits(&mut narrow, page);
            let text = format!(
                concat!(
                    "select ",
                    notification_columns!(),
                    " where n.id in (
                        select w.id from notifications w where {}
                        order by w.created_at desc, w.id desc {}
                    ) order by n.created_at desc, n.id desc"
                ),
                narrow.text(),
                limits,
            );
            let rows: Vec<NotificationRow> = narrow.sql::<NotificationColumns>(text).load(conn)?;
            let items = rows.into_iter().map(Notification::try_from);
            let items = items.collect::<Result<_, _>>()?;
            let narrow = || notifications_that(filter);
            whole(conn, page, items, "notifications w", narrow)
        })
    }

    fn count_users(&mut self, since: UtcDateTime) -> Result<UserFigures, StoreError> {
        self.read(|conn| oversight_figures::users(conn, since))
    }

    fn count_meetings(
        &mut self,
        now: UtcDateTime,
        bounds: &[UtcDateTime],
    ) -> Result<MeetingFigures, StoreError> {
        self.read(|conn| oversight_figures::meetings(conn, now, bounds))
    }

    fn mail_health(&mut self, since: UtcDateTime) -> Result<MailHealth, StoreError> {
        self.read(|conn| oversight_figures::mail(conn, since))
    }
}

fn meetings_that(filter: &MeetingFilter, now: UtcDateTime) -> Narrow<'_> {
    let mut narrow = Narrow::default();
    match filter.status {
        None => {}
        Some(Status::Cancelled) => narrow.and("m.is_cancelled"),
        Some(Status::Completed) => {
            let now = narrow.value(now);
            narrow.and(format!("not m.is_cancelled and m.ends_at <= {now}"));
        }
        Some(Status::Scheduled) => {
            let now = narrow.value(now);
            narrow.and(format!("not m.is_cancelled and m.ends_at > {now}"));
        }
    }
    narrow.within("m.created_at", &filter.created);
    narrow.within("m.starts_at", &filter.starts);
    if let Some(start) = &filter.organiser {
        let is_theirs = narrow.starts("o.email", start);
        narrow.and(format!(
            "m.created_by in (select o.id from users o where {is_theirs})"
        ));
    }
    for start in &filter.people {
        let (takes_part, organises) = (
            narrow.starts("p.email", start),
            narrow.starts("o.email", start),
        );
        narrow.and(format!(
            "m.id in (
                select p.meeting_id from participants p where {takes_part}
                union all
                select own.id from users o join meetings own on own.created_by = o.id
                where {organises}
            )"
        ));
    }
    narrow.contains("m.search_text", &filter.words);
    narrow
}

fn participants_that(filter: &ParticipantFilter) -> Narrow<'_> {
    let mut narrow = Narrow::default();
    if let Some(meeting) = filter.meeting {
        narrow.equals("p.meeting_id", meeting);
    }
    for start in &filter.addresses {
        let begins_so = narrow.starts("p.email", start);
        narrow.and(begins_so);
    }
    if let Some(status) = filter.status {
        narrow.equals("p.status", columns::rsvp(status));
    }
    narrow.within("p.invited_at", &filter.invited);
    narrow.matches("coalesce(p.composed_name, p.name)", &filter.words);
    narrow
}

fn notifications_that(filter: &NotificationFilter) -> Narrow<'_> {
    let mut narrow = Narrow::default();
    if let Some(state) = filter.state {
        narrow.and(is_in(state));
    }
    if let Some(meeting) = filter.meeting {
        narrow.equals("w.meeting_id", meeting);
    }
    if let Some(start) = &filter.address {
        // The index of addresses leaves out what waits.
        let begins_so = narrow.starts("to_it.email", start);
        narrow.and(format!(
            "w.id in (
                select to_it.id from notifications to_it
                where to_it.state <> 'queued' and {begins_so}
                union all
                select to_it.id from notifications to_it
                where to_it.state = 'queued' and {begins_so}
            )"
        ));
    }
    if let Some(kind) = filter.kind {
        narrow.equals("w.kind", columns::kind(kind));
        match kind {
            NoticeKind::EmailVerification
            | NoticeKind::PasswordReset
            | NoticeKind::EmailChange
            | NoticeKind::EmailChanged => {
                narrow.and("w.meeting_id is null");
            }
            NoticeKind::Invitation
            | NoticeKind::Update
            | NoticeKind::Cancellation
            | NoticeKind::Reminder
            | NoticeKind::Reply
            | NoticeKind::Transfer => {}
        }
    }
    narrow.within("w.created_at", &filter.created);
    narrow
}

fn is_in(state: MailState) -> String {
    match state {
        MailState::Sent => "w.state = 'sent'".to_owned(),
        MailState::Queued => dialect::few("w.state = 'queued'"),
        MailState::Failed => dialect::few("w.state = 'failed' and not w.is_superseded"),
        MailState::Superseded => dialect::few("w.state = 'failed' and w.is_superseded"),
    }
}

fn limits(narrow: &mut Narrow<'_>, page: PageRequest) -> String {
    let (size, offset) = (
        narrow.value(i64::from(page.size())),
        narrow.value(page.offset()),
    );
    format!("limit {size} offset {offset}")
}

/// How many rows there are is not asked where the page tells.
fn whole<'a, T>(
    conn: &mut Conn,
    page: PageRequest,
    items: Vec<T>,
    table: &str,
    narrow: impl FnOnce() -> Narrow<'a>,
) -> Result<Page<T>, Fault> {
    let found = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let count = if page.number() == 1 && found < page.size() {
        i64::from(found)
    } else {
        let mut narrow = narrow();
        let most = narrow.value(MOST_COUNTED);
        let text = format!(
            "select count(*) from (select 1 from {table} where {} limit {most}) counted",
            narrow.text()
        );
        narrow.sql::<BigInt>(text).get_result(conn)?
    };
    Ok(Page {
        count,
        request: page,
        items,
    })
}

type MeetingColumns = (
    Id,
    Text,
    Text,
    Moment,
    Moment,
    Text,
    Bool,
    BigInt,
    Id,
    Text,
    Moment,
);

#[derive(Queryable)]
struct MeetingRow {
    id: DbId,
    title: String,
    location: String,
    starts_at: DbTime,
    ends_at: DbTime,
    zone: String,
    is_cancelled: bool,
    participant_count: i64,
    organiser_id: DbId,
    organiser_email: String,
    created_at: DbTime,
}

impl From<MeetingRow> for ListedMeeting {
    fn from(row: MeetingRow) -> Self {
        Self {
            id: MeetingId(row.id.0),
            title: row.title,
            location: row.location,
            times: TimeRange::from_stored(row.starts_at.0, row.ends_at.0),
            zone: Zone::from_stored(row.zone),
            is_cancelled: row.is_cancelled,
            participant_count: row.participant_count,
            organiser_id: UserId(row.organiser_id.0),
            organiser_email: Email::from_stored(row.organiser_email),
            created_at: row.created_at.0,
        }
    }
}

type ListedColumns = (ParticipantColumns, Text, Moment, Moment, Bool, Text);

#[derive(Queryable)]
struct ListedRow {
    participant: ParticipantRow,
    title: String,
    starts_at: DbTime,
    ends_at: DbTime,
    is_cancelled: bool,
    organiser_email: String,
}

impl TryFrom<ListedRow> for ListedParticipant {
    type Error = Fault;

    fn try_from(row: ListedRow) -> Result<Self, Fault> {
        Ok(Self {
            participant: row.participant.try_into()?,
            title: row.title,
            times: TimeRange::from_stored(row.starts_at.0, row.ends_at.0),
            is_cancelled: row.is_cancelled,
            organiser_email: Email::from_stored(row.organiser_email),
        })
    }
}
