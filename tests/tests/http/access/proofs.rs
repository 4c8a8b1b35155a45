//! What tokens and sessions of others may do, in the hands of each role.

use scheduler_tests::Client;
use scheduler_tests::people::PASSWORD;
use serde_json::{Value, json};

use super::scene::{Scene, UNKNOWN, shown};
use super::table::Row;

/// Nobody ends a session of somebody else, or learns that there is one.
pub(super) fn sessions(scene: &Scene, row: &Row) {
    let ended = scene.server.log_in("zoe@example.org", PASSWORD);
    let own = current_session(&ended);
    let path = |sid: &str| row.call.replace("{sid}", sid);
    let log_out = path(&own);
    scene
        .call_of(&ended, &log_out, &row.body, "", "")
        .gives(204);
    ended.get("/api/auth/me/").gives(401);
    scene.unchanged(row.call, || {
        for (at, role, client) in scene.roles() {
            let ask = |sid: &str| scene.call_of(client, &path(sid), &row.body, "", "").send();
            let missing = ask(UNKNOWN).is(if at == 0 { 401 } else { 404 });
            for sid in [
                &scene.session,
                &scene.session.to_uppercase(),
                &own,
                &own.replace('-', ""),
                &scene.people[3].id,
                "1",
                "%00",
            ] {
                assert_eq!(shown(&ask(sid)), shown(&missing), "{sid} by {role}");
            }
        }
    });
}

fn current_session(client: &Client) -> String {
    let sessions = client.get("/api/auth/sessions/").gives(200).json();
    let all = sessions["results"].as_array().unwrap();
    let current = all.iter().find(|one| one["is_current"] == true);
    current.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A refresh token is its own proof: it works for its own session whoever sends it along with
/// whatever else, and nothing else works in its place.
pub(super) fn refresh_tokens(scene: &Scene, row: &Row, held: &dyn Fn(&str) -> (Value, String)) {
    let ask = |client, token: &str| {
        let (body, cookie) = held(token);
        scene
            .call_of(client, row.call, &body, "", "")
            .header("Cookie", &cookie)
    };
    let ended = scene.server.log_in("zoe@example.org", PASSWORD);
    let log_out = json!({"refresh": ended.refresh});
    ended.post("/api/auth/logout/", log_out).gives(200);
    let access = &scene.people[3].access;
    scene.unchanged(row.call, || {
        for (_, role, client) in scene.roles() {
            for token in [&ended.refresh, access, &scene.people[3].id, "garbage"] {
                let reply = ask(client, token).send();
                assert_eq!(reply.status, 401, "{} by {role}: {reply:?}", row.call);
            }
        }
    });
    let anns = scene.server.log_in("ann@example.org", PASSWORD);
    let eve = &scene.people[1];
    let done = ask(eve, &anns.refresh).gives(200);
    eve.get("/api/auth/me/").gives(200);
    if let Some(access) = done.json()["access"].as_str() {
        eve.keep_secret(access);
        let who = eve.bearing(access).get("/api/auth/me/").gives(200).json();
        assert_eq!(who["email"], "ann@example.org");
    } else {
        anns.get("/api/auth/me/").gives(401);
    }
}

pub(super) fn verification_tokens(scene: &Scene, row: &Row) {
    let bob = &scene.people[2];
    scene.unchanged(row.call, || {
        for (_, _, client) in scene.roles() {
            for token in [&bob.access, &bob.refresh, &bob.id, &bob.email, UNKNOWN] {
                scene
                    .call_of(client, row.call, &json!({"token": token}), "", "")
                    .gives(400);
            }
        }
    });
}
