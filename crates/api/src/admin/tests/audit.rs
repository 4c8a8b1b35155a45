use scheduler_domain::admin::Permission;
use scheduler_domain::audit::{Action, By, Change, Entry, Target};
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_testkit::builders::all_but;
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::testing::{Member, World};

const AUDIT: &str = "/api/admin/audit/";
const EXPORT: &str = "/api/admin/audit/export/";

fn body(title: &str) -> Value {
    json!({
        "title": title,
        "start_time": "2030-06-03T09:00:00Z",
        "end_time": "2030-06-03T10:00:00Z",
        "participants": [{"email": "zoe@example.org"}],
    })
}

async fn plan(world: &World, by: &Member, title: &str) -> String {
    let made = world
        .post("/api/meetings/")
        .by(by)
        .from("192.0.2.7:4711")
        .json(&body(title))
        .send()
        .await
        .expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn list(world: &World, by: &Member, query: &str) -> Value {
    let path = format!("{AUDIT}{query}");
    world.get(&path).by(by).send().await.expect(200)
}

#[actix_web::test]
async fn nobody_without_the_permission_reads_the_log() {
    let world = World::new();
    let ann = world.member("ann");
    plan(&world, &ann, "Secret").await;
    let others = all_but(Permission::AuditView);
    let other = world.staff("other", &others);
    let none = world.staff("none", &[]);
    for path in [AUDIT, EXPORT] {
        world
            .get(path)
            .send()
            .await
            .expect_problem(401, "token_missing");
        world
            .get(path)
            .by(&ann)
            .send()
            .await
            .expect_problem(404, "not_found");
        for staff in [&other, &none] {
            let refused = world.get(path).by(staff).send().await;
            refused.expect_problem(403, "forbidden");
            // What else is wrong is not told.
            let wrong = format!("{path}?actor=x&page=0&format=x");
            let refused = world.get(&wrong).by(staff).send().await;
            refused.expect_problem(403, "forbidden");
        }
    }
}

#[actix_web::test]
async fn staff_reads_who_did_what_from_where() {
    let world = World::new();
    let ann = world.member("ann");
    let eye = world.staff("eye", &[Permission::AuditView]);
    let id = plan(&world, &ann, "Plan").await;
    let page = list(&world, &eye, "").await;
    let entry = &page["results"][0];
    assert_eq!(page["count"], 1);
    assert_eq!(entry["action"], "meeting.create");
    assert_eq!(entry["by"]["email"], "ann@example.org");
    assert_eq!(entry["client"], "192.0.2.7");
    assert_eq!(
        entry["target"],
        json!({"kind": "meeting", "id": id, "meeting": id})
    );
    assert_eq!(
        entry["changes"][0],
        json!({"field": "title", "before": null, "after": "Plan"})
    );
}

#[actix_web::test]
async fn filters_combine_and_faults_are_named_together() {
    let world = World::new();
    let (ann, bob) = (world.member("ann"), world.member("bob"));
    let eye = world.staff("eye", &[Permission::AuditView]);
    let first = plan(&world, &ann, "First").await;
    world.pass(Duration::minutes(10));
    plan(&world, &bob, "Second").await;
    let cancel = format!("/api/meetings/{first}/cancel/");
    world.post(&cancel).by(&ann).send().await.expect(200);
    let ann_id = list(&world, &eye, "?actor=ann@example.org").await["results"][0]["by"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (query, count) in [
        (String::new(), 3),
        (format!("?actor={ann_id}"), 2),
        ("?actor=ANN@example.org".to_owned(), 2),
        ("?actor=server".to_owned(), 0),
        ("?action=meeting.create".to_owned(), 2),
        (format!("?action=meeting.create&actor={ann_id}"), 1),
        ("?target=meeting".to_owned(), 3),
        (format!("?target=meeting:{first}"), 2),
        (format!("?target=meeting:{first}&meeting={first}"), 2),
        ("?target=participant:1".to_owned(), 0),
        (format!("?meeting={first}"), 2),
        ("?from=2030-06-01&to=2030-06-01".to_owned(), 3),
        ("?from=2030-06-02".to_owned(), 0),
        ("?to=2030-05-31".to_owned(), 0),
        ("?to=2030-06-01T12:10:00Z".to_owned(), 1),
        ("?from=2030-06-01T12:10:00Z".to_owned(), 2),
        (
            "?from=2030-06-01T12:10:00Z&to=2030-06-01T12:10:00Z".to_owned(),
            0,
        ),
        ("?search=SECOND%20zoe@".to_owned(), 1),
        ("?search=%20&actor=&action=".to_owned(), 3),
    ] {
        assert_eq!(list(&world, &eye, &query).await["count"], count, "{query}");
    }
    let wrong = format!("{AUDIT}?actor=x&action=y&target=z&meeting=1&from=a&to=b&page_size=0");
    world.get(&wrong).by(&eye).send().await.expect_faults(&[
        "actor",
        "action",
        "target",
        "meeting",
        "from",
        "to",
        "page_size",
    ]);
    let other = "00000000-0000-7000-8000-000000000000";
    for (query, field) in [
        (format!("target=meeting:{first}&meeting={other}"), "meeting"),
        ("target=meeting:7".to_owned(), "target"),
    ] {
        let path = format!("{AUDIT}?{query}");
        world
            .get(&path)
            .by(&eye)
            .send()
            .await
            .expect_faults(&[field]);
    }
}

#[actix_web::test]
async fn a_file_has_all_that_passes_and_every_line_once() {
    let world = World::new();
    let eye = world.staff("eye", &[Permission::AuditView]);
    let meeting = MeetingId(Uuid::from_u128(7));
    let entries: Vec<Entry> = (0..1_234_i64)
        .map(|number| Entry {
            at: scheduler_testkit::fakes::NOON + Duration::seconds(number / 7),
            by: By::Server,
            action: Action::ParticipantAnswer,
            target: Target::participant(meeting, ParticipantId(number)),
            changes: vec![Change::made("note", "=HYPERLINK(\"x\")")],
            client: None,
        })
        .collect();
    world.write(|store| store.write(|tx| tx.audit().insert(&entries)));
    let csv = world.get(EXPORT).by(&eye).send().await;
    assert_eq!(csv.status, 200, "{csv:?}");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(
        csv.header("content-disposition"),
        Some("attachment; filename=\"audit.csv\"")
    );
    let mut reader = csv::Reader::from_reader(csv.body.as_bytes());
    let mut ids: Vec<u32> = reader
        .records()
        .map(|line| {
            let line = line.unwrap();
            assert_eq!(&line[12], "'=HYPERLINK(\"x\")");
            line[8].parse().unwrap()
        })
        .collect();
    assert_eq!(ids.len(), 1_234);
    assert!(ids.is_sorted_by(|one, other| one > other));
    ids.reverse();
    assert_eq!(ids, (0..1_234).collect::<Vec<_>>());

    let lines = format!("{EXPORT}?format=jsonl&target=participant:17");
    let lines = world.get(&lines).by(&eye).send().await;
    assert_eq!(lines.status, 200, "{lines:?}");
    assert_eq!(lines.header("content-type"), Some("application/jsonl"));
    let entry: Value = serde_json::from_str(lines.body.trim_end()).unwrap();
    assert_eq!(entry["target"]["id"], "17");
    let none = format!("{EXPORT}?actor=command_line");
    let none = world.get(&none).by(&eye).send().await;
    assert_eq!(none.status, 200, "{none:?}");
    assert_eq!(none.body.matches("\r\n").count(), 1);
}
