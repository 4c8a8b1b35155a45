//! Answering without an account, by the secret link, as JSON.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::times::day;
use scheduler_tests::{Backend, Reply, Server, on_both, together, within};
use serde_json::{Value, json};

on_both!(
    a_link_that_is_none_tells_nothing,
    only_the_organiser_gets_a_link,
    a_renewed_link_is_another,
    a_guest_answers_as_often_as_wanted,
    a_guest_sees_nothing_of_others,
    a_clash_shows_as_busy,
    what_was_called_off_is_shown_but_takes_no_answer,
    the_organiser_is_told_of_what_is_new,
    forty_five_guests_answer_at_once,
);

fn api(token: &str) -> String {
    format!("/api/rsvp/{token}/")
}

fn seen(reply: &Reply) -> (u16, String) {
    (reply.status, reply.text())
}

fn a_link_that_is_none_tells_nothing(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let of = |clock: &str| {
        let planned = ann.plan(clock, &["bob@example.org", "cy@example.org"]);
        let token = ann.link_of(&planned, "bob@example.org");
        nobody.get(&api(&token)).gives(200);
        (planned, token)
    };
    let (removed, of_removed) = of("09:00");
    ann.delete(&removed.participant("bob@example.org"))
        .gives(204);
    let (deleted, of_deleted) = of("10:00");
    ann.delete(&deleted.path).gives(204);
    let (ended, of_ended) = of("11:00");
    let (renewed, of_renewed) = of("12:00");
    let link = format!("{}answer-link/", renewed.participant("bob@example.org"));
    ann.post(&link, json!({})).gives(200);
    let (cancelled, of_cancelled) = {
        let (planned, token) = of("13:00");
        ann.post(&planned.at("cancel/"), json!({})).gives(200);
        nobody.get(&api(&token)).gives(200);
        (planned, token)
    };
    let from = server.site.stored("2020-01-01T00:00:00Z");
    let until = server.site.stored("2020-01-01T01:00:00Z");
    for id in [&ended.id, &cancelled.id] {
        let bare = id.replace('-', "");
        server.site.execute(&format!(
            "update meetings set starts_at = '{from}', ends_at = '{until}'
            where lower({}) = '{bare}'",
            match backend {
                Backend::Sqlite => "hex(id)",
                Backend::Postgres => "replace(id::text, '-', '')",
            }
        ));
    }
    let answer = json!({"status": "accepted"});
    let [get, post, file, page] = ["GET", "POST", "FILE", "PAGE"].map(|what| {
        let (nobody, answer) = (&nobody, answer.clone());
        move |token: &str| match what {
            "GET" => nobody.get(&api(token)).gives(404),
            "POST" => nobody.post(&api(token), answer.clone()).gives(404),
            "FILE" => nobody.get(&format!("{}export-ics/", api(token))).gives(404),
            _page => nobody.get(&format!("/rsvp/{token}/")).gives(404),
        }
    });
    let unknown = "4611686018427387904-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    server.site.wait_for_mails();
    let before = server.site.contents();
    for token in [
        &of_removed,
        &of_deleted,
        &of_ended,
        &of_renewed,
        &of_cancelled,
    ] {
        assert_eq!(seen(&get(token)), seen(&get(unknown)));
        assert_eq!(seen(&post(token)), seen(&post(unknown)));
        assert_eq!(seen(&file(token)), seen(&file(unknown)));
        assert_eq!(seen(&page(token)), seen(&page(unknown)));
    }
    ann.get(&format!(
        "{}answer-link/",
        ended.participant("bob@example.org")
    ))
    .refused(400, "already_ended");
    assert_eq!(server.site.contents(), before);
}

fn only_the_organiser_gets_a_link(backend: Backend) {
    let server = Server::with(backend, &[("PUBLIC_URL", "https://meet.example.org/")]);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let path = format!("{}answer-link/", planned.participant("bob@example.org"));
    for method in ["GET", "POST"] {
        eve.nobody().call(method, &path).gives(401);
        eve.call(method, &path).refused(404, "not_found");
        bob.call(method, &path).refused(403, "forbidden");
        let reply = ann.call(method, &path).gives(200);
        assert_eq!(reply.header("Cache-Control"), "no-store");
        let url = reply.str("url");
        assert!(url.starts_with("https://meet.example.org/rsvp/"), "{url}");
        let token = ann.kept_link(&url);
        assert!(
            url.ends_with(&format!("/{token}/")) && token.len() >= 32,
            "{url}"
        );
    }
}

fn a_renewed_link_is_another(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
    let cys = ann.link_of(&planned, "cy@example.org");
    let first = ann.link_of(&planned, "bob@example.org");
    assert_eq!(
        ann.link_of(&planned, "bob@example.org"),
        first,
        "shown again"
    );
    let path = format!("{}answer-link/", planned.participant("bob@example.org"));
    let second = ann.kept_link(&ann.post(&path, json!({})).gives(200).str("url"));
    assert_ne!(first, second);
    assert_eq!(ann.link_of(&planned, "bob@example.org"), second);
    let accepts = || json!({"status": "accepted"});
    nobody
        .post(&api(&first), accepts())
        .refused(404, "not_found");
    nobody.post(&api(&second), accepts()).gives(200);
    nobody.get(&api(&cys)).gives(200);
    // Every process makes the same link.
    let sibling = server.sibling();
    nobody.at(&sibling).get(&api(&second)).gives(200);
}

fn a_guest_answers_as_often_as_wanted(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let path = api(&ann.link_of(&planned, "bob@example.org"));
    let shown = nobody.get(&path).gives(200);
    assert_eq!(shown.header("Cache-Control"), "no-store");
    assert_eq!(shown.header("Referrer-Policy"), "no-referrer");
    assert_eq!(shown.header("X-Robots-Tag"), "noindex");
    let shown = shown.json();
    assert_eq!(
        (
            &shown["my_status"],
            &shown["can_answer"],
            &shown["responded_at"]
        ),
        (&json!("pending"), &json!(true), &Value::Null)
    );
    let say = |body: Value| nobody.post(&path, body);
    for (body, status, note) in [
        (
            json!({"status": "accepted", "note": " Late.\r\nSorry. "}),
            "accepted",
            "Late.\nSorry.",
        ),
        (json!({"status": "accepted"}), "accepted", "Late.\nSorry."),
        (
            json!({"status": "accepted", "note": null}),
            "accepted",
            "Late.\nSorry.",
        ),
        (json!({"status": "tentative"}), "tentative", ""),
        (json!({"status": "declined", "note": ""}), "declined", ""),
        (json!({"status": "accepted"}), "accepted", ""),
    ] {
        let after = say(body).gives(200).json();
        assert_eq!(
            (&after["my_status"], &after["note"]),
            (&json!(status), &json!(note))
        );
        assert!(after["responded_at"].is_string());
        assert_eq!(nobody.get(&path).gives(200).json(), after);
        let bob = &ann.read(&planned)["participants"][0];
        assert_eq!(
            (&bob["status"], &bob["note"]),
            (&json!(status), &json!(note))
        );
    }
    say(json!({})).faulty(&["status"]);
    for bad in ["pending", "invited", "yes", ""] {
        say(json!({"status": bad})).faulty(&["status"]);
    }
    say(json!({"status": 1, "note": "x".repeat(1001)})).faulty(&["note", "status"]);
    say(json!({"status": "accepted", "note": "a\u{0}"})).faulty(&["note"]);
    let accepted = "select count(*) as n from participants where status = 'accepted'";
    assert_eq!(server.site.number(accepted), 1);
}

fn a_guest_sees_nothing_of_others(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org", "cy@example.org"]);
    let bobs = ann.link_of(&planned, "bob@example.org");
    let cys = ann.link_of(&planned, "cy@example.org");
    let nobody = server.client();
    let says = json!({"status": "accepted", "note": "For Ann alone"});
    nobody.post(&api(&cys), says).gives(200);
    for path in [
        api(&bobs),
        format!("{}export-ics/", api(&bobs)),
        format!("/rsvp/{bobs}/"),
    ] {
        let text = nobody.get(&path).gives(200).text();
        assert!(text.contains("Budget"), "{text}");
        assert!(
            !text.contains("cy@example.org") && !text.contains("For Ann"),
            "{text}"
        );
    }
    let file = nobody.get(&format!("{}export-ics/", api(&bobs))).gives(200);
    assert!(file.header("Content-Type").starts_with("text/calendar"));
    assert!(file.header("Content-Disposition").contains("Budget.ics"));

    // The note is for the organiser, and for the one who wrote it.
    let cy = server.person("cy");
    let list = planned.at("participants/");
    for (person, reads) in [(&ann, true), (&cy, true), (&bob, false)] {
        let listed = person.get(&list).gives(200).json()["results"][1].clone();
        let detail = person.read(&planned)["participants"][1].clone();
        for shown in [listed, detail] {
            assert_eq!(shown["note"] == "For Ann alone", reads, "{shown}");
            assert_eq!(shown["status"], "accepted");
        }
    }
}

fn a_clash_shows_as_busy(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let mut body = meeting("09:00");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    body["conflict_policy"] = json!("forbid");
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    let token = ann.link_of(&planned, "bob@example.org");
    let nobody = server.client();
    let say = |status: &str| nobody.post(&api(&token), json!({ "status": status }));
    say("declined").gives(200);
    let other = ann.plan("09:30", &["bob@example.org"]);
    for status in ["accepted", "tentative"] {
        let refused = say(status).refused(409, "scheduling_conflict").json();
        let clash = &refused["conflicts"]["bob@example.org"][0];
        assert_eq!(
            (&clash["id"], &clash["title"]),
            (&Value::Null, &json!("Busy"))
        );
        assert_eq!(clash["start_time"], json!(day(1, "09:30")));
    }
    let form = nobody
        .call("POST", &format!("/rsvp/{token}/"))
        .body(
            "application/x-www-form-urlencoded",
            "answer=accepted&note=Kept+words",
        )
        .gives(409)
        .text();
    assert!(
        form.contains("You are busy at that time") && form.contains("Kept words"),
        "{form}"
    );
    assert_eq!(ann.read(&planned)["participants"][0]["status"], "declined");
    ann.post(&other.at("cancel/"), json!({})).gives(200);
    say("accepted").gives(200);
}

fn what_was_called_off_is_shown_but_takes_no_answer(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let nobody = server.client();
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let token = ann.link_of(&planned, "bob@example.org");
    ann.post(&planned.at("cancel/"), json!({})).gives(200);
    let shown = nobody.get(&api(&token)).gives(200).json();
    assert_eq!(
        (&shown["status"], &shown["can_answer"]),
        (&json!("cancelled"), &json!(false))
    );
    nobody
        .post(&api(&token), json!({"status": "accepted"}))
        .refused(400, "already_cancelled");
    let page = nobody.get(&format!("/rsvp/{token}/")).gives(200).text();
    assert!(
        page.contains("called off") && !page.contains("method=\"post\""),
        "{page}"
    );
    let file = nobody
        .get(&format!("{}export-ics/", api(&token)))
        .gives(200);
    assert!(file.text().contains("STATUS:CANCELLED"));
}

fn the_organiser_is_told_of_what_is_new(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org", "ann@example.org"]);
    let count = || {
        let sql = "select count(*) as n from notifications
            where kind = 'reply' and email = 'ann@example.org'";
        server.site.number(sql)
    };
    let bobs = api(&ann.link_of(&planned, "bob@example.org"));
    let anns = api(&ann.link_of(&planned, "ann@example.org"));
    let say = |path: &str, body: Value| server.client().post(path, body).gives(200);
    say(&bobs, json!({"status": "accepted", "note": "With cake"}));
    assert_eq!(count(), 1);
    say(&bobs, json!({"status": "accepted", "note": "With cake"}));
    say(&bobs, json!({"status": "accepted"}));
    say(&anns, json!({"status": "declined"}));
    assert_eq!(count(), 1, "nothing new, and Ann knows what Ann says");
    ann.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "tentative"}),
    )
    .gives(200);
    assert_eq!(count(), 1, "Ann answered for Bob");
    bob.patch(
        &planned.answer("bob@example.org"),
        json!({"status": "declined"}),
    )
    .gives(200);
    assert_eq!(count(), 2);
    let reply = within(10, "the newest reply is sent", || {
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        let newest = log["results"][0].clone();
        (newest["state"] == "sent").then_some(newest)
    });
    assert_eq!(reply["notification_type"], "reply");
    assert_eq!(reply["email"], "ann@example.org");
    let text = reply["message"].as_str().unwrap();
    assert!(
        text.contains("bob@example.org") && text.contains("declined"),
        "{text}"
    );
    assert!(!text.contains("With cake"), "{text}");
    assert!(!reply["response"].as_str().unwrap().is_empty());
}

fn forty_five_guests_answer_at_once(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let guests: Vec<String> = (0..60)
        .map(|number| format!("p{number}@example.org"))
        .collect();
    let guests: Vec<&str> = guests.iter().map(String::as_str).collect();
    let planned = ann.plan("09:00", &guests);
    let links: Vec<String> = guests[..45]
        .iter()
        .map(|email| api(&ann.link_of(&planned, email)))
        .collect();
    let rows = |table: &str| -> Vec<String> {
        let all = server.site.contents().into_iter();
        all.filter(|row| row.starts_with(&format!("{table} ")))
            .collect()
    };
    let (people, meetings) = (rows("participants"), rows("meetings"));
    let nobody = server.client();
    let done = together(45, |at| {
        nobody
            .post(&links[at], json!({"status": "accepted"}))
            .send()
            .status
    });
    assert_eq!(done, [200; 45]);
    let after = rows("participants");
    let same = after.iter().filter(|row| people.contains(row)).count();
    assert_eq!((after.len(), same), (60, 15));
    assert_eq!(rows("meetings"), meetings);
    let replies = "select count(*) as n from notifications where kind = 'reply'";
    assert_eq!(server.site.number(replies), 45);
}
