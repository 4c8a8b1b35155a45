//! Mails by way of a mail server of others, which demands TLS and a log-in and has bad days.

use scheduler_tests::mail_server::{MAIL_PASSWORD, MailServer, USER};
use scheduler_tests::people::Meeting;
use scheduler_tests::{Backend, Client, Letter, Server, within};
use serde_json::{Value, json};

use crate::judge;

const BOB: &str = "bob@example.org";

/// A server that sends by this mail server, but for these settings, and who plans there.
fn sending_by(mail: &MailServer, other: &[(&str, &str)]) -> (Server, Client) {
    let settings = mail.settings();
    let mut settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("EMAIL_VERIFICATION", "off")])
        .collect();
    settings.extend(other);
    let server = Server::with(Backend::Sqlite, &settings);
    let ann = server.person("ann");
    ann.keep_secret(MAIL_PASSWORD);
    (server, ann)
}

/// What the organiser is told of the invitation.
fn told(ann: &Client, planned: &Meeting) -> Value {
    let path = planned.at("notifications/");
    ann.get(&path).gives(200).json()["results"][0].clone()
}

/// The same, once it is in this state after so many attempts.
fn once(ann: &Client, planned: &Meeting, state: &str, attempts: u32) -> Value {
    let told = within(20, state, || {
        let told = told(ann, planned);
        (told["state"] == state && told["attempts"] == attempts).then_some(told)
    });
    let waits = state == "deferred";
    assert_eq!(told["next_try_at"].is_string(), waits, "{told}");
    assert_eq!(told["is_sent"], json!(state == "sent"), "{told}");
    told
}

/// Makes the next attempt due.
fn let_time_pass(server: &Server) {
    let due = server.site.stored("2020-01-01T00:00:00Z");
    let sql = format!("update notifications set next_try_at = '{due}'");
    server.site.execute(&sql);
}

/// All letters once there are as many: the mail server tells of them in its
/// own time.
fn arrived(mail: &MailServer, count: usize) -> Vec<Letter> {
    let letters = within(10, "the letters", || {
        let letters = mail.letters();
        (letters.len() >= count).then_some(letters)
    });
    assert_eq!(letters.len(), count, "{letters:?}");
    letters
}

fn only(mail: &MailServer) -> Letter {
    arrived(mail, 1).remove(0)
}

#[track_caller]
fn assert_says(told: &Value, key: &str, words: &str) {
    let said = told[key].as_str().unwrap_or_default();
    assert!(said.contains(words), "{words}: {told}");
    assert!(!said.contains(MAIL_PASSWORD), "{told}");
}

fn arrives_by(way: &str) {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mail = MailServer::start(&python, way);
    let (_server, ann) = sending_by(&mail, &[]);
    let planned = ann.plan("09:00", &[BOB]);
    let told = once(&ann, &planned, "sent", 1);
    assert_says(&told, "response", "queued as 4711");
    let letter = only(&mail);
    assert_eq!(
        (&letter.to[..], letter.login.as_str()),
        (&[BOB.to_owned()][..], USER)
    );
    assert_eq!(letter.line("UID:"), Some(planned.id.as_str()));
}

#[test]
fn a_mail_arrives_over_starttls_after_a_log_in() {
    arrives_by("starttls");
}

#[test]
fn a_mail_arrives_over_tls_after_a_log_in() {
    arrives_by("tls");
}

/// Neither is the mail lost, nor does it travel readably.
#[test]
fn what_stands_between_the_servers_is_shown_and_the_mail_waits() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mail = MailServer::start(&python, "starttls");
    for (setting, state, why) in [
        // It is the server that is refused: no attempt is booked on the mail.
        (
            ("EMAIL_HOST_PASSWORD", "a-wrong-guess"),
            "queued",
            "answered 535 5.7.8",
        ),
        (("SSL_CERT_FILE", ""), "deferred", "UnknownIssuer"),
        (
            ("EMAIL_USE_TLS", "off"),
            "deferred",
            "No compatible authentication mechanism",
        ),
        (("EMAIL_PORT", "1"), "deferred", "cannot be reached"),
    ] {
        let (_server, ann) = sending_by(&mail, &[setting]);
        let planned = ann.plan("09:00", &[BOB]);
        let told = within(20, why, || {
            let told = told(&ann, &planned);
            let is_tried = told["last_error"].is_string() && told["state"] != "sending";
            is_tried.then_some(told)
        });
        assert_eq!(told["state"], state, "{told}");
        assert_eq!(told["attempts"], u8::from(state == "deferred"), "{told}");
        assert_says(&told, "last_error", why);
    }
    assert_eq!(mail.letters().len(), 0);
}

#[test]
fn a_refused_mail_is_given_up_with_the_words_of_the_mail_server() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mut mail = MailServer::start(&python, "starttls");
    let (server, ann) = sending_by(&mail, &[]);
    mail.set("refuses");
    let planned = ann.plan("09:00", &[BOB]);
    let given_up = once(&ann, &planned, "failed", 1);
    assert_says(&given_up, "last_error", "550 5.1.1 no such user here");
    mail.set("takes");
    let_time_pass(&server);
    let other = ann.plan("11:00", &["cy@example.org"]);
    once(&ann, &other, "sent", 1);
    assert_eq!(told(&ann, &planned), given_up, "not tried again");
    assert_eq!(only(&mail).to, ["cy@example.org"]);
}

#[test]
fn a_deferred_mail_is_delivered_once_the_mail_server_is_well() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mut mail = MailServer::start(&python, "starttls");
    let (server, ann) = sending_by(&mail, &[]);
    mail.set("defers");
    let planned = ann.plan("09:00", &[BOB]);
    for attempt in 1..3 {
        let waits = once(&ann, &planned, "deferred", attempt);
        assert_says(&waits, "last_error", "451 4.3.0 try again later");
        if attempt == 2 {
            mail.set("takes");
        }
        let_time_pass(&server);
    }
    let sent = once(&ann, &planned, "sent", 3);
    assert_eq!(sent["last_error"], Value::Null);
    assert_eq!(only(&mail).to, [BOB]);
}

#[test]
fn nobody_waits_for_a_mail_server_that_says_nothing() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mut mail = MailServer::start(&python, "starttls");
    let (server, ann) = sending_by(&mail, &[]);
    mail.set("hangs");
    let planned = ann.plan("09:00", &[BOB]);
    within(10, "the attempt is under way", || {
        (told(&ann, &planned)["state"] == "sending").then_some(())
    });
    let other = ann.plan("11:00", &[BOB]);
    ann.patch(&other.path, json!({"title": "Renamed"}))
        .gives(200);
    assert_eq!(
        told(&ann, &planned)["state"],
        "sending",
        "all that was answered meanwhile"
    );
    let waits = once(&ann, &planned, "deferred", 1);
    assert_says(&waits, "last_error", "cannot be reached");
    mail.set("takes");
    let_time_pass(&server);
    once(&ann, &planned, "sent", 2);
}

#[test]
fn a_mail_whose_connection_broke_comes_again_and_is_the_same() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mut mail = MailServer::start(&python, "starttls");
    let (server, ann) = sending_by(&mail, &[]);
    mail.set("cuts");
    let planned = ann.plan("09:00", &[BOB]);
    once(&ann, &planned, "deferred", 1);
    assert_eq!(mail.letters().len(), 0, "half of it is none");
    mail.set("vanishes");
    let_time_pass(&server);
    once(&ann, &planned, "deferred", 2);
    let first = only(&mail);
    mail.set("takes");
    let_time_pass(&server);
    once(&ann, &planned, "sent", 3);
    let letters = arrived(&mail, 2);
    assert!(first.identity().iter().all(Option::is_some), "{first:?}");
    assert_eq!(first.identity(), letters[1].identity());
    assert_eq!(first.line("SEQUENCE:"), Some("0"));
}
