//! Bad input of any kind is a problem of the sender's, and leaves nothing behind.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scheduler_tests::people::meeting;
use scheduler_tests::times::day;
use scheduler_tests::{Backend, Server, on_both};
use serde_json::json;

on_both!(
    a_broken_body_is_a_problem_on_every_operation_that_takes_one,
    a_body_of_more_than_a_mebibyte_is_too_large,
    odd_text_is_kept_or_refused_but_never_a_fault,
    broken_requests_do_not_disturb_the_server,
);

fn bodies() -> Vec<Vec<u8>> {
    let deep = |open: &str, close: &str| {
        [open.repeat(100_000), close.repeat(100_000)]
            .concat()
            .into_bytes()
    };
    vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"text\"".to_vec(),
        b"17".to_vec(),
        b"{\"title\": }".to_vec(),
        b"{'title': 1}".to_vec(),
        b"{} {}".to_vec(),
        b"{\"title\":\"a\xff\xfe\"}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"title\":\"\\ud800\"}".to_vec(),
        b"{\"title\":1e999999}".to_vec(),
        b"{\"\\u0000\":1,\"title\":\"\\u0000\"}".to_vec(),
        b"NaN".to_vec(),
        deep("[", "]"),
        deep("{\"a\":", "}"),
        format!("{{\"title\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes(),
    ]
}

fn a_broken_body_is_a_problem_on_every_operation_that_takes_one(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let before = ann.read(&planned);
    let answer = planned.answer("bob@example.org");
    let operations = [
        ("POST", "/api/auth/register/"),
        ("POST", "/api/auth/login/"),
        ("POST", "/api/auth/token/refresh/"),
        ("POST", "/api/auth/logout/"),
        ("POST", "/api/auth/verify-email/"),
        ("POST", "/api/auth/change-password/"),
        ("PATCH", "/api/auth/me/"),
        ("POST", "/api/meetings/"),
        ("POST", "/api/meetings/check-conflicts/"),
        ("PUT", &planned.path),
        ("PATCH", &planned.path),
        ("POST", &planned.at("participants/")),
        ("PATCH", &answer),
        ("POST", &planned.at("notify/")),
    ];
    for (method, path) in operations {
        for body in bodies() {
            let shown: String = String::from_utf8_lossy(&body).chars().take(40).collect();
            let reply = ann.call(method, path).body("application/json", body).send();
            let fine = matches!(reply.status, 400 | 401 | 413 | 422);
            // Where no field is required, an object without a fault is no fault.
            let harmless =
                matches!(path, "/api/auth/me/") || path.ends_with("/notify/") || method == "PATCH";
            assert!(
                fine || (harmless && reply.status == 200),
                "{method} {path} {shown}: {reply:?}"
            );
        }
    }
    let reply = ann
        .call("POST", "/api/meetings/")
        .body("application/json", "{")
        .gives(400);
    assert_eq!(reply.json()["code"], "malformed_body");
    let twice = format!(
        "{{\"title\":\"A\",\"title\":\"B\",\"start_time\":\"{}\",\"end_time\":\"{}\"}}",
        day(2, "09:00"),
        day(2, "10:00")
    );
    let reply = ann
        .call("POST", "/api/meetings/")
        .body("application/json", twice)
        .send();
    assert!(matches!(reply.status, 201 | 400), "{reply:?}");
    assert_eq!(ann.read(&planned)["participants"], before["participants"]);
    assert!(server.site.number("select count(*) as n from meetings") <= 2);
}

fn a_body_of_more_than_a_mebibyte_is_too_large(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let mut body = meeting("09:00");
    body["padding"] = json!("x".repeat(900 << 10));
    ann.post("/api/meetings/", body.clone()).gives(201);
    body["padding"] = json!("x".repeat(1 << 20));
    ann.post("/api/meetings/", body.clone()).gives(413);
    ann.nobody().post("/api/auth/register/", body).gives(413);
    assert_eq!(ann.get("/api/meetings/").gives(200).json()["count"], 1);
}

fn odd_text_is_kept_or_refused_but_never_a_fault(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    for text in [
        "\u{feff}bom",
        "\u{202e}right to left",
        "e\u{301}\u{301}\u{301}",
        "\u{1F469}\u{200D}\u{1F4BB}",
        "\u{10FFFF}",
        "\u{FFFD}",
        "a\u{85}b",
        "tab\tnew\nline\r",
        "'; drop table meetings; --",
        "<svg onload=alert(1)>",
        "%s%n{0}{{}}",
        "${jndi:ldap://x}",
        "\\u0000",
        "İıŞş ǅ",
        "\u{7f}\u{1}\u{1b}[31m",
    ] {
        let mut body = meeting("09:00");
        (body["title"], body["description"], body["location"]) =
            (json!(text), json!(text), json!(text));
        body["participants"] = json!([{"email": "bob@example.org", "name": text}]);
        let reply = ann.post("/api/meetings/", body).send();
        if reply.status == 201 {
            assert_eq!(reply.json()["title"], text.trim(), "{text:?}");
            let path = format!("/api/meetings/{}/export-ics/", reply.str("id"));
            ann.get(&path).gives(200);
        } else {
            assert_eq!(reply.status, 400, "{text:?}: {reply:?}");
        }
        let encoded = text
            .bytes()
            .fold(String::new(), |text, b| format!("{text}%{b:02X}"));
        for path in [
            format!("/api/meetings/?search={encoded}"),
            format!("/api/meetings/{encoded}/"),
            format!("/api/{encoded}"),
        ] {
            let status = ann.get(&path).send().status;
            assert!(matches!(status, 200 | 400 | 404), "{path}: {status}");
        }
        ann.patch(
            "/api/auth/me/",
            json!({"first_name": text, "username": text, "time_zone": text}),
        )
        .gives(400);
    }
}

fn broken_requests_do_not_disturb_the_server(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let speak = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(1_500)))
            .unwrap();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(200_000));
    for bytes in [
        b"nonsense\r\n\r\n".as_slice(),
        b"GET /api/meetings/\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}",
        b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        long.as_bytes(),
    ] {
        let answer = speak(bytes);
        let first = answer.lines().next().unwrap_or_default();
        assert!(!first.contains(" 5") || first.contains(" 505"), "{first}");
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    // A body that ends before its length is said to end.
    let cut = "POST /api/meetings/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n";
    speak(
        format!(
            "{cut}Authorization: Bearer {}\r\n\r\n{{\"title\"",
            ann.access
        )
        .as_bytes(),
    );
    assert_eq!(ann.get("/api/meetings/").gives(200).json()["count"], 0);
}
