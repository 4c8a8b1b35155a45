//! Contract §2 over the memory store.

mod addresses;
mod cookies;
mod limits;
mod profile;
mod registering;
mod resets;
mod sessions;

use serde_json::{Value, json};

use crate::testing::{Reply, World};

const PASSWORD: &str = "correct horse battery";

pub(super) fn registration(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "password2": PASSWORD })
}

pub(super) async fn register(world: &World, body: &Value) -> Reply {
    world.post("/api/auth/register/").json(body).send().await
}

pub(super) async fn log_in(world: &World, email: &str, password: &str) -> Reply {
    let body = json!({ "email": email, "password": password });
    world.post("/api/auth/login/").json(&body).send().await
}

pub(super) async fn refresh(world: &World, token: &Value) -> Reply {
    let body = json!({ "refresh": token });
    world
        .post("/api/auth/token/refresh/")
        .json(&body)
        .send()
        .await
}

pub(super) async fn me(world: &World, access: &str) -> Reply {
    world.get("/api/auth/me/").bearer(access).send().await
}

/// A new account and its tokens.
pub(super) async fn join(world: &World, email: &str) -> (String, Value) {
    register(world, &registration(email)).await.expect(201);
    let tokens = log_in(world, email, PASSWORD).await.expect(200);
    (
        tokens["access"].as_str().unwrap().to_owned(),
        tokens["refresh"].clone(),
    )
}
