//! The audit log.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use scheduler_domain::audit::{
    AuditRepo, By, Change, Entry, Filter, Person, Place, Record, Target, TargetKind, Whose,
};
use scheduler_domain::auth::display_name;
use scheduler_domain::ids::{EntryId, MeetingId, UserId};
use scheduler_domain::page::{Page, PageRequest};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::{Email, Name, address_search_text, search_key};
use serde_json::{Value, json};
use time::UtcDateTime;

use super::sql::hex;
use super::{Conn, DieselTx, Sql, sql};
use crate::columns::{DbId, DbTime, Id, Moment};
use crate::error::Fault;

type RecordColumns = (
    BigInt,
    Moment,
    Text,
    Nullable<Id>,
    Nullable<Text>,
    Text,
    Text,
    Nullable<Text>,
    Nullable<Id>,
    Text,
    Nullable<Text>,
    Nullable<(Text, Text, Text)>,
);

#[derive(Queryable)]
struct RecordRow {
    id: i64,
    happened_at: DbTime,
    actor_kind: String,
    actor_id: Option<DbId>,
    actor_email: Option<String>,
    action: String,
    target_kind: String,
    target_id: Option<String>,
    meeting_id: Option<DbId>,
    changes: String,
    client: Option<String>,
    person: Option<(String, String, String)>,
}

impl TryFrom<RecordRow> for Record {
    type Error = Fault;

    fn try_from(row: RecordRow) -> Result<Self, Fault> {
        let kind = TargetKind::parse(&row.target_kind)
            .ok_or_else(|| Fault::corrupt(format!("unknown target {:?}", row.target_kind)))?;
        let meeting = row.meeting_id.map(|id| MeetingId(id.0));
        Ok(Self {
            id: EntryId(row.id),
            at: row.happened_at.0,
            by: by(&row.actor_kind, row.actor_id, row.actor_email)?,
            person: row.person.map(person),
            action: row.action,
            target: Target::from_stored(kind, row.target_id, meeting),
            changes: changes(&row.changes)?,
            client: row.client.and_then(|client| client.parse().ok()),
        })
    }
}

fn by(kind: &str, id: Option<DbId>, email: Option<String>) -> Result<By, Fault> {
    match (kind, id, email) {
        ("user", Some(id), _) => Ok(By::User(UserId(id.0))),
        ("guest", _, Some(email)) => Ok(By::Guest(Email::from_stored(email))),
        ("command_line", ..) => Ok(By::CommandLine),
        ("server", ..) => Ok(By::Server),
        (kind, ..) => Err(Fault::corrupt(format!("somebody of the kind {kind:?}"))),
    }
}

fn person((email, first_name, last_name): (String, String, String)) -> Person {
    let email = Email::from_stored(email);
    let (first_name, last_name) = (Name::from_stored(first_name), Name::from_stored(last_name));
    Person {
        name: display_name(&first_name, &last_name, &email),
        email,
    }
}

fn changes(list: &str) -> Result<Vec<Change>, Fault> {
    let list: Vec<(String, Option<String>, Option<String>)> = serde_json::from_str(list)
        .map_err(|error| Fault::corrupt(format!("changes of an entry: {error}")))?;
    let changes = list.into_iter();
    Ok(changes
        .map(|(field, before, after)| Change::from_stored(field, before, after))
        .collect())
}

impl AuditRepo for DieselTx<'_> {
    fn insert(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.write_later(
            sql::<()>(concat!(
                "insert into audit (happened_at, actor_kind, actor_id, actor_email, action,
                    target_kind, target_id, meeting_id, changes, search_text, client)
                select ",
                time!("happened_at"),
                ", n.value->>'actor_kind', ",
                uuid!("n.value->>'actor_id'"),
                ", n.value->>'actor_email', n.value->>'action', n.value->>'target_kind',
                    n.value->>'target_id', ",
                uuid!("n.value->>'meeting_id'"),
                ", n.value->>'changes', n.value->>'search_text', n.value->>'client' from ",
                objects!("$1")
            ))
            .bind(entries.iter().map(new_row).collect::<Value>()),
        )
    }

    fn list(&mut self, filter: &Filter, page: PageRequest) -> Result<Page<Record>, StoreError> {
        self.read(|conn| {
            let conditions = conditions(filter);
            let text = records_text(&conditions, " limit $11 offset $12");
            let items = records(
                bound(text, filter)
                    .bind(i64::from(page.size()))
                    .bind(page.offset())
                    .unkept_if(conditions.len() > 1),
                conn,
            )?;
            let found = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let count = if page.number() == 1 && found < page.size() {
                i64::from(found)
            } else {
                let text = format!(
                    "select count(*) from audit a where 1 = 1{}",
                    all(&conditions)
                );
                bound::<BigInt>(text, filter)
                    .unkept_if(conditions.len() > 1)
                    .get_result(conn)?
            };
            Ok(Page {
                count,
                request: page,
                items,
            })
        })
    }

    fn list_after(
        &mut self,
        filter: &Filter,
        place: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        self.read(|conn| {
            let mut conditions = conditions(filter);
            if place.is_some() {
                conditions.push("(a.happened_at, a.id) < ($12, $13)");
            }
            let text = records_text(&conditions, " limit $11");
            let is_rare = conditions.len() > 2;
            let query = bound(text, filter)
                .bind(i64::from(limit))
                .bind(place.map(|place| place.at))
                .bind(place.map_or(0, |place| place.id.0));
            records(query.unkept_if(is_rare), conn)
        })
    }

    fn delete_before(&mut self, before: UtcDateTime, limit: u32) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>(
                "delete from audit where id in (
                    select id from audit where happened_at < $1
                    order by happened_at, id limit $2
                )",
            )
            .bind(before)
            .bind(i64::from(limit))
            .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}

fn new_row(entry: &Entry) -> Value {
    let (kind, user, guest) = match &entry.by {
        By::User(id) => ("user", Some(id), None),
        By::Guest(email) => ("guest", None, Some(email.as_str())),
        By::CommandLine => ("command_line", None, None),
        By::Server => ("server", None, None),
    };
    let changes: Vec<_> = entry
        .changes
        .iter()
        .map(|change| (change.field(), change.before(), change.after()))
        .collect();
    let target = &entry.target;
    json!({
        "happened_at": DbTime(entry.at).text(),
        "actor_kind": kind,
        "actor_id": user.map(|id| hex(id.0)),
        "actor_email": guest,
        "action": entry.action.word(),
        "target_kind": target.kind().word(),
        "target_id": target.id(),
        "meeting_id": target.meeting_id().map(|id| hex(id.0)),
        // Texts can always be written.
        "changes": serde_json::to_string(&changes).unwrap_or_default(),
        "search_text": search_text(entry, guest),
        "client": entry.client.map(|client| client.to_string()),
    })
}

fn search_text(entry: &Entry, guest: Option<&str>) -> String {
    let values = entry
        .changes
        .iter()
        .flat_map(|change| [change.before(), change.after()]);
    let mut lines: Vec<_> = values
        .chain([guest, entry.target.id()])
        .flatten()
        .filter(|line| !line.is_empty())
        .map(address_search_text)
        .collect();
    lines.dedup();
    search_key(&lines.join("\n"))
}

/// What the filter asks for, and nothing else. What an index is partial by is said as the index
/// says it.
fn conditions(filter: &Filter) -> Vec<&'static str> {
    [
        filter.by.as_ref().map(|whose| match whose {
            Whose::User(_) => "a.actor_id = $1",
            Whose::Person(_) => {
                "a.id in (
                    select id from audit where actor_email = $2
                    union all
                    select id from audit where actor_id = (select id from users where email = $2)
                )"
            }
            Whose::CommandLine | Whose::Server => {
                "a.actor_kind in ('command_line', 'server') and a.actor_kind = $3"
            }
        }),
        filter.action.map(|_| "a.action = $4"),
        filter.kind.map(|_| "a.target_kind = $5"),
        filter.id.as_ref().map(|_| "a.target_id = $6"),
        filter.meeting.map(|_| "a.meeting_id = $7"),
        filter.from.map(|_| "a.happened_at >= $8"),
        filter.to.map(|_| "a.happened_at < $9"),
        filter
            .words
            .first()
            .map(|_| contains_all!("a.search_text", "$10")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn all(conditions: &[&str]) -> String {
    conditions
        .iter()
        .flat_map(|condition| [" and ", condition])
        .collect()
}

/// Accounts are looked up for what is shown only.
fn records_text(conditions: &[&str], limit: &str) -> String {
    format!(
        "select page.id, page.happened_at, page.actor_kind, page.actor_id, page.actor_email,
            page.action, page.target_kind, page.target_id, page.meeting_id, page.changes,
            page.client, u.email, u.first_name, u.last_name
        from (
            select * from audit a where 1 = 1{}
            order by a.happened_at desc, a.id desc{limit}
        ) page
        left join users u on u.id = page.actor_id
        order by page.happened_at desc, page.id desc",
        all(conditions)
    )
}

fn records(query: Sql<'_, RecordColumns>, conn: &mut Conn) -> Result<Vec<Record>, Fault> {
    let rows: Vec<RecordRow> = query.load(conn)?;
    rows.into_iter().map(Record::try_from).collect()
}

/// Gives `$1` to `$10` their values.
fn bound<Columns>(text: String, filter: &Filter) -> Sql<'_, Columns> {
    let (user, person, kind) = match &filter.by {
        Some(Whose::User(id)) => (Some(*id), None, None),
        Some(Whose::Person(email)) => (None, Some(email), None),
        Some(Whose::CommandLine) => (None, None, Some("command_line")),
        Some(Whose::Server) => (None, None, Some("server")),
        None => (None, None, None),
    };
    let words: Vec<String> = filter.words.iter().map(|word| search_key(word)).collect();
    let words = (!words.is_empty()).then(|| json!(words).to_string());
    sql(text)
        .bind(user)
        .bind(person)
        .bind(kind)
        .bind(filter.action.map(scheduler_domain::audit::Action::word))
        .bind(filter.kind.map(TargetKind::word))
        .bind(filter.id.as_deref())
        .bind(filter.meeting)
        .bind(filter.from)
        .bind(filter.to)
        .bind(words)
}
