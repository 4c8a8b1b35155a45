//! Refreshing, logging out, being switched off.

use std::collections::HashSet;
use std::sync::Arc;

use scheduler_tests::people::PASSWORD;
use scheduler_tests::times::from_now;
use scheduler_tests::{Backend, Client, Reply, Server, Site, on_both, together, within};
use serde_json::json;

on_both!(
    a_refresh_token_rotates,
    a_hundred_refreshes_at_once_give_one_new_pair,
    a_token_that_was_replaced_twice_ends_its_family_and_no_other,
    logging_out_ends_the_session_everywhere_and_only_once,
    a_user_who_is_switched_off_is_out_within_five_seconds,
    a_browser_keeps_its_refresh_token_out_of_reach,
    a_browser_goes_on_at_another_process,
    a_session_is_ended_from_elsewhere,
    a_deleted_account_is_gone_everywhere,
);

fn refresh(client: &Client, token: &str) -> Reply {
    client
        .nobody()
        .post("/api/auth/token/refresh/", json!({"refresh": token}))
        .send()
}

fn a_refresh_token_rotates(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let pair = refresh(&ann, &ann.refresh).is(200);
    assert_eq!(pair.json().as_object().unwrap().len(), 2);
    let next = pair.str("refresh");
    ann.keep_secret(&next);
    assert_ne!(next, ann.refresh);
    ann.bearing(&pair.str("access"))
        .get("/api/auth/me/")
        .gives(200);
    ann.get("/api/auth/me/").gives(200);
    assert_eq!(
        refresh(&ann, &ann.refresh).is(200).json()["refresh"],
        next,
        "a lost answer"
    );
    refresh(&ann, &next).is(200);

    for bad in [ann.access.as_str(), "", "garbage", "a.b.c"] {
        assert!(matches!(refresh(&ann, bad).status, 400 | 401));
    }
    let nobody = server.client();
    nobody
        .post("/api/auth/token/refresh/", json!({}))
        .refused(401, "token_missing");
    nobody
        .post("/api/auth/token/refresh/", json!({"refresh": 7}))
        .faulty(&["refresh"]);
}

fn a_hundred_refreshes_at_once_give_one_new_pair(backend: Backend) {
    let server = Server::start(backend);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let ann = server.person("ann");
    let pairs = together(100, |number| {
        let client = match &second {
            Some(second) if number % 2 == 1 => ann.at(second),
            _ => ann.clone(),
        };
        let reply = refresh(&client, &ann.refresh).is(200);
        (reply.str("access"), reply.str("refresh"))
    });
    let different: HashSet<_> = pairs.iter().collect();
    assert_eq!(different.len(), 1, "one new pair, the same in every answer");
    ann.bearing(&pairs[0].0).get("/api/auth/me/").gives(200);
}

fn a_token_that_was_replaced_twice_ends_its_family_and_no_other(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let other = server.log_in("ann@example.org", PASSWORD);
    let second = refresh(&ann, &ann.refresh).is(200).str("refresh");
    let third = refresh(&ann, &second).is(200).str("refresh");
    refresh(&ann, &ann.refresh).is(401);
    refresh(&ann, &third).is(401);
    within(5, "the access token ends with its family", || {
        (ann.get("/api/auth/me/").send().status == 401).then_some(())
    });
    other.get("/api/auth/me/").gives(200);
    refresh(&other, &other.refresh).is(200);

    // Once replaced is enough when the ten seconds of grace are over.
    let late = server.log_in("ann@example.org", PASSWORD);
    let next = refresh(&late, &late.refresh).is(200);
    late.keep_secret(&next.str("refresh"));
    let aged = server.site.stored(&from_now(-11));
    let aged = format!("update sessions set rotated_at = '{aged}'");
    server.site.execute(&aged);
    refresh(&late, &late.refresh).is(401);
    refresh(&late, &next.str("refresh")).is(401);
    within(5, "both access tokens end with their family", || {
        let ended = [&late.access, &next.str("access")]
            .map(|token| late.bearing(token).get("/api/auth/me/").send().status == 401);
        (ended == [true, true]).then_some(())
    });
    other.get("/api/auth/me/").gives(200);
}

fn logging_out_ends_the_session_everywhere_and_only_once(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let other = server.log_in("ann@example.org", PASSWORD);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    if let Some(second) = &second {
        ann.at(second).get("/api/auth/me/").gives(200);
    }
    let log_out = |token: &str| {
        ann.nobody()
            .post("/api/auth/logout/", json!({"refresh": token}))
    };
    log_out(&ann.access).gives(401);
    log_out("garbage").gives(401);
    ann.get("/api/auth/me/").gives(200);
    assert_eq!(log_out(&ann.refresh).gives(200).json(), json!({}));
    log_out(&ann.refresh).gives(401);
    ann.get("/api/auth/me/").gives(401);
    refresh(&ann, &ann.refresh).is(401);
    if let Some(second) = &second {
        within(5, "the log-out reaches the other process", || {
            (ann.at(second).get("/api/auth/me/").send().status == 401).then_some(())
        });
    }
    other.get("/api/auth/me/").gives(200);
    ann.nobody()
        .post("/api/auth/logout/", json!({}))
        .refused(401, "token_missing");
}

fn a_user_who_is_switched_off_is_out_within_five_seconds(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    ann.get("/api/auth/me/").gives(200);
    if let Some(second) = &second {
        ann.at(second).get("/api/auth/me/").gives(200);
    }
    server
        .site
        .execute("update users set is_active = false where email = 'ann@example.org'");
    if let Some(second) = &second {
        within(
            5,
            "the access token stops working in the other process",
            || (ann.at(second).get("/api/auth/me/").send().status == 401).then_some(()),
        );
    }
    within(5, "the access token stops working", || {
        (ann.get("/api/auth/me/").send().status == 401).then_some(())
    });
    refresh(&ann, &ann.refresh).is(401);
    bob.get("/api/auth/me/").gives(200);
}

fn a_browser_keeps_its_refresh_token_out_of_reach(backend: Backend) {
    let site = Arc::new(Site::new(backend));
    let server = Server::on(site, &[("LOG_LEVEL", "trace")]);
    let ann = server.person("ann");
    let body = json!({"email": ann.email, "password": PASSWORD, "session": "cookie"});
    let cookie = |reply: &Reply| {
        let (pair, attributes) = reply.header("Set-Cookie").split_once("; ").unwrap();
        let (_, token) = pair.split_once('=').unwrap();
        ann.keep_secret(token);
        assert!(attributes.starts_with("HttpOnly; SameSite=Strict; Path=/api/auth/; Max-Age="));
        assert_eq!(reply.header("Cache-Control"), "no-store");
        assert!(
            token.is_empty() || !reply.text().contains(token),
            "{reply:?}"
        );
        pair.to_owned()
    };
    let call = |path: &str, cookie: &str| {
        let call = ann.nobody().post(path, json!({}));
        call.header("Cookie", &format!("theme=dark; {cookie}"))
    };
    let inside = ann.nobody().post("/api/auth/login/", body).gives(200);
    let first = cookie(&inside);
    let refreshed = together(20, |_| {
        let reply = call("/api/auth/token/refresh", &first).gives(200);
        (cookie(&reply), reply.str("access"))
    });
    let different: HashSet<_> = refreshed.iter().collect();
    assert_eq!(
        different.len(),
        1,
        "one new pair, whatever a browser does at once"
    );
    let (second, access) = &refreshed[0];
    ann.bearing(access).get("/api/auth/me/").gives(200);

    // A page of another origin gets no answer to read, and of a listed one it does.
    let origin = |origin: &str| {
        let call = call("/api/auth/token/refresh/", second);
        let reply = call.header("Origin", origin).gives(200);
        let allowed = [
            "Access-Control-Allow-Origin",
            "Access-Control-Allow-Credentials",
        ];
        allowed.map(|name| reply.header(name).to_owned())
    };
    assert_eq!(origin("https://evil.example")[0], "");
    let listed = "http://localhost:3000";
    assert_eq!(origin(listed), [listed, "true"].map(str::to_owned));

    let body = json!({"old_password": PASSWORD, "new_password": "An0ther-tricky-pass", "new_password2": "An0ther-tricky-pass"});
    ann.keep_secret("An0ther-tricky-pass");
    ann.bearing(access)
        .post("/api/auth/change-password/", body)
        .gives(200);
    refresh(&ann, &ann.refresh).is(401);
    let third = cookie(&call("/api/auth/token/refresh/", second).gives(200));
    let out = call("/api/auth/logout/", &third).gives(200);
    assert_eq!(cookie(&out), "refresh_token=");
    let reply = call("/api/auth/token/refresh/", &third).refused(401, "session_ended");
    assert_eq!(cookie(&reply), "refresh_token=");
    ann.bearing(access).get("/api/auth/me/").gives(401);
}

/// Behind one address any process may answer; on SQLite it is the one that was started again.
fn a_browser_goes_on_at_another_process(backend: Backend) {
    let mut first = Server::start(backend);
    let ann = first.person("ann");
    let body = json!({"email": ann.email, "password": PASSWORD, "session": "cookie"});
    let inside = ann.nobody().post("/api/auth/login/", body).gives(200);
    let pair_of = |reply: &Reply| {
        let (pair, _attributes) = reply.header("Set-Cookie").split_once("; ").unwrap();
        pair.to_owned()
    };
    let refreshed_at = |server: &Server, cookie: &str| {
        let call = server
            .client()
            .post("/api/auth/token/refresh/", json!({}))
            .header("Cookie", cookie);
        call.gives(200)
    };
    let second = match backend {
        Backend::Postgres => Some(first.sibling()),
        Backend::Sqlite => {
            first.kill_and_restart();
            None
        }
    };
    let other = second.as_ref().unwrap_or(&first);
    let there = refreshed_at(other, &pair_of(&inside));
    ann.at(other)
        .bearing(&there.str("access"))
        .get("/api/auth/me/")
        .gives(200);
    let here = refreshed_at(&first, &pair_of(&there));
    let at = ann.at(&first).bearing(&here.str("access"));
    at.get("/api/auth/me/").gives(200);

    // The log-out at one ends it at both.
    other
        .client()
        .post("/api/auth/logout/", json!({}))
        .header("Cookie", &pair_of(&here))
        .gives(200);
    first
        .client()
        .post("/api/auth/token/refresh/", json!({}))
        .header("Cookie", &pair_of(&here))
        .refused(401, "session_ended");
    within(5, "the log-out reaches the first process", || {
        (at.get("/api/auth/me/").send().status == 401).then_some(())
    });
}

fn a_session_is_ended_from_elsewhere(backend: Backend) {
    let server = Server::start(backend);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let here = server.person("ann");
    let agent = "Mozilla/5.0 (X11; rv:140.0)\u{e9}";
    let body = json!({"email": here.email, "password": PASSWORD});
    let call = here.nobody().post("/api/auth/login/", body);
    let reply = call.header("User-Agent", &format!("{agent}{}", "x".repeat(300)));
    let there = here.bearing(&reply.gives(200).str("access"));
    here.keep_secret(&there.access);
    if let Some(second) = &second {
        there.at(second).get("/api/auth/me/").gives(200);
    }
    let sessions = || here.get("/api/auth/sessions/").gives(200).json();
    let seen = sessions();
    assert_eq!(seen["count"], 2, "{seen}");
    let [newest, oldest] = [0, 1].map(|at| &seen["results"][at]);
    assert_eq!(
        (&newest["is_current"], &oldest["is_current"]),
        (&json!(false), &json!(true))
    );
    let shown = newest["user_agent"].as_str().unwrap();
    assert!(
        shown.starts_with(agent) && shown.chars().count() == 255,
        "{shown}"
    );
    assert_eq!(newest["address"], "127.0.0.1");
    assert_eq!(
        newest["created_at"].as_str().unwrap()[..16],
        newest["last_used_at"].as_str().unwrap()[..16]
    );

    let path = format!("/api/auth/sessions/{}/", newest["id"].as_str().unwrap());
    server.person("bob").delete(&path).gives(404);
    here.delete(&path).gives(204);
    there.get("/api/auth/me/").gives(401);
    here.delete(&path).gives(404);
    if let Some(second) = &second {
        within(
            5,
            "the end of the session reaches the other process",
            || (there.at(second).get("/api/auth/me/").send().status == 401).then_some(()),
        );
    }
    assert_eq!(sessions()["count"], 1);
}

fn a_deleted_account_is_gone_everywhere(backend: Backend) {
    let server = Server::start(backend);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let elsewhere = server.log_in("ann@example.org", PASSWORD);
    let own = ann.plan("09:00", &["bob@example.org"]);
    let strange = bob.plan("11:00", &["ann@example.org", "zoe@example.org"]);
    if let Some(second) = &second {
        elsewhere.at(second).get("/api/auth/me/").gives(200);
    }
    let export = ann.get("/api/auth/export/").gives(200);
    let disposition = export.header("Content-Disposition");
    assert!(
        disposition.starts_with("attachment; filename="),
        "{disposition}"
    );
    let export = export.json();
    assert_eq!(export["profile"]["email"], "ann@example.org");
    assert_eq!(export["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(export["meetings_organised"][0], ann.read(&own));
    assert_eq!(
        export["meetings_participated"][0]["participants"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(export["notifications"][0]["email"], "bob@example.org");

    let delete = |body| ann.delete("/api/auth/me/").json(&body);
    delete(json!({})).faulty(&["password"]);
    delete(json!({"password": "wrong"})).faulty(&["password"]);
    ann.delete("/api/auth/me/").gives(415);
    ann.get("/api/auth/me/").gives(200);

    let gone = delete(json!({"password": PASSWORD}));
    let gone = gone.header("Cookie", "refresh_token=x").gives(204);
    assert!(
        gone.header("Set-Cookie")
            .starts_with("refresh_token=; HttpOnly")
    );
    for session in [&ann, &elsewhere] {
        session.get("/api/auth/me/").gives(401);
        refresh(session, &session.refresh).is(401);
    }
    if let Some(second) = &second {
        within(5, "the account is gone in the other process", || {
            (elsewhere.at(second).get("/api/auth/me/").send().status == 401).then_some(())
        });
    }
    assert_eq!(
        server.client().log_in("ann@example.org", PASSWORD).status,
        401
    );
    bob.get(&own.path).gives(404);
    let left = bob.read(&strange);
    assert_eq!(left["participants"][0]["email"], "ann@example.org");
    assert_eq!(left["participants"][0]["user"], json!(null));
    assert_eq!(left["participants"][0]["status"], "declined");
    let mails = |kind: &str, to: &str| {
        let count = format!(
            "select count(*) as n from notifications where kind = '{kind}' and email = '{to}'"
        );
        server.site.number(&count)
    };
    assert_eq!(mails("cancellation", "bob@example.org"), 1);
    assert_eq!(mails("reply", "bob@example.org"), 1);

    // The address is free again, and sees what others still invite it to.
    let again = server.person("ann");
    assert_ne!(again.id, ann.id);
    assert_eq!(again.get("/api/meetings/").gives(200).json()["count"], 1);
}
