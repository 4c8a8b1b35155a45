//! What holds for every answer.

use serde_json::Value;

use crate::Reply;

/// Fails where an answer breaks a rule that all answers keep.
pub fn hold(method: &str, path: &str, reply: &Reply) {
    assert!(
        reply.status < 500 || reply.status == 503,
        "a server fault: {reply:?}"
    );
    let request_id = reply.header("X-Request-Id");
    assert!(
        (1..=128).contains(&request_id.len())
            && request_id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
        "no request id: {reply:?}"
    );
    assert_eq!(
        reply.header("X-Content-Type-Options"),
        "nosniff",
        "{reply:?}"
    );
    assert_eq!(reply.header("X-Frame-Options"), "DENY", "{reply:?}");
    assert!(
        !reply.header("Referrer-Policy").is_empty(),
        "no referrer policy: {reply:?}"
    );
    hold_content_security(reply);
    if method == "HEAD" || reply.status == 204 || reply.status == 304 {
        assert!(reply.body.is_empty(), "a body where none may be: {reply:?}");
    } else if reply.status >= 400 && is_for_people(path, reply) {
        assert!(reply.text().contains("<h1"), "no heading: {reply:?}");
    } else if reply.status >= 400 {
        hold_problem(reply);
    } else if !reply.body.is_empty() {
        assert!(
            !reply.header("Content-Type").is_empty(),
            "no content type: {reply:?}"
        );
    }
    if reply.status == 401 {
        assert_eq!(
            reply.header("WWW-Authenticate"),
            "Bearer realm=\"api\"",
            "{reply:?}"
        );
    }
    if reply.status == 405 {
        assert!(!reply.header("Allow").is_empty(), "no Allow: {reply:?}");
    }
    if matches!(reply.status, 429 | 503) {
        let seconds = reply.header("Retry-After").parse::<u32>();
        assert!(seconds.is_ok(), "no Retry-After: {reply:?}");
    }
}

/// Whoever follows a link of a mail reads a page, also where the link does not work.
fn is_for_people(path: &str, reply: &Reply) -> bool {
    let is_link = path.starts_with("/rsvp/") || path.starts_with("/unsubscribe/");
    is_link && reply.header("Content-Type").starts_with("text/html")
}

fn hold_content_security(reply: &Reply) {
    let policy = reply.header("Content-Security-Policy");
    let directive = |name: &str| {
        let mut parts = policy.split(';').map(str::trim);
        parts.find(|part| part.split(' ').next() == Some(name))
    };
    let scripts = directive("script-src").or_else(|| directive("default-src"));
    let scripts = scripts.unwrap_or_else(|| panic!("no policy for scripts: {reply:?}"));
    assert!(
        !scripts.contains("unsafe-inline"),
        "inline scripts are allowed: {reply:?}"
    );
}

fn hold_problem(reply: &Reply) {
    let kind = reply.header("Content-Type");
    assert!(
        kind.starts_with("application/problem+json"),
        "no problem: {reply:?}"
    );
    let body = reply.json();
    for member in ["type", "title", "detail", "code"] {
        let text = body[member].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "no {member}: {reply:?}");
    }
    assert_eq!(body["status"], reply.status, "{reply:?}");
    let code = body["code"].as_str().unwrap_or_default();
    assert!(
        code.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
        "no snake_case: {reply:?}"
    );
    hold_errors(reply, &body);
    let text = reply.text().to_lowercase();
    for word in [
        "diesel",
        "sqlite",
        "postgres",
        "panicked",
        ".rs:",
        "actix",
        "serde",
        "backtrace",
    ] {
        assert!(!text.contains(word), "internal text ({word}): {reply:?}");
    }
}

fn hold_errors(reply: &Reply, body: &Value) {
    let Some(errors) = body.get("errors") else {
        return;
    };
    let errors = errors
        .as_object()
        .unwrap_or_else(|| panic!("errors are no object: {reply:?}"));
    assert!(!errors.is_empty(), "errors without an error: {reply:?}");
    for (field, messages) in errors {
        let messages = messages
            .as_array()
            .unwrap_or_else(|| panic!("no list: {reply:?}"));
        assert!(!messages.is_empty(), "no message for {field}: {reply:?}");
        for message in messages {
            assert!(
                message.as_str().is_some_and(|text| !text.is_empty()),
                "{reply:?}"
            );
        }
    }
}
