//! The iCalendar files as they arrive.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Reply, Server, on_both};
use serde_json::json;

on_both!(
    a_meeting_is_a_calendar_file_for_who_may_see_it,
    my_calendar_has_what_is_still_to_come,
);

/// The logical lines of a file that keeps to RFC 5545 §3.1.
pub(crate) fn lines(reply: &Reply) -> Vec<String> {
    assert_eq!(
        reply.header("Content-Type"),
        "text/calendar; charset=utf-8",
        "{reply:?}"
    );
    let text = String::from_utf8(reply.body.clone()).unwrap();
    assert!(text.ends_with("\r\n"));
    assert!(
        !text.replace("\r\n", "").contains(['\r', '\n', '\0']),
        "{text}"
    );
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    let lines: Vec<String> = text
        .replace("\r\n ", "")
        .trim_end()
        .split("\r\n")
        .map(str::to_owned)
        .collect();
    assert_eq!(
        (lines[0].as_str(), lines[lines.len() - 1].as_str()),
        ("BEGIN:VCALENDAR", "END:VCALENDAR")
    );
    assert!(!lines.iter().any(|line| line.starts_with("METHOD")));
    lines
}

fn count(lines: &[String], start: &str) -> usize {
    lines.iter().filter(|line| line.starts_with(start)).count()
}

fn a_meeting_is_a_calendar_file_for_who_may_see_it(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let mut body = meeting("09:00");
    body["title"] = json!("Über/\"Plan\"; 1\\2 \u{1F600}");
    body["time_zone"] = json!("Europe/Berlin");
    body["participants"] = json!([{"email": "bob@example.org", "name": "B \"ob\", Esq."}]);
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    bob.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "tentative"}),
    )
    .gives(200);
    let path = planned.at("export-ics/");
    eve.nobody().get(&path).gives(401);
    eve.get(&path).gives(404);
    let reply = bob.get(&path).gives(200);
    let disposition = reply.header("Content-Disposition");
    assert!(disposition.starts_with("attachment"), "{disposition}");
    assert!(
        disposition.contains("filename=\"") && disposition.contains("filename*=UTF-8''"),
        "{disposition}"
    );
    assert!(disposition.is_ascii() && !disposition.contains('/') && !disposition.contains('\\'));
    let found = lines(&reply);
    for start in [
        "VERSION:2.0",
        "PRODID:",
        "BEGIN:VEVENT",
        "UID:",
        "SEQUENCE:0",
        "DTSTAMP:",
        "LAST-MODIFIED:",
        "ORGANIZER",
        "ATTENDEE",
        "STATUS:CONFIRMED",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "DTSTART;TZID=Europe/Berlin:",
        "DTEND;TZID=Europe/Berlin:",
    ] {
        assert_eq!(count(&found, start), 1, "{start}: {found:#?}");
    }
    assert!(found.iter().any(
        |line| line.contains("PARTSTAT=TENTATIVE") && line.ends_with("mailto:bob@example.org")
    ));
    let uid = |reply: &Reply| {
        lines(reply)
            .into_iter()
            .find(|line| line.starts_with("UID:"))
    };
    ann.patch(&planned.path, json!({"title": "Other"}))
        .gives(200);
    ann.call("POST", &planned.at("cancel/")).gives(200);
    let after = ann.get(&path).gives(200);
    assert_eq!(uid(&after), uid(&reply));
    assert_eq!(
        (
            count(&lines(&after), "STATUS:CANCELLED"),
            count(&lines(&after), "SEQUENCE:2")
        ),
        (1, 1)
    );
}

fn my_calendar_has_what_is_still_to_come(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    ann.nobody().get("/api/meetings/my-calendar/").gives(401);
    assert_eq!(
        count(
            &lines(&ann.get("/api/meetings/my-calendar/").gives(200)),
            "BEGIN:VEVENT"
        ),
        0
    );
    ann.plan("09:00", &["bob@example.org"]);
    bob.plan("10:00", &["ann@example.org", "cy@example.org"]);
    bob.plan("11:00", &[]);
    let gone = ann.plan("12:00", &[]);
    ann.call("POST", &gone.at("cancel/")).gives(200);
    let reply = ann.get("/api/meetings/my-calendar").gives(200);
    assert!(
        reply
            .header("Content-Disposition")
            .contains("filename=\"my_meetings.ics\""),
        "{reply:?}"
    );
    let found = lines(&reply);
    assert_eq!(
        (
            count(&found, "BEGIN:VEVENT"),
            count(&found, "ORGANIZER"),
            count(&found, "ATTENDEE")
        ),
        (2, 2, 3)
    );
}
