//! Many meetings, made by the database itself.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::common::Place;

/// Users 1 to 1,000 and the owner, number 1,001.
const USERS: u32 = 1_001;

/// Meetings over a year from 2030, an hour each, with four participants and three entries of the audit
/// log; the owner has 100 of them. PostgreSQL knows how many there are, as it does by itself after a
/// while; SQLite does not. `user<number>@example.org` is a user, whose id is the number.
pub fn fill(place: &Place, meetings: u32) {
    let (url, is_file) = match place {
        Place::File(_) => (place.url(), true),
        Place::Postgres { .. } => (place.url(), false),
    };
    let uuid = |number: &str| {
        if is_file {
            format!("unhex(printf('%032x', {number}))")
        } else {
            format!("cast(lpad(to_hex({number}), 32, '0') as uuid)")
        }
    };
    let time = |minutes: &str| {
        if is_file {
            format!("strftime('%Y-%m-%d %H:%M:%S.000000', '2030-01-01', ({minutes}) || ' minutes')")
        } else {
            format!("timestamptz '2030-01-01 00:00+00' + ({minutes}) * interval '1 minute'")
        }
    };
    let (yes, no) = if is_file {
        ("1", "0")
    } else {
        ("true", "false")
    };
    let series = |count: u32| {
        format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})")
    };
    let epoch = time("0");
    let step = meetings / 100;
    let creator = format!("case when n.i % {step} = 0 then {USERS} else n.i % 1000 + 1 end");
    let participant = "(n.i * 7 + k.i * 13) % 1000 + 1";
    let start = format!("cast(cast(n.i as bigint) * 525600 / {meetings} as integer)");
    let four = "(select 1 as i union all select 2 union all select 3 union all select 4) k";
    let sql = format!(
        "insert into users (id, email, email_verified_at, username, username_key, password_hash,
                first_name, last_name, zone, is_active, is_staff, is_superuser, date_joined) {users}
            select {user_id}, 'user' || n.i || '@example.org', {epoch}, null, null, '*', 'User',
                '', 'UTC', {yes}, {no}, {no}, {epoch}
            from n;
        insert into meetings (id, created_by, title, title_key, description, location, search_text,
                starts_at, ends_at, zone, conflict_policy, is_cancelled, sequence, version,
                created_at, updated_at) {many}
            select {meeting_id}, {creator_id}, 'Planning ' || n.i, 'planning ' || n.i,
                'What we want to reach', 'Room 7',
                'planning ' || n.i || '\nwhat we want to reach\nroom 7',
                {starts}, {ends}, 'UTC', 'warn', {no}, 0, 1, {epoch}, {epoch}
            from n;
        insert into participants (meeting_id, email, name, status, invited_at) {many}
            select {meeting_id}, 'user' || ({participant}) || '@example.org', '', 'pending', {epoch}
            from n cross join {four};
        insert into busy (person, reach, starts_at, meeting_id, ends_at) {many}
            select 'user' || ({participant}) || '@example.org', 2, {starts}, {meeting_id}, {ends}
            from n cross join {four};
        insert into busy (person, reach, starts_at, meeting_id, ends_at) {many}
            select 'user' || ({creator}) || '@example.org', 2, {starts}, {meeting_id}, {ends}
            from n where true on conflict do nothing;
        insert into messages (id, meeting_id, kind, sequence, created_at, subject, words) {many}
            select {meeting_id}, {meeting_id}, 'invitation', 0, {epoch}, 's', 'm' from n;
        insert into notifications (message_id, meeting_id, email, name, kind,
                state, attempts, next_try_at, created_at) {many}
            select {meeting_id}, {meeting_id}, 'a@example.org', '', 'invitation',
                case when n.i % 1000 = 0 then 'queued' else 'sent' end, 0, {epoch}, {epoch}
            from n;
        insert into audit (happened_at, actor_kind, actor_id, actor_email, action, target_kind,
                target_id, meeting_id, changes, search_text) {many}
            select {starts}, case k.i when 1 then 'user' when 2 then 'guest' else 'server' end,
                case when k.i = 1 then {creator_id} end,
                case when k.i = 2 then 'user' || ({participant}) || '@example.org' end,
                case when n.i % 1000 = 0 then 'user.delete' when k.i = 1 then 'meeting.create'
                    else 'participant.answer' end,
                case when n.i % 1000 = 0 then 'role' when k.i = 1 then 'meeting'
                    else 'participant' end,
                case when k.i > 1 then cast(n.i as text) end, {meeting_id},
                '[[\"title\",null,\"Planning ' || n.i || '\"]]', 'planning ' || n.i
            from n cross join (select 1 as i union all select 2 union all select 3) k;",
        users = series(USERS),
        many = series(meetings),
        user_id = uuid("n.i"),
        meeting_id = uuid("n.i"),
        creator_id = uuid(&format!("({creator})")),
        starts = time(&start),
        ends = time(&format!("{start} + 60")),
    );
    if is_file {
        let mut conn = SqliteConnection::establish(&url).unwrap();
        conn.batch_execute(&format!("begin; {sql} commit;"))
            .unwrap();
    } else {
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.batch_execute(&format!("{sql} analyze")).unwrap();
    }
}

/// The number of the owner.
pub const OWNER: u32 = USERS;
