//! F6: `kill -9` while mails go out to a mail server that takes its time; on PostgreSQL one of
//! three processes that share the work.
//!
//! A mail that a dead process had claimed waits for the end of its lease, five minutes. When all
//! that still moves has moved, every process is killed and the leases are ended in the database:
//! whoever held them is dead, so this is what the passing of time does, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use scheduler_tests::people::Meeting;
use scheduler_tests::{Backend, Client, Letter, Manner, Server, SmtpSink, within};
use serde_json::json;

use crate::mail::settings;
use crate::{BOTH, Fault, Size};

/// F6.
pub const FAULT: Fault = Fault {
    name: "F6",
    what: "kill -9 while mails go out",
    backends: BOTH,
    run,
};

/// Longer than a worker waits until it looks again by itself.
const QUIET: Duration = Duration::from_secs(7);

/// What was asked for: by address, the title of the meeting and how many mails there must be.
type Journal = BTreeMap<String, (String, usize)>;

fn run(backend: Backend, size: Size) -> String {
    let (kills, meetings, people, reminders) = size.of((5, 2, 50, 1), (100, 10, 100, 4));
    let sink = SmtpSink::start(0);
    sink.set(Manner::Refuses);
    let port = sink.port.to_string();
    let first = Server::with(backend, &settings(&port));
    let ann = first.person("ann");
    let mut journal = Journal::new();
    for number in 0..meetings {
        ask(&ann, number, people, reminders, &mut journal);
    }
    let mut servers = vec![first];
    if backend == Backend::Postgres {
        servers.extend([servers[0].sibling(), servers[0].sibling()]);
    }
    // What was tried in vain is due again, and goes out.
    end_waits(&mut servers);
    sink.set(Manner::Dawdles(Duration::from_millis(20)));

    let all: usize = journal.values().map(|(_, count)| count).sum();
    let mut killed = 0;
    for kill in 0..kills {
        let goal = (kill + 1) * all / (kills + 1);
        killed += advance(&mut servers, &sink, goal);
        let victim = kill % servers.len();
        servers[victim].kill_and_restart();
        killed += 1;
    }
    while servers[0].site.number(WAITING) > 0 {
        let goal = sink.count() + 1;
        killed += advance(&mut servers, &sink, goal);
    }
    let letters = sink.letters();
    let duplicates = judge(&letters, &journal, killed);
    let failed = "select count(*) as n from notifications where state <> 'sent'";
    assert_eq!(
        servers[0].site.number(failed),
        0,
        "every mail counts as sent"
    );
    format!(
        "{all} mails, {killed} kills, 0 missing, {duplicates} twice with one Message-ID, UID and SEQUENCE"
    )
}

/// Of a process; each may have sent one mail of which it has not written down that it went out.
const SENDERS: usize = 2;

const WAITING: &str = "select count(*) as n from notifications where state = 'queued'";

/// A meeting whose people get an invitation and some reminders.
fn ask(ann: &Client, number: usize, people: usize, reminders: usize, journal: &mut Journal) {
    let title = format!("Meeting {number}");
    let emails: Vec<String> = (0..people)
        .map(|person| format!("m{number}p{person}@example.org"))
        .collect();
    let mut body = scheduler_tests::people::meeting("09:00");
    body["title"] = json!(title);
    body["participants"] = emails.iter().map(|email| json!({"email": email})).collect();
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    for _ in 0..reminders {
        ann.post(&planned.at("notify/"), json!({})).gives(200);
    }
    for email in emails {
        journal.insert(email, (title.clone(), 1 + reminders));
    }
}

/// Waits for so many letters. When nothing moves any more, ends what dead processes have claimed;
/// how many processes were killed for that.
fn advance(servers: &mut [Server], sink: &SmtpSink, goal: usize) -> usize {
    let mut killed = 0;
    let (mut seen, mut since) = (sink.count(), Instant::now());
    within(600, "mails go out", || {
        let count = sink.count();
        if count >= goal || servers[0].site.number(WAITING) == 0 {
            return Some(());
        }
        if count > seen {
            (seen, since) = (count, Instant::now());
        } else if since.elapsed() > QUIET {
            end_waits(servers);
            killed += servers.len();
            since = Instant::now();
        }
        None
    });
    killed
}

/// As if all leases and pauses had passed, while nobody runs.
fn end_waits(servers: &mut [Server]) {
    for server in servers.iter_mut() {
        server.kill();
    }
    let site = &servers[0].site;
    let past = site.stored("2020-01-01T00:00:00Z");
    site.execute(&format!(
        "update notifications set next_try_at = '{past}' where state = 'queued'"
    ));
    for server in servers.iter_mut() {
        server.kill_and_restart();
    }
}

/// Nothing is missing, nothing is out of order, and what came twice is the same; how much did.
fn judge(letters: &[Letter], journal: &Journal, kills: usize) -> usize {
    let mut came: BTreeMap<&str, Vec<&Letter>> = BTreeMap::new();
    for letter in letters {
        assert_eq!(letter.to.len(), 1, "{letter:?}");
        let headers = [letter.line("From:"), letter.line("To:")];
        let wanted = [Some("meetings@example.org"), Some(&*letter.to[0])];
        assert_eq!(headers, wanted, "{letter:?}");
        came.entry(&letter.to[0]).or_default().push(letter);
    }
    let strangers: Vec<_> = came
        .keys()
        .filter(|to| !journal.contains_key(**to))
        .collect();
    assert!(strangers.is_empty(), "mails to {strangers:?}");
    let mut duplicates = 0;
    for (email, (title, wanted)) in journal {
        let mine = came.get(email.as_str()).map_or(&[][..], Vec::as_slice);
        let mut firsts: Vec<&Letter> = Vec::new();
        for letter in mine {
            let id = letter.line("Message-ID:");
            assert!(id.is_some(), "{letter:?}");
            let has_file = letter.text.contains("text/calendar");
            let is_complete = letter.identity().iter().all(Option::is_some);
            assert_eq!(has_file, is_complete, "{letter:?}");
            match firsts.iter().find(|first| first.line("Message-ID:") == id) {
                Some(first) => {
                    assert_eq!(letter.identity(), first.identity());
                    duplicates += 1;
                }
                None => firsts.push(letter),
            }
        }
        let subjects: Vec<_> = firsts
            .iter()
            .filter_map(|one| one.line("Subject:"))
            .collect();
        let mut expected = vec![format!("Reminder: {title}"); *wanted];
        expected[0] = format!("Invitation: {title}");
        assert_eq!(subjects, expected, "{email}");
        let numbers: Vec<i64> = firsts.iter().map(|one| number(one)).collect();
        assert!(numbers.is_sorted(), "{email} got {numbers:?}");
    }
    assert!(
        duplicates <= SENDERS * kills,
        "{duplicates} duplicates, {kills} kills"
    );
    let distinct: BTreeSet<_> = letters.iter().map(|one| one.line("Message-ID:")).collect();
    assert_eq!(distinct.len() + duplicates, letters.len());
    duplicates
}

/// The id of the notification, with which the Message-ID begins.
fn number(letter: &Letter) -> i64 {
    let id = letter.line("Message-ID:").expect("a Message-ID");
    let digits = id.trim_start_matches('<').split('.').next();
    digits.and_then(|digits| digits.parse().ok()).expect(id)
}
