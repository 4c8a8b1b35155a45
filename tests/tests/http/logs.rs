//! What the log tells, even at its most talkative: who did what, and no secret. When a `Server`
//! goes, its log is searched for tokens, `Authorization`, hashes, the signing key and whatever
//! was said to be secret; here everything that has a secret happens.

use std::sync::Arc;

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, SmtpSink, on_both, within};
use serde_json::json;

on_both!(
    the_most_talkative_log_holds_no_secret,
    a_secret_in_a_log_would_be_found,
);

fn the_most_talkative_log_holds_no_secret(backend: Backend) {
    for format in ["text", "json"] {
        let sink = SmtpSink::start(0);
        let port = sink.port.to_string();
        let site = Arc::new(scheduler_tests::Site::new(backend));
        let database = site.database_url().unwrap_or_default();
        let database = database.replace("postgres@", "postgres:database-password@");
        let settings = [
            ("LOG_LEVEL", "trace"),
            ("LOG_FORMAT", format),
            ("DATABASE_URL", database.as_str()),
            ("EMAIL_BACKEND", "smtp"),
            ("EMAIL_HOST", "127.0.0.1"),
            ("EMAIL_PORT", port.as_str()),
            ("EMAIL_USE_TLS", "off"),
            ("EMAIL_HOST_USER", "mailer"),
            ("EMAIL_HOST_PASSWORD", "mail-password"),
        ];
        let server = Server::on(site, &settings);
        let ann = server.person("ann");
        // The last one is base64 of `\0mailer\0mail-password`.
        for secret in [
            "database-password",
            "mail-password",
            "AG1haWxlcgBtYWlsLXBhc3N3b3Jk",
        ] {
            ann.keep_secret(secret);
        }
        let letter = within(10, "the verification mail", || sink.letters().pop());
        let text = letter.text.replace("=\n", "").replace("=3D", "=");
        let (_, link) = text.split_once("/verify/").expect("a link");
        let token = link
            .split_whitespace()
            .next()
            .unwrap()
            .trim_end_matches('/');
        ann.keep_secret(token);
        ann.keep_secret(&token[token.len() - 20..]);
        let page = format!("/verify/{token}");
        ann.nobody().get(&page).gives(200);
        ann.nobody().call("DELETE", &page).gives(405);
        ann.nobody().get(&format!("{page}/more")).gives(404);
        let reset = format!("/reset/{token}");
        ann.nobody().get(&reset).gives(200);
        ann.nobody().call("POST", &reset).gives(405);
        let verify = json!({"token": token});
        ann.post("/api/auth/verify-email/", verify).gives(200);

        let planned = ann.plan("09:00", &["bob@example.org"]);
        let link = ann.link_of(&planned, "bob@example.org");
        let (bob, seal) = link.split_once('-').unwrap();
        let nobody = ann.nobody();
        for path in [
            format!("/api/rsvp/{link}/"),
            format!("/api/rsvp/{link}"),
            format!("/api/%72svp/{link}/"),
            format!("/api/rsvp/{link}/export-ics/"),
            format!("/rsvp/{link}/?answer=accepted"),
        ] {
            nobody.get(&path).gives(200);
        }
        for path in [
            format!("/api/rsvp/{bob}-x{seal}/"),
            format!("/api/rsvp/{link}/more/"),
            format!("/api/rsvp//{link}/"),
            format!("/rsvp/{bob}-x{seal}/"),
            format!("/rsvp/{link}/more/"),
        ] {
            nobody.get(&path).gives(404);
        }
        nobody
            .call("DELETE", &format!("/api/rsvp/{link}/"))
            .gives(405);
        nobody.call("DELETE", &format!("/rsvp/{link}/")).gives(405);
        nobody
            .post(&format!("/api/rsvp/{link}/"), json!({"status": "accepted"}))
            .gives(200);
        nobody
            .call("POST", &format!("/rsvp/{link}/"))
            .body("application/x-www-form-urlencoded", "answer=declined")
            .gives(303);
        within(5, "the route is logged", || {
            server.log().contains("/api/rsvp/{token}/").then_some(())
        });
        let metrics = server.metrics();
        assert!(metrics.contains("/api/rsvp/{token}/") && metrics.contains("/rsvp/{token}"));
        assert!(!metrics.contains(seal));
        ann.bearing("broken-access-token")
            .get(&planned.path)
            .gives(401);
        ann.keep_secret("broken-access-token");
        for scheme in ["Basic", "Token", "bearer"] {
            let header = format!("{scheme} c2VjcmV0LWhlYWRlcg");
            ann.nobody()
                .get("/api/auth/me/")
                .header("Authorization", &header)
                .gives(401);
        }
        ann.keep_secret("c2VjcmV0LWhlYWRlcg");
        ann.get("/api/auth/me/?token=secret-in-query").gives(200);
        ann.keep_secret("secret-in-query");
        ann.get("/api/auth/me/")
            .header("Cookie", "id=secret-cookie")
            .gives(200);
        ann.keep_secret("secret-cookie");
        ann.call("POST", "/api/auth/login/")
            .body("application/json", "{\"password\":\"cut-short")
            .gives(400);
        ann.keep_secret("cut-short");
        assert_eq!(ann.log_in("ann@example.org", "Wr0ng-password").status, 401);
        let (new, body) = ("Another-g00d-one", PASSWORD);
        ann.keep_secret(new);
        let body = json!({"old_password": body, "new_password": new, "new_password2": new});
        ann.post("/api/auth/change-password/", body).gives(200);
        let pair = ann
            .nobody()
            .post("/api/auth/token/refresh/", json!({"refresh": ann.refresh}));
        let next = pair.gives(200).str("refresh");
        ann.keep_secret(&next);
        ann.nobody()
            .post("/api/auth/logout/", json!({"refresh": next}))
            .gives(200);
        ann.nobody()
            .post("/api/auth/token/refresh/", json!({"refresh": next}))
            .gives(401);
        within(5, "the log is written", || {
            let log = server.log();
            (log.contains("/api/auth/login/") && log.contains(&ann.id)).then_some(())
        });
    }
}

/// What is searched for is found: a path of the API is logged.
fn a_secret_in_a_log_would_be_found(backend: Backend) {
    let mut server = Server::start(backend);
    server.client().keep_secret("a-known-name");
    server.client().get("/api/a-known-name/").gives(404);
    within(5, "the line", || {
        server.log().contains("a-known-name").then_some(())
    });
    server.kill();
    let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server)));
    assert!(judged.is_err());
}
