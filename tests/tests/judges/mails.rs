//! Readers that know nothing of this project find in real mails what was meant: one meeting by one
//! name, in the order of its revisions, and nothing that people wrote outside of its place.

use std::path::Path;
use std::process::Command;

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::smtp::Letter;
use scheduler_tests::{Backend, Server, SmtpSink, within};
use serde_json::{Value, json};

use crate::judge;

const TITLE: &str = "Plan, \"A\"; =?utf-8?q?Bcc?= é";
/// In a header, one encoded word: Python puts a space between two of a name.
const NAME: &str = "Lee, \"B\"; =?utf-8?q?X?= Zoë";

fn with_mail_server(sink: &SmtpSink) -> Server {
    let port = sink.port.to_string();
    let settings = [
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port.as_str()),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_VERIFICATION", "off"),
        ("DEFAULT_FROM_EMAIL", "Planner <planner@example.org>"),
        ("PUBLIC_URL", "https://meet.example.org"),
    ];
    Server::with(Backend::Sqlite, &settings)
}

fn letters(sink: &SmtpSink, count: usize) -> Vec<Letter> {
    within(10, "a mail", || {
        let letters = sink.letters();
        (letters.len() >= count).then_some(letters)
    })
}

fn read(python: &Path, letters: &[Letter]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    for (letter, number) in letters.iter().zip(100..) {
        let path = folder.path().join(format!("{number}.eml"));
        std::fs::write(path, letter.text.replace('\n', "\r\n")).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/ics-check/mails.py");
    let done = Command::new(python)
        .arg(script)
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let lines = String::from_utf8(done.stdout).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn calendars_find_one_meeting_in_the_mails_of_its_life() {
    let Some(python) = judge("MAIL_READER") else {
        return;
    };
    let sink = SmtpSink::start(0);
    let server = with_mail_server(&sink);
    let ann = server.person("ann");
    let names = json!({"first_name": "Ann, \"A\"", "last_name": "Lée"});
    ann.patch("/api/auth/me/", names).gives(200);
    let mut body = meeting("09:00");
    (body["title"], body["location"]) = (json!(TITLE), json!("Room 1"));
    body["time_zone"] = json!("Europe/Berlin");
    body["participants"] = json!([{"email": "bob@example.org", "name": NAME}]);
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    letters(&sink, 1);
    let times = meeting("11:00");
    let moved = json!({
        "start_time": times["start_time"], "end_time": times["end_time"], "location": "Room 2",
    });
    ann.patch(&planned.path, moved).gives(200);
    letters(&sink, 2);
    ann.post(&planned.at("notify/"), json!({})).gives(200);
    letters(&sink, 3);
    ann.post(&planned.at("cancel/"), json!({})).gives(200);
    let mails = read(&python, &letters(&sink, 4));

    let file = json!([
        "multipart/mixed",
        [
            [
                "multipart/alternative",
                ["text/plain", "text/html", "text/calendar"]
            ],
            "application/ics"
        ]
    ]);
    let words = json!(["multipart/alternative", ["text/plain", "text/html"]]);
    let meant = [
        ("Invitation", Some(("REQUEST", 0, "CONFIRMED"))),
        ("Updated", Some(("REQUEST", 1, "CONFIRMED"))),
        ("Reminder", None),
        ("Cancelled", Some(("CANCEL", 2, "CANCELLED"))),
    ];
    for (mail, (word, calendar)) in mails.iter().zip(meant) {
        assert_eq!(mail["faults"], json!([]), "{mail}");
        assert_eq!(mail["subject"], json!(format!("{word}: {TITLE}")));
        assert_eq!(mail["to"], json!([[NAME, "bob@example.org"]]));
        let [from, reply_to] = [&mail["from"][0], &mail["reply_to"][0]];
        let organiser = reply_to[0].as_str().unwrap();
        assert_eq!(from[0], json!(format!("{organiser} via Planner")));
        assert_eq!(
            (&from[1], &reply_to[1]),
            (&json!("planner@example.org"), &json!("ann@example.org"))
        );
        let Some((method, sequence, status)) = calendar else {
            assert_eq!((&mail["parts"], &mail["calendar"]), (&words, &Value::Null));
            continue;
        };
        let found = &mail["calendar"];
        assert_eq!(mail["parts"], file);
        assert_eq!(mail["files"], json!(["invite.ics"]));
        assert_eq!(found["uid"], json!(planned.id));
        assert_eq!(found["method"], method);
        assert_eq!(found["sequence"], sequence);
        assert_eq!(found["status"], status);
        assert_eq!(found["summary"], TITLE);
        assert_eq!(found["organizer"], "mailto:ann@example.org");
        let asked = if method == "REQUEST" { "TRUE" } else { "FALSE" };
        let bob = json!([["mailto:bob@example.org", "NEEDS-ACTION", asked]]);
        assert_eq!(found["attendees"], bob);
    }
    let start = |at: usize| mails[at]["calendar"]["start"].as_i64().unwrap();
    assert_eq!(start(1) - start(0), 2 * 3600);
    assert_eq!(start(3), start(1));
    let text = mails[1]["text"].as_str().unwrap();
    assert!(text.contains("Room 2 (was Room 1)"), "{text}");
    for mail in &mails[..3] {
        for form in ["text", "html"] {
            let form = mail[form].as_str().unwrap();
            assert!(form.contains("https://meet.example.org/rsvp/"), "{form}");
        }
    }
}

#[test]
fn each_attempt_is_the_same_mail_for_every_reader() {
    let Some(python) = judge("MAIL_READER") else {
        return;
    };
    let sink = SmtpSink::start(0);
    // It is kept, but the server never hears so.
    sink.set(scheduler_tests::smtp::Manner::Vanishes);
    let server = with_mail_server(&sink);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    letters(&sink, 1);
    within(10, "the attempt is over", || {
        let tried = "select count(*) as n from notifications where attempts = 1";
        (server.site.number(tried) == 1).then_some(())
    });
    sink.set(scheduler_tests::smtp::Manner::Takes);
    let due = server.site.stored("2020-01-01T00:00:00Z");
    server
        .site
        .execute(&format!("update notifications set next_try_at = '{due}'"));
    let mails = read(&python, &letters(&sink, 2));
    for key in ["message_id", "subject", "calendar", "parts", "text", "html"] {
        assert_eq!(mails[0][key], mails[1][key], "{key}");
    }
}
