//! A forgotten password.

use std::cell::RefCell;
use std::collections::HashSet;

use scheduler_tests::people::PASSWORD;
use scheduler_tests::timing::{assert_takes_as_long, timed};
use scheduler_tests::{Backend, Server, Site, on_both, within};
use serde_json::json;

on_both!(
    a_stranger_learns_nothing_and_resets_nothing,
    nobody_learns_by_the_time_whether_there_is_an_account,
    the_mailed_link_gives_a_new_password_once,
    a_reset_proves_the_address,
    opening_the_link_changes_nothing,
    a_reset_token_opens_nothing_else,
    two_processes_give_one_link_once,
);

const NEW: &str = "staple battery horse";

/// The token of the newest link that was mailed to somebody.
fn mailed_token(site: &Site, email: &str) -> String {
    within(10, "a mail with a link", || {
        let mails = site.mails();
        let mail = mails
            .iter()
            .rfind(|mail| mail.contains(email) && mail.contains("/reset/"))?;
        let text = mail
            .replace("=\r\n", "")
            .replace("=\n", "")
            .replace("=3D", "=");
        let (_, rest) = text.split_once("/reset/")?;
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(rest.len());
        Some(rest[..end].trim_end_matches('.').to_owned())
    })
}

fn ask(server: &Server, email: &str) -> String {
    let body = json!({ "email": email });
    let answer = server.client().post("/api/auth/password-reset/", body);
    answer.gives(200).str("detail")
}

fn a_stranger_learns_nothing_and_resets_nothing(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    server.person("dora");
    server
        .site
        .execute("update users set is_active = false where email = 'dora@example.org'");
    let answers = ["ann@example.org", "dora@example.org", "nobody@example.org"]
        .map(|email| ask(&server, email));
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let token = mailed_token(&server.site, "ann@example.org");
    ann.keep_secret(&token);
    server.site.wait_for_mails();
    assert_eq!(server.site.mails().len(), 1, "nobody else got a mail");
    let rows = "select count(*) as n from notifications";
    assert_eq!(server.site.number(rows), 1, "nor is another one stored");
    let metrics = server.metrics();
    assert!(!metrics.contains("outbox_failed 1"), "{metrics}");
    let body = json!({"token": "x", "new_password": NEW, "new_password2": NEW});
    let refused = server
        .client()
        .post("/api/auth/password-reset/confirm/", body);
    assert_eq!(refused.gives(400).json()["code"], "reset_link_invalid");
    assert_eq!(
        server.client().log_in("ann@example.org", PASSWORD).status,
        200
    );
}

fn nobody_learns_by_the_time_whether_there_is_an_account(backend: Backend) {
    let server = Server::start(backend);
    server.person("ann");
    server.person("off");
    let off = "update users set is_active = false where email = 'off@example.org'";
    server.site.execute(off);
    let answers = RefCell::new(HashSet::new());
    let asked = |email: &str| {
        let sent = || server.site.mails().len();
        let before = sent();
        let (time, answer) = timed(|| ask(&server, email));
        answers.borrow_mut().insert(answer);
        // So that nothing else runs, and no mail to this address waits, at the next one.
        if email == "ann@example.org" {
            within(10, "the mail", || (sent() > before).then_some(()));
        }
        server.site.wait_for_mails();
        time
    };
    for email in ["nobody@example.org", "off@example.org"] {
        let known = || asked("ann@example.org");
        assert_takes_as_long(email, 31, known, || asked(email));
    }
    assert_eq!(answers.borrow().len(), 1, "{answers:?}");
}

fn the_mailed_link_gives_a_new_password_once(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ask(&server, "ANN@example.org");
    let token = mailed_token(&server.site, "ann@example.org");
    ann.keep_secret(&token);
    let body = json!({"token": token, "new_password": NEW, "new_password2": NEW});
    let path = "/api/auth/password-reset/confirm/";
    let weak = json!({"token": token, "new_password": "1234567", "new_password2": "1234567"});
    let weak = ann.nobody().post(path, weak).gives(400).json();
    assert_eq!(weak["errors"]["new_password"].as_array().unwrap().len(), 3);
    ann.nobody().post(path, body.clone()).gives(200);
    ann.get("/api/auth/me/").gives(401);
    let again = ann.nobody().post(path, body).gives(400);
    assert_eq!(again.json()["code"], "reset_link_invalid");
    let client = server.client();
    assert_eq!(client.log_in("ann@example.org", PASSWORD).status, 401);
    assert_eq!(client.log_in("ann@example.org", NEW).status, 200);
}

fn a_reset_proves_the_address(backend: Backend) {
    let server = Server::with(backend, &[("EMAIL_VERIFICATION", "on")]);
    let bob = server.person("bob");
    ask(&server, "bob@example.org");
    let token = mailed_token(&server.site, "bob@example.org");
    bob.keep_secret(&token);
    let verified = "select count(*) as n from users where email_verified_at is not null";
    assert_eq!(server.site.number(verified), 0);
    let body = json!({"token": token, "new_password": NEW, "new_password2": NEW});
    let path = "/api/auth/password-reset/confirm/";
    bob.nobody().post(path, body).gives(200);
    assert_eq!(server.site.number(verified), 1);
}

fn opening_the_link_changes_nothing(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ask(&server, "ann@example.org");
    let token = mailed_token(&server.site, "ann@example.org");
    ann.keep_secret(&token);
    let path = format!("/reset/{token}");
    let page = ann.nobody().get(&path).gives(200);
    assert!(page.header("Content-Type").starts_with("text/html"));
    assert_eq!(page.header("Referrer-Policy"), "no-referrer");
    ann.nobody().call("HEAD", &path).gives(200);
    ann.nobody().call("POST", &path).gives(405);
    ann.get("/api/auth/me/").gives(200);
}

fn a_reset_token_opens_nothing_else(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    ask(&server, "ann@example.org");
    let token = mailed_token(&server.site, "ann@example.org");
    ann.keep_secret(&token);
    ann.bearing(&token).get("/api/auth/me/").gives(401);
    for (path, body) in [
        ("token/refresh/", json!({ "refresh": token })),
        ("logout/", json!({ "refresh": token })),
    ] {
        let path = format!("/api/auth/{path}");
        ann.nobody().post(&path, body).gives(401);
    }
    let verify = json!({ "token": token });
    ann.nobody()
        .post("/api/auth/verify-email/", verify)
        .gives(400);
}

fn two_processes_give_one_link_once(backend: Backend) {
    let server = Server::start(backend);
    let sibling = server.sibling();
    let ann = server.person("ann");
    ask(&server, "ann@example.org");
    let token = mailed_token(&server.site, "ann@example.org");
    ann.keep_secret(&token);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6)
            .map(|number| {
                let client = [&server, &sibling][number % 2].client();
                let new = format!("battery horse {number}");
                let body = json!({"token": token, "new_password": new, "new_password2": new});
                scope.spawn(move || {
                    client
                        .post("/api/auth/password-reset/confirm/", body)
                        .send()
                        .status
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let won = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(won, 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 400].contains(status)));
}
