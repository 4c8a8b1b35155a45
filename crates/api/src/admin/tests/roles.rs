use actix_web::http::Method;
use scheduler_domain::admin::Permission;
use serde_json::{Value, json};

use crate::testing::{Member, Reply, World};

const ROLES: &str = "/api/admin/roles/";

async fn make(world: &World, by: &Member, name: &str, permissions: &[&str]) -> Reply {
    let body = json!({"name": name, "permissions": permissions});
    world.post(ROLES).by(by).json(&body).send().await
}

async fn made(world: &World, by: &Member, name: &str, permissions: &[&str]) -> (String, String) {
    let made = make(world, by, name, permissions).await;
    made.expect(201);
    let path = made.header("Location").unwrap().to_owned();
    (path, made.header("ETag").unwrap().to_owned())
}

async fn change(world: &World, by: &Member, path: &str, tag: &str, body: Value) -> Reply {
    let request = world.patch(path).by(by).json(&body);
    request.header("If-Match", tag).send().await
}

#[actix_web::test]
async fn a_role_is_made_read_changed_and_deleted() {
    let world = World::new();
    let root = world.superuser("root");
    let (path, etag) = made(&world, &root, " Help desk ", &["users.edit", "users.view"]).await;
    let read = world.get(&path).by(&root).send().await;
    let role = read.expect(200);
    assert_eq!(read.header("ETag"), Some(etag.as_str()));
    assert_eq!(role["name"], "Help desk");
    assert_eq!(role["permissions"], json!(["users.view", "users.edit"]));
    assert_eq!(
        (&role["is_active"], &role["user_count"]),
        (&json!(true), &json!(0))
    );
    let known = world.get(&path).by(&root).header("If-None-Match", &etag);
    assert_eq!(known.send().await.status, 304);

    let changed = change(&world, &root, &path, &etag, json!({"is_active": false})).await;
    assert_eq!(changed.expect(200)["is_active"], false);
    let now = changed.header("ETag").unwrap();
    let stale = change(&world, &root, &path, &etag, json!({"name": "X"})).await;
    stale.expect_problem(412, "stale");
    let body = json!({"name": "Desk", "permissions": []});
    let put = world.request(Method::PUT, &path).by(&root).json(&body);
    let put = put.header("If-Match", now).send().await;
    assert_eq!(put.expect(200)["is_active"], true);

    let listed = world.get(ROLES).by(&root).send().await.expect(200);
    assert_eq!(
        (&listed["count"], &listed["results"][0]["name"]),
        (&json!(1), &json!("Desk"))
    );
    let delete = |tag: &str| {
        let request = world.request(Method::DELETE, &path).by(&root);
        request.header("If-Match", tag).send()
    };
    delete(now).await.expect_problem(412, "stale");
    assert_eq!(delete(put.header("ETag").unwrap()).await.status, 204);
    world
        .get(&path)
        .by(&root)
        .send()
        .await
        .expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_wrong_with_a_role_is_told_at_once() {
    let world = World::new();
    let root = world.superuser("root");
    let (path, etag) = made(&world, &root, "Desk", &[]).await;
    let post = |body: Value| world.post(ROLES).by(&root).json(&body).send();
    post(json!({}))
        .await
        .expect_faults(&["name", "permissions"]);
    let all = json!({"name": " ", "permissions": ["users.fly"], "is_active": 1});
    post(all)
        .await
        .expect_faults(&["name", "permissions", "is_active"]);
    let nulls = json!({"name": null, "permissions": null});
    let request = world.patch(&path).by(&root).json(&nulls);
    request.send().await.expect_faults(&["name", "permissions"]);
    make(&world, &root, "DESK", &[])
        .await
        .expect_faults(&["name"]);
    let (other, _) = made(&world, &root, "Other", &[]).await;
    let taken = change(&world, &root, &other, "*", json!({"name": "desk"})).await;
    taken.expect_faults(&["name"]);
    let respelt = change(&world, &root, &path, &etag, json!({"name": "dEsK"})).await;
    respelt.expect(200);
}

#[actix_web::test]
async fn nobody_grants_or_changes_what_goes_beyond_their_own_permissions() {
    let world = World::new();
    let root = world.superuser("root");
    let staff = world.staff("staff", &[Permission::RolesEdit, Permission::AuditView]);
    let (beyond, _) = made(&world, &root, "Beyond", &["users.edit"]).await;
    let (within, tag) = made(&world, &staff, "Within", &["audit.view"]).await;
    let refused = make(&world, &staff, "New", &["audit.view", "meetings.view_all"]).await;
    refused.expect_problem(403, "beyond_permissions");
    for (path, body) in [
        (&within, json!({"permissions": ["meetings.view_all"]})),
        (&beyond, json!({"permissions": []})),
        (&beyond, json!({"name": "Mine"})),
        (&beyond, json!({"is_active": false})),
    ] {
        let refused = change(&world, &staff, path, "*", body).await;
        refused.expect_problem(403, "beyond_permissions");
    }
    let delete = |path: &str| world.request(Method::DELETE, path).by(&staff).send();
    delete(&beyond)
        .await
        .expect_problem(403, "beyond_permissions");
    let same = world.get(&beyond).by(&root).send().await.expect(200);
    assert_eq!(
        (&same["name"], &same["permissions"]),
        (&json!("Beyond"), &json!(["users.edit"]))
    );
    let body = json!({"permissions": ["audit.view", "roles.edit"]});
    change(&world, &staff, &within, &tag, body)
        .await
        .expect(200);
    assert_eq!(delete(&within).await.status, 204);
}

#[actix_web::test]
async fn a_change_of_a_role_holds_from_the_next_request_on() {
    let world = World::new();
    let root = world.superuser("root");
    let staff = world.staff("staff", &[Permission::RolesEdit]);
    let listed = world.get(ROLES).by(&staff).send().await.expect(200);
    let path = format!("{ROLES}{}/", listed["results"][0]["id"].as_str().unwrap());
    change(&world, &root, &path, "*", json!({"is_active": false}))
        .await
        .expect(200);
    let refused = world.get(ROLES).by(&staff).send().await;
    let detail = refused.expect_problem(403, "forbidden")["detail"].clone();
    assert_eq!(detail, "You need the permission roles.edit to do this.");
}

#[actix_web::test]
async fn a_role_that_is_sent_again_is_made_once() {
    let world = World::new();
    let root = world.superuser("root");
    let body = json!({"name": "Desk", "permissions": []});
    let post = || {
        let request = world.post(ROLES).by(&root).json(&body);
        request.header("Idempotency-Key", "k").send()
    };
    let (first, second) = (post().await, post().await);
    assert_eq!((first.status, &first.body), (201, &second.body));
    assert_eq!(second.header("Idempotency-Replayed"), Some("true"));
    assert_eq!(first.header("ETag"), second.header("ETag"));
}
