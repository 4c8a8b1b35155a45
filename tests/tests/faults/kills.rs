//! F1 in a short form: `kill -9` under 16 writers.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::people::Meeting;
use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Reply, Server, on_both};
use serde_json::{Value, json};

on_both!(no_acknowledged_write_is_lost_and_no_meeting_is_half);

/// What the writers were told, by the path of the meeting.
type Journal = Mutex<HashMap<String, Value>>;

fn no_acknowledged_write_is_lost_and_no_meeting_is_half(backend: Backend) {
    let mut server = Server::start(backend);
    let writers: Vec<Client> = (0..16)
        .map(|number| server.person(&format!("w{number}")))
        .collect();
    let journal = Journal::default();
    for cycle in 0..4_u64 {
        let ends = AtomicBool::new(false);
        thread::scope(|scope| {
            for (writer, number) in writers.iter().zip(0_i64..) {
                let client = writer.at(&server);
                let (journal, ends) = (&journal, &ends);
                scope.spawn(move || {
                    while !ends.load(Ordering::SeqCst) && write(&client, number, journal).is_some()
                    {
                    }
                });
            }
            thread::sleep(Duration::from_millis(150 + 130 * cycle));
            server.kill();
            ends.store(true, Ordering::SeqCst);
        });
        let begun = Instant::now();
        server.kill_and_restart();
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "ready again: {:?}",
            begun.elapsed()
        );
        judge(&server, &writers, &journal);
    }
    let count = journal.lock().unwrap().len();
    println!("{count} meetings acknowledged under {backend:?}");
    assert!(count >= 16);
}

/// Plans, moves, answers, invites and perhaps cancels one meeting; ends when no answer comes.
/// A write whose answer is missing may or may not have happened: that meeting leaves the journal.
fn write(client: &Client, number: i64, journal: &Journal) -> Option<()> {
    let start = later(&day(2 + number, "09:00"), 5);
    let body = json!({
        "title": "One", "start_time": start, "end_time": later(&start, 30),
        "participants": [{"email": "a@example.org"}, {"email": "b@example.org"}],
    });
    let made = client.post("/api/meetings/", body).try_send().ok()?.is(201);
    let planned = Meeting::of(&made);
    let note = |change: &dyn Fn(&mut Value), reply: Option<Reply>, status: u16| {
        let mut journal = journal.lock().unwrap();
        let Some(reply) = reply else {
            journal.remove(&planned.path);
            return None;
        };
        assert_eq!(reply.status, status, "{reply:?}");
        change(journal.entry(planned.path.clone()).or_insert(Value::Null));
        Some(())
    };
    note(
        &|seen| *seen = made.json(),
        Some(Reply {
            call: String::new(),
            status: 201,
            headers: made.headers.clone(),
            body: made.body.clone(),
        }),
        201,
    )?;
    let moved =
        json!({"title": "Two", "start_time": later(&start, 60), "end_time": later(&start, 90)});
    let reply = client.patch(&planned.path, moved).try_send().ok();
    note(&|seen| seen["title"] = json!("Two"), reply, 200)?;
    let reply = client
        .patch(
            &planned.answer("a@example.org"),
            json!({"status": "declined"}),
        )
        .try_send()
        .ok();
    note(
        &|seen| seen["participants"][0]["status"] = json!("declined"),
        reply,
        200,
    )?;
    let invited = json!({"email": "c@example.org", "allow_conflicts": true});
    let reply = client
        .post(&planned.at("participants/"), invited)
        .try_send()
        .ok();
    note(
        &|seen| {
            seen["participants"]
                .as_array_mut()
                .unwrap()
                .push(json!({"status": "pending"}));
        },
        reply,
        201,
    )?;
    if number % 2 == 0 {
        let reply = client.call("POST", &planned.at("cancel/")).try_send().ok();
        note(&|seen| seen["status"] = json!("cancelled"), reply, 200)?;
    }
    Some(())
}

fn judge(server: &Server, writers: &[Client], journal: &Journal) {
    let by_id: HashMap<&str, Client> = writers
        .iter()
        .map(|writer| (writer.id.as_str(), writer.at(server)))
        .collect();
    for (path, seen) in journal.lock().unwrap().iter() {
        let organiser = &by_id[seen["created_by"].as_str().unwrap()];
        let found = organiser.get(path).gives(200).json();
        assert_eq!(
            (&found["title"], &found["status"]),
            (&seen["title"], &seen["status"]),
            "{path}"
        );
        let answers = |body: &Value| -> Vec<Value> {
            body["participants"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["status"].clone())
                .collect()
        };
        assert_eq!(answers(&found), answers(seen), "{path}");
    }
    let none = |what: &str, sql: &str| assert_eq!(server.site.number(sql), 0, "{what}");
    none(
        "a meeting without its two participants",
        "select count(*) as n from meetings m where (select count(*) from participants p where p.meeting_id = m.id) < 2",
    );
    none(
        "a scheduled meeting that takes not the time of each who did not decline, and the organiser's",
        "select count(*) as n from meetings m where not m.is_cancelled and
           (select count(*) from busy b where b.meeting_id = m.id and b.starts_at = m.starts_at and b.ends_at = m.ends_at)
           <> 1 + (select count(*) from participants p where p.meeting_id = m.id and p.status <> 'declined')",
    );
    none(
        "a cancelled meeting that takes time",
        "select count(*) as n from busy b join meetings m on m.id = b.meeting_id where m.is_cancelled",
    );
    none(
        "a participant who was never told",
        "select count(*) as n from participants p where not exists (select 1 from notifications n
           where n.meeting_id = p.meeting_id and n.email = p.email and n.kind = 'invitation')",
    );
    none(
        "a cancellation that fewer people were told of than there are",
        "select count(*) as n from meetings m where m.is_cancelled and
           (select count(*) from notifications n where n.meeting_id = m.id and n.kind = 'cancellation')
           < (select count(*) from participants p where p.meeting_id = m.id)",
    );
    if server.site.backend == Backend::Sqlite {
        assert_eq!(
            server
                .site
                .lines("select integrity_check as t from pragma_integrity_check"),
            ["ok"]
        );
        none(
            "a row without its parent",
            "select count(*) as n from pragma_foreign_key_check",
        );
    }
}
