//! A meeting that hides its guest list, as guests get it by every call.

use scheduler_tests::times::day;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    guest_of_a_hidden_list_sees_only_itself_and_the_organiser,
    organiser_corrects_a_name_and_sends_no_mail,
);

fn emails(list: &Value) -> Vec<&str> {
    let all = list.as_array().unwrap().iter();
    all.map(|one| one["email"].as_str().unwrap()).collect()
}

fn guest_of_a_hidden_list_sees_only_itself_and_the_organiser(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let body = json!({
        "title": "Interviews",
        "start_time": day(1, "09:00"),
        "end_time": day(1, "10:00"),
        "hide_guest_list": true,
        "participants": [{"email": "bob@example.org"}, {"email": "cy@example.org"}],
    });
    let made = ann.post("/api/meetings/", body).gives(201).json();
    assert_eq!(made["hide_guest_list"], true);
    let path = format!("/api/meetings/{}/", made["id"].as_str().unwrap());
    let cy = &made["participants"][1]["id"];

    eve.get(&path).gives(404);
    eve.get(&format!("{path}participants/")).gives(404);
    let shown = bob.get(&path).gives(200).json();
    assert_eq!(emails(&shown["participants"]), ["bob@example.org"]);
    let page = bob.get(&format!("{path}participants/")).gives(200).json();
    assert_eq!(
        (&page["count"], emails(&page["results"])),
        (&json!(1), vec!["bob@example.org"])
    );
    let item = &bob.get("/api/meetings/").gives(200).json()["results"][0];
    assert_eq!(
        (&item["participant_count"], &item["answered_count"]),
        (&json!(1), &json!(0))
    );
    for file in [
        format!("{path}export-ics/"),
        "/api/meetings/my-calendar/".to_owned(),
    ] {
        let text = bob.get(&file).gives(200).text().replace("\r\n ", "");
        assert!(text.contains("mailto:bob@example.org"), "{text}");
        assert!(!text.contains("cy@example.org"), "{text}");
    }
    let answer = format!("{path}participants/{cy}/status/");
    bob.patch(&answer, json!({"status": "declined"}))
        .refused(404, "not_found");
    let check = |exclude: Value| {
        let body = json!({
            "start_time": day(1, "09:00"),
            "end_time": day(1, "10:00"),
            "participant_emails": ["cy@example.org"],
            "exclude_meeting_id": exclude,
        });
        let report = bob
            .post("/api/meetings/check-conflicts/", body)
            .gives(200)
            .json();
        report["conflicts"].clone()
    };
    assert_eq!(check(Value::Null), check(made["id"].clone()));
    assert!(!check(Value::Null).to_string().contains("Interviews"));

    let all = ann.get(&path).gives(200).json();
    assert_eq!(
        emails(&all["participants"]),
        ["bob@example.org", "cy@example.org"]
    );
    let open = ann
        .patch(&path, json!({"hide_guest_list": false}))
        .gives(200)
        .json();
    assert_eq!(open["sequence"], made["sequence"]);
    let shown = bob.get(&path).gives(200).json();
    assert_eq!(
        emails(&shown["participants"]),
        ["bob@example.org", "cy@example.org"]
    );
    ann.patch(&path, json!({"hide_guest_list": "yes"}))
        .faulty(&["hide_guest_list"]);
}

fn organiser_corrects_a_name_and_sends_no_mail(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let all = ann.read(&planned)["participants"].clone();
    let path = planned.at(&format!("participants/{}/", all[0]["id"]));
    let log = planned.at("notifications/");
    let mails = ann.get(&log).gives(200).json()["count"].clone();
    bob.patch(&path, json!({"name": "Boss"}))
        .refused(403, "forbidden");
    let renamed = ann
        .patch(&path, json!({"name": " Robert "}))
        .gives(200)
        .json();
    assert_eq!(renamed["name"], "Robert");
    assert_eq!(ann.read(&planned)["participants"][0]["name"], "Robert");
    assert_eq!(ann.get(&log).gives(200).json()["count"], mails);
    ann.patch(&path, json!({"name": "n".repeat(151)}))
        .faulty(&["name"]);
}
