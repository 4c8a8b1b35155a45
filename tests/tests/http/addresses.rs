//! Another address for an account, over the wire.

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Client, Server, on_both, within};
use serde_json::json;

use crate::verification::{mailed_link, mailed_token};

on_both!(
    new_address_takes_meetings_and_invitations_along,
    undo_from_the_former_address_restores_all,
    opening_the_links_of_a_change_changes_nothing,
    taken_address_is_told_its_owner_alone,
    unproved_address_takes_no_invitations_along,
);

const ON: [(&str, &str); 1] = [("EMAIL_VERIFICATION", "on")];

fn verify(server: &Server, who: &Client, email: &str) {
    let token = mailed_token(&server.site, email, 1);
    who.keep_secret(&token);
    who.post("/api/auth/verify-email/", json!({ "token": token }))
        .gives(200);
}

fn ask(server: &Server, who: &Client, to: &str) -> String {
    let body = json!({ "email": to, "password": PASSWORD });
    who.post("/api/auth/me/email/", body).gives(202);
    let token = mailed_link(&server.site, to, "/change-email/", 1);
    who.keep_secret(&token);
    token
}

fn confirm(who: &Client, token: &str) {
    who.post("/api/auth/me/email/confirm/", json!({ "token": token }))
        .gives(200);
}

fn log_in(who: &Client, email: &str, status: u16) {
    let body = json!({ "email": email, "password": PASSWORD });
    who.nobody().post("/api/auth/login/", body).gives(status);
}

fn new_address_takes_meetings_and_invitations_along(backend: Backend) {
    let server = Server::with(backend, &ON);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    verify(&server, &ann, "ann@example.org");
    let invited = bob.plan("09:00", &["ann@example.org", "zoe@example.org"]);
    let own = ann.plan("12:00", &["zoe@example.org"]);
    let token = ask(&server, &ann, "anna@example.org");
    confirm(&ann, &token);
    assert_eq!(
        ann.get("/api/auth/me/").gives(200).str("email"),
        "anna@example.org"
    );
    assert_eq!(
        ann.read(&invited)["participants"][0]["email"],
        "anna@example.org"
    );
    assert_eq!(ann.read(&own)["created_by_email"], "anna@example.org");
    log_in(&ann, "ann@example.org", 401);
    log_in(&ann, "anna@example.org", 200);
    let account = json!({"email": "ann@example.org", "password": PASSWORD, "password2": PASSWORD});
    ann.nobody()
        .post("/api/auth/register/", account)
        .faulty(&["email"]);
}

fn undo_from_the_former_address_restores_all(backend: Backend) {
    let server = Server::with(backend, &ON);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    verify(&server, &ann, "ann@example.org");
    let invited = bob.plan("09:00", &["ann@example.org"]);
    let token = ask(&server, &ann, "thief@example.org");
    confirm(&ann, &token);
    let token = mailed_link(&server.site, "ann@example.org", "/undo-email/", 1);
    ann.keep_secret(&token);
    let undo = || {
        let body = json!({ "token": token });
        ann.nobody().post("/api/auth/me/email/undo/", body)
    };
    undo().gives(200);
    undo().faulty(&["token"]);
    within(5, "the sessions end", || {
        (ann.get("/api/auth/me/").send().status == 401).then_some(())
    });
    log_in(&ann, "ann@example.org", 401);
    log_in(&ann, "thief@example.org", 401);
    assert_eq!(
        bob.read(&invited)["participants"][0]["email"],
        "ann@example.org"
    );
    let token = mailed_link(&server.site, "ann@example.org", "/reset/", 1);
    ann.keep_secret(&token);
    let body = json!({"token": token, "new_password": PASSWORD, "new_password2": PASSWORD});
    ann.nobody()
        .post("/api/auth/password-reset/confirm/", body)
        .gives(200);
    log_in(&ann, "ann@example.org", 200);
}

fn opening_the_links_of_a_change_changes_nothing(backend: Backend) {
    let server = Server::with(backend, &ON);
    let ann = server.person("ann");
    verify(&server, &ann, "ann@example.org");
    let token = ask(&server, &ann, "anna@example.org");
    for page in ["change-email", "undo-email"] {
        let page = format!("/{page}/{token}");
        let shown = ann.nobody().get(&page).gives(200);
        assert_eq!(shown.header("Referrer-Policy"), "no-referrer");
        ann.nobody().call("HEAD", &page).gives(200);
    }
    for path in ["confirm", "undo"] {
        let path = format!("/api/auth/me/email/{path}/");
        ann.nobody().get(&path).gives(405);
    }
    // Neither does the link without a session or the password of the account.
    let body = json!({ "token": token });
    ann.nobody()
        .post("/api/auth/me/email/confirm/", body)
        .gives(401);
    let bob = server.person("bob");
    bob.post("/api/auth/me/email/confirm/", json!({ "token": token }))
        .gives(401);
    assert_eq!(
        ann.get("/api/auth/me/").gives(200).str("email"),
        "ann@example.org"
    );
}

fn taken_address_is_told_its_owner_alone(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    server.person("bob");
    let ask = |email: &str| {
        let body = json!({ "email": email, "password": PASSWORD });
        ann.post("/api/auth/me/email/", body).gives(202).json()
    };
    assert_eq!(ask("bob@example.org"), ask("nobody@example.org"));
    within(10, "the mail to the owner", || {
        let mails = server.site.mails();
        let told = mails.iter().any(|mail| {
            mail.contains("bob@example.org") && mail.contains("you already have an account")
        });
        told.then_some(())
    });
}

fn unproved_address_takes_no_invitations_along(backend: Backend) {
    let server = Server::with(backend, &ON);
    let (ann, hostile) = (server.person("ann"), server.person("victim"));
    let secret = ann.plan("09:00", &["victim@example.org"]);
    let token = ask(&server, &hostile, "thief@example.org");
    confirm(&hostile, &token);
    hostile.get(&secret.path).gives(404);
    assert_eq!(hostile.get("/api/meetings/").gives(200).json()["count"], 0);
    assert_eq!(
        ann.read(&secret)["participants"][0]["email"],
        "victim@example.org"
    );
    // The owner of the address registers as if nothing had happened.
    server.person("victim");
}
