//! Changes of addresses, and what goes along with them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use scheduler_domain::auth::{AddressChange, AddressChangeRepo, CarryOver, CarryScope};
use scheduler_domain::ids::{MessageId, NotificationId, UserId};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;
use serde_json::{Value, json};
use time::UtcDateTime;

use super::sql::hex;
use super::{DieselTx, sql};
use crate::columns::{DbId, DbTime, Id, Moment};

macro_rules! change_columns {
    () => {
        "c.id, c.user_id, c.former, c.email, c.asked_at, c.expires_at, c.confirmed_at, c.undo_until,
        c.former_verified_at, c.notice_id"
    };
}

type ChangeColumns = (
    Id,
    Id,
    Text,
    Text,
    Moment,
    Moment,
    Nullable<Moment>,
    Nullable<Moment>,
    Nullable<Moment>,
    Nullable<Id>,
);

#[derive(Queryable)]
struct ChangeRow {
    id: DbId,
    user_id: DbId,
    former: String,
    email: String,
    asked_at: DbTime,
    expires_at: DbTime,
    confirmed_at: Option<DbTime>,
    undo_until: Option<DbTime>,
    former_verified_at: Option<DbTime>,
    notice_id: Option<DbId>,
}

impl From<ChangeRow> for AddressChange {
    fn from(row: ChangeRow) -> Self {
        Self {
            id: MessageId(row.id.0),
            user_id: UserId(row.user_id.0),
            former: Email::from_stored(row.former),
            email: Email::from_stored(row.email),
            asked_at: row.asked_at.0,
            expires_at: row.expires_at.0,
            confirmed_at: row.confirmed_at.map(|at| at.0),
            undo_until: row.undo_until.map(|at| at.0),
            former_verified_at: row.former_verified_at.map(|at| at.0),
            notice_id: row.notice_id.map(|id| MessageId(id.0)),
        }
    }
}

/// Whether both addresses are invited to the meeting of the busy row, and only $2 has replied.
macro_rules! only_other_replied {
    () => {
        "exists (
            select 1 from participants a join participants b on b.meeting_id = a.meeting_id
            where a.meeting_id = busy.meeting_id and a.email = $1 and b.email = $2
                and a.responded_at is null and b.responded_at is not null
        )"
    };
}

/// The meetings of the organiser $3.
macro_rules! organised {
    () => {
        "(select m.id from meetings m where m.created_by = $3)"
    };
}

/// An organiser who is a guest under the new address has accepted, as where the meeting is planned with both.
const ACCEPT_OWN: &str = concat!(
    "update participants set status = 'accepted', responded_at = coalesce(responded_at, invited_at)
    where email = $2 and status <> 'accepted' and meeting_id in ",
    organised!()
);

/// Busy time first, as long as the invitations tell whose reply stays. Of mails, all that wait are looked at,
/// by an index that holds nothing else: without the addition, SQLite reads all mails in the order of their ids.
const EVERYTHING: [&str; 13] = [
    "update transfer_offers set email = $2 where user_id = $3 and email = $1",
    concat!(
        "delete from busy where person = $1 and ",
        only_other_replied!(),
        " and meeting_id not in ",
        organised!()
    ),
    concat!(
        "delete from busy where person = $2 and (exists (
            select 1 from busy o where o.person = $1 and o.meeting_id = busy.meeting_id
        ) or exists (
            select 1 from participants a
            where a.meeting_id = busy.meeting_id and a.email = $1
        ) and not ",
        only_other_replied!(),
        ")"
    ),
    "update busy set person = $2 where person = $1",
    "update participants set status = b.status, responded_at = b.responded_at, note = b.note,
        sequence = b.sequence, has_accepted = b.has_accepted
    from participants b
    where participants.email = $1 and participants.responded_at is null
        and b.meeting_id = participants.meeting_id and b.email = $2 and b.responded_at is not null",
    "update participants set is_co_organiser = true
    where email = $1 and exists (
        select 1 from participants b
        where b.meeting_id = participants.meeting_id and b.email = $2 and b.is_co_organiser
    )",
    "delete from participants where email = $2 and meeting_id in (
        select a.meeting_id from participants a where a.email = $1
    )",
    "update participants set email = $2,
        is_opted_out = exists (select 1 from mail_opt_outs o where o.email = $2)
    where email = $1",
    // Rows in one order, so that two who do this at once do not wait for each other.
    "insert into circle (viewer, person)
    select case side.number when 0 then $2 else c.person end,
        case side.number when 0 then c.person else $2 end
    from circle c
    cross join (select 0 as number union all select 1) side
    where c.viewer = $1 and c.person <> $2
    order by 1, 2
    on conflict do nothing",
    "delete from circle where person = $1
        and viewer in (select c.person from circle c where c.viewer = $1)",
    "delete from circle where viewer = $1",
    concat!(
        "update notifications set email = $2 from (
            select q.id from notifications q
            where q.email = $1 and q.state = 'queued' and q.meeting_id is not null
                and not q.is_claimed
            order by q.id + 0",
        lock_rows!("q"),
        ") old where notifications.id = old.id"
    ),
    ACCEPT_OWN,
];

const ORGANISED: [&str; 4] = [
    concat!(
        "delete from busy where person = $2 and meeting_id in ",
        organised!(),
        " and exists (
            select 1 from busy o where o.person = $1 and o.meeting_id = busy.meeting_id
        )"
    ),
    concat!(
        "update busy set person = $2 where person = $1 and meeting_id in ",
        organised!()
    ),
    concat!(
        "update notifications set email = $2 from (
            select q.id from notifications q
            where q.email = $1 and q.state = 'queued' and q.meeting_id is not null
                and q.organiser_id = $3 and not q.is_claimed
            order by q.id + 0",
        lock_rows!("q"),
        ") old where notifications.id = old.id"
    ),
    ACCEPT_OWN,
];

/// $1 with its successor $2: the member of the facts that names the organiser. The text of a member
/// cannot occur within a value, where quotation marks are escaped. What takes turns and what is held are
/// found by an index each.
const RENAME_ORGANISER: &str = concat!(
    "update messages set facts = replace(facts, $1, $2)
    where id in (
        select n.message_id from notifications n
        where n.state = 'queued' and n.organiser_id = $3
            and n.next_try_at < '9999-01-01 00:00:00+00'
        union all
        select n.message_id from notifications n
        where n.state = 'queued' and n.organiser_id = $3
            and n.next_try_at >= '9999-01-01 00:00:00+00'
    ) and ",
    position!("facts", "$1"),
    " > 0"
);

/// As the space behind the address is followed by `!` in the order of the key, this reads only the pairs
/// from $1.
const COPY_ALLOWANCES: &str = "
    insert into mail_allowances (kind, subject, span, used_until, is_near)
    select kind, $2 || substr(subject, length($1) + 1), span, used_until, is_near
    from mail_allowances
    where kind = 'account' and subject = $1
        or kind = 'pair' and subject > $1 || ' ' and subject < $1 || '!'
    order by 1, 2
    on conflict (kind, subject) do update set
        used_until = case when excluded.used_until > mail_allowances.used_until
            then excluded.used_until else mail_allowances.used_until end,
        is_near = excluded.is_near or mail_allowances.is_near";

/// The meetings of the organiser $3, and those that $1 or $2 is invited to.
macro_rules! concerned {
    () => {
        "(select m.id from meetings m where m.created_by = $3
        union
        select p.meeting_id from participants p where p.email in ($1, $2)) wanted"
    };
}

impl AddressChangeRepo for DieselTx<'_> {
    fn insert(&mut self, change: &AddressChange) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>("delete from address_changes where user_id = $1 and confirmed_at is null")
                .bind(change.user_id)
                .execute(conn)?;
            sql::<()>(
                "insert into address_changes (id, user_id, former, email, asked_at, expires_at,
                    confirmed_at, undo_until, former_verified_at, notice_id)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(change.id)
            .bind(change.user_id)
            .bind(&change.former)
            .bind(&change.email)
            .bind(change.asked_at)
            .bind(change.expires_at)
            .bind(change.confirmed_at)
            .bind(change.undo_until)
            .bind(change.former_verified_at)
            .bind(change.notice_id)
            .execute(conn)?;
            Ok(())
        })
    }

    fn list(&mut self, user: UserId) -> Result<Vec<AddressChange>, StoreError> {
        self.read(|conn| {
            let rows: Vec<ChangeRow> = sql::<ChangeColumns>(concat!(
                "select ",
                change_columns!(),
                " from address_changes c where c.user_id = $1 order by c.id"
            ))
            .bind(user)
            .load(conn)?;
            Ok(rows.into_iter().map(AddressChange::from).collect())
        })
    }

    fn find_told(&mut self, mail: NotificationId) -> Result<Option<AddressChange>, StoreError> {
        self.read(|conn| {
            let row: Option<ChangeRow> = sql::<ChangeColumns>(concat!(
                "select ",
                change_columns!(),
                " from address_changes c
                where c.id = (select n.message_id from notifications n where n.id = $1)
                    or c.notice_id = (select n.message_id from notifications n where n.id = $1)"
            ))
            .bind(mail.0)
            .get_result(conn)
            .optional()?;
            Ok(row.map(AddressChange::from))
        })
    }

    fn update(&mut self, change: &AddressChange) -> Result<(), StoreError> {
        self.write_one(|conn| {
            sql::<()>(
                "update address_changes set confirmed_at = $2, undo_until = $3,
                    former_verified_at = $4, notice_id = $5
                where id = $1",
            )
            .bind(change.id)
            .bind(change.confirmed_at)
            .bind(change.undo_until)
            .bind(change.former_verified_at)
            .bind(change.notice_id)
            .execute(conn)
        })
    }

    fn delete(&mut self, changes: &[MessageId]) -> Result<(), StoreError> {
        self.write(|conn| {
            if changes.is_empty() {
                return Ok(());
            }
            sql::<()>(concat!(
                "delete from address_changes where id in (select ",
                uuid!("n.value"),
                " from ",
                texts!("$1"),
                ")"
            ))
            .bind(changes.iter().map(|id| hex(id.0)).collect::<Value>())
            .execute(conn)?;
            Ok(())
        })
    }

    fn is_reserved(
        &mut self,
        email: &Email,
        user: Option<UserId>,
        now: UtcDateTime,
    ) -> Result<bool, StoreError> {
        self.read(|conn| {
            let found = sql::<Bool>(
                "select exists (
                    select 1 from address_changes
                    where former = $1 and undo_until > $3 and ($2 is null or user_id <> $2)
                )",
            )
            .bind(email)
            .bind(user)
            .bind(now)
            .get_result(conn)?;
            Ok(found)
        })
    }

    fn hold_meetings(
        &mut self,
        user: UserId,
        (one, other): (&Email, &Email),
    ) -> Result<i64, StoreError> {
        self.write(|conn| {
            let held = sql::<BigInt>(concat!(
                "select count(*) from (select h.id from ",
                concerned!(),
                " join meetings h on h.id = wanted.id order by h.id",
                lock_rows!("h"),
                ") held"
            ))
            .bind(one)
            .bind(other)
            .bind(user)
            .get_result(conn)?;
            Ok(held)
        })
    }

    fn carry_over(&mut self, what: &CarryOver<'_>) -> Result<(), StoreError> {
        let CarryOver {
            user,
            from,
            to,
            scope,
            held,
        } = *what;
        let is_locked = |email: &Email| self.locked.as_ref().is_some_and(|all| all.contains(email));
        let are_locked = is_locked(from) && is_locked(to);
        let steps = match scope {
            CarryScope::Organised => ORGANISED.as_slice(),
            CarryScope::Everything => EVERYTHING.as_slice(),
        };
        self.write(|conn| {
            if !are_locked {
                return Err(StoreError::Misuse("the addresses are not locked").into());
            }
            let concerned: i64 = sql::<BigInt>(concat!("select count(*) from ", concerned!()))
                .bind(from)
                .bind(to)
                .bind(user)
                .get_result(conn)?;
            if concerned != held {
                return Err(StoreError::Stale.into());
            }
            for step in steps {
                sql::<()>(*step)
                    .bind(from)
                    .bind(to)
                    .bind(user)
                    .execute(conn)?;
            }
            // The name of an account without one is its address.
            for member in ["organiser_email", "organiser_name"] {
                sql::<()>(RENAME_ORGANISER)
                    .bind(Some(fact(member, from)))
                    .bind(Some(fact(member, to)))
                    .bind(user)
                    .execute(conn)?;
            }
            sql::<()>(COPY_ALLOWANCES)
                .bind(from)
                .bind(to)
                .execute(conn)?;
            Ok(())
        })
    }

    fn delete_over(&mut self, now: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>(
                "delete from address_changes
                where confirmed_at is null and expires_at <= $1
                    or confirmed_at is not null and (undo_until is null or undo_until <= $1)",
            )
            .bind(now)
            .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}

/// A member as [`facts`](super::facts) writes it.
fn fact(member: &str, value: &Email) -> String {
    format!("{}:{}", json!(member), json!(value.as_str()))
}
