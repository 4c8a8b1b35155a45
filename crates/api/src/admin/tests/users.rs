use actix_web::http::Method;
use scheduler_domain::admin::Permission;
use scheduler_testkit::builders::email;
use scheduler_testkit::world::sent;
use serde_json::{Value, json};

use crate::testing::{Member, Reply, World, tight_limits};

const USERS: &str = "/api/admin/users/";

fn path(member: &Member, rest: &str) -> String {
    format!("{USERS}{}/{rest}", member.user.id)
}

async fn act(world: &World, by: &Member, whom: &Member, what: &str) -> Reply {
    world.post(&path(whom, what)).by(by).send().await
}

async fn access(world: &World, by: &Member, whom: &Member, body: Value) -> Reply {
    let request = world.patch(&path(whom, "access/")).by(by);
    request.json(&body).send().await
}

async fn delete(world: &World, by: &Member, whom: &Member, body: Value) -> Reply {
    let request = world.request(Method::DELETE, &path(whom, "")).by(by);
    request.json(&body).send().await
}

async fn role(world: &World, root: &Member, name: &str, permissions: &[&str]) -> String {
    let body = json!({"name": name, "permissions": permissions});
    let made = world.post("/api/admin/roles/").by(root).json(&body).send();
    made.await.expect(201)["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn accounts_are_listed_as_the_query_says() {
    let world = World::new();
    let staff = world.staff("staff", &[Permission::UsersView]);
    let (_ann, _bob) = (world.member("ann"), world.member("bob"));
    let list = |query: &str| world.get(&format!("{USERS}{query}")).by(&staff).send();
    let found = list("?search=AN").await.expect(200);
    assert_eq!(
        (&found["count"], &found["results"][0]["email"]),
        (&json!(1), &json!("ann@example.org"))
    );
    assert!(!found.to_string().contains("secret of"), "{found}");
    let found = list("?is_staff=true&ordering=-email").await.expect(200);
    assert_eq!(found["results"][0]["is_staff"], true);
    assert_eq!(list("?page_size=1&page=9").await.status, 404);
    list("?is_active=yes&role=x&joined_from=2030-02-30&ordering=name")
        .await
        .expect_faults(&["is_active", "role", "joined_from", "ordering"]);
    let backwards = list("?joined_from=2030-06-02&joined_to=2030-06-01").await;
    backwards.expect_faults(&["joined_to"]);
    assert_eq!(
        list("?joined_from=2030-06-01&joined_to=2030-06-01")
            .await
            .expect(200)["count"],
        3
    );
    assert_eq!(list("?joined_to=2030-05-31").await.expect(200)["count"], 0);
}

#[actix_web::test]
async fn an_account_without_a_password_is_verified_by_choosing_one() {
    let world = World::with(|settings| settings.email_verification = true);
    let desk = world.staff("desk", &[Permission::UsersEdit, Permission::UsersView]);
    let body = json!({"email": "Zoe@example.org", "first_name": "Zoe"});
    let made = world.post(USERS).by(&desk).json(&body).send().await;
    let zoe = made.expect(201);
    assert_eq!(
        (&zoe["email"], &zoe["is_verified"]),
        (&json!("zoe@example.org"), &json!(false))
    );
    // Nobody knows a password for it.
    let log_in = |password: &str| {
        let body = json!({"email": "zoe@example.org", "password": password});
        world.post("/api/auth/login/").json(&body).send()
    };
    log_in("").await;
    let mails = sent(world.store.as_ref(), &world.app.ctx());
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = format!("{:?}", mails[0]);
    assert!(mail.contains("Your new account"), "{mail}");
    let token = mail.split("/reset/").nth(1).unwrap();
    let token: String = token.chars().take_while(|c| *c != '"').collect();
    let body = json!({"token": token, "new_password": "battery staple", "new_password2": "battery staple"});
    let confirm = world.post("/api/auth/password-reset/confirm/").json(&body);
    confirm.send().await.expect(200);
    log_in("battery staple").await.expect(200);
    let location = made.header("Location").unwrap();
    let read = world.get(location).by(&desk).send().await.expect(200);
    assert_eq!(
        (&read["is_verified"], &read["sessions"]),
        (&json!(true), &json!(1))
    );
}

#[actix_web::test]
async fn an_account_with_a_password_still_has_to_prove_its_address() {
    let world = World::with(|settings| settings.email_verification = true);
    let desk = world.staff("desk", &[Permission::UsersEdit]);
    let post = |body: Value| world.post(USERS).by(&desk).json(&body).send();
    post(json!({"password": "12345678"}))
        .await
        .expect_faults(&["email", "password"]);
    post(json!({"email": "x", "username": "a\u{1}"}))
        .await
        .expect_faults(&["email", "username"]);
    let made = post(json!({"email": "zoe@example.org", "password": "battery staple"})).await;
    assert_eq!(made.expect(201)["is_verified"], false);
    let again = post(json!({"email": "ZOE@example.org"})).await;
    again.expect_faults(&["email"]);
    let mails = sent(world.store.as_ref(), &world.app.ctx());
    assert_eq!(mails.len(), 1);
    assert!(format!("{:?}", mails[0]).contains("Confirm your e-mail address"));
}

#[actix_web::test]
async fn what_is_said_of_somebody_changes_by_version() {
    let world = World::new();
    let desk = world.staff("desk", &[Permission::UsersEdit, Permission::UsersView]);
    let (ann, bob) = (world.member("ann"), world.member("bob"));
    let read = world.get(&path(&ann, "")).by(&desk).send().await;
    let tag = read.header("ETag").unwrap().to_owned();
    let change = |whom: &Member, tag: &str, body: Value| {
        let request = world.patch(&path(whom, "")).by(&desk).json(&body);
        request.header("If-Match", tag).send()
    };
    let body = json!({"username": "annie", "last_name": "Lee", "time_zone": "Asia/Tokyo", "email": "x@y.org", "is_staff": true});
    let changed = change(&ann, &tag, body).await.expect(200);
    assert_eq!(changed["email"], "ann@example.org");
    assert_eq!(
        (&changed["username"], &changed["last_name"]),
        (&json!("annie"), &json!("Lee"))
    );
    assert_eq!(
        (&changed["time_zone"], &changed["is_staff"]),
        (&json!("Asia/Tokyo"), &json!(false))
    );
    change(&ann, &tag, json!({"last_name": "X"}))
        .await
        .expect_problem(412, "stale");
    change(&bob, "*", json!({"username": "ANNIE"}))
        .await
        .expect_faults(&["username"]);
    change(&bob, "*", json!({"first_name": null, "time_zone": "X"}))
        .await
        .expect_faults(&["first_name", "time_zone"]);
    // Her own next request reads her clock anew.
    let me = world.get("/api/auth/me/").by(&ann).send().await.expect(200);
    assert_eq!(me["time_zone"], "Asia/Tokyo");
}

#[actix_web::test]
async fn who_is_shut_out_is_so_at_once_and_may_come_back() {
    let world = World::new();
    let desk = world.staff("desk", &[Permission::UsersEdit]);
    let ann = world.member("ann");
    world.get("/api/auth/me/").by(&ann).send().await.expect(200);
    let done = act(&world, &desk, &ann, "deactivate/").await.expect(200);
    assert_eq!(
        (&done["is_active"], &done["sessions"]),
        (&json!(false), &json!(0))
    );
    world
        .get("/api/auth/me/")
        .by(&ann)
        .send()
        .await
        .expect_problem(401, "session_ended");
    let body = json!({"email": "ann@example.org", "password": "secret of ann"});
    let log_in = || world.post("/api/auth/login/").json(&body).send();
    log_in().await.expect_problem(401, "invalid_credentials");
    act(&world, &desk, &ann, "reset-mail/")
        .await
        .expect_problem(409, "conflict");
    let back = act(&world, &desk, &ann, "reactivate/").await.expect(200);
    assert_eq!(back["is_active"], true);
    log_in().await.expect(200);
}

#[actix_web::test]
async fn who_is_logged_out_everywhere_may_log_in_again() {
    let world = World::new();
    let desk = world.staff("desk", &[Permission::UsersEdit]);
    let ann = world.member("ann");
    world.get("/api/auth/me/").by(&ann).send().await.expect(200);
    act(&world, &desk, &ann, "end-sessions/").await.expect(200);
    world
        .get("/api/auth/me/")
        .by(&ann)
        .send()
        .await
        .expect_problem(401, "session_ended");
    let again = world.session(&ann.user);
    world
        .get("/api/auth/me/")
        .bearer(&again)
        .send()
        .await
        .expect(200);
}

#[actix_web::test]
async fn a_reset_mail_is_sent_seldom() {
    let world = World::with(|settings| settings.rate_limits = Some(tight_limits(2)));
    let ctx = world.app.ctx();
    let (one, two) = (
        world.staff("one", &[Permission::UsersEdit]),
        world.staff("two", &[Permission::UsersEdit]),
    );
    let ann = world.member("ann");
    act(&world, &one, &ann, "reset-mail/").await.expect(200);
    act(&world, &two, &ann, "reset-mail/").await.expect(200);
    let third = act(&world, &two, &ann, "reset-mail/").await;
    assert_eq!(third.status, 429);
    assert_eq!(sent(world.store.as_ref(), &ctx).len(), 1);
}

#[actix_web::test]
async fn roles_and_flags_are_handed_out_within_what_one_has() {
    let world = World::new();
    let root = world.superuser("root");
    let chief = world.staff("chief", &[Permission::RolesEdit, Permission::UsersView]);
    let ann = world.member("ann");
    let view = role(&world, &root, "View", &["users.view"]).await;
    let edit = role(&world, &root, "Edit", &["users.edit"]).await;
    let given = access(
        &world,
        &chief,
        &ann,
        json!({"is_staff": true, "roles": [view, view]}),
    )
    .await;
    let given = given.expect(200);
    assert_eq!(
        (&given["permissions"], &given["roles"][0]["name"]),
        (&json!(["users.view"]), &json!("View"))
    );
    assert_eq!(given["roles"].as_array().unwrap().len(), 1);
    assert!(given.get("email").is_none(), "{given}");
    world.get(USERS).by(&ann).send().await.expect(200);
    for body in [
        json!({"roles": [view, edit]}),
        json!({"is_superuser": true}),
    ] {
        let refused = access(&world, &chief, &ann, body).await;
        refused.expect_problem(403, "beyond_permissions");
        // Nor to oneself.
        let refused = access(&world, &chief, &chief, json!({"is_superuser": true})).await;
        refused.expect_problem(403, "beyond_permissions");
    }
    let unknown = json!({"roles": ["00000000-0000-7000-8000-000000000000"]});
    access(&world, &chief, &ann, unknown)
        .await
        .expect_faults(&["roles"]);
    let wrong = json!({"is_staff": null, "is_superuser": 1, "roles": ["x"]});
    access(&world, &chief, &ann, wrong)
        .await
        .expect_faults(&["is_staff", "is_superuser", "roles"]);
    // A role that sleeps counts, since it may wake.
    let path = format!("/api/admin/roles/{edit}/");
    let sleeping = world
        .patch(&path)
        .by(&root)
        .json(&json!({"is_active": false}));
    sleeping.send().await.expect(200);
    let refused = access(&world, &chief, &ann, json!({"roles": [edit]})).await;
    refused.expect_problem(403, "beyond_permissions");
    let taken = access(
        &world,
        &chief,
        &ann,
        json!({"roles": [], "is_staff": false}),
    )
    .await;
    assert_eq!(taken.expect(200)["permissions"], json!([]));
    world
        .get(USERS)
        .by(&ann)
        .send()
        .await
        .expect_problem(404, "not_found");
}

#[actix_web::test]
async fn nobody_touches_whoever_may_do_more() {
    let world = World::new();
    let root = world.superuser("root");
    let desk = world.staff("desk", &[Permission::UsersEdit, Permission::RolesEdit]);
    let auditor = world.staff("auditor", &[Permission::AuditView]);
    // Has a role that would allow more, once it is staff.
    let sleeper = world.member("sleeper");
    let audit = role(&world, &root, "Audit", &["audit.view"]).await;
    access(&world, &root, &sleeper, json!({"roles": [audit]}))
        .await
        .expect(200);
    for whom in [&root, &auditor, &sleeper] {
        for what in ["deactivate/", "reactivate/", "reset-mail/", "end-sessions/"] {
            let refused = act(&world, &desk, whom, what).await;
            refused.expect_problem(403, "beyond_permissions");
        }
        let request = world.patch(&path(whom, "")).by(&desk);
        let refused = request.json(&json!({"first_name": "X"})).send().await;
        refused.expect_problem(403, "beyond_permissions");
        let refused = delete(&world, &desk, whom, json!({"meetings": "cancel"})).await;
        refused.expect_problem(403, "beyond_permissions");
        let refused = access(&world, &desk, whom, json!({"is_staff": true})).await;
        refused.expect_problem(403, "beyond_permissions");
    }
    world
        .get("/api/auth/me/")
        .by(&auditor)
        .send()
        .await
        .expect(200);
    let last = access(&world, &root, &root, json!({"is_superuser": false})).await;
    last.expect_problem(409, "last_superuser");
}

fn meeting(title: &str, invited: &[&str], policy: &str) -> Value {
    let people = invited
        .iter()
        .map(|name| json!({"email": email(name).to_string()}));
    json!({
        "title": title, "start_time": "2030-06-03T09:00:00Z", "end_time": "2030-06-03T10:00:00Z",
        "participants": people.collect::<Vec<_>>(), "conflict_policy": policy,
    })
}

async fn plan(world: &World, by: &Member, body: Value) -> String {
    let made = world.post("/api/meetings/").by(by).json(&body).send().await;
    made.expect(201);
    made.header("Location").unwrap().to_owned()
}

#[actix_web::test]
async fn users_edit_alone_takes_over_no_meeting() {
    let world = World::new();
    let curious = world.staff("curious", &[Permission::UsersEdit]);
    let ann = world.member("ann");
    let secret = plan(&world, &ann, meeting("Ann's", &[], "warn")).await;
    for to in ["curious@example.org", "nobody@example.org"] {
        let body = json!({"meetings": "hand_over", "to": to});
        let refused = delete(&world, &curious, &ann, body).await;
        refused.expect_problem(403, "forbidden");
    }
    let unseen = world.get(&secret).by(&curious).send().await;
    unseen.expect_problem(404, "not_found");
    world.get(&secret).by(&ann).send().await.expect(200);
    let gone = delete(&world, &curious, &ann, json!({"meetings": "cancel"})).await;
    assert_eq!(gone.status, 204);
}

#[actix_web::test]
async fn who_is_deleted_leaves_no_meeting_unless_it_is_handed_over() {
    let world = World::new();
    let both = [Permission::UsersEdit, Permission::MeetingsEditAll];
    let desk = world.staff("desk", &both);
    let [ann, bob, cleo] = ["ann", "bob", "cleo"].map(|name| world.member(name));
    let strict = plan(&world, &cleo, meeting("Cleo's", &[], "forbid")).await;
    let cancelled = plan(&world, &ann, meeting("Ann's", &["cleo"], "warn")).await;
    let kept = plan(&world, &bob, meeting("Bob's", &["cleo"], "warn")).await;
    sent(world.store.as_ref(), &world.app.ctx());
    delete(&world, &desk, &ann, json!({"meetings": "x"}))
        .await
        .expect_faults(&["meetings"]);
    delete(&world, &desk, &ann, json!({"meetings": "hand_over"}))
        .await
        .expect_faults(&["to"]);
    for to in ["ann@example.org", "nobody@example.org"] {
        let refused = delete(
            &world,
            &desk,
            &ann,
            json!({"meetings": "hand_over", "to": to}),
        );
        refused.await.expect_faults(&["to"]);
    }
    assert_eq!(
        delete(&world, &desk, &ann, json!({"meetings": "cancel"}))
            .await
            .status,
        204
    );
    world
        .get("/api/auth/me/")
        .by(&ann)
        .send()
        .await
        .expect_problem(401, "session_ended");
    world
        .get(&cancelled)
        .by(&cleo)
        .send()
        .await
        .expect_problem(404, "not_found");
    let told = sent(world.store.as_ref(), &world.app.ctx());
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].to, email("cleo"));

    // Where the policy forbids it, nothing happens at all.
    let clash = delete(
        &world,
        &desk,
        &cleo,
        json!({"meetings": "hand_over", "to": "BOB@example.org"}),
    );
    let clash = clash.await.expect_problem(409, "scheduling_conflict");
    assert!(clash["conflicts"]["BOB@example.org"].is_array(), "{clash}");
    world.get(&strict).by(&cleo).send().await.expect(200);

    let handed = delete(
        &world,
        &desk,
        &bob,
        json!({"meetings": "hand_over", "to": "cleo@example.org"}),
    );
    assert_eq!(handed.await.status, 204);
    let read = world.get(&kept).by(&cleo).send().await.expect(200);
    assert_eq!(read["created_by_email"], "cleo@example.org");
    let bobs = read["participants"].as_array().unwrap().iter();
    let bobs: Vec<_> = bobs
        .filter(|one| one["email"] == "bob@example.org")
        .collect();
    assert_eq!(
        (bobs[0]["status"].as_str(), &bobs[0]["user"]),
        (Some("declined"), &Value::Null)
    );
}
