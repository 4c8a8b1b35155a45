//! F1 in a short form: `kill -9` under 16 writers.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use scheduler_tests::people::Meeting;
use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Call, Client, Server, on_both, within};
use serde_json::{Value, json};

on_both!(no_acknowledged_write_is_lost_and_no_meeting_is_half);

/// By the path of the meeting: the states it may be in. That is the acknowledged one, and beside
/// it the one that was asked for last, as long as no answer came.
#[derive(Default)]
struct Journal {
    meetings: Mutex<HashMap<String, Vec<Value>>>,
    acknowledged: AtomicUsize,
}

impl Journal {
    fn acknowledge(&self, path: &str, state: Value) {
        self.meetings
            .lock()
            .unwrap()
            .insert(path.to_owned(), vec![state]);
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes what is wanted, asks for it, and notes that it was acknowledged, if it was.
    fn write(
        &self,
        path: &str,
        call: Call,
        status: u16,
        change: impl Fn(&mut Value),
    ) -> Option<()> {
        let wanted = {
            let mut meetings = self.meetings.lock().unwrap();
            let candidates = meetings.get_mut(path).expect("an acknowledged meeting");
            let mut wanted = candidates[0].clone();
            change(&mut wanted);
            candidates.push(wanted.clone());
            wanted
        };
        let reply = call.try_send().ok()?;
        assert_eq!(reply.status, status, "{reply:?}");
        self.acknowledge(path, wanted);
        Some(())
    }
}

fn no_acknowledged_write_is_lost_and_no_meeting_is_half(backend: Backend) {
    let mut server = Server::start(backend);
    let writers: Vec<Client> = (0..16)
        .map(|number| server.person(&format!("w{number}")))
        .collect();
    let journal = Journal::default();
    for cycle in 0..5 {
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
            // A moment that differs: so many acknowledged writes, and then any phase of the next.
            let enough = journal.acknowledged.load(Ordering::SeqCst) + 60 + 37 * cycle;
            within(60, "enough writes", || {
                (journal.acknowledged.load(Ordering::SeqCst) >= enough).then_some(())
            });
            server.kill();
            ends.store(true, Ordering::SeqCst);
        });
        let begun = Instant::now();
        server.kill_and_restart();
        println!("ready {:?} after the kill", begun.elapsed());
        judge(&server, &writers, &journal);
    }
    let count = journal.acknowledged.load(Ordering::SeqCst);
    println!(
        "{count} writes acknowledged, {} meetings",
        journal.meetings.lock().unwrap().len()
    );
}

/// Plans, moves, answers, invites and perhaps cancels one meeting; ends when no answer comes.
fn write(client: &Client, number: i64, journal: &Journal) -> Option<()> {
    let start = later(&day(2 + number, "09:00"), 5);
    let body = json!({
        "title": "One", "start_time": start, "end_time": later(&start, 30),
        "participants": [{"email": "a@example.org"}, {"email": "b@example.org"}],
    });
    let made = client.post("/api/meetings/", body).try_send().ok()?.is(201);
    let planned = Meeting::of(&made);
    let path = planned.path.as_str();
    journal.acknowledge(path, made.json());
    let moved =
        json!({"title": "Two", "start_time": later(&start, 60), "end_time": later(&start, 90)});
    journal.write(path, client.patch(path, moved), 200, |state| {
        state["title"] = json!("Two");
    })?;
    let declined = client.patch(
        &planned.answer("a@example.org"),
        json!({"status": "declined"}),
    );
    journal.write(path, declined, 200, |state| {
        state["participants"][0]["status"] = json!("declined");
    })?;
    let invited = json!({"email": "c@example.org", "allow_conflicts": true});
    journal.write(
        path,
        client.post(&planned.at("participants/"), invited),
        201,
        |state| {
            let people = state["participants"].as_array_mut().unwrap();
            people.push(json!({"status": "pending"}));
        },
    )?;
    if number % 2 == 0 {
        let called_off = client.call("POST", &planned.at("cancel/"));
        journal.write(path, called_off, 200, |state| {
            state["status"] = json!("cancelled");
        })?;
    }
    Some(())
}

fn judge(server: &Server, writers: &[Client], journal: &Journal) {
    let by_id: HashMap<&str, Client> = writers
        .iter()
        .map(|writer| (writer.id.as_str(), writer.at(server)))
        .collect();
    let facts = |body: &Value| {
        let answers: Vec<Value> = body["participants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["status"].clone())
            .collect();
        (body["title"].clone(), body["status"].clone(), answers)
    };
    for (path, states) in journal.meetings.lock().unwrap().iter_mut() {
        let organiser = &by_id[states[0]["created_by"].as_str().unwrap()];
        let found = organiser.get(path).gives(200).json();
        let state = states
            .iter()
            .find(|state| facts(state) == facts(&found))
            .cloned();
        *states = vec![state.unwrap_or_else(|| panic!("{path}: {found}, not one of {states:?}"))];
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
