//! What a stranger can send in any number, or without an end, costs the server little, and
//! leaves nothing behind.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use scheduler_tests::people::PASSWORD;
use scheduler_tests::{Backend, Server, on_both, together, within};
use serde_json::json;

on_both!(
    ten_thousand_requests_of_a_stranger_leave_nothing,
    connections_that_never_finish_are_ended_and_starve_nobody,
    a_compressed_body_is_not_unpacked,
    long_lines_and_many_headers_are_refused,
);

const MEBIBYTE: u64 = 1024;

fn ten_thousand_requests_of_a_stranger_leave_nothing(backend: Backend) {
    let settings = [("RATE_LIMIT", "on"), ("TRUST_PROXY", "on")];
    let server = Server::with(backend, &settings);
    server.person("ann");
    let (before, lines) = (server.site.contents(), figures(&server));
    let begun = server.memory();
    together(10, |crowd| {
        let client = server.client();
        for number in 0..1_000 {
            let name = format!("{crowd}-{number}");
            let from = format!("10.{crowd}.{}.{}", number / 250, number % 250);
            let call = match number % 8 {
                0 => client.call(&format!("MADE{crowd}UP{number}"), "/api/meetings/"),
                1 => client.get(&format!("/{name}")),
                2 => client.get(&format!("/api/meetings/{name}/?{name}={name}")),
                3 => client.post(
                    "/api/auth/login/",
                    json!({"email": format!("{name}@example.org")}),
                ),
                4 => client.post("/api/auth/token/refresh/", json!({"refresh": name})),
                5 => client.post(
                    "/api/auth/register/",
                    json!({"email": name, "password": name}),
                ),
                6 => client.post("/api/auth/verify-email/", json!({"token": name})),
                _ => client
                    .get("/api/meetings/")
                    .header("Authorization", &format!("Bearer {name}")),
            };
            let call = call
                .header("X-Forwarded-For", &from)
                .header("X-Request-Id", &name);
            let status = call.header("Idempotency-Key", &name).send().status;
            assert!((400..500).contains(&status), "{status}");
        }
    });
    assert_eq!(server.site.contents(), before);
    let grown = figures(&server) - lines;
    assert!(grown < 200, "{grown} lines of figures more");
    let grown = server.memory().saturating_sub(begun) / MEBIBYTE;
    assert!(grown < 48, "{grown} MiB more");
}

/// How many lines `/metrics` has.
fn figures(server: &Server) -> usize {
    server.metrics().lines().count()
}

fn connections_that_never_finish_are_ended_and_starve_nobody(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let post = "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let heads = [
        String::new(),
        "GET / HT".to_owned(),
        "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".to_owned(),
        format!("{post}Content-Length: 1000\r\n\r\n{{"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\n5\r\n{{"),
    ];
    let mut slow: Vec<TcpStream> = (0..500)
        .map(|number| {
            let mut stream = TcpStream::connect(server.address()).unwrap();
            stream
                .write_all(heads[number % heads.len()].as_bytes())
                .unwrap();
            stream
        })
        .collect();
    let begun = Instant::now();
    ann.plan("09:00", &["bob@example.org"]);
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    let (mut open, end) = (slow.len(), Instant::now() + Duration::from_secs(40));
    // Each goes on to send a byte now and then, as long as anybody listens.
    while !slow.is_empty() && Instant::now() < end {
        slow.retain_mut(|stream| {
            stream
                .set_read_timeout(Some(Duration::from_millis(1)))
                .unwrap();
            let said = stream.read(&mut [0; 4096]);
            let ended = matches!(said, Ok(0))
                || said.is_err_and(|fault| fault.kind() == std::io::ErrorKind::ConnectionReset);
            !ended && stream.write_all(b"x").is_ok()
        });
        open = slow.len();
    }
    assert_eq!(open, 0, "connections are still open");
    ann.get("/api/meetings/").gives(200);
}

fn a_compressed_body_is_not_unpacked(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let packed = |bytes: usize| {
        let mut body = GzEncoder::new(Vec::new(), Compression::fast());
        body.write_all(b"{\"title\":\"").unwrap();
        body.write_all(&vec![b'x'; bytes]).unwrap();
        body.write_all(b"\"}").unwrap();
        body.finish().unwrap()
    };
    let send = |body: &[u8]| {
        let call = ann
            .call("POST", "/api/meetings/")
            .body("application/json", body);
        let reply = call.header("Content-Encoding", "gzip").send().is(415);
        assert_eq!(reply.header("Accept-Encoding"), "identity");
    };
    let begun = server.memory();
    send(&packed(1_000));
    let bomb = packed(150 << 20);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    for _ in 0..5 {
        send(&bomb);
    }
    let grown = server.memory().saturating_sub(begun) / MEBIBYTE;
    assert!(grown < 48, "{grown} MiB more");
    within(5, "it still serves", || {
        (ann.get("/api/meetings/").send().status == 200).then_some(())
    });
}

fn long_lines_and_many_headers_are_refused(backend: Backend) {
    let server = Server::start(backend);
    let begun = server.memory();
    for head in [
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(1 << 20)),
        format!(
            "GET / HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n",
            "a".repeat(4 << 20)
        ),
        format!(
            "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
            "X-A: b\r\n".repeat(100_000)
        ),
    ] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let _ = stream.write_all(head.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    let grown = server.memory().saturating_sub(begun) / MEBIBYTE;
    assert!(grown < 16, "{grown} MiB more");
    let long = json!({"email": "a".repeat(900_000), "password": PASSWORD});
    let refused = server.client().post("/api/auth/login/", long);
    refused.faulty(&["email"]);
}
