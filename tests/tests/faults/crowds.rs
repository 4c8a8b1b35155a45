//! Many who do the same thing at the same moment, and a flood of log-ins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Client, Server, on_both, together, within};
use serde_json::json;

on_both!(
    what_can_happen_once_happens_once,
    an_organiser_leaves_no_trace_of_a_race_with_answers,
    a_flood_of_log_ins_starves_nobody,
);

/// Passwords are hashed few at a time, and who finds the line full comes again.
fn patiently(act: impl Fn() -> u16) -> u16 {
    within(30, "a place in the line", || {
        Some(act()).filter(|status| *status != 503)
    })
}

/// How many of the crowd got `won`; all others must have got `lost`.
fn winners(statuses: &[u16], won: u16, lost: u16) -> usize {
    assert!(
        statuses.iter().all(|status| [won, lost].contains(status)),
        "{statuses:?}"
    );
    statuses.iter().filter(|status| **status == won).count()
}

fn what_can_happen_once_happens_once(backend: Backend) {
    let server = Server::start(backend);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let crowd = |client: &Client, act: &(dyn Fn(&Client) -> u16 + Sync)| {
        together(30, |number| match &second {
            Some(second) if number % 2 == 1 => act(&client.at(second)),
            _ => act(client),
        })
    };
    let nobody = server.client();
    let taken = crowd(&nobody, &|client| {
        patiently(|| client.register("one@example.org").status)
    });
    assert_eq!(winners(&taken, 201, 400), 1);
    let named = together(30, |number| {
        let body = json!({
            "email": format!("n{number}@example.org"), "username": "Same",
            "password": PASSWORD, "password2": PASSWORD,
        });
        patiently(|| {
            nobody
                .post("/api/auth/register/", body.clone())
                .send()
                .status
        })
    });
    assert_eq!(winners(&named, 201, 400), 1);

    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let invited = crowd(&ann, &|client| {
        let body = json!({"email": "cy@example.org"});
        client
            .post(&planned.at("participants/"), body)
            .send()
            .status
    });
    assert_eq!(winners(&invited, 201, 409), 1);
    let called_off = crowd(&ann, &|client| {
        client.call("POST", &planned.at("cancel/")).send().status
    });
    assert_eq!(winners(&called_off, 200, 400), 1);
    let own = planned.participant("bob@example.org");
    let left = crowd(&bob, &|client| client.delete(&own).send().status);
    assert_eq!(winners(&left, 204, 404), 1);
    let gone = crowd(&ann, &|client| client.delete(&planned.path).send().status);
    assert_eq!(winners(&gone, 204, 404), 1);
    let ended = crowd(&nobody, &|client| {
        client
            .post("/api/auth/logout/", json!({"refresh": ann.refresh}))
            .send()
            .status
    });
    assert_eq!(winners(&ended, 200, 401), 1);
}

/// Answers, moves, departures and the end of a meeting at once: every answer is a known one, and
/// nothing of the meeting is left.
fn an_organiser_leaves_no_trace_of_a_race_with_answers(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, cy) = (
        server.person("ann"),
        server.person("bob"),
        server.person("cy"),
    );
    for _ in 0..5 {
        let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
        let statuses = together(24, |number| match number % 6 {
            0 => {
                let answer =
                    json!({"status": if number % 4 == 0 { "declined" } else { "accepted" }});
                bob.patch(&planned.answer("bob@example.org"), answer)
                    .send()
                    .status
            }
            1 => {
                ann.patch(&planned.path, json!({"title": format!("T{number}")}))
                    .send()
                    .status
            }
            2 => {
                cy.delete(&planned.participant("cy@example.org"))
                    .send()
                    .status
            }
            3 => {
                let body =
                    json!({"email": format!("d{number}@example.org"), "allow_conflicts": true});
                ann.post(&planned.at("participants/"), body).send().status
            }
            4 => cy.get(&planned.at("participants/")).send().status,
            _ => ann.post(&planned.at("notify/"), json!({})).send().status,
        });
        let is_known = |status: &u16| [200, 201, 204, 404].contains(status);
        assert!(statuses.iter().all(is_known), "{statuses:?}");
        ann.delete(&planned.path).gives(204);
        for table in ["meetings", "participants", "busy"] {
            assert_eq!(
                server
                    .site
                    .number(&format!("select count(*) as n from {table}")),
                0,
                "{table}"
            );
        }
    }
}

fn a_flood_of_log_ins_starves_nobody(backend: Backend) {
    let server = Server::with(backend, &[("BCRYPT_COST", "11")]);
    let ann = server.person("ann");
    let ended = AtomicBool::new(false);
    let slowest = thread::scope(|scope| {
        let watched = scope.spawn(|| {
            let mut slowest = Duration::ZERO;
            while !ended.load(Ordering::SeqCst) {
                let begun = Instant::now();
                ann.get("/api/meetings/").gives(200);
                slowest = slowest.max(begun.elapsed());
            }
            slowest
        });
        let statuses = together(40, |_| {
            server
                .client()
                .log_in("ann@example.org", "wrong-guess")
                .status
        });
        ended.store(true, Ordering::SeqCst);
        let _ = winners(&statuses, 401, 503);
        watched.join().expect("a list every time")
    });
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}
