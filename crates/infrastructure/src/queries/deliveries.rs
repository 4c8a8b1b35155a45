//! Makes deliveries: each message is stored once, and one small row for each of its recipients.
//!
//! Where a message takes the place of what waits unsent, the rows of that are pointed to it, and a
//! message that has no row then is deleted. PostgreSQL does all of it in one statement.

use scheduler_domain::notifications::{Body, Message, Superseded};
use scheduler_domain::store::StoreError;
use serde_json::{Value, json};
use time::Duration;

use super::sql::{hex, sql};
use super::{DieselTx, dialect, facts};
use crate::columns::{self, DbTime};

/// The messages $1 without what they say.
macro_rules! message_heads {
    () => {
        concat!(
            "with heads as materialized (
                select cast(n.value->>'place' as integer) as place, ",
            uuid!("n.value->>'id'"),
            " as id, ",
            uuid!("n.value->>'meeting_id'"),
            " as meeting_id, ",
            uuid!("n.value->>'organiser_id'"),
            " as organiser_id, n.value->>'kind' as kind, ",
            time!("due_at"),
            " as due_at, cast(n.value->>'is_held' as integer) = 1 as is_held, ",
            time!("created_at"),
            " as created_at from ",
            objects!("$1"),
            ")"
        )
    };
}

/// What waits unsent for the recipients $2 of the messages $1. A message takes the place of the
/// first that was never tried; further ones and reminders are superseded.
macro_rules! outdated {
    () => {
        concat!(
            message_heads!(),
            ", waiting as materialized (
                select q.id, q.message_id as old_id, q.meeting_id, q.email, q.kind as old_kind,
                    q.replaced_kind, heads.id as new_id, heads.organiser_id, heads.kind,
                    heads.due_at, heads.is_held, heads.created_at, n.value->>2 as name
                from ",
            objects!("$2"),
            "
                cross join heads
                cross join notifications q
                where heads.place = cast(n.value->>0 as integer)
                    and q.meeting_id = heads.meeting_id and q.email = n.value->>1
                    and q.state = 'queued' and not q.is_claimed and q.kind not in ('reply', 'transfer')
                    and (q.attempts = 0 or q.kind = 'reminder')
                order by q.id",
            lock_rows!("q"),
            "
            )
            select waiting.*, old_kind <> 'reminder' and row_number() over (
                    partition by meeting_id, email, old_kind = 'reminder' order by id
                ) = 1 as is_first
            from waiting"
        )
    };
}

macro_rules! replace {
    () => {
        concat!(
            "update notifications set
                message_id = case when old.is_first then old.new_id
                    else notifications.message_id end,
                organiser_id = case when old.is_first then old.organiser_id
                    else notifications.organiser_id end,
                name = case when old.is_first then old.name else notifications.name end,
                kind = case when old.is_first then old.kind else notifications.kind end,
                replaced_kind = case when not old.is_first then notifications.replaced_kind
                    when 'invitation' in (old.old_kind, old.replaced_kind) then 'invitation'
                    else old.old_kind end,
                created_at = case when old.is_first then old.created_at
                    else notifications.created_at end,
                next_try_at = case
                    when old.is_first and (old.is_held or old.due_at < notifications.next_try_at)
                        then old.due_at
                    else notifications.next_try_at end,
                state = case when old.is_first then 'queued' else 'failed' end,
                is_superseded = not old.is_first,
                last_error = case when old.is_first then notifications.last_error else $3 end
            from (",
            outdated!(),
            ") old where notifications.id = old.id"
        )
    };
}

const REPLACE: &str = replace!();

/// What was replaced is read by the other parts of the statement.
const REPLACE_AND_TELL: &str = concat!(
    replace!(),
    " returning notifications.id, notifications.email, notifications.message_id, old.old_id,
        old.is_first"
);

/// Messages that had no deliveries but those that were replaced.
const FORGET_REPLACED: &str = "delete from messages where id in (
        select x.old_id from replaced x where x.is_first
    ) and not exists (
        select 1 from notifications o
        where o.meeting_id = messages.meeting_id and o.message_id = messages.id
            and o.id not in (select x.id from replaced x where x.is_first)
    )";

/// Messages that have no deliveries but those that are going to be replaced.
const FORGET_OUTDATED: &str = concat!(
    "delete from messages where id in (select old.old_id from (",
    outdated!(),
    ") old where old.is_first) and not exists (
        select 1 from notifications o
        where o.meeting_id = messages.meeting_id and o.message_id = messages.id
            and o.id not in (select old.id from (",
    outdated!(),
    ") old where old.is_first)
    )"
);

macro_rules! insert_messages {
    () => {
        concat!(
            "insert into messages
                (id, meeting_id, kind, sequence, created_at, subject, words, facts) select ",
            uuid!("n.value->>'id'"),
            ", ",
            uuid!("n.value->>'meeting_id'"),
            ", n.value->>'kind', cast(n.value->>'sequence' as integer), ",
            time!("created_at"),
            ", n.value->>'subject', n.value->>'words', n.value->>'facts' from ",
            objects!("$1")
        )
    };
}

const INSERT_MESSAGES: &str = insert_messages!();

macro_rules! insert_deliveries {
    ($condition:expr) => {
        concat!(
            "insert into notifications (message_id, meeting_id, organiser_id, email, name, kind,
                state, attempts, next_try_at, created_at) ",
            message_heads!(),
            " select heads.id, heads.meeting_id, heads.organiser_id, n.value->>1, n.value->>2,
                heads.kind, 'queued', 0, heads.due_at, heads.created_at
            from ",
            objects!("$2"),
            " join heads on heads.place = cast(n.value->>0 as integer) where ",
            $condition,
            " order by cast(n.value->>3 as integer)"
        )
    };
}

const INSERT: &str = insert_deliveries!("true");
const INSERT_NEW: &str = insert_deliveries!(concat!("not ", is_replaced!()));

/// What waits to tell of the meeting $1 as it is, and is not being sent at $2.
macro_rules! stale {
    () => {
        concat!(
            "select q.id, q.message_id as old_id from notifications q
            where q.meeting_id = $1 and q.state = 'queued'
                and q.kind in ('invitation', 'update', 'reminder')
                and not (q.is_claimed and q.next_try_at > $2)
            order by q.id",
            lock_rows!("q")
        )
    };
}

/// To the message $3.
const REPOINT: &str = concat!(
    "update notifications set message_id = $3, created_at = $2 from (",
    stale!(),
    ") old where notifications.id = old.id"
);

const REPOINT_AND_TELL: &str = concat!(
    "update notifications set message_id = $3, created_at = $2 from (",
    stale!(),
    ") old where notifications.id = old.id returning notifications.id, old.old_id"
);

const FORGET_REPOINTED: &str = "delete from messages where id in (
        select x.old_id from repointed x
    ) and not exists (
        select 1 from notifications o
        where o.meeting_id = messages.meeting_id and o.message_id = messages.id
            and o.id not in (select x.id from repointed x)
    )";

const FORGET_STALE: &str = concat!(
    "delete from messages where id in (select old.old_id from (",
    stale!(),
    ") old) and not exists (
        select 1 from notifications o
        where o.meeting_id = messages.meeting_id and o.message_id = messages.id
            and o.id not in (select old.id from (",
    stale!(),
    ") old)
    )"
);

const INSERT_IF_NEEDED: &str = concat!(insert_messages!(), " where ", is_repointed!());

impl DieselTx<'_> {
    pub(super) fn refresh_deliveries(&mut self, message: &Message) -> Result<(), StoreError> {
        let bound = |text| {
            sql::<()>(text)
                .bind(message.meeting_id)
                .bind(message.created_at)
        };
        let messages = std::iter::once(full(message)).collect::<Value>();
        let insert = sql::<()>(INSERT_IF_NEEDED).bind(messages);
        let insert = if dialect::IS_FAR {
            insert
                .with_part("repointed", bound(REPOINT_AND_TELL).bind(message.id))
                .with_part("unpointed", sql(FORGET_REPOINTED))
        } else {
            insert
                .with_part("unpointed", bound(FORGET_STALE))
                .with_part("repointed", bound(REPOINT).bind(message.id))
        };
        self.write_later(insert)
    }

    /// The only place where deliveries are made.
    pub(super) fn insert_deliveries(
        &mut self,
        messages: &[Message],
        hold: Duration,
    ) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let full = messages.iter().map(full).collect::<Value>();
        let heads = messages.iter().enumerate();
        let heads = heads.map(|(place, one)| head(place, one, hold));
        let heads = heads.collect::<Value>().to_string();
        let recipients = recipients(messages).to_string();
        let bound = |text| {
            sql::<()>(text)
                .bind(Some(heads.clone()))
                .bind(Some(recipients.clone()))
        };
        self.write_later(sql::<()>(INSERT_MESSAGES).bind(full))?;
        if !messages.iter().any(Message::is_replacement) {
            return self.write_later(bound(INSERT));
        }
        let why = Superseded::ByNewer.reason();
        let insert = if dialect::IS_FAR {
            bound(INSERT_NEW)
                .with_part("replaced", bound(REPLACE_AND_TELL).bind(why))
                .with_part("forgotten", sql(FORGET_REPLACED))
        } else {
            bound(INSERT_NEW)
                .with_part("forgotten", bound(FORGET_OUTDATED))
                .with_part("replaced", bound(REPLACE).bind(why))
        };
        self.write_later(insert)
    }
}

fn full(message: &Message) -> Value {
    let (subject, words, told) = match &message.body {
        Body::Meeting(told) => (None, None, Some(facts::written(told))),
        Body::Words { subject, text } => (Some(subject), Some(text), None),
    };
    json!({
        "id": hex(message.id.0),
        "meeting_id": message.meeting_id.map(|id| hex(id.0)),
        "kind": columns::kind(message.kind),
        "sequence": message.sequence,
        "created_at": DbTime(message.created_at).text(),
        "subject": subject,
        "words": words,
        "facts": told,
    })
}

fn head(place: usize, message: &Message, hold: Duration) -> Value {
    json!({
        "place": place,
        "id": hex(message.id.0),
        "meeting_id": message.meeting_id.map(|id| hex(id.0)),
        "organiser_id": message.organiser_id.map(|id| hex(id.0)),
        "kind": columns::kind(message.kind),
        "due_at": DbTime(message.due_at(hold)).text(),
        "is_held": u8::from(message.is_held),
        "created_at": DbTime(message.created_at).text(),
    })
}

/// Each with the place of its message and its own.
fn recipients(messages: &[Message]) -> Value {
    let all = messages.iter().enumerate().flat_map(|(message, one)| {
        let recipients = one.recipients.iter();
        recipients.map(move |to| (message, to))
    });
    all.enumerate()
        .map(|(place, (message, to))| json!([message, to.email.as_str(), to.name, place]))
        .collect()
}
