//! Who owns an address, where that must be proved.

use scheduler_tests::people::{PASSWORD, meeting};
use scheduler_tests::{Backend, Server, Site, on_both, within};
use serde_json::{Value, json};

on_both!(
    an_invitation_is_shown_only_to_who_owns_the_address,
    without_verification_the_address_is_enough,
    opening_the_link_changes_nothing,
    a_verification_token_opens_nothing_else,
    link_alone_hands_no_invitation_to_the_registrant,
    disowned_address_is_free_for_its_owner,
    mails_of_an_unverified_organiser_wait_for_the_proof,
);

const ON: [(&str, &str); 1] = [("EMAIL_VERIFICATION", "on")];

/// The token of the newest link that was mailed to somebody.
pub(crate) fn mailed_token(site: &Site, email: &str, count: usize) -> String {
    mailed_link(site, email, "/verify/", count)
}

/// What the links to this page carry in mails to this address, of which there are to be so many.
pub(crate) fn mailed_link(site: &Site, email: &str, page: &str, count: usize) -> String {
    within(10, "a mail with a link", || {
        let mails = site.mails();
        let mut tokens: Vec<String> = mails
            .iter()
            .filter(|mail| mail.contains(email))
            .filter_map(|mail| {
                let text = mail
                    .replace("=\r\n", "")
                    .replace("=\n", "")
                    .replace("=3D", "=");
                let (_, rest) = text.split_once(page)?;
                let end = rest.find(|c: char| c.is_whitespace() || "/?\"".contains(c));
                Some(rest[..end.unwrap_or(rest.len())].to_owned())
            })
            .collect();
        tokens.sort();
        tokens.dedup();
        (tokens.len() >= count).then(|| tokens.pop()).flatten()
    })
}

fn an_invitation_is_shown_only_to_who_owns_the_address(backend: Backend) {
    let server = Server::with(backend, &ON);
    let ann = server.person("ann");
    let mut body = meeting("09:00");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    let path = ann
        .post("/api/meetings/", body)
        .gives(201)
        .header("Location")
        .to_owned();
    let path = path
        .find("/api/")
        .map_or(path.as_str(), |at| &path[at..])
        .to_owned();

    let bob = server.person("bob");
    bob.get(&path).gives(404);
    assert_eq!(bob.get("/api/meetings/").gives(200).json()["count"], 0);
    assert_eq!(
        ann.get(&path).gives(200).json()["participants"][0]["user"],
        Value::Null
    );

    let token = mailed_token(&server.site, "bob@example.org", 1);
    bob.keep_secret(&token);
    let verified = bob
        .post("/api/auth/verify-email/", json!({"token": token}))
        .gives(200);
    assert!(!verified.str("detail").is_empty());
    within(5, "the invitation shows", || {
        (bob.get(&path).send().status == 200).then_some(())
    });
    assert_eq!(bob.get("/api/meetings/").gives(200).json()["count"], 1);
    assert_eq!(
        ann.get(&path).gives(200).json()["participants"][0]["user"],
        json!(bob.id)
    );
    bob.nobody()
        .post("/api/auth/verify-email/", json!({"token": token}))
        .gives(200);
}

fn without_verification_the_address_is_enough(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org", "nobody@example.org"]);
    assert_eq!(planned.body["participants"][0]["user"], Value::Null);
    let bob = server.person("bob");
    assert_eq!(bob.read(&planned)["participants"][0]["user"], json!(bob.id));
    assert_eq!(bob.read(&planned)["participants"][1]["user"], Value::Null);
}

fn opening_the_link_changes_nothing(backend: Backend) {
    let server = Server::with(backend, &ON);
    let bob = server.person("bob");
    let count = "select count(*) as n from users where email_verified_at is not null";
    let token = mailed_token(&server.site, "bob@example.org", 1);
    bob.keep_secret(&token);
    let page = format!("/verify/{token}");
    let shown = bob.nobody().get(&page).gives(200);
    assert!(
        shown.header("Content-Type").starts_with("text/html"),
        "{shown:?}"
    );
    assert_eq!(shown.header("Referrer-Policy"), "no-referrer");
    bob.nobody().call("HEAD", &page).gives(200);
    bob.nobody()
        .call("POST", &page)
        .body("application/x-www-form-urlencoded", "")
        .gives(405);
    assert_eq!(server.site.number(count), 0);
}

fn a_verification_token_opens_nothing_else(backend: Backend) {
    let server = Server::with(backend, &ON);
    let bob = server.person("bob");
    let token = mailed_token(&server.site, "bob@example.org", 1);
    bob.keep_secret(&token);
    bob.bearing(&token).get("/api/auth/me/").gives(401);
    bob.nobody()
        .post("/api/auth/token/refresh/", json!({"refresh": token}))
        .gives(401);
    let verify = |body: Value| bob.nobody().post("/api/auth/verify-email/", body);
    verify(json!({})).faulty(&["token"]);
    for wrong in [bob.access.as_str(), bob.refresh.as_str(), "garbage"] {
        let reply = verify(json!({"token": wrong})).send();
        assert!(matches!(reply.status, 400 | 401), "{reply:?}");
    }
    bob.nobody()
        .post("/api/auth/resend-verification/", json!({}))
        .gives(401);
    assert!(
        !bob.post("/api/auth/resend-verification/", json!({}))
            .gives(200)
            .str("detail")
            .is_empty()
    );
    let again = mailed_token(&server.site, "bob@example.org", 1);
    bob.keep_secret(&again);
    verify(json!({"token": again})).gives(401);
    verify(json!({"token": again, "password": PASSWORD})).gives(200);
}

/// A stranger registered the address, is logged in, and waits for its owner to press the link.
fn link_alone_hands_no_invitation_to_the_registrant(backend: Backend) {
    let server = Server::with(backend, &ON);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let hostile = server.person("bob");
    let token = mailed_token(&server.site, "bob@example.org", 1);
    hostile.keep_secret(&token);
    let path = "/api/auth/verify-email/";
    let alone = json!({"token": token});
    for pressed in [
        hostile.nobody().post(path, alone.clone()),
        ann.post(path, alone.clone()),
        hostile
            .nobody()
            .post(path, json!({"token": token, "password": "a guess"})),
        ann.post(path, json!({"token": token, "password": "a guess"})),
    ] {
        let reply = pressed.gives(401);
        assert_eq!(reply.json()["code"], "proof_required");
    }
    hostile.get(&planned.path).gives(404);
    let listed = hostile.get("/api/meetings/").gives(200).json();
    assert_eq!(listed["count"], 0);
}

fn disowned_address_is_free_for_its_owner(backend: Backend) {
    let server = Server::with(backend, &ON);
    let hostile = server.person("bob");
    let token = mailed_token(&server.site, "bob@example.org", 1);
    hostile.keep_secret(&token);
    let mail = server.site.mails().concat();
    assert!(mail.contains("127.0.0.1"), "{mail}");
    let owner = hostile.nobody();
    owner
        .post("/api/auth/disown/", json!({"token": "x"}))
        .faulty(&["token"]);
    let body = json!({"token": token});
    owner.post("/api/auth/disown/", body.clone()).gives(200);
    hostile.get("/api/auth/me/").gives(401);
    owner.post("/api/auth/disown/", body).gives(400);
    server.person("bob");
}

fn mails_of_an_unverified_organiser_wait_for_the_proof(backend: Backend) {
    let server = Server::with(backend, &ON);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["zoe@example.org"]);
    assert_eq!(planned.body["are_mails_held"], true);
    let told = || {
        let page = ann.get(&planned.at("notifications/")).gives(200).json();
        page["results"][0].clone()
    };
    let held = told();
    assert_eq!(held["state"], "held");
    let resend = planned.at(&format!("notifications/{}/resend/", held["id"]));
    let refused = ann.post(&resend, json!({})).gives(403);
    assert_eq!(refused.json()["code"], "email_not_verified");
    let token = mailed_token(&server.site, "ann@example.org", 1);
    let has_zoe = || {
        server
            .site
            .mails()
            .iter()
            .any(|m| m.contains("zoe@example.org"))
    };
    assert!(!has_zoe());
    ann.keep_secret(&token);
    ann.post("/api/auth/verify-email/", json!({"token": token}))
        .gives(200);
    within(10, "the invitation", || has_zoe().then_some(()));
    within(10, "its state", || {
        (told()["state"] == "sent").then_some(())
    });
    assert_eq!(ann.read(&planned)["are_mails_held"], false);
    ann.post(&resend, json!({})).gives(200);
}
