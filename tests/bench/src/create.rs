//! Creating a meeting with three participants, and the database's own limit for the same rows.

use std::collections::VecDeque;
use std::io::{Error, Result};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use time::OffsetDateTime;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::data::{Data, USERS};
use crate::load::Figures;

/// As many clients as the server has connections.
const CLIENTS: usize = 8;

/// Organisers who take turns, each with three of a thousand people, at times that hardly clash.
/// If all meetings were one person's, that person's lock would be measured.
pub(crate) fn lua(data: &Data, tokens: &[String]) -> String {
    let tokens: Vec<String> = tokens
        .iter()
        .map(|token| format!("'Bearer {token}'"))
        .collect();
    let year = (data.middle + time::Duration::days(400)).year();
    format!(
        r#"tokens = {{{}}}
        function body(number)
          wrk.headers['Authorization'] = tokens[number % #tokens + 1]
          local minute, hour = number % 60, math.floor(number / 60) % 24
          local day, month = math.floor(number / 1440) % 28 + 1, math.floor(number / 40320) % 12 + 1
          local at = string.format("{year}-%02d-%02dT%02d:%02d", month, day, hour, minute)
          local one = math.random(0, {USERS} - 300)
          return string.format(
            '{{"title":"Planning %d","location":"Room 7","start_time":"%s:00Z","end_time":"%s:30Z","participants":['
            .. '{{"email":"user%d@example.org"}},{{"email":"user%d@example.org"}},{{"email":"user%d@example.org"}}]}}',
            number, at, at, one, one + 100, one + 200)
        end"#,
        tokens.join(",")
    )
}

/// One request of [`lua`].
pub(crate) const REQUEST: &str = "return wrk.format('POST', '/api/meetings/', nil, body(number))";

/// More than are sent in half a minute.
pub(crate) const REQUESTS: u32 = 100_000;

/// Registers somebody and logs in: the access token and the user's id.
pub(crate) fn register(server: &str, email: &str, password: &str) -> Result<(String, Uuid)> {
    let post = |path: &str, body: serde_json::Value| -> Result<serde_json::Value> {
        let mut answer = ureq::post(format!("{server}/api/auth/{path}/"))
            .content_type("application/json")
            .send(body.to_string())
            .map_err(Error::other)?;
        let text = answer.body_mut().read_to_string().map_err(Error::other)?;
        Ok(serde_json::from_str(&text)?)
    };
    post(
        "register",
        serde_json::json!({ "email": email, "password": password, "password2": password }),
    )?;
    let session = post(
        "login",
        serde_json::json!({ "email": email, "password": password }),
    )?;
    let text = |pointer: &str| {
        session
            .pointer(pointer)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    Ok((
        text("/access").to_owned(),
        Uuid::parse_str(text("/user/id")).map_err(Error::other)?,
    ))
}

/// Lets the planner know the data, as autovacuum would after a while.
pub(crate) fn analyze(url: &str) -> Result<()> {
    if is_postgres(url) {
        postgres_execute(url, "vacuum analyze")
    } else {
        Connection::open(url)
            .and_then(|db| db.execute_batch("analyze"))
            .map_err(Error::other)
    }
}

/// How many such meetings a second the database takes when it is asked by prepared statements
/// alone, one durable transaction for each, without looking for clashes.
pub(crate) fn limit(url: &str, data: &Data, owner: Uuid, seconds: u32) -> Result<Figures> {
    let people: Vec<String> = data
        .people
        .iter()
        .take(3)
        .map(ToString::to_string)
        .collect();
    let until = Instant::now() + Duration::from_secs(seconds.into());
    let started = Instant::now();
    let mut taken = if is_postgres(url) {
        postgres_limit(url, &people, owner, until)?
    } else {
        sqlite_limit(url, &people, owner, until).map_err(Error::other)?
    };
    taken.sort_unstable();
    let at = |share: usize| {
        taken
            .get(taken.len() * share / 100)
            .map_or(f64::NAN, |one| one.as_secs_f64() * 1e3)
    };
    let count = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    Ok(Figures {
        per_second: f64::from(count) / started.elapsed().as_secs_f64(),
        p50_ms: at(50),
        p99_ms: at(99),
        failures: 0,
    })
}

const MEETING: &str =
    "insert into meetings (id, created_by, title, title_key, description, location,
    search_text, starts_at, ends_at, zone, is_cancelled, conflict_policy, sequence, version,
    created_at, updated_at)
    values ($1, $2, 'Planning', 'planning', '', 'Room 7', 'planning room 7', $3, $4, 'UTC', $5,
    'warn', 0, 1, $3, $3)";

fn sqlite_limit(
    url: &str,
    people: &[String],
    owner: Uuid,
    until: Instant,
) -> rusqlite::Result<Vec<Duration>> {
    let mut db = Connection::open(url)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute_batch(
        "pragma synchronous = full; pragma foreign_keys = on; pragma wal_autocheckpoint = 8000",
    )?;
    let mut taken = Vec::new();
    while Instant::now() < until {
        let begun = Instant::now();
        let id = Uuid::from_u64_pair(u64::MAX, u64::try_from(taken.len()).unwrap_or(0));
        let (start, end) = ("2040-01-01 09:00:00.000000", "2040-01-01 09:00:30.000000");
        let tx = db.transaction()?;
        tx.prepare_cached(MEETING)?.execute(params![
            id.as_bytes(),
            owner.as_bytes(),
            start,
            end,
            false
        ])?;
        for person in people {
            tx.prepare_cached(
                "insert into participants (meeting_id, email, name, status, invited_at)
                 values (?, ?, '', 'pending', ?)",
            )?
            .execute(params![id.as_bytes(), person, start])?;
            tx.prepare_cached(
                "insert into notifications (meeting_id, email, name, kind, subject, message,
                 sequence, state, attempts, next_try_at, created_at) values
                 (?, ?, '', 'invitation', 'Invitation: Planning', ?, 0, 'sent', 0, ?, ?)",
            )?
            .execute(params![id.as_bytes(), person, MESSAGE, start, start])?;
        }
        for person in people.iter().map(String::as_str).chain([crate::OWNER]) {
            tx.prepare_cached(
                "insert into busy (person, reach, starts_at, meeting_id, ends_at) values (?, 2, ?, ?, ?)",
            )?
            .execute(params![person, start, id.as_bytes(), end])?;
        }
        tx.commit()?;
        taken.push(begun.elapsed());
    }
    Ok(taken)
}

fn postgres_limit(
    url: &str,
    people: &[String],
    owner: Uuid,
    until: Instant,
) -> Result<Vec<Duration>> {
    actix_web::rt::System::new().block_on(async {
        let mut clients = VecDeque::new();
        for number in 0..CLIENTS {
            let (url, people) = (url.to_owned(), people.to_vec());
            clients.push_back(actix_web::rt::spawn(postgres_client(
                url, people, owner, until, number,
            )));
        }
        let mut taken = Vec::new();
        while let Some(client) = clients.pop_front() {
            taken.extend(client.await.map_err(Error::other)?.map_err(Error::other)?);
        }
        Ok(taken)
    })
}

async fn postgres_client(
    url: String,
    people: Vec<String>,
    owner: Uuid,
    until: Instant,
    number: usize,
) -> std::result::Result<Vec<Duration>, tokio_postgres::Error> {
    let (mut client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    actix_web::rt::spawn(connection);
    let meeting = client.prepare(MEETING).await?;
    let participants = client
        .prepare(
            "insert into participants (meeting_id, email, name, status, invited_at)
             select $1, unnest($2::text[]), '', 'pending', $3",
        )
        .await?;
    let notifications = client
        .prepare(
            "insert into notifications (meeting_id, email, name, kind, subject, message, sequence,
             state, attempts, next_try_at, created_at)
             select $1, unnest($2::text[]), '', 'invitation', 'Invitation: Planning', $4, 0, 'sent',
             0, $3, $3",
        )
        .await?;
    let busy = client
        .prepare(
            "insert into busy (person, reach, starts_at, meeting_id, ends_at)
             select unnest($1::text[]), 2, $2, $3, $4",
        )
        .await?;
    let start =
        OffsetDateTime::from_unix_timestamp(2_208_942_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let end = start + time::Duration::seconds(30);
    let everybody: Vec<String> = people
        .iter()
        .cloned()
        .chain([crate::OWNER.to_owned()])
        .collect();
    let mut taken = Vec::new();
    while Instant::now() < until {
        let begun = Instant::now();
        let high = u64::MAX - u64::try_from(number).unwrap_or(0);
        let id = Uuid::from_u64_pair(high, u64::try_from(taken.len()).unwrap_or(0));
        let tx = client.transaction().await?;
        tx.execute(&meeting, &[&id, &owner, &start, &end, &false])
            .await?;
        tx.execute(&participants, &[&id, &people, &start]).await?;
        tx.execute(&busy, &[&everybody, &start, &id, &end]).await?;
        tx.execute(&notifications, &[&id, &people, &start, &MESSAGE])
            .await?;
        tx.commit().await?;
        taken.push(begun.elapsed());
    }
    Ok(taken)
}

/// As long as the text of an invitation.
const MESSAGE: &str = "Hello User 1,\n\nOwner invites you to a meeting.\n\nWhat:       Planning 1\n\
    When:       Thursday, 3 December 2026 10:00 – 11:30 (Europe/Berlin)\nWhere:      Room 7\n\
    Organiser:  Owner <owner@example.org>\n";

pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres")
}

/// The same cluster, another database.
pub(crate) fn in_database(cluster: &str, name: &str) -> String {
    let (base, options) = cluster
        .split_once('?')
        .map_or((cluster, ""), |(base, options)| (base, options));
    let host = base.rsplit_once('/').map_or(base, |(host, _database)| host);
    if options.is_empty() {
        format!("{host}/{name}")
    } else {
        format!("{host}/{name}?{options}")
    }
}

/// One statement that answers nothing.
pub(crate) fn postgres_execute(url: &str, statement: &str) -> Result<()> {
    actix_web::rt::System::new().block_on(async {
        let run = async {
            let (client, connection): (Client, _) = tokio_postgres::connect(url, NoTls).await?;
            actix_web::rt::spawn(connection);
            client.batch_execute(statement).await
        };
        run.await.map_err(Error::other)
    })
}
