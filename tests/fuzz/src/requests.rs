//! Whole requests: a line with method and target, lines with headers, an empty line, a body.
//! `{me}` stands for an access token `{meeting}` for the id of a meeting, and `{link}`
//! for what the secret link of its guest carries.

use serde_json::Value;

use crate::world::{self, Answer, Raw};

/// The answer is one that the OpenAPI document names for the call; its links and files can be
/// used by who asked.
pub fn requests(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    world::with(|world| {
        let fill = |text: &str| {
            text.replace("{me}", &world.access)
                .replace("{meeting}", &world.meeting)
                .replace("{link}", &world.link)
        };
        let (head, body) = (fill(head), fill(body));
        let mut lines = head.split('\n');
        let (method, target) = lines
            .next()
            .unwrap_or_default()
            .split_once(' ')
            .unwrap_or_default();
        let headers = lines.map(|line| line.split_once(':').unwrap_or((line, "")));
        let raw = Raw {
            method,
            target,
            headers: headers
                .map(|(name, value)| (name, value.trim().as_bytes()))
                .collect(),
            body: body.as_bytes(),
        };
        let Some(answer) = world.send(&raw) else {
            return;
        };
        is_documented(&world.document, method, &answer);
        for (name, value) in &answer.reply.headers {
            let is_visible = value.as_bytes().iter().all(|b| (b' '..=b'~').contains(b));
            assert!(is_visible, "{name}: {:?}", answer.reply);
        }
        if answer.reply.body.is_empty() {
            return;
        }
        match answer.reply.header("Content-Type") {
            "application/json" => links_lead_somewhere(&answer),
            "text/calendar; charset=utf-8" => is_calendar(&answer),
            _ => {}
        }
    });
}

fn is_documented(document: &Value, method: &str, answer: &Answer) {
    let Some(route) = answer
        .route
        .as_deref()
        .filter(|route| route.starts_with("/api/") && !is_for_readers(route))
    else {
        return;
    };
    // Methods have a case (RFC 9110 §9.1), which the document writes otherwise.
    let method = match method {
        "HEAD" => "get".to_owned(),
        other if other.bytes().any(|b| b.is_ascii_lowercase()) => other.to_ascii_uppercase(),
        other => other.to_ascii_lowercase(),
    };
    let Some(path) = document["paths"].get(route) else {
        assert_eq!(answer.reply.status, 404, "{:?}", answer.reply);
        return;
    };
    match path.get(&method) {
        Some(operation) => {
            let status = answer.reply.status.to_string();
            // A request that asks whether a page may call is not one of the operation.
            let responses = &operation["responses"];
            assert!(
                responses.get(&status).is_some(),
                "undocumented {:?}",
                answer.reply
            );
        }
        None => assert!(
            method == "options" || answer.reply.status >= 400,
            "{:?}",
            answer.reply
        ),
    }
}

/// The pages that show the document are not in it.
fn is_for_readers(route: &str) -> bool {
    ["/api/docs/", "/api/redoc/"]
        .iter()
        .any(|pages| route.starts_with(pages))
}

fn links_lead_somewhere(answer: &Answer) {
    let body = answer.reply.json();
    for link in [&body["next"], &body["previous"]] {
        let Some(link) = link.as_str() else { continue };
        let url: ureq::http::Uri = link.parse().unwrap_or_else(|_| panic!("{link:?}"));
        let is_web = matches!(url.scheme_str(), Some("http" | "https"));
        assert!(
            is_web && url.host().is_some_and(|host| !host.is_empty()),
            "{link:?}"
        );
        assert!(url.path().starts_with("/api/"), "{link:?}");
        assert!(
            url.query().is_some_and(|query| query.contains("page=")),
            "{link:?}"
        );
    }
}

/// RFC 5545 §3.1.
fn is_calendar(answer: &Answer) {
    let text = answer.reply.text();
    let lines: Vec<&str> = text
        .strip_suffix("\r\n")
        .expect("an end")
        .split("\r\n")
        .collect();
    assert!(
        lines.iter().all(|line| (1..=75).contains(&line.len())),
        "{text:?}"
    );
    let is_control = |c: char| c.is_control() && c != '\t';
    assert!(
        !lines.iter().any(|line| line.contains(is_control)),
        "{text:?}"
    );
    assert_eq!(
        (lines.first(), lines.last()),
        (Some(&"BEGIN:VCALENDAR"), Some(&"END:VCALENDAR"))
    );
}
