//! Rate limits.

use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::json;

on_both!(
    guessing_a_password_is_slowed_down,
    one_account_is_guarded_whatever_the_address_says,
    without_limits_nothing_is_slowed_down,
);

fn guessing_a_password_is_slowed_down(backend: Backend) {
    let server = Server::with(backend, &[("RATE_LIMIT", "on")]);
    let client = server.client();
    client.register("ann@example.org").is(201);
    let statuses: Vec<u16> = (0..200)
        .map(|_| client.log_in("ann@example.org", "wrong-guess").status)
        .collect();
    assert!(
        statuses.contains(&401) && statuses.contains(&429),
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| matches!(status, 401 | 429)),
        "{statuses:?}"
    );
    let limited = client.log_in("ann@example.org", PASSWORD).is(429);
    assert!(limited.header("Retry-After").parse::<u32>().unwrap() >= 1);
    client.get("/healthz").gives(200);
}

fn one_account_is_guarded_whatever_the_address_says(backend: Backend) {
    let server = Server::with(backend, &[("RATE_LIMIT", "on")]);
    let client = server.client();
    let mut limited = 0;
    for number in 0..200 {
        let body = json!({"email": "ann@example.org", "password": "wrong-guess"});
        let forged = format!("10.0.{number}.1");
        let reply = client
            .post("/api/auth/login/", body)
            .header("X-Forwarded-For", &forged)
            .send();
        limited += u32::from(reply.status == 429);
    }
    assert!(limited > 100, "a forged address helps nobody: {limited}");
}

fn without_limits_nothing_is_slowed_down(backend: Backend) {
    let server = Server::start(backend);
    let client = server.client();
    for _ in 0..100 {
        assert_eq!(client.log_in("ann@example.org", "wrong-guess").status, 401);
    }
}
