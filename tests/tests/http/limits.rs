//! Rate limits.

use std::time::{Duration, Instant};

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, on_both, within};
use serde_json::json;

on_both!(
    guessing_a_password_is_slowed_down,
    a_forged_address_helps_nobody,
    behind_a_proxy_each_client_has_its_own_limit,
    registrations_and_mails_are_limited_too,
    a_user_has_a_limit_of_its_own,
    without_limits_nothing_is_slowed_down,
    an_unknown_address_takes_as_long_as_a_wrong_password,
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

/// The fastest of interleaved log-ins: whatever else runs on this machine only adds to a time.
fn an_unknown_address_takes_as_long_as_a_wrong_password(backend: Backend) {
    let server = Server::with(backend, &[("BCRYPT_COST", "9")]);
    server.person("ann");
    let client = server.client();
    let long = "too long for any password ".repeat(4);
    let cases = [
        ("ann@example.org", "wrong-guess"),
        ("unknown@example.org", "wrong-guess"),
        ("ann@example.org", &long),
    ];
    let mut times = [const { Vec::<Duration>::new() }; 3];
    for _ in 0..25 {
        for ((email, password), times) in cases.iter().zip(&mut times) {
            let begun = Instant::now();
            assert_eq!(client.log_in(email, password).status, 401);
            times.push(begun.elapsed());
        }
    }
    let [wrong, unknown, long] = times.map(|times| times.iter().min().unwrap().as_secs_f64());
    for (what, time) in [("an unknown address", unknown), ("a long password", long)] {
        assert!(
            (time / wrong - 1.0).abs() < 0.15,
            "{what}: {time} s, a wrong password {wrong} s"
        );
    }
}
