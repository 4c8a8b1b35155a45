//! F1: `kill -9` under 16 writers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::people::Meeting;
use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server, Site, within};
use serde_json::json;

use crate::chance::Chance;
use crate::journal::Journal;
use crate::{BOTH, Fault, Size};

/// F1.
pub const FAULT: Fault = Fault {
    name: "F1",
    what: "kill -9 under 16 writers",
    backends: BOTH,
    run: kills,
};

const WRITERS: usize = 16;
const READY_WITHIN: Duration = Duration::from_secs(2);

fn kills(backend: Backend, size: Size) -> String {
    let mut chance = Chance::new();
    let mut server = Server::start(backend);
    let writers: Vec<Client> = (0..WRITERS)
        .map(|number| server.person(&format!("w{number}")))
        .collect();
    let journal = Journal::default();
    let cycles = size.of(5, 100);
    let mut slowest = Duration::ZERO;
    for _ in 0..cycles {
        let enough = journal.acknowledged() + 50 + usize::try_from(chance.below(200)).unwrap();
        let killing = AtomicBool::new(false);
        thread::scope(|scope| {
            for (number, writer) in writers.iter().enumerate() {
                let client = writer.at(&server);
                let (journal, killing) = (&journal, &killing);
                scope.spawn(move || {
                    while write(&client, number, journal).is_some() {}
                    assert!(killing.load(Ordering::SeqCst), "no answer before the kill");
                });
            }
            within(60, "enough writes", || {
                (journal.acknowledged() >= enough).then_some(())
            });
            chance.moment(Duration::from_millis(25));
            killing.store(true, Ordering::SeqCst);
            server.kill();
        });
        let begun = Instant::now();
        server.kill_and_restart();
        slowest = slowest.max(begun.elapsed());
        assert!(slowest < READY_WITHIN, "ready after {slowest:?}");
        journal.judge_changed(&server, &writers);
        nothing_is_half(&server.site);
    }
    journal.judge_all(&server, &writers);
    let (meetings, known) = (
        server.site.number("select count(*) as n from meetings"),
        journal.meetings(),
    );
    let unasked = usize::try_from(meetings).unwrap() - known;
    assert!(
        unasked <= cycles * WRITERS,
        "{unasked} meetings nobody asked for"
    );
    format!(
        "{cycles} kills, {} writes acknowledged in {known} meetings, 0 lost, 0 half; ready after {} ms at most",
        journal.acknowledged(),
        slowest.as_millis()
    )
}

/// Plans, moves, answers, invites and perhaps cancels one meeting; ends when no answer comes.
fn write(client: &Client, number: usize, journal: &Journal) -> Option<()> {
    let turn = journal.acknowledged() + number;
    let start = later(&day(2 + i64::try_from(turn % 300).unwrap(), "09:00"), 5);
    let body = json!({
        "title": "One", "start_time": start, "end_time": later(&start, 30),
        "participants": [{"email": "a@example.org"}, {"email": "b@example.org"}],
    });
    let made = client.post("/api/meetings/", body).try_send().ok()?.is(201);
    let planned = Meeting::of(&made);
    let path = planned.path.as_str();
    journal.begin(path, number, &planned.body);
    let (start, end) = (later(&start, 60), later(&start, 90));
    let moved = json!({"title": "Two", "start_time": start, "end_time": end});
    journal.write(path, client.patch(path, moved), 200, |facts| {
        facts["title"] = json!("Two");
        facts["start_time"] = json!(start);
    })?;
    let declined = json!({"status": "declined"});
    let answer = client.patch(&planned.answer("a@example.org"), declined);
    journal.write(path, answer, 200, |facts| {
        facts["people"]["a@example.org"] = json!("declined");
    })?;
    let invited = json!({"email": "c@example.org", "allow_conflicts": true});
    let invitation = client.post(&planned.at("participants/"), invited);
    journal.write(path, invitation, 201, |facts| {
        facts["people"]["c@example.org"] = json!("pending");
    })?;
    if turn.is_multiple_of(2) {
        let end = client.call("POST", &planned.at("cancel/"));
        journal.write(path, end, 200, |facts| {
            facts["status"] = json!("cancelled");
        })?;
    }
    Some(())
}

/// Meeting, participants, busy time and mails stand or fall together, acknowledged or not.
fn nothing_is_half(site: &Site) {
    let none = |what: &str, sql: &str| assert_eq!(site.number(sql), 0, "{what}");
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
           where n.meeting_id = p.meeting_id and n.email || '' = p.email
             and 'invitation' in (n.kind, n.replaced_kind))",
    );
    // What tells of it takes the place of what waits.
    none(
        "a move that fewer people were told of than were invited",
        "select count(*) as n from meetings m where m.title = 'Two' and
           (select count(distinct n.email) from notifications n join messages g on g.id = n.message_id
              where n.meeting_id = m.id and g.sequence > 0 and n.email <> 'c@example.org') < 2",
    );
    none(
        "a cancellation that fewer people were told of than there are",
        "select count(*) as n from meetings m where m.is_cancelled and
           (select count(*) from notifications n where n.meeting_id = m.id and n.kind = 'cancellation')
           < (select count(*) from participants p where p.meeting_id = m.id)",
    );
    none(
        "a mail about a meeting that is not there",
        "select count(*) as n from notifications n where not exists (select 1 from meetings m where m.id = n.meeting_id)",
    );
    if site.backend == Backend::Sqlite {
        let checked = site.lines("select integrity_check as t from pragma_integrity_check");
        assert_eq!(checked, ["ok"]);
        none(
            "a row without its parent",
            "select count(*) as n from pragma_foreign_key_check",
        );
    }
}
