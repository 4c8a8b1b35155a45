//! Lists, their filters, their pages, and the summary.

use std::collections::BTreeSet;

use scheduler_tests::people::meeting;
use scheduler_tests::times::{date, day};
use scheduler_tests::{Backend, Client, Server, on_both};
use serde_json::{Value, json};

on_both!(
    my_meetings_are_those_that_i_organise_or_am_invited_to,
    the_search_finds_all_words_in_any_field_ignoring_case,
    days_are_those_of_the_caller,
    an_order_can_have_several_keys,
    a_bad_value_names_every_parameter,
    pages_cover_the_list_once,
    the_summary_counts_all_my_meetings,
);

fn titles(client: &Client, query: &str) -> Vec<String> {
    let body = client
        .get(&format!("/api/meetings/?{query}"))
        .gives(200)
        .json();
    let results = body["results"].as_array().unwrap();
    results
        .iter()
        .map(|one| one["title"].as_str().unwrap().to_owned())
        .collect()
}

fn plan(client: &Client, title: &str, days: i64, change: &Value) -> Value {
    let mut body = meeting("09:00");
    body["title"] = json!(title);
    (body["start_time"], body["end_time"]) = (json!(day(days, "09:00")), json!(day(days, "10:00")));
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post("/api/meetings/", body).gives(201).json()
}

fn my_meetings_are_those_that_i_organise_or_am_invited_to(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    eve.nobody().get("/api/meetings/").gives(401);
    plan(&ann, "Late", 3, &json!({}));
    plan(
        &ann,
        "Early",
        1,
        &json!({"participants": [{"email": "bob@example.org"}, {"email": "cy@example.org"}], "location": "Hall", "time_zone": "Asia/Tokyo"}),
    );
    plan(
        &bob,
        "Bobs",
        2,
        &json!({"participants": [{"email": "ann@example.org"}]}),
    );
    assert_eq!(titles(&ann, ""), ["Early", "Bobs", "Late"]);
    assert_eq!(titles(&bob, ""), ["Early", "Bobs"]);
    assert!(titles(&eve, "").is_empty());
    assert_eq!(titles(&ann, "role=organiser"), ["Early", "Late"]);
    assert_eq!(titles(&ann, "role=participant"), ["Bobs"]);
    assert_eq!(titles(&ann, "my_status=pending"), ["Bobs"]);
    assert!(titles(&ann, "my_status=accepted").is_empty());

    let body = bob.get("/api/meetings").gives(200).json();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["count", "next", "previous", "results"]);
    let item = &body["results"][0];
    let fields: Vec<&String> = item.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "id",
            "title",
            "location",
            "start_time",
            "end_time",
            "time_zone",
            "status",
            "participant_count",
            "answered_count",
            "created_by_email",
            "duration_minutes",
            "is_organiser",
            "can_edit",
            "my_status",
            "sequence"
        ]
    );
    assert_eq!(
        (&item["participant_count"], &item["answered_count"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(item["duration_minutes"], 60);
    assert_eq!(
        (&item["is_organiser"], &item["my_status"]),
        (&json!(false), &json!("pending"))
    );
    assert_eq!(
        (&item["created_by_email"], &item["location"]),
        (&json!("ann@example.org"), &json!("Hall"))
    );
    assert_eq!(body["results"][1]["my_status"], Value::Null);
}

fn the_search_finds_all_words_in_any_field_ignoring_case(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    plan(
        &ann,
        "ÜBERBLICK 100%",
        1,
        &json!({"description": "Budget_plan", "location": "Raum 7"}),
    );
    plan(
        &ann,
        "Other",
        2,
        &json!({"description": "it's \"quoted\" \\ back", "location": "Raum 8",
            "participants": [{"email": "bob@example.org", "name": "Bob Bürkle"}]}),
    );
    for (search, found) in [
        ("%C3%BCberblick", vec!["ÜBERBLICK 100%"]),
        ("raum", vec!["ÜBERBLICK 100%", "Other"]),
        ("raum%20budget", vec!["ÜBERBLICK 100%"]),
        ("RAUM+8", vec!["Other"]),
        ("budget+quoted", vec![]),
        ("%25", vec!["ÜBERBLICK 100%"]),
        ("_", vec!["ÜBERBLICK 100%"]),
        ("%27s", vec!["Other"]),
        ("%5C", vec!["Other"]),
        ("%22quoted%22", vec!["Other"]),
        ("bob%40example.org", vec!["Other"]),
        ("BU%CC%88RKLE", vec!["Other"]),
        ("ann%40example+raum", vec!["ÜBERBLICK 100%", "Other"]),
        ("", vec!["ÜBERBLICK 100%", "Other"]),
    ] {
        assert_eq!(titles(&ann, &format!("search={search}")), found, "{search}");
    }
}

fn days_are_those_of_the_caller(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    plan(
        &ann,
        "Evening",
        5,
        &json!({"start_time": day(5, "22:30"), "end_time": day(5, "23:30")}),
    );
    plan(
        &ann,
        "Long",
        5,
        &json!({"start_time": day(5, "09:00"), "end_time": day(8, "09:00")}),
    );
    let of = |from: i64, to: i64| {
        titles(
            &ann,
            &format!("from_date={}&to_date={}", date(from), date(to)),
        )
    };
    assert_eq!(of(5, 5), ["Long", "Evening"]);
    assert_eq!(of(6, 6), ["Long"]);
    assert_eq!(of(8, 9), ["Long"]);
    assert!(of(9, 20).is_empty() && of(1, 4).is_empty());
    assert_eq!(titles(&ann, &format!("from_date={}", date(6))), ["Long"]);
    ann.patch("/api/auth/me/", json!({"time_zone": "Asia/Tokyo"}))
        .gives(200);
    assert_eq!(
        of(6, 6),
        ["Long", "Evening"],
        "22:30 UTC is the next day in Tokyo"
    );
    assert_eq!(of(5, 5), ["Long"]);
}

fn an_order_can_have_several_keys(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for (title, days) in [("b", 1), ("A", 2), ("b", 3), ("c", 1)] {
        plan(&ann, title, days, &json!({}));
    }
    assert_eq!(titles(&ann, "ordering=title"), ["A", "b", "b", "c"]);
    assert_eq!(titles(&ann, "ordering=-title"), ["c", "b", "b", "A"]);
    assert_eq!(
        titles(&ann, "ordering=-start_time,title"),
        ["b", "A", "b", "c"]
    );
    assert_eq!(
        titles(&ann, "ordering=start_time,-title"),
        ["c", "b", "A", "b"]
    );
    assert_eq!(titles(&ann, "ordering=created_at"), ["b", "A", "b", "c"]);
    assert_eq!(
        titles(&ann, "ordering=-end_time,-created_at"),
        ["b", "A", "c", "b"]
    );
}

fn a_bad_value_names_every_parameter(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ann.get("/api/meetings/?status=x&from_date=2026-02-30&to_date=x&ordering=price&role=boss&my_status=y")
        .faulty(&["from_date", "my_status", "ordering", "role", "status", "to_date"]);
    for query in ["page=0", "page=x", "page=-1", "page=99999999999999999999"] {
        let status = ann.get(&format!("/api/meetings/?{query}")).send().status;
        assert!(matches!(status, 400 | 404), "{query}: {status}");
    }
    for query in ["page_size=0", "page_size=501", "page_size=x"] {
        ann.get(&format!("/api/meetings/?{query}"))
            .faulty(&["page_size"]);
    }
    ann.get("/api/meetings/?page=2").gives(404);
    ann.get("/api/meetings/?unknown=1&search=%00").send();
    ann.get("/api/meetings/?search=%ff%fe").send();
    ann.get("/api/meetings/?ordering=").send();
}

fn pages_cover_the_list_once(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for number in 0..7 {
        plan(&ann, &format!("Meeting {number}"), 1, &json!({}));
    }
    let mut seen = BTreeSet::new();
    let mut path = "/api/meetings/?page_size=3&ordering=title&search=meeting".to_owned();
    let mut pages = 0;
    loop {
        let body = ann.get(&path).gives(200).json();
        pages += 1;
        assert_eq!(body["count"], 7);
        assert_eq!(body["previous"].is_null(), pages == 1);
        for one in body["results"].as_array().unwrap() {
            assert!(seen.insert(one["id"].as_str().unwrap().to_owned()), "twice");
        }
        let Some(next) = body["next"].as_str() else {
            break;
        };
        assert!(
            next.contains("search=meeting") && next.contains("ordering=title"),
            "{next}"
        );
        path = String::from(&next[next.find("/api/").unwrap()..]);
    }
    assert_eq!((pages, seen.len()), (3, 7));
    ann.get("/api/meetings/?page=4&page_size=3").gives(404);
    assert_eq!(
        ann.get("/api/meetings/?page_size=500").gives(200).json()["next"],
        Value::Null
    );
}

fn the_summary_counts_all_my_meetings(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    ann.nobody().get("/api/meetings/summary/").gives(401);
    plan(&ann, "One", 1, &json!({}));
    let gone = plan(
        &ann,
        "Gone",
        2,
        &json!({"participants": [{"email": "bob@example.org"}]}),
    );
    ann.call(
        "POST",
        &format!("/api/meetings/{}/cancel/", gone["id"].as_str().unwrap()),
    )
    .gives(200);
    plan(
        &bob,
        "Asks",
        3,
        &json!({"participants": [{"email": "ann@example.org"}]}),
    );
    assert_eq!(
        ann.get("/api/meetings/summary/").gives(200).json(),
        json!({"total": 3, "upcoming": 2, "completed": 0, "cancelled": 1, "awaiting_my_answer": 1})
    );
    assert_eq!(
        bob.get("/api/meetings/summary").gives(200).json(),
        json!({"total": 2, "upcoming": 1, "completed": 0, "cancelled": 1, "awaiting_my_answer": 0})
    );
}
