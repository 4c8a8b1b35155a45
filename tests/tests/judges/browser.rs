//! Chromium opens every page and every answer while everything that people can write holds
//! markup and scripts, and nothing of it comes alive. A page that does it wrong shows that it
//! would be seen.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Server, within};
use serde_json::{Value, json};

use crate::judge;

/// Each part tells by another sign that it came alive.
const PLANTED: &str = "\"'></title></style></script><script>planted('script');alert(1)</script>\
    <img data-planted src=/canary onerror=planted('image')><svg onload=planted('drawing')></svg>";

#[test]
fn nothing_that_people_write_comes_alive_in_a_browser() {
    let Some(playwright) = judge("PLAYWRIGHT") else {
        return;
    };
    let server = Server::start(Backend::Sqlite);
    let ann = server.person("ann");
    let names =
        json!({"first_name": &PLANTED[..150], "last_name": &PLANTED[PLANTED.len() - 150..]});
    ann.patch("/api/auth/me/", names).gives(200);
    let mut body = meeting("09:00");
    (body["title"], body["location"]) = (json!(PLANTED), json!(PLANTED));
    body["description"] = json!(PLANTED);
    body["participants"] = json!([{"email": "bob@example.org", "name": &PLANTED[..150]}]);
    let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
    let link = ann.link_of(&planned, "bob@example.org");
    let form = PLANTED
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
    ann.nobody()
        .call("POST", &format!("/rsvp/{link}/"))
        .body(
            "application/x-www-form-urlencoded",
            format!("answer=accepted&note={form}"),
        )
        .gives(303);
    let log = planned.at("notifications/");
    within(10, "the mail is out", || {
        let log = ann.get(&log).gives(200).json();
        (log["results"][0]["is_sent"] == true).then_some(())
    });

    let text = PLANTED
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
    let elsewhere = format!("http%3A%2F%2Fexample.invalid%2F{text}");
    let pages = [
        format!("/?q={text}"),
        format!("/{text}"),
        format!("/api/{text}"),
        format!("/api/docs/?url={elsewhere}&configUrl={elsewhere}#/{text}"),
        format!("/api/redoc/?url={elsewhere}#{text}"),
        format!("/api/schema/?format={text}"),
        format!("/verify/{text}"),
        format!("/reset/{text}"),
        format!("/change-email/{text}"),
        format!("/undo-email/{text}"),
        format!("/rsvp/{text}"),
        format!("/rsvp/{link}/"),
        format!("/rsvp/{link}/?zone={text}&answer={text}&saved={text}"),
        "/healthz".to_owned(),
        "/readyz".to_owned(),
        "/metrics".to_owned(),
    ];
    let answers = [
        planned.path.clone(),
        planned.at("participants/"),
        planned.at("notifications/"),
        planned.at("export-ics/"),
        planned.at(&format!("participants/{text}/status/")),
        "/api/auth/me/".to_owned(),
        "/api/meetings/".to_owned(),
        "/api/meetings/summary/".to_owned(),
        "/api/meetings/my-calendar/".to_owned(),
        format!("/api/meetings/?search={text}"),
        format!("/api/meetings/?ordering={text}&status={text}"),
    ];
    let forms = [format!("/rsvp/{link}/")];
    let plan = json!({
        "planted": PLANTED, "base": server.base(), "token": ann.access,
        "pages": pages, "answers": answers, "forms": forms,
    });
    let seen = in_browser(&playwright, "visit.cjs", &plan);
    let seen = seen.as_array().unwrap();
    assert_eq!(
        seen.len(),
        1 + pages.len() + answers.len() + forms.len() + 1,
        "{seen:?}"
    );

    let [vulnerable, ours @ ..] = seen.as_slice() else {
        unreachable!()
    };
    let all = json!(["dialog", "drawing", "element", "image", "request", "script"]);
    assert_eq!(
        vulnerable["signs"], all,
        "what is not seen here is not seen elsewhere"
    );
    for page in ours {
        assert_eq!(page["signs"], json!([]), "{}", page["name"]);
        assert_ne!(page["status"], 500, "{}", page["name"]);
    }
    // What was planted was there to be seen.
    for name in [
        planned.path.as_str(),
        "/api/meetings/",
        "Swagger UI with an answer",
    ] {
        let page = ours.iter().find(|page| page["name"] == name).unwrap();
        let shown = page["shown"].as_str().unwrap();
        assert!(shown.contains("<img data-planted"), "{shown}");
    }
}

/// What a script of `scripts/browser-check` saw in Chromium, as it was told by a plan.
pub(crate) fn in_browser(playwright: &Path, script: &str, plan: &Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/browser-check");
    let mut node = Command::new("node")
        .arg(Path::new(folder).join(script))
        .env("NODE_PATH", playwright)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(plan.to_string().as_bytes()).unwrap();
    drop(stdin);
    let done = node.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{plan}: {said}");
    serde_json::from_slice(&done.stdout).unwrap()
}
