//! Text that people write stays text: mails, calendar files and headers have the same lines with
//! hostile text as with a harmless one.

use std::collections::BTreeSet;

use scheduler_tests::people::{Meeting, PASSWORD, meeting};
use scheduler_tests::smtp::Letter;
use scheduler_tests::{Backend, Reply, Server, SmtpSink, on_both, within};
use serde_json::{Value, json};

use crate::calendar::lines;

on_both!(
    no_text_adds_a_line_to_a_mail_a_calendar_or_a_header,
    an_address_is_one_address,
    null_is_refused_wherever_text_is_taken,
);

const TEXTS: [&str; 22] = [
    "harmless",
    "a\rb",
    "a\nb",
    "a\r\nBcc: victim@example.net\r\nX: y",
    "a\r\n\r\nbody",
    "a\r\n.\r\nMAIL FROM:<z@example.net>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\nx\r\n.\r\n",
    "\n.\nQUIT",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:victim@example.net",
    "a\rATTACH:file:///etc/passwd\r",
    "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f",
    "\u{2028}Bcc: victim@example.net",
    "\";X=\"y:mailto:victim@example.net",
    "a;CN=b:c,d\\n\\;e\\,f^n^'g",
    "\" <victim@example.net>, \"",
    "victim@example.net",
    "=?utf-8?Q?a=0D=0ABcc:_victim@example.net?=",
    "%0d%0aSet-Cookie:%20a=b",
    "\"; filename=\"evil.html",
    "../../etc/passwd",
    "<script>alert(1)</script><svg onload=alert(1)>",
    "\u{7f}\u{1}\u{1b}]0;x\u{7}\u{1b}[31m\u{9b}",
    "\u{202e}\u{2066}\u{feff}\u{200b}\u{1f600}\u{e0041}",
];

const VERBS: [&str; 7] = ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"];

fn no_text_adds_a_line_to_a_mail_a_calendar_or_a_header(backend: Backend) {
    let sink = SmtpSink::start(0);
    let port = sink.port.to_string();
    let settings = [
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port.as_str()),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_VERIFICATION", "off"),
    ];
    let server = Server::with(backend, &settings);
    let mut files = Vec::new();
    for (text, number) in TEXTS.iter().zip(0..) {
        let ann = server.person(&format!("ann{number}"));
        let names = json!({"first_name": text, "last_name": text});
        ann.patch("/api/auth/me/", names).gives(200);
        let mut body = meeting("09:00");
        (body["title"], body["location"]) = (json!(text), json!(text));
        body["description"] = json!(text);
        let email = format!("bob{number}@example.org");
        body["participants"] = json!([{"email": email, "name": text}]);
        let planned = Meeting::of(&ann.post("/api/meetings/", body).gives(201));
        let one = ann.get(&planned.at("export-ics/")).gives(200);
        let all = ann.get("/api/meetings/my-calendar/").gives(200);
        files.push([properties(&one), properties(&all), headers(&one)]);
    }
    let letters = within(30, "all mails", || {
        let letters = sink.letters();
        (letters.len() >= TEXTS.len()).then_some(letters)
    });
    assert_eq!(letters.len(), TEXTS.len(), "one for each: {letters:?}");
    let mails: Vec<_> = letters.iter().map(header_names).collect();
    for (text, number) in TEXTS.iter().zip(0..) {
        assert_eq!(files[number], files[0], "{text:?}");
        assert_eq!(mails[number], mails[0], "{text:?}");
        let to = [format!("bob{number}@example.org")];
        assert_eq!(letters.iter().filter(|letter| letter.to == to).count(), 1);
    }
    for letter in &letters {
        let verbs = letter.commands.iter().map(|line| &line[..4]);
        let verbs: Vec<_> = verbs
            .inspect(|verb| assert!(VERBS.contains(verb)))
            .collect();
        for once in ["MAIL", "RCPT", "DATA"] {
            let count = verbs.iter().filter(|verb| **verb == once).count();
            assert_eq!(count, 1, "{:?}", letter.commands);
        }
    }
}

/// The names of the lines of a calendar file.
fn properties(reply: &Reply) -> Vec<String> {
    let lines = lines(reply);
    let name = |line: &String| line.split([';', ':']).next().unwrap().to_owned();
    lines.iter().map(name).collect()
}

fn headers(reply: &Reply) -> Vec<String> {
    let names = reply.headers.keys().map(ToString::to_string);
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn header_names(letter: &Letter) -> Vec<String> {
    let (head, _) = letter.text.split_once("\n\n").expect("headers and a body");
    assert!(!head.contains('\r'), "{head:?}");
    let own = head.lines().filter(|line| !line.starts_with([' ', '\t']));
    own.map(|line| line.split_once(':').expect(line).0.to_owned())
        .collect()
}

fn an_address_is_one_address(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[]);
    for bad in [
        "a\r\nRCPT TO:<victim@example.net>@example.org",
        "a@example.org\r\nBcc: victim@example.net",
        "a@example.org>, <victim@example.net",
        "a@example.org,victim@example.net",
        "a@example.org;victim@example.net",
        "a b@example.org",
        "\"a b\"@example.org",
        "\"a\\\r\n b\"@example.org",
        "a@b@example.org",
        "a@example.org\u{2028}",
        "a\u{2028}b@example.org",
        "<a@example.org>",
        "Ann <a@example.org>",
        "mailto:a@example.org?bcc=victim@example.net@",
        "a@[127.0.0.1]",
        "a@example.org\\",
        "a(comment)@example.org",
        "<svg/onload=alert(1)>@example.org",
        "a@exam\u{0}ple.org",
        "@example.org",
        "a@",
    ] {
        let refused = bad.trim() != "a@example.org";
        let status = if refused { 400 } else { 201 };
        ann.post(&planned.at("participants/"), json!({"email": bad}))
            .gives(status);
        let account = json!({"email": bad, "password": PASSWORD, "password2": PASSWORD});
        ann.post("/api/auth/register/", account).gives(status);
    }
    let odd = "!#$%&'*+-/=?^_`{|}~.o@example.org";
    ann.post(&planned.at("participants/"), json!({"email": odd}))
        .gives(201);
    let mail = within(10, "a mail", || {
        server
            .site
            .mails()
            .into_iter()
            .find(|mail| mail.contains("!#$%"))
    });
    let to = mail.lines().find(|line| line.starts_with("To:"));
    assert_eq!(to, Some(format!("To: {odd}").as_str()));
}

fn null_is_refused_wherever_text_is_taken(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[]);
    let before = server.site.contents();
    for text in ["\u{0}", "a\u{0}", "a\u{0}b"] {
        let faulty = |method: &str, path: &str, mut body: Value, field: &str| {
            let place = field
                .split('.')
                .fold(&mut body, |body, name| &mut body[name]);
            *place = json!(text);
            ann.call(method, path).json(&body).gives(400);
        };
        for field in ["title", "description", "location", "time_zone", "status"] {
            faulty("POST", "/api/meetings/", meeting("09:00"), field);
            faulty("PATCH", &planned.path, json!({}), field);
        }
        for field in ["username", "first_name", "last_name", "time_zone"] {
            faulty("PATCH", "/api/auth/me/", json!({}), field);
        }
        for field in ["email", "name"] {
            let body = json!({"email": "bob@example.org"});
            faulty("POST", &planned.at("participants/"), body, field);
        }
        let account =
            json!({"email": "b@example.org", "password": PASSWORD, "password2": PASSWORD});
        for field in [
            "email",
            "username",
            "first_name",
            "last_name",
            "password",
            "time_zone",
        ] {
            faulty("POST", "/api/auth/register/", account.clone(), field);
        }
    }
    assert_eq!(server.site.contents(), before);
}
