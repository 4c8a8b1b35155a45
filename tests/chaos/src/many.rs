//! Many meetings, made by the database itself.

use scheduler_tests::Backend;

/// The SQL that fills an empty database: 1,000 users, and meetings of an hour over a year, each
/// with two participants and an invitation for one of them. It names the columns of the first
/// schema only, so it holds for every later one; messages are a table of their own since then.
pub fn meetings(backend: Backend, count: u32, has_messages: bool) -> String {
    let uuid = |number: &str| match backend {
        Backend::Sqlite => format!("unhex(printf('%032x', {number}))"),
        Backend::Postgres => format!("cast(lpad(to_hex({number}), 32, '0') as uuid)"),
    };
    let time = |minutes: &str| match backend {
        Backend::Sqlite => {
            format!("strftime('%Y-%m-%d %H:%M:%S.000000', '2030-01-01', ({minutes}) || ' minutes')")
        }
        Backend::Postgres => {
            format!("timestamptz '2030-01-01 00:00+00' + ({minutes}) * interval '1 minute'")
        }
    };
    let series = |count: u32| match backend {
        Backend::Sqlite => format!(
            "(with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
            select i from n) n"
        ),
        Backend::Postgres => format!("generate_series(1, {count}) n(i)"),
    };
    let user = |number: &str| format!("'user' || ({number}) || '@example.org'");
    let guest = user("(n.i * 7 + k.shift) % 1000 + 1");
    let first = time("0");
    let step = (525_600 / count).max(1);
    let start = time(&format!("n.i * {step} % 525600"));
    let end = time(&format!("n.i * {step} % 525600 + 60"));
    let (id, organiser) = (uuid("n.i"), uuid("n.i % 1000 + 1"));
    let many = series(count);
    let person = user("n.i % 1000 + 1");
    let mails = if has_messages {
        format!(
            "insert into messages (id, meeting_id, kind, sequence, created_at, subject, words)
            select {id}, {id}, 'invitation', 0, {first}, 's', 'm' from {many};
            insert into notifications (message_id, meeting_id, email, name, kind, state, attempts,
                next_try_at, created_at)
            select {id}, {id}, {person}, '', 'invitation',"
        )
    } else {
        format!(
            "insert into notifications (meeting_id, email, name, kind, subject, message, sequence,
                state, attempts, next_try_at, created_at)
            select {id}, {person}, '', 'invitation', 's', 'm', 0,"
        )
    };
    format!(
        "begin;
        insert into users (id, email, email_verified_at, password_hash, first_name, last_name, zone,
            is_active, is_staff, is_superuser, date_joined)
        select {id}, {person}, {first}, '*', 'User', '', 'UTC', true, false, false, {first}
        from {users};
        insert into meetings (id, created_by, title, title_key, description, location, search_text,
            starts_at, ends_at, zone, conflict_policy, is_cancelled, sequence, version,
            created_at, updated_at)
        select {id}, {organiser}, 'Planning ' || n.i, 'planning ' || n.i, 'What we want', 'Room 7',
            'planning ' || n.i || '\nwhat we want\nroom 7', {start}, {end}, 'UTC', 'warn', false,
            0, 1, {first}, {first}
        from {many};
        {mails}
            case n.i % 1000 when 0 then 'queued' when 1 then 'failed' else 'sent' end,
            0, {first}, {first}
        from {many};
        insert into participants (meeting_id, email, name, status, invited_at)
        select {id}, {guest}, '', 'pending', {first} from {many} cross join {two};
        insert into busy (person, reach, starts_at, meeting_id, ends_at)
        select {guest}, 2, {start}, {id}, {end} from {many} cross join {two};
        commit;
        {known}",
        known = if backend == Backend::Sqlite {
            ""
        } else {
            "analyze"
        },
        two = "(select 0 as shift union all select 13) k",
        users = series(1000),
    )
}
