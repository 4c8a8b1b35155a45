//! Rate limits.

use std::cell::RefCell;
use std::collections::HashSet;

use scheduler_tests::people::PASSWORD;
use scheduler_tests::timing::{assert_takes_as_long, timed};
use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::json;

on_both!(
    guessing_a_password_is_slowed_down,
    a_forged_address_helps_nobody,
    behind_a_proxy_each_client_has_its_own_limit,
    forwarded_of_a_client_helps_nobody,
    each_trusted_hop_adds_an_entry,
    registrations_and_mails_are_limited_too,
    a_user_has_a_limit_of_its_own,
    links_have_a_limit_of_their_own,
    without_limits_nothing_is_slowed_down,
    a_refused_log_in_does_not_tell_why,
);

fn guessing_a_password_is_slowed_down(backend: Backend) {
    let settings = [("RATE_LIMIT", "on"), ("RATE_LIMIT_LOGIN_PER_ACCOUNT", "30")];
    let server = Server::with(backend, &settings);
    let client = server.client();
    client.register("ann@example.org").is(201);
    client.register("bob@example.org").is(201);
    let statuses: Vec<u16> = (0..32)
        .map(|_| client.log_in("ANN@example.org", "wrong-guess").status)
        .collect();
    assert_eq!(statuses[..30], [401; 30]);
    assert_eq!(statuses[31], 429);
    let limited = client.log_in("ann@example.org", PASSWORD).is(429);
    let wait = limited.header("Retry-After").parse::<u64>().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(
        client.log_in("bob@example.org", PASSWORD).status,
        200,
        "another account"
    );
    within(wait + 2, "it works after the wait", || {
        (client.log_in("ann@example.org", PASSWORD).status == 200).then_some(())
    });
}

fn a_forged_address_helps_nobody(backend: Backend) {
    let settings = [("RATE_LIMIT", "on"), ("RATE_LIMIT_LOGIN_PER_ADDRESS", "5")];
    let server = Server::with(backend, &settings);
    let client = server.client();
    let limited = (0..20)
        .filter(|number| {
            let body =
                json!({"email": format!("p{number}@example.org"), "password": "wrong-guess"});
            let forged = format!("10.0.{number}.1");
            let call = client.post("/api/auth/login/", body);
            call.header("X-Forwarded-For", &forged).send().status == 429
        })
        .count();
    assert!(limited >= 14, "{limited}");
    client.get("/healthz").gives(200);
}

fn behind_a_proxy_each_client_has_its_own_limit(backend: Backend) {
    let settings = [
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_LOGIN_PER_ADDRESS", "5"),
        ("TRUST_PROXY", "on"),
    ];
    let server = Server::with(backend, &settings);
    let client = server.client();
    let log_in = |number: u32, seen: &str| {
        let body = json!({"email": format!("p{number}@example.org"), "password": "wrong-guess"});
        client
            .post("/api/auth/login/", body)
            .header("X-Forwarded-For", seen)
            .send()
            .status
    };
    for number in 0..20 {
        assert_eq!(log_in(number, &format!("6.6.6.6, 10.0.{number}.1")), 401);
    }
    let statuses: Vec<u16> = (0..7)
        .map(|number| log_in(number, &format!("1.1.1.{number}, 10.9.9.9")))
        .collect();
    assert_eq!(
        statuses[6], 429,
        "what the client wrote itself does not count: {statuses:?}"
    );
}

fn forwarded_of_a_client_helps_nobody(backend: Backend) {
    let limits = [("RATE_LIMIT", "on"), ("RATE_LIMIT_LOGIN_PER_ADDRESS", "5")];
    // The header that the proxy writes, another one that it passes on, and who the last client is.
    for (trust, real, forged) in [
        ("x-forwarded-for", "X-Forwarded-For", "Forwarded"),
        ("forwarded", "Forwarded", "X-Forwarded-For"),
    ] {
        let settings = [&limits[..], &[("TRUST_PROXY", trust)]].concat();
        let server = Server::with(backend, &settings);
        let client = server.client();
        let named = |header: &str, address: &str| match header {
            "Forwarded" => format!("for=\"{address}\""),
            _ => address.to_owned(),
        };
        let log_in = |number: u32, client_port: u32, chosen: &str| {
            let body =
                json!({"email": format!("p{number}@example.org"), "password": "wrong-guess"});
            let seen = named(real, &format!("203.0.113.9:{client_port}"));
            client
                .post("/api/auth/login/", body)
                .header(real, &seen)
                .header(forged, &named(forged, chosen))
                .send()
                .status
        };
        let statuses: Vec<u16> = (0..7)
            .map(|number| log_in(number, 4000 + number, &format!("10.0.{number}.1")))
            .collect();
        assert_eq!(statuses[..5], [401; 5], "{trust}");
        assert_eq!(statuses[6], 429, "{trust}: neither port nor forgery counts");
    }
}

fn each_trusted_hop_adds_an_entry(backend: Backend) {
    let settings = [
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_LOGIN_PER_ADDRESS", "5"),
        ("TRUST_PROXY", "on"),
        ("TRUST_PROXY_HOPS", "2"),
    ];
    let server = Server::with(backend, &settings);
    let client = server.client();
    let log_in = |number: u32, seen: &str| {
        let body = json!({"email": format!("p{number}@example.org"), "password": "wrong-guess"});
        let call = client.post("/api/auth/login/", body);
        call.header("X-Forwarded-For", seen).send().status
    };
    for number in 0..8 {
        let seen = format!("6.6.6.6, [2001:db8:{number}::1]:4711, 10.0.0.1");
        assert_eq!(log_in(number, &seen), 401);
    }
    let statuses: Vec<u16> = (0..7)
        .map(|number| log_in(number, &format!("1.1.1.{number}, 203.0.113.9, 10.0.0.1")))
        .collect();
    assert_eq!(statuses[6], 429, "{statuses:?}");
}

fn registrations_and_mails_are_limited_too(backend: Backend) {
    let settings = [
        ("RATE_LIMIT", "on"),
        ("RATE_LIMIT_REGISTER_PER_ADDRESS", "3"),
        ("RATE_LIMIT_MAIL_PER_ACCOUNT", "2"),
        ("EMAIL_VERIFICATION", "on"),
    ];
    let server = Server::with(backend, &settings);
    let client = server.client();
    let statuses: Vec<u16> = (0..5)
        .map(|number| client.register(&format!("p{number}@example.org")).status)
        .collect();
    assert_eq!(statuses, [201, 201, 201, 429, 429]);
    let ann = server.log_in("p0@example.org", PASSWORD);
    let ask = || {
        ann.post("/api/auth/resend-verification/", json!({}))
            .send()
            .status
    };
    assert_eq!([ask(), ask(), ask()], [200, 200, 429]);
}

fn a_user_has_a_limit_of_its_own(backend: Backend) {
    let settings = [("RATE_LIMIT", "on"), ("RATE_LIMIT_PER_USER", "10")];
    let server = Server::with(backend, &settings);
    let (ann, bob) = (server.person("ann"), server.person("bob"));
    let statuses: Vec<u16> = (0..12)
        .map(|_| ann.get("/api/meetings/").send().status)
        .collect();
    assert_eq!(statuses[11], 429, "{statuses:?}");
    assert_eq!(statuses[..8], [200; 8]);
    bob.get("/api/meetings/").gives(200);
}

fn without_limits_nothing_is_slowed_down(backend: Backend) {
    let server = Server::start(backend);
    let client = server.client();
    for _ in 0..100 {
        assert_eq!(client.log_in("ann@example.org", "wrong-guess").status, 401);
    }
}

fn a_refused_log_in_does_not_tell_why(backend: Backend) {
    let server = Server::with(backend, &[("BCRYPT_COST", "10")]);
    let off = "update users set is_active = false where email = 'off@example.org'";
    server.person("ann");
    server.person("off");
    server.site.execute(off);
    let client = server.client();
    let bodies = RefCell::new(HashSet::new());
    let refused = |email: &str, password: &str| {
        let (time, reply) = timed(|| client.log_in(email, password).is(401));
        bodies.borrow_mut().insert(reply.text());
        time
    };
    let long = "too long for any password ".repeat(4);
    for (email, password) in [
        ("unknown@example.org", "wrong-guess"),
        ("unknown@example.org", PASSWORD),
        ("off@example.org", PASSWORD),
        ("off@example.org", "wrong-guess"),
        ("ann@example.org", &long),
    ] {
        let what = format!("{email} with {password}");
        let known = || refused("ann@example.org", "wrong-guess");
        assert_takes_as_long(&what, 11, known, || refused(email, password));
    }
    assert_eq!(bodies.borrow().len(), 1, "{bodies:?}");
}

fn links_have_a_limit_of_their_own(backend: Backend) {
    let settings = [("RATE_LIMIT", "on"), ("RATE_LIMIT_LINK_PER_ADDRESS", "5")];
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let token = ann.link_of(&planned, "bob@example.org");
    let path = format!("/api/rsvp/{token}/");
    let nobody = server.client();
    for guess in 0..5 {
        nobody.get(&format!("/api/rsvp/{guess}-guess/")).gives(404);
    }
    let limited = nobody.get(&path).refused(429, "rate_limited");
    assert!(!limited.header("Retry-After").is_empty());
    nobody
        .post(&path, json!({"status": "accepted"}))
        .refused(429, "rate_limited");
    let page = nobody.get(&format!("/rsvp/{token}/")).gives(429);
    assert!(page.text().contains("Too many requests"));
    ann.get(&planned.path).gives(200);
}
