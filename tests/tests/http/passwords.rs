//! Which passwords are taken, and how they change.

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::json;

on_both!(
    a_password_is_refused_for_every_reason_that_applies,
    passwords_are_not_trimmed_and_up_to_71_bytes_count,
    a_new_password_ends_every_other_session,
    a_password_changes_only_for_who_knows_the_old_one,
);

fn a_password_is_refused_for_every_reason_that_applies(backend: Backend) {
    let server = Server::start(backend);
    let tried = |password: &str| {
        let body = json!({
            "email": "marianne@example.org", "username": "wintergarden",
            "password": password, "password2": password,
        });
        let reply = server
            .client()
            .post("/api/auth/register/", body)
            .faulty(&["password"]);
        reply.json()["errors"]["password"].as_array().unwrap().len()
    };
    assert_eq!(tried("x1!yZ"), 1, "short");
    assert_eq!(tried("1234567"), 3, "short, all digits and common");
    assert_eq!(tried("passwor"), 1, "short");
    assert_eq!(tried("83649502817"), 1, "all digits");
    assert_eq!(tried("Password1"), 1, "common");
    assert_eq!(tried("marianne1"), 1, "like the address");
    assert_eq!(tried("WinterGarden1"), 1, "like the user name");
    assert_eq!(tried(&"xY1-".repeat(18)), 1, "72 bytes");
    assert_eq!(tried(&"é".repeat(36)), 1, "36 characters, 72 bytes");
    assert!(tried("") >= 1, "empty");
    let nul = "with\u{0}nul inside";
    let body = json!({"email": "marianne@example.org", "password": nul, "password2": nul});
    let problem = server
        .client()
        .post("/api/auth/register/", body)
        .gives(400)
        .json();
    assert!(problem["errors"]["password"].is_array(), "{problem}");
    assert_eq!(server.site.number("select count(*) as n from users"), 0);
}

fn passwords_are_not_trimmed_and_up_to_71_bytes_count(backend: Backend) {
    let server = Server::start(backend);
    for (name, password) in [
        ("spaces", "  blanks around it  ".to_owned()),
        ("long", format!("{}z", "xY1-pq7".repeat(10))),
        ("umlauts", "Zürich-übermorgen-ß".to_owned()),
    ] {
        let email = format!("{name}@example.org");
        let body = json!({"email": email, "password": password, "password2": password});
        server.client().post("/api/auth/register/", body).gives(201);
        server.log_in(&email, &password);
        let near = [
            password.trim_end().to_owned() + "y",
            format!("{password} "),
            password[1..].to_owned(),
        ];
        for wrong in near {
            assert_eq!(server.client().log_in(&email, &wrong).status, 401);
        }
    }
}

fn a_new_password_ends_every_other_session(backend: Backend) {
    let server = Server::start(backend);
    let other = server.person("ann");
    let this = server.log_in("ann@example.org", PASSWORD);
    other.get("/api/auth/me/").gives(200);
    let new = "Another-g00d-one";
    this.keep_secret(new);
    let body = json!({"old_password": PASSWORD, "new_password": new, "new_password2": new});
    let reply = this.post("/api/auth/change-password/", body).gives(200);
    assert_eq!(
        reply.json(),
        json!({"detail": "Password changed successfully."})
    );

    other.get("/api/auth/me/").gives(401);
    other
        .post(
            "/api/auth/token/refresh/",
            json!({"refresh": other.refresh}),
        )
        .gives(401);
    this.get("/api/auth/me/").gives(200);
    this.post("/api/auth/token/refresh/", json!({"refresh": this.refresh}))
        .gives(200);
    assert_eq!(
        server.client().log_in("ann@example.org", PASSWORD).status,
        401
    );
    server.log_in("ann@example.org", new);
    if backend == Backend::Postgres {
        let (old, second) = (server.log_in("ann@example.org", new), server.sibling());
        old.at(&second).get("/api/auth/me/").gives(200);
        let newest = "Yet-an0ther-one";
        let body = json!({"old_password": new, "new_password": newest, "new_password2": newest});
        this.post("/api/auth/change-password/", body).gives(200);
        within(5, "the session ends in the other process", || {
            (old.at(&second).get("/api/auth/me/").send().status == 401).then_some(())
        });
    }
}

fn a_password_changes_only_for_who_knows_the_old_one(backend: Backend) {
    let server = Server::start(backend);
    let path = "/api/auth/change-password/";
    let good = json!({"old_password": PASSWORD, "new_password": "Brand-n3w-one", "new_password2": "Brand-n3w-one"});
    server.client().post(path, good).gives(401);
    let ann = server.person("ann");
    ann.post(path, json!({}))
        .faulty(&["new_password", "new_password2", "old_password"]);
    let wrong = json!({"old_password": "wrong", "new_password": "Brand-n3w-one", "new_password2": "Brand-n3w-one"});
    ann.post(path, wrong).faulty(&["old_password"]);
    let weak = json!({"old_password": PASSWORD, "new_password": "12345", "new_password2": "12345"});
    ann.post(path, weak).faulty(&["new_password"]);
    let differs = json!({"old_password": PASSWORD, "new_password": "Brand-n3w-one", "new_password2": "Brand-n3w-two"});
    ann.post(path, differs).gives(400);
    ann.get("/api/auth/me/").gives(200);
    server.log_in("ann@example.org", PASSWORD);
}
