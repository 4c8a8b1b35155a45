//! F7: one row for one key, however often and however rudely it is sent.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Reply, Server, together, within};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::fleet::Fleet;
use crate::{BOTH, Fault, Size};

/// F7.
pub const FAULT: Fault = Fault {
    name: "F7",
    what: "Idempotency-Keys sent ten times at once, and again after a kill",
    backends: BOTH,
    run: retries,
};

fn retries(backend: Backend, size: Size) -> String {
    let crowd = ten_times_at_once(backend, size.of(100, 1000));
    let kills = again_after_a_kill(backend, size.of(3, 20), size.of(20, 50));
    format!("{crowd}; {kills}")
}

fn body(number: usize) -> Value {
    let start = day(1 + i64::try_from(number % 300).unwrap(), "09:00");
    json!({
        "title": format!("Meeting {number}"), "start_time": start, "end_time": later(&start, 30),
        "participants": [{"email": format!("guest{number}@example.org")}],
    })
}

/// All of an answer that must be the same whenever it is given.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    location: String,
    etag: String,
    body: Vec<u8>,
}

impl Answer {
    fn of(reply: &Reply) -> Self {
        Self {
            status: reply.status,
            location: reply.header("Location").to_owned(),
            etag: reply.header("ETag").to_owned(),
            body: reply.body.clone(),
        }
    }
}

fn send(client: &Client, number: usize) -> Result<Reply, ureq::Error> {
    let call = client.post("/api/meetings/", body(number));
    let key = format!("key-{number}");
    call.header("Idempotency-Key", &key).try_send()
}

/// The meeting's answer; `None` while the first with this key still runs.
fn planned(reply: &Reply) -> Option<Answer> {
    if reply.status == 201 {
        return Some(Answer::of(reply));
    }
    assert_eq!(reply.status, 409, "{reply:?}");
    assert_eq!(reply.json()["code"], "idempotency_key_in_use", "{reply:?}");
    None
}

fn ten_times_at_once(backend: Backend, keys: usize) -> String {
    let fleet = Fleet::start(backend);
    let ann = fleet.person("ann");
    let running = AtomicUsize::new(0);
    let groups = 5;
    let found = together(10 * groups, |thread| {
        let client = fleet.at(&ann, thread);
        let numbers = (thread / 10..keys).step_by(groups);
        let answers = numbers.map(|number| {
            let answer = within(30, "an answer for the key", || {
                let answer = planned(&send(&client, number).expect("an answer"));
                running.fetch_add(usize::from(answer.is_none()), Ordering::SeqCst);
                answer
            });
            (number, answer)
        });
        answers.collect::<Vec<_>>()
    });
    let mut first: HashMap<usize, Answer> = HashMap::new();
    for (number, answer) in found.into_iter().flatten() {
        if let Some(known) = first.get(&number) {
            assert_eq!(*known, answer, "key {number}");
        } else {
            first.insert(number, answer);
        }
    }
    assert_eq!(first.len(), keys);
    for table in ["meetings", "participants", "notifications", "answers"] {
        let rows = fleet.number(&format!("select count(*) as n from {table}"));
        assert_eq!(usize::try_from(rows).unwrap(), keys, "{table}");
    }
    let other = ann.post("/api/meetings/", body(keys));
    other
        .header("Idempotency-Key", "key-0")
        .refused(422, "idempotency_key_reused");
    let running = running.into_inner();
    // SQLite has one writer: whoever comes second waits, and is given the answer at once.
    assert_eq!(running > 0, backend == Backend::Postgres, "{running}");
    fleet.end_without_deadlock();
    format!("{keys} keys ten times at once: {keys} meetings, {running} times 409 meanwhile")
}

fn again_after_a_kill(backend: Backend, kills: usize, each: usize) -> String {
    let mut chance = Chance::new();
    let mut server = Server::start(backend);
    let ann = server.person("ann");
    let mut before: Vec<Option<Answer>> = Vec::new();
    let most = u64::try_from(each / 2).unwrap();
    for _ in 0..kills {
        let ends = AtomicBool::new(false);
        let (answered, answers) = mpsc::channel();
        let (client, numbers) = (ann.at(&server), before.len()..before.len() + each);
        let answers = thread::scope(|scope| {
            let threads: Vec<_> = numbers
                .map(|number| {
                    let (client, ends, answered) = (&client, &ends, answered.clone());
                    scope.spawn(move || {
                        while !ends.load(Ordering::SeqCst) {
                            let answer = send(client, number).ok().as_ref().and_then(planned);
                            if answer.is_some() {
                                answered.send(()).unwrap();
                                return answer;
                            }
                        }
                        None
                    })
                })
                .collect();
            for _ in 0..chance.below(most) {
                answers.recv_timeout(Duration::from_secs(30)).unwrap();
            }
            chance.moment(Duration::from_millis(5));
            server.kill();
            ends.store(true, Ordering::SeqCst);
            let answers = threads.into_iter().map(|thread| thread.join().unwrap());
            answers.collect::<Vec<_>>()
        });
        before.extend(answers);
        server.kill_and_restart();
    }
    let client = ann.at(&server);
    let (mut unanswered, mut done) = (0, 0);
    for (number, before) in before.iter().enumerate() {
        let again = within(10, "an answer for the key", || {
            let reply = send(&client, number).expect("an answer");
            planned(&reply).is_some().then_some(reply)
        });
        let is_replayed = again.header("Idempotency-Replayed") == "true";
        let again = Answer::of(&again);
        if let Some(before) = before {
            assert_eq!((before, is_replayed), (&again, true), "key {number}");
        } else {
            unanswered += 1;
            done += usize::from(is_replayed);
        }
        let once_more = send(&client, number).expect("an answer");
        assert_eq!(planned(&once_more), Some(again));
    }
    assert!(unanswered > 0, "no kill came before an answer");
    for table in ["meetings", "participants", "notifications", "answers"] {
        let rows = server
            .site
            .number(&format!("select count(*) as n from {table}"));
        assert_eq!(usize::try_from(rows).unwrap(), before.len(), "{table}");
    }
    let sent = before.len();
    format!(
        "{kills} kills: {unanswered} of {sent} keys were not answered, {done} of them done, each once"
    )
}
