use scheduler_domain::admin::Permission;
use serde_json::{Value, json};
use time::Duration;

use crate::testing::{Member, Reply, World};

const SETTINGS: &str = "/api/admin/settings/";

async fn change(world: &World, by: &Member, tag: &str, body: Value) -> Reply {
    let request = world.patch(SETTINGS).by(by).json(&body);
    request.header("If-Match", tag).send().await
}

async fn register(world: &World, email: &str) -> Reply {
    let password = "battery staple";
    let body = json!({"email": email, "password": password, "password2": password});
    world.post("/api/auth/register/").json(&body).send().await
}

#[actix_web::test]
async fn settings_are_read_and_changed_by_version() {
    let world = World::with(|settings| settings.public_url = Some("https://meet.example".into()));
    let staff = world.staff("staff", &[Permission::SettingsEdit]);
    let read = world.get(SETTINGS).by(&staff).send().await;
    let before = read.expect(200);
    let decided = |settings: &Value| {
        let mut settings = settings.clone();
        settings.as_object_mut().unwrap().remove("environment");
        settings
    };
    let none = json!({
        "registration": "open", "allowed_mail_domains": [], "reminder_minutes": [15, 1440],
        "conflict_policy": "warn", "audit_retention_days": 730, "sent_mail_retention_days": null,
    });
    assert_eq!(decided(&before), none);
    assert_eq!(before["environment"]["public_url"], "https://meet.example");
    assert_eq!(before["environment"]["rate_limits"], false);
    let tag = read.header("ETag").unwrap();
    let all = json!({
        "registration": "invitation", "allowed_mail_domains": ["Example.ORG", "example.org", "a.example"],
        "reminder_minutes": [60, 0], "conflict_policy": "forbid", "audit_retention_days": 30,
        "sent_mail_retention_days": 365,
    });
    let changed = change(&world, &staff, tag, all).await;
    let expected = json!({
        "registration": "invitation", "allowed_mail_domains": ["example.org", "a.example"],
        "reminder_minutes": [0, 60], "conflict_policy": "forbid", "audit_retention_days": 30,
        "sent_mail_retention_days": 365,
    });
    assert_eq!(decided(&changed.expect(200)), expected);
    let stale = change(&world, &staff, tag, json!({"conflict_policy": "warn"})).await;
    stale.expect_problem(412, "stale");
    let nulls = json!({
        "registration": null, "allowed_mail_domains": null, "reminder_minutes": null,
        "conflict_policy": null, "audit_retention_days": null, "sent_mail_retention_days": null,
    });
    let back = change(&world, &staff, changed.header("ETag").unwrap(), nulls).await;
    assert_eq!(decided(&back.expect(200)), none);
}

#[actix_web::test]
async fn what_is_wrong_with_settings_is_told_at_once() {
    let world = World::new();
    let staff = world.staff("staff", &[Permission::SettingsEdit]);
    let wrong = json!({
        "registration": "closed", "allowed_mail_domains": ["*.example.org"], "reminder_minutes": [7],
        "conflict_policy": "x", "audit_retention_days": 29, "sent_mail_retention_days": "30",
    });
    change(&world, &staff, "*", wrong).await.expect_faults(&[
        "registration",
        "allowed_mail_domains",
        "reminder_minutes",
        "conflict_policy",
        "audit_retention_days",
        "sent_mail_retention_days",
    ]);
    let many: Vec<String> = (0..101).map(|at| format!("d{at}.example")).collect();
    let many = change(&world, &staff, "*", json!({"allowed_mail_domains": many})).await;
    many.expect_faults(&["allowed_mail_domains"]);
}

#[actix_web::test]
async fn who_may_register_is_decided_at_once() {
    let world = World::new();
    let staff = world.staff("staff", &[Permission::SettingsEdit, Permission::UsersEdit]);
    register(&world, "ann@example.org").await.expect(201);
    let domains = json!({"allowed_mail_domains": ["example.org"]});
    change(&world, &staff, "*", domains).await.expect(200);
    register(&world, "eve@example.com")
        .await
        .expect_faults(&["email"]);
    register(&world, "eve@sub.example.org")
        .await
        .expect_faults(&["email"]);
    register(&world, "bob@EXAMPLE.org").await.expect(201);
    let instance = world.get("/api/instance/").send().await.expect(200);
    assert_eq!(instance["allowed_mail_domains"], json!(["example.org"]));
    let closed = json!({"registration": "invitation"});
    change(&world, &staff, "*", closed).await.expect(200);
    // Nor does it tell whether somebody is there.
    for email in ["cleo@example.org", "ann@example.org", "eve@example.com"] {
        let refused = register(&world, email).await;
        refused.expect_problem(403, "registration_closed");
    }
    let instance = world.get("/api/instance/").send().await.expect(200);
    assert_eq!(instance["registration"], "invitation");
    assert_eq!(instance["allowed_mail_domains"], json!([]));
    // Staff still makes accounts, of any domain.
    let body = json!({"email": "zoe@elsewhere.example"});
    let made = world
        .post("/api/admin/users/")
        .by(&staff)
        .json(&body)
        .send();
    made.await.expect(201);
}

#[actix_web::test]
async fn a_new_meeting_takes_the_policy_that_holds_here() {
    let world = World::new();
    let staff = world.staff("staff", &[Permission::SettingsEdit]);
    let ann = world.member("ann");
    let plan = |day: u8, policy: Option<&str>| {
        let body = json!({
            "title": "Plan", "conflict_policy": policy,
            "start_time": format!("2030-06-{day:02}T09:00:00Z"),
            "end_time": format!("2030-06-{day:02}T10:00:00Z"),
        });
        world.post("/api/meetings/").by(&ann).json(&body).send()
    };
    assert_eq!(plan(3, None).await.expect(201)["conflict_policy"], "warn");
    change(&world, &staff, "*", json!({"conflict_policy": "forbid"}))
        .await
        .expect(200);
    let strict = plan(4, None).await.expect(201);
    assert_eq!(strict["conflict_policy"], "forbid");
    assert_eq!(
        plan(5, Some("warn")).await.expect(201)["conflict_policy"],
        "warn"
    );
    plan(4, None)
        .await
        .expect_problem(409, "scheduling_conflict");
    // A change that does not name it leaves it as it is.
    let path = format!("/api/meetings/{}/", strict["id"].as_str().unwrap());
    change(&world, &staff, "*", json!({"conflict_policy": null}))
        .await
        .expect(200);
    let request = world.patch(&path).by(&ann).json(&json!({"title": "New"}));
    assert_eq!(
        request.send().await.expect(200)["conflict_policy"],
        "forbid"
    );
}

#[actix_web::test]
async fn another_process_follows_within_three_seconds() {
    let world = World::new();
    let instance = || world.get("/api/instance/").send();
    assert_eq!(instance().await.expect(200)["conflict_policy"], "warn");
    // Behind this process's back.
    world.write(|store| {
        store.write(|tx| {
            let mut settings = tx.settings().find_held()?;
            settings.conflict_policy = scheduler_domain::meetings::ConflictPolicy::Forbid;
            tx.settings().update(&settings)
        })
    });
    assert_eq!(instance().await.expect(200)["conflict_policy"], "warn");
    world.pass(Duration::seconds(3));
    assert_eq!(instance().await.expect(200)["conflict_policy"], "forbid");
}
