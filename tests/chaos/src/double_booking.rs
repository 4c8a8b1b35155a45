//! F2: nobody is booked twice where that is forbidden, on any path into a time.

use std::sync::Arc;

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server, Site, together};
use serde_json::{Value, json};

use crate::fleet::Fleet;
use crate::{BOTH, Fault, Size};

/// F2.
pub const FAULT: Fault = Fault {
    name: "F2",
    what: "200 at once into one person's time",
    backends: BOTH,
    run: double_booking,
};

fn double_booking(backend: Backend, size: Size) -> String {
    if backend == Backend::Postgres {
        without_the_lock_more_than_one_is_planned();
    }
    let fleet = Fleet::start(backend);
    let rounds = size.of(3, 50);
    of_200_invitations_one_wins(&fleet, rounds);
    of_200_plans_one_wins(&fleet, rounds);
    every_other_path_lets_one_in(&fleet, rounds);
    touching_meetings_all_pass(&fleet);
    let processes = fleet.0.len();
    fleet.end_without_deadlock();
    format!(
        "{processes} processes, {rounds} rounds of 200 invitations and of 200 plans: 1 won, 199 got 409; \
         {rounds} rounds of 12 other ways in: 1 won, 11 got 409; 0 deadlocks"
    )
}

fn strict(start: &str, people: &[&str]) -> Value {
    let mut body = meeting("09:00");
    (body["start_time"], body["end_time"]) = (json!(start), json!(later(start, 60)));
    body["conflict_policy"] = json!("forbid");
    body["participants"] = people.iter().map(|email| json!({"email": email})).collect();
    body
}

fn days_away(days: usize, clock: &str) -> String {
    day(i64::try_from(days).unwrap(), clock)
}

fn judge(statuses: &[u16], won: u16, what: &str) {
    let winners = statuses.iter().filter(|status| **status == won).count();
    let losers = statuses.iter().filter(|status| **status == 409).count();
    assert_eq!(
        (winners, losers),
        (1, statuses.len() - 1),
        "{what}: {statuses:?}"
    );
}

fn of_200_invitations_one_wins(fleet: &Fleet, rounds: usize) {
    let ann = fleet.person("ann");
    let meetings: Vec<Meeting> = (0..200)
        .map(|number| {
            let start = later(&day(1, "09:00"), number % 50);
            let mut body = meeting("09:00");
            (body["start_time"], body["end_time"]) = (json!(start), json!(later(&start, 60)));
            Meeting::of(&ann.post("/api/meetings/", body).gives(201))
        })
        .collect();
    for round in 0..rounds {
        let body = json!({"email": format!("wanted{round}@example.org")});
        let statuses = together(200, |number| {
            let path = meetings[number].at("participants/");
            fleet
                .at(&ann, number)
                .post(&path, body.clone())
                .send()
                .status
        });
        judge(&statuses, 201, &format!("round {round}"));
    }
}

fn of_200_plans_one_wins(fleet: &Fleet, rounds: usize) {
    let organisers: Vec<Client> = (0..8)
        .map(|number| fleet.person(&format!("p{number}")))
        .collect();
    for round in 0..rounds {
        let wanted = format!("Planned{round}@example.org");
        let statuses = together(200, |number| {
            let start = later(
                &days_away(3 + round, "09:00"),
                i64::try_from(number % 50).unwrap(),
            );
            let client = fleet.at(&organisers[number % 8], number);
            client
                .post("/api/meetings/", strict(&start, &[&wanted]))
                .send()
                .status
        });
        judge(&statuses, 201, &format!("round {round}"));
        let people = fleet.number(&format!(
            "select count(*) as n from participants where email = 'planned{round}@example.org'"
        ));
        assert_eq!(people, 1, "nothing of the others is stored");
    }
}

fn touching_meetings_all_pass(fleet: &Fleet) {
    let tom = fleet.person("tom");
    let statuses = together(24, |number| {
        let start = later(&day(1, "00:00"), 60 * i64::try_from(number).unwrap());
        let people = ["touched@example.org", "too@example.org"];
        fleet
            .at(&tom, number)
            .post("/api/meetings/", strict(&start, &people))
            .send()
            .status
    });
    assert_eq!(statuses, [201; 24]);
}

/// These races can be lost: where writes are slow, one is planned as it should be, and more than
/// one as soon as the lock per person does nothing.
fn without_the_lock_more_than_one_is_planned() {
    let slow = "create function wait() returns trigger language plpgsql as
                  'begin perform pg_sleep(0.3); return new; end';
                create trigger wait before insert on meetings for each row execute function wait();";
    let unlocked =
        "create function public.pg_advisory_xact_lock(bigint) returns void language sql as '';
                    do $$ begin execute format(
                      'alter database %I set search_path = public, pg_catalog', current_database()
                    ); end $$;";
    let planned = |changes: &str| {
        let site = Site::new(Backend::Postgres);
        site.execute(changes);
        let server = Server::on(Arc::new(site), &[]);
        let ann = server.person("ann");
        let statuses = together(6, |_| {
            let body = strict(&day(1, "09:00"), &["wanted@example.org"]);
            ann.post("/api/meetings/", body).send().status
        });
        statuses.iter().filter(|status| **status == 201).count()
    };
    assert_eq!(planned(slow), 1);
    assert!(
        planned(&format!("{slow}{unlocked}")) > 1,
        "the races prove nothing"
    );
}

/// Moves, answers and re-openings race each other into one time of one person.
fn every_other_path_lets_one_in(fleet: &Fleet, rounds: usize) {
    let (abe, bob) = (fleet.person("abe"), fleet.person("bob"));
    let organisers: Vec<Client> = (0..9)
        .map(|number| fleet.person(&format!("q{number}")))
        .collect();
    for round in 0..rounds {
        let target = days_away(10 + round, "12:00");
        let prepared: Vec<Meeting> = organisers
            .iter()
            .zip(0_i64..)
            .map(|(organiser, number)| prepare(organiser, &bob, &target, number))
            .collect();
        let statuses = together(12, |number| {
            let organiser = fleet.at(&organisers[number % 9], number);
            match number {
                9.. => {
                    fleet
                        .at(&abe, number)
                        .post("/api/meetings/", strict(&target, &["bob@example.org"]))
                        .send()
                        .status
                }
                _ if number % 3 == 0 => {
                    let change = json!({"start_time": target, "end_time": later(&target, 60)});
                    organiser
                        .patch(&prepared[number].path, change)
                        .send()
                        .status
                }
                _ if number % 3 == 1 => {
                    let answer = prepared[number].answer("bob@example.org");
                    fleet
                        .at(&bob, number)
                        .patch(&answer, json!({"status": "accepted"}))
                        .send()
                        .status
                }
                _ => {
                    organiser
                        .patch(&prepared[number].path, json!({"status": "scheduled"}))
                        .send()
                        .status
                }
            }
        });
        let won = statuses
            .iter()
            .filter(|status| matches!(status, 200 | 201))
            .count();
        let lost = statuses.iter().filter(|status| **status == 409).count();
        assert_eq!((won, lost), (1, 11), "round {round}: {statuses:?}");
        let check = json!({"start_time": target, "end_time": later(&target, 60), "participant_emails": ["bob@example.org"]});
        let clashes = abe
            .post("/api/meetings/check-conflicts/", check)
            .gives(200)
            .json();
        assert_eq!(
            clashes["conflicts"]["bob@example.org"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}

/// A meeting that one step would put into the target time: moved, accepted or re-opened.
fn prepare(organiser: &Client, bob: &Client, target: &str, number: i64) -> Meeting {
    let elsewhere = later(target, 120 + 60 * number);
    let start = if number % 3 == 0 {
        elsewhere.as_str()
    } else {
        target
    };
    let body = strict(start, &["bob@example.org"]);
    let planned = Meeting::of(&organiser.post("/api/meetings/", body).gives(201));
    match number % 3 {
        1 => {
            let answer = planned.answer("bob@example.org");
            bob.patch(&answer, json!({"status": "declined"})).gives(200);
        }
        2 => {
            organiser.call("POST", &planned.at("cancel/")).gives(200);
        }
        _ => {}
    }
    planned
}
