//! Creating a meeting with three participants, and the database's own limit for the same rows:
//! one durable transaction for each meeting, by prepared statements, without looking for clashes.

use std::io::{Error, Result};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use time::UtcDateTime;
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::data::Data;
use crate::database::Database;
use crate::fill::stored;
use crate::load::{Figures, Load};

/// As many clients as the server has connections on PostgreSQL; on SQLite there is one writer.
const CLIENTS: usize = 8;

/// More than any server here takes in a second, so that none is sent twice.
const MOST_PER_SECOND: u32 = 12_000;

/// Each batch of requests is about other minutes.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Organisers who take turns, each with three of all people, at times that hardly clash. If all
/// meetings were one person's, that person's lock would be measured.
pub(crate) fn load(data: &Data, tokens: &[String], seconds: u32) -> Load {
    let tokens: Vec<String> = tokens
        .iter()
        .map(|token| format!("'Bearer {token}'"))
        .collect();
    let requests = MOST_PER_SECOND * seconds;
    let (year, users) = (data.free_year(), data.users());
    let first = NEXT.fetch_add(requests, Ordering::Relaxed);
    Load {
        setup: format!(
            r#"tokens = {{{}}}
            function body(number)
              wrk.headers['Authorization'] = tokens[number % #tokens + 1]
              number = number + {first}
              local minute, hour = number % 60, math.floor(number / 60) % 24
              local day, month = math.floor(number / 1440) % 28 + 1, math.floor(number / 40320) % 12 + 1
              local at = string.format("{year}-%02d-%02dT%02d:%02d", month, day, hour, minute)
              local one = number * 7919 % {users}
              return string.format(
                '{{"title":"Planning %d","location":"Room 7","start_time":"%s:00Z","end_time":"%s:30Z","participants":['
                .. '{{"email":"user%d@example.org"}},{{"email":"user%d@example.org"}},{{"email":"user%d@example.org"}}]}}',
                number, at, at, one, (one + 100) % {users}, (one + 200) % {users})
            end"#,
            tokens.join(",")
        ),
        request: "wrk.format('POST', '/api/meetings/', nil, body(number))".to_owned(),
        requests,
    }
}

/// Mails that wait would be sent while something else is measured. The few that the server is about
/// to send are left to it: who waits for them may be waited for by it.
pub(crate) fn drop_mails(database: &Database) -> Result<()> {
    let hold = if database.is_postgres() {
        "for update skip locked"
    } else {
        ""
    };
    database.execute(&format!(
        "delete from notifications where id in
            (select id from notifications where next_try_at < '2040-01-01' {hold})"
    ))
}

/// One meeting of the limit: as the server would store it, but for the mails, which are due when
/// nobody lives to see it, or the server would begin to send them.
struct Planned {
    id: Uuid,
    organiser: Uuid,
    title: String,
    search_text: String,
    start: UtcDateTime,
    people: Vec<String>,
    everybody: Vec<String>,
}

/// What is written in the limit's transactions.
struct Plan<'a> {
    users: u32,
    organisers: &'a [(Uuid, String)],
}

impl Plan<'_> {
    /// The next of all.
    fn next(&self) -> Planned {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let one = number.wrapping_mul(7919) % self.users;
        let people = [0, 100, 200].map(|more| (one + more) % self.users);
        let people = people.map(|user| format!("user{user}@example.org"));
        let turn = usize::try_from(number).unwrap_or(0);
        let organiser = self
            .organisers
            .iter()
            .cycle()
            .nth(turn % self.organisers.len());
        let (organiser, email) = organiser.cloned().unwrap_or_default();
        let title = format!("Planning {number}");
        Planned {
            id: Uuid::from_u64_pair(0x0200_0000_0000_7000, 1 << 63 | u64::from(number)),
            organiser,
            search_text: format!("{title}\n\nroom 7").to_lowercase(),
            title,
            start: LATER + time::Duration::minutes(i64::from(number % 483_840)),
            everybody: people.iter().cloned().chain([email]).collect(),
            people: people.to_vec(),
        }
    }
}

const LATER: UtcDateTime = time::macros::utc_datetime!(2041-01-01 00:00);
const HALF_A_MINUTE: time::Duration = time::Duration::seconds(30);

/// As long as what an invitation tells.
const FACTS: &str = r#"{"title":"Planning 12345","description":"","location":"Room 7",
    "starts_at":"2028-01-01 00:01:00.000000","ends_at":"2028-01-01 00:01:30.000000","zone":"UTC",
    "organiser_email":"organiser1@example.org","organiser_name":"organiser1@example.org",
    "planned_at":"2026-11-24 00:00:00.000000"}"#;

/// As long as what the audit log says of it, and as what is searched in that.
const CHANGES: &str = r#"[["title",null,"Planning 12345"],["start_time",null,"2028-01-01T00:01:00Z"],
    ["end_time",null,"2028-01-01T00:01:30Z"],["time_zone",null,"UTC"],["location",null,"Room 7"],
    ["conflict_policy",null,"warn"],
    ["participants",null,"user1@example.org, user101@example.org, user201@example.org"]]"#;
const SEARCHED: &str = "planning 12345\n2028-01-01t00:01:00z\n2028-01-01t00:01:30z\nutc\nroom 7\nwarn\n\
    user1@example.org, user101@example.org, user201@example.org";

const AUDIT: &str = "insert into audit (happened_at, actor_kind, actor_id, action, target_kind,
    meeting_id, changes, search_text, client)
    values ($1, 'user', $2, 'meeting.create', 'meeting', $3, $4, $5, '127.0.0.1')";

/// How many such meetings a second the database takes.
pub(crate) fn limit(
    database: &Database,
    data: &Data,
    organisers: &[(Uuid, String)],
    seconds: u32,
) -> Result<Figures> {
    let plan = Plan {
        users: data.users(),
        organisers,
    };
    let started = Instant::now();
    let until = started + Duration::from_secs(seconds.into());
    let mut taken = if database.is_postgres() {
        postgres_limit(&database.url, &plan, until)?
    } else {
        sqlite_limit(&database.url, &plan, until).map_err(Error::other)?
    };
    taken.sort_unstable();
    let at = |share: usize| {
        taken
            .get(taken.len() * share / 100)
            .map_or(f64::NAN, |one| one.as_secs_f64() * 1e3)
    };
    let answers = f64::from(u32::try_from(taken.len()).unwrap_or(u32::MAX));
    Ok(Figures {
        answers,
        per_second: answers / started.elapsed().as_secs_f64(),
        p50_ms: at(50),
        p99_ms: at(99),
        failures: 0,
        cpu_us: f64::NAN,
    })
}

const MEETING: &str =
    "insert into meetings (id, created_by, title, title_key, description, location,
    search_text, starts_at, ends_at, zone, is_cancelled, conflict_policy, sequence, version,
    created_at, updated_at)
    values ($1, $2, $3, $3, '', 'Room 7', $4, $5, $6, 'UTC', $7, 'warn', 0, 1, $5, $5)";

/// One for all participants, under the id of its meeting.
const MESSAGE: &str = "insert into messages (id, meeting_id, kind, sequence, created_at, facts)
    values ($1, $1, 'invitation', 0, $2, $3)";

fn sqlite_limit(path: &str, plan: &Plan<'_>, until: Instant) -> rusqlite::Result<Vec<Duration>> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute_batch(
        "pragma synchronous = full; pragma foreign_keys = on; pragma wal_autocheckpoint = 8000;
        pragma cache_size = -8192",
    )?;
    let mut taken = Vec::new();
    while Instant::now() < until {
        let begun = Instant::now();
        sqlite_insert(&mut db, &plan.next())?;
        taken.push(begun.elapsed());
    }
    Ok(taken)
}

fn sqlite_insert(db: &mut Connection, meeting: &Planned) -> rusqlite::Result<()> {
    let id = meeting.id.as_bytes().as_slice();
    let (start, end) = (stored(meeting.start), stored(meeting.start + HALF_A_MINUTE));
    let tx = db.transaction()?;
    tx.prepare_cached(MEETING)?.execute(params![
        id,
        meeting.organiser.as_bytes().as_slice(),
        meeting.title,
        meeting.search_text,
        start,
        end,
        false
    ])?;
    for person in &meeting.people {
        tx.prepare_cached(
            "insert into participants (meeting_id, email, name, status, invited_at)
             values (?, ?, '', 'pending', ?)",
        )?
        .execute(params![id, person, start])?;
    }
    for person in &meeting.everybody {
        tx.prepare_cached(
            "insert into busy (person, reach, starts_at, meeting_id, ends_at)
             values (?, 2, ?, ?, ?)",
        )?
        .execute(params![person, start, id, end])?;
    }
    let organiser = meeting.organiser.as_bytes().as_slice();
    tx.prepare_cached(MESSAGE)?
        .execute(params![id, start, FACTS])?;
    for person in &meeting.people {
        tx.prepare_cached(
            "insert into notifications (message_id, meeting_id, organiser_id, email, name, kind,
             state, attempts, next_try_at, created_at)
             values (?1, ?1, ?2, ?3, '', 'invitation', 'queued', 0, ?4, ?4)",
        )?
        .execute(params![id, organiser, person, start])?;
    }
    tx.prepare_cached(AUDIT)?
        .execute(params![start, organiser, id, CHANGES, SEARCHED])?;
    tx.commit()
}

fn postgres_limit(url: &str, plan: &Plan<'_>, until: Instant) -> Result<Vec<Duration>> {
    let clients = (0..CLIENTS).map(|_| postgres_client(url, plan, until));
    let taken = actix_web::rt::System::new()
        .block_on(futures_util::future::try_join_all(clients))
        .map_err(Error::other)?;
    Ok(taken.into_iter().flatten().collect())
}

async fn postgres_client(
    url: &str,
    plan: &Plan<'_>,
    until: Instant,
) -> std::result::Result<Vec<Duration>, tokio_postgres::Error> {
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
    actix_web::rt::spawn(connection);
    let meetings = client.prepare(MEETING).await?;
    let participants = client
        .prepare(
            "insert into participants (meeting_id, email, name, status, invited_at)
             select $1, unnest($2::text[]), '', 'pending', $3",
        )
        .await?;
    let busy = client
        .prepare(
            "insert into busy (person, reach, starts_at, meeting_id, ends_at)
             select unnest($1::text[]), 2, $2, $3, $4",
        )
        .await?;
    let notifications = client
        .prepare(
            "insert into notifications (message_id, meeting_id, organiser_id, email, name, kind,
             state, attempts, next_try_at, created_at)
             select $1, $1, $2, unnest($3::text[]), '', 'invitation', 'queued', 0, $4, $4",
        )
        .await?;
    let messages = client.prepare(MESSAGE).await?;
    let audit = client.prepare(AUDIT).await?;
    let mut taken = Vec::new();
    while Instant::now() < until {
        let begun = Instant::now();
        let meeting = plan.next();
        let start = meeting.start.to_offset(time::UtcOffset::UTC);
        let end = start + HALF_A_MINUTE;
        let (id, people) = (&meeting.id, &meeting.people);
        let tx = client.transaction().await?;
        tx.execute(
            &meetings,
            &[
                id,
                &meeting.organiser,
                &meeting.title,
                &meeting.search_text,
                &start,
                &end,
                &false,
            ],
        )
        .await?;
        tx.execute(&participants, &[id, people, &start]).await?;
        tx.execute(&busy, &[&meeting.everybody, &start, id, &end])
            .await?;
        tx.execute(&messages, &[id, &start, &FACTS]).await?;
        tx.execute(&notifications, &[id, &meeting.organiser, people, &start])
            .await?;
        tx.execute(
            &audit,
            &[&start, &meeting.organiser, id, &CHANGES, &SEARCHED],
        )
        .await?;
        tx.commit().await?;
        taken.push(begun.elapsed());
    }
    Ok(taken)
}
