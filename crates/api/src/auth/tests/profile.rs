//! Changing an account.

use serde_json::{Value, json};

use super::{PASSWORD, log_in, me};
use crate::testing::World;

#[actix_web::test]
async fn a_profile_changes_only_where_it_says_so() {
    let world = World::new();
    let ann = world.member("ann");
    world.member("bob");
    let patch = |body: Value| world.patch("/api/auth/me/").by(&ann).json(&body).send();
    let user = patch(json!({
        "username": " Ann9 ", "last_name": " Lee ", "time_zone": "Europe/Berlin",
        "email": "other@example.org", "is_staff": true,
    }))
    .await
    .expect(200);
    assert_eq!(user["username"], "Ann9");
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&"ann".into(), &"Lee".into())
    );
    assert_eq!(
        (&user["email"], &user["is_staff"]),
        (&"ann@example.org".into(), &false.into())
    );
    assert_eq!(patch(json!({})).await.expect(200), user);
    for blank in [json!(null), json!(" ")] {
        patch(json!({ "username": "x" })).await.expect(200);
        let user = patch(json!({ "username": blank })).await.expect(200);
        assert_eq!(user["username"], Value::Null);
    }
    let bad =
        json!({ "username": 1, "first_name": null, "last_name": "x".repeat(151), "time_zone": "" });
    patch(bad)
        .await
        .expect_faults(&["username", "first_name", "last_name", "time_zone"]);
    let put = world.request(actix_web::http::Method::PUT, "/api/auth/me/");
    let user = put
        .by(&ann)
        .json(&json!({ "first_name": "" }))
        .send()
        .await
        .expect(200);
    assert_eq!(
        (&user["first_name"], &user["last_name"]),
        (&"".into(), &"Lee".into())
    );
    let cara = world.member("cara");
    let body = json!({ "username": "ANN10" });
    patch(json!({ "username": "ann10" })).await.expect(200);
    let reply = world
        .patch("/api/auth/me/")
        .by(&cara)
        .json(&body)
        .send()
        .await;
    reply.expect_faults(&["username"]);
}

#[actix_web::test]
async fn a_new_password_ends_every_other_session() {
    let world = World::new();
    let ann = world.member("ann");
    let other = world.session(&ann.user);
    me(&world, &other).await.expect(200);
    let change = |old: &str, new: &str, new2: &str| {
        let body = json!({ "old_password": old, "new_password": new, "new_password2": new2 });
        world
            .post("/api/auth/change-password/")
            .by(&ann)
            .json(&body)
            .send()
    };
    change("wrong", PASSWORD, PASSWORD)
        .await
        .expect_faults(&["old_password"]);
    change("secret of ann", PASSWORD, "x")
        .await
        .expect_faults(&["new_password"]);
    let errors = change("secret of ann", "1234567", "1234567")
        .await
        .expect_faults(&["new_password"]);
    assert_eq!(errors["new_password"].as_array().unwrap().len(), 3);
    me(&world, &other).await.expect(200);
    let done = change("secret of ann", PASSWORD, PASSWORD)
        .await
        .expect(200);
    assert_eq!(done, json!({ "detail": "Password changed successfully." }));
    me(&world, &ann.access).await.expect(200);
    me(&world, &other)
        .await
        .expect_problem(401, "session_ended");
    log_in(&world, "ann@example.org", "secret of ann")
        .await
        .expect_problem(401, "invalid_credentials");
    log_in(&world, "ann@example.org", PASSWORD)
        .await
        .expect(200);
}
