//! F7: one row for one key, however often and however rudely it is sent. F8 in `http/retries.rs`.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server, on_both, together};
use serde_json::{Value, json};

on_both!(
    a_hundred_keys_ten_times_at_once_are_a_hundred_meetings,
    a_key_survives_the_kill_before_its_answer,
);

fn body(number: usize) -> Value {
    let start = day(1 + i64::try_from(number % 20).unwrap(), "09:00");
    json!({"title": format!("Meeting {number}"), "start_time": start, "end_time": later(&start, 30)})
}

/// The id under which a key was answered; `None` where no answer came or it is still running.
fn send(client: &Client, number: usize) -> Option<String> {
    let call = client.post("/api/meetings/", body(number));
    let reply = call
        .header("Idempotency-Key", &format!("key-{number}"))
        .try_send()
        .ok()?;
    match reply.status {
        201 => Some(reply.str("id")),
        409 => {
            assert_eq!(reply.json()["code"], "idempotency_key_in_use");
            None
        }
        other => panic!("{other}: {reply:?}"),
    }
}

fn send_until_answered(client: &Client, number: usize) -> String {
    scheduler_tests::within(10, "an answer for the key", || send(client, number))
}

fn a_hundred_keys_ten_times_at_once_are_a_hundred_meetings(backend: Backend) {
    let server = Server::start(backend);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let ann = server.person("ann");
    let found = together(50, |thread| {
        let client = match &second {
            Some(second) if thread % 2 == 1 => ann.at(second),
            _ => ann.clone(),
        };
        (0..20)
            .map(|step| {
                let number = (thread / 10) * 20 + step;
                (number, send_until_answered(&client, number))
            })
            .collect::<Vec<_>>()
    });
    let answers: HashSet<(usize, String)> = found.into_iter().flatten().collect();
    assert_eq!(answers.len(), 100, "one id for each key");
    assert_eq!(
        server.site.number("select count(*) as n from meetings"),
        100
    );
}

fn a_key_survives_the_kill_before_its_answer(backend: Backend) {
    let mut server = Server::start(backend);
    let ann = server.person("ann");
    let mut answered: Vec<Option<String>> = vec![None; 60];
    for cycle in 0..3 {
        let ends = AtomicBool::new(false);
        let numbers = cycle * 20..(cycle + 1) * 20;
        let client = ann.at(&server);
        thread::scope(|scope| {
            let threads: Vec<_> = numbers
                .clone()
                .map(|number| {
                    let (client, ends) = (&client, &ends);
                    scope.spawn(move || {
                        while !ends.load(Ordering::SeqCst) {
                            if let Some(id) = send(client, number) {
                                return Some(id);
                            }
                        }
                        None
                    })
                })
                .collect();
            thread::sleep(Duration::from_millis(
                5 + 12 * u64::try_from(cycle).unwrap(),
            ));
            server.kill();
            ends.store(true, Ordering::SeqCst);
            for (number, thread) in numbers.zip(threads) {
                answered[number] = thread.join().unwrap();
            }
        });
        server.kill_and_restart();
    }
    let client = ann.at(&server);
    for (number, before) in answered.iter().enumerate() {
        let after = send_until_answered(&client, number);
        assert!(
            before.as_ref().is_none_or(|id| *id == after),
            "key {number}"
        );
        assert_eq!(send_until_answered(&client, number), after);
    }
    assert_eq!(server.site.number("select count(*) as n from meetings"), 60);
}
