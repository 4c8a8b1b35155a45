//! Lists of everything, the mail queue and the overview over HTTP.

use actix_web::http::Method;
use scheduler_domain::admin::Permission;
use scheduler_testkit::builders::all_but;
use serde_json::{Value, json};
use time::Duration;

use crate::testing::{Member, World};

async fn planned(world: &World, member: &Member, title: &str) -> Value {
    let body = json!({
        "title": title,
        "start_time": "2030-06-03T09:00:00Z",
        "end_time": "2030-06-03T10:00:00Z",
        "participants": [{"email": "zoe@example.org", "name": "Zoë"}],
    });
    let made = world.post("/api/meetings/").by(member).json(&body);
    made.send().await.expect(201)
}

/// Every call, with what it needs.
fn calls(meeting: &str) -> Vec<(Method, String, Permission)> {
    use Permission::{
        MeetingsEditAll, MeetingsViewAll, NotificationsResend, NotificationsView, SettingsEdit,
    };
    let one = format!("/api/admin/meetings/{meeting}/");
    let mail = "/api/admin/notifications/1/";
    vec![
        (
            Method::GET,
            "/api/admin/meetings/".to_owned(),
            MeetingsViewAll,
        ),
        (Method::GET, one.clone(), MeetingsViewAll),
        (Method::PUT, one.clone(), MeetingsEditAll),
        (Method::PATCH, one.clone(), MeetingsEditAll),
        (Method::DELETE, one.clone(), MeetingsEditAll),
        (Method::POST, format!("{one}cancel/"), MeetingsEditAll),
        (Method::POST, format!("{one}participants/"), MeetingsEditAll),
        (
            Method::PATCH,
            format!("{one}participants/1/"),
            MeetingsEditAll,
        ),
        (
            Method::DELETE,
            format!("{one}participants/1/"),
            MeetingsEditAll,
        ),
        (
            Method::GET,
            "/api/admin/participants/".to_owned(),
            MeetingsViewAll,
        ),
        (
            Method::GET,
            "/api/admin/notifications/".to_owned(),
            NotificationsView,
        ),
        (Method::GET, mail.to_owned(), NotificationsView),
        (Method::POST, format!("{mail}retry/"), NotificationsResend),
        (Method::POST, format!("{mail}give-up/"), NotificationsResend),
        (Method::GET, "/api/admin/overview/".to_owned(), SettingsEdit),
    ]
}

#[actix_web::test]
async fn who_is_not_staff_finds_nothing_and_staff_needs_the_permission() {
    let world = World::new();
    let ann = world.member("ann");
    let meeting = planned(&world, &ann, "Plan").await;
    let meeting = meeting["id"].as_str().unwrap();
    for (number, (method, path, needed)) in calls(meeting).into_iter().enumerate() {
        let body = json!({"title": "X"});
        let call = |member: &Member| {
            let request = world.request(method.clone(), &path).by(member);
            if method == Method::GET {
                request
            } else {
                request.json(&body)
            }
        };
        call(&ann).send().await.expect_problem(404, "not_found");
        let others = all_but(needed);
        let sam = world.staff(&format!("sam{number}"), &others);
        let refused = call(&sam).send().await;
        refused.expect_problem(403, "forbidden");
    }
    let still = world.get(&format!("/api/meetings/{meeting}/")).by(&ann);
    assert_eq!(still.send().await.expect(200)["title"], "Plan");
}

#[actix_web::test]
async fn meetings_of_everybody_are_listed_and_narrowed() {
    let world = World::new();
    let (ann, bob) = (world.member("ann"), world.member("bob"));
    planned(&world, &ann, "Budget").await;
    world.pass(Duration::minutes(1));
    planned(&world, &bob, "Review").await;
    let sam = world.staff("sam", &[Permission::MeetingsViewAll]);
    let titles = async |query: &str| {
        let path = format!("/api/admin/meetings/?{query}");
        let page = world.get(&path).by(&sam).send().await.expect(200);
        assert_eq!(page["count_is_exact"], true);
        let results = page["results"].as_array().unwrap().clone();
        assert_eq!(page["count"], results.len());
        let titles = results.iter().map(|one| one["title"].as_str().unwrap());
        titles.collect::<Vec<_>>().join(" ")
    };
    for (query, expected) in [
        ("", "Review Budget"),
        ("search=BUD", "Budget"),
        ("search=bob@", "Review"),
        ("search=zoe@example.org", "Review Budget"),
        ("search=zoe@+review", "Review"),
        ("organiser=ann", "Budget"),
        ("status=cancelled", ""),
        ("status=scheduled&ordering=title", "Budget Review"),
        (
            "created_from=2030-06-01&created_to=2030-06-01",
            "Review Budget",
        ),
        ("created_from=2030-06-02", ""),
        ("start_from=2030-06-03&start_to=2030-06-03", "Review Budget"),
        ("start_to=2030-06-02", ""),
    ] {
        assert_eq!(titles(query).await, expected, "{query}");
    }
    let faulty =
        "status=x&created_from=y&start_from=2030-06-03&start_to=2030-06-02&ordering=z&page=0";
    let refused = world
        .get(&format!("/api/admin/meetings/?{faulty}"))
        .by(&sam);
    let fields = ["status", "created_from", "start_to", "ordering", "page"];
    refused.send().await.expect_faults(&fields);

    let path = "/api/admin/participants/?search=ZO%C3%8B&status=pending";
    let page = world.get(path).by(&sam).send().await.expect(200);
    assert_eq!(page["count"], 2);
    let first = &page["results"][0];
    assert_eq!(first["meeting_title"], "Review");
    assert_eq!(first["created_by_email"], "bob@example.org");
    assert!(first.get("note").is_none());
    let refused = world.get("/api/admin/participants/?meeting=7").by(&sam);
    refused.send().await.expect_faults(&["meeting"]);
}

#[actix_web::test]
async fn staff_changes_a_meeting_that_it_read_and_loses_no_change_of_others() {
    let world = World::new();
    let ann = world.member("ann");
    let meeting = planned(&world, &ann, "Plan").await;
    let id = meeting["id"].as_str().unwrap();
    let pid = &meeting["participants"][0]["id"];
    let permissions = [Permission::MeetingsViewAll, Permission::MeetingsEditAll];
    let sam = world.staff("sam", &permissions);
    let path = format!("/api/admin/meetings/{id}/");
    let read = world.get(&path).by(&sam).send().await;
    let shown = read.expect(200);
    assert_eq!(shown["notification_count"], 1);
    assert_eq!(shown["notifications"][0]["email"], "zoe@example.org");
    assert_eq!(shown["participants"][0]["email"], "zoe@example.org");
    let etag = read.header("ETag").unwrap();
    let known = world.get(&path).by(&sam).header("If-None-Match", etag);
    assert_eq!(known.send().await.status, 304);

    let title = json!({"title": "Of Ann"});
    let own = world.patch(&format!("/api/meetings/{id}/")).by(&ann);
    own.json(&title).send().await.expect(200);
    let late = world.patch(&path).by(&sam).header("If-Match", etag);
    late.json(&json!({"title": "Of Sam"}))
        .send()
        .await
        .expect_problem(412, "stale");
    let read = world.get(&path).by(&sam).send().await;
    let etag = read.header("ETag").unwrap();
    let now = world.patch(&path).by(&sam).header("If-Match", etag);
    let changed = now.json(&json!({"title": "Of Sam"})).send().await;
    assert_eq!(changed.expect(200)["title"], "Of Sam");

    let newcomer = json!({"email": "eve@example.org"});
    let add = world.post(&format!("{path}participants/")).by(&sam);
    let added = add.json(&newcomer).send().await;
    let eve = added.expect(201);
    let location = added.header("Location").unwrap();
    assert_eq!(location, format!("{path}participants/{}/", eve["id"]));
    let answer = world.patch(&format!("{path}participants/{pid}/")).by(&sam);
    let answered = answer.json(&json!({"status": "accepted"})).send().await;
    assert_eq!(answered.expect(200)["status"], "accepted");
    let gone = world
        .request(Method::DELETE, location)
        .by(&sam)
        .send()
        .await;
    assert_eq!(gone.status, 204);
    let cancel = world.post(&format!("{path}cancel/")).by(&sam);
    assert_eq!(cancel.send().await.expect(200)["status"], "cancelled");
    let again = world.post(&format!("{path}cancel/")).by(&sam);
    again.send().await.expect_problem(400, "already_cancelled");
    let delete = world.request(Method::DELETE, &path).by(&sam);
    assert_eq!(delete.send().await.status, 204);
    let none = world.get(&path).by(&sam).send().await;
    none.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn the_mail_queue_is_listed_read_and_mended_without_a_secret() {
    let world = World::new();
    let ann = world.member("ann");
    let meeting = planned(&world, &ann, "Plan").await;
    let id = meeting["id"].as_str().unwrap();
    let pid = &meeting["participants"][0]["id"];
    let permissions = [
        Permission::NotificationsView,
        Permission::NotificationsResend,
    ];
    let sam = world.staff("sam", &permissions);
    let page = world.get("/api/admin/notifications/?kind=invitation&state=queued&email=zoe");
    let page = page.by(&sam).send().await.expect(200);
    let mail = &page["results"][0];
    assert_eq!(
        (&page["count"], &mail["state"]),
        (&json!(1), &json!("queued"))
    );
    let path = format!("/api/admin/notifications/{}/", mail["id"]);

    let link = format!("/api/meetings/{id}/participants/{pid}/answer-link/");
    let link = world.get(&link).by(&ann).send().await.expect(200);
    let token = link["url"].as_str().unwrap().rsplit('/').nth(1).unwrap();
    let shown = world.get(&path).by(&sam).send().await;
    let view = shown.expect(200);
    assert!(token.len() > 30 && !shown.body.contains(token), "{shown:?}");
    assert!(view["text"].as_str().unwrap().contains("REDACTED"));
    assert_eq!(view["calendar_method"], "REQUEST");
    assert!(view["calendar"].as_str().unwrap().contains("BEGIN:VEVENT"));

    let retried = world.post(&format!("{path}retry/")).by(&sam).send().await;
    assert_eq!(retried.expect(200)["state"], "queued");
    let given_up = world.post(&format!("{path}give-up/")).by(&sam);
    let given_up = given_up.send().await.expect(200);
    assert_eq!(given_up["state"], "failed");
    assert_eq!(given_up["last_error"], "Given up by sam@example.org.");
    let again = world.post(&format!("{path}give-up/")).by(&sam).send().await;
    again.expect_problem(409, "not_waiting");
    let all = world.get("/api/admin/notifications/?state=failed").by(&sam);
    assert_eq!(all.send().await.expect(200)["count"], 1);
    let faulty = world.get("/api/admin/notifications/?kind=x&state=sending&meeting=1");
    let refused = faulty.by(&sam).send().await;
    refused.expect_faults(&["kind", "state", "meeting"]);
    let none = world
        .get("/api/admin/notifications/99/")
        .by(&sam)
        .send()
        .await;
    none.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn the_overview_shows_weeks_mail_and_for_how_long_the_server_runs() {
    let world = World::new();
    let ann = world.member("ann");
    planned(&world, &ann, "Plan").await;
    world.pass(Duration::minutes(5));
    let sam = world.staff("sam", &[Permission::SettingsEdit]);
    let shown = world.get("/api/admin/overview/").by(&sam).send().await;
    let shown = shown.expect(200);
    let users = json!({"total": 2, "active": 2, "staff": 1, "new_in_7_days": 2});
    assert_eq!(shown["users"], users);
    let weeks = shown["meetings"]["weeks"].as_array().unwrap();
    assert_eq!(weeks.len(), 17);
    let next = json!({"week": "2030-W23", "begins": "2030-06-03", "meetings": 1});
    assert_eq!(weeks[13], next);
    assert_eq!(shown["mail"]["queued"], 1);
    assert_eq!(shown["mail"]["oldest_seconds"], 300);
    assert_eq!(shown["mail"]["queue"][0]["notification_type"], "invitation");
    assert_eq!(shown["server"]["uptime_seconds"], 300);
    assert_eq!(shown["last_backup_at"], Value::Null);
}
