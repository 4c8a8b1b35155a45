//! Every setting does what it says.

use std::process::Command;
use std::sync::Arc;

use scheduler_tests::{Backend, Server, Site, SmtpSink, on_both, within};

on_both!(
    the_lives_of_tokens_are_settings,
    the_cost_of_a_password_is_a_setting,
    mail_by_smtp_verifies_addresses_unless_that_is_switched_off,
    mail_carries_the_sender_and_the_public_address,
    the_mail_server_is_told_who_sends,
    mail_never_leaves_readably_where_tls_is_wanted,
    without_a_mail_server_mail_is_printed,
);

fn the_lives_of_tokens_are_settings(backend: Backend) {
    let settings = [("ACCESS_TOKEN_MINUTES", "7"), ("REFRESH_TOKEN_DAYS", "3")];
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    for (token, seconds) in [(&ann.access, 7 * 60), (&ann.refresh, 3 * 86_400)] {
        let claims = crate::tokens::claims(token);
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(life, seconds);
    }
}

fn the_cost_of_a_password_is_a_setting(backend: Backend) {
    let server = Server::with(backend, &[("BCRYPT_COST", "5")]);
    server.person("ann");
    let hashes = server.site.lines("select password_hash as t from users");
    assert!(hashes[0].starts_with("$2b$05$"), "{}", hashes[0]);
}

/// How a sink is reached.
fn by_smtp(port: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port),
        ("EMAIL_USE_TLS", "off"),
    ]
}

fn mail_by_smtp_verifies_addresses_unless_that_is_switched_off(backend: Backend) {
    let sink = SmtpSink::start(0);
    let port = sink.port.to_string();
    let server = Server::with(backend, &by_smtp(&port));
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let bob = server.person("bob");
    bob.get(&planned.path).gives(404);
    let letter = within(10, "the verification mail", || {
        sink.letters()
            .into_iter()
            .find(|letter| letter.to == ["bob@example.org"] && letter.text.contains("/verify/"))
    });
    assert!(!server.log().contains("/verify/"), "{}", letter.text);
    let mut off = by_smtp(&port);
    off.push(("EMAIL_VERIFICATION", "off"));
    let second = Server::on(Arc::clone(&server.site), &off);
    bob.at(&second).get(&planned.path).gives(200);
}

fn mail_carries_the_sender_and_the_public_address(backend: Backend) {
    let settings = [
        ("DEFAULT_FROM_EMAIL", "Planner <planner@example.org>"),
        ("PUBLIC_URL", "https://meet.example.org"),
    ];
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    let mail = within(10, "a mail", || server.site.mails().pop());
    assert!(mail.contains("planner@example.org"), "{mail}");
    assert!(
        mail.replace("=\r\n", "")
            .contains("https://meet.example.org/rsvp/"),
        "{mail}"
    );
}

fn the_mail_server_is_told_who_sends(backend: Backend) {
    let sink = SmtpSink::start(0);
    let port = sink.port.to_string();
    let mut settings = by_smtp(&port);
    settings.push(("EMAIL_HOST_USER", "user"));
    settings.push(("EMAIL_HOST_PASSWORD", "passed-on"));
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    ann.keep_secret("passed-on");
    ann.plan("09:00", &["bob@example.org"]);
    let letter = within(10, "a mail", || sink.letters().pop());
    assert_eq!(letter.login, "AUTH PLAIN AHVzZXIAcGFzc2VkLW9u");
}

fn mail_never_leaves_readably_where_tls_is_wanted(backend: Backend) {
    let sink = SmtpSink::start(0);
    let port = sink.port.to_string();
    let mut settings = by_smtp(&port);
    settings.push(("EMAIL_USE_TLS", "on"));
    settings.push(("EMAIL_VERIFICATION", "off"));
    let server = Server::with(backend, &settings);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    let tried = within(20, "an attempt", || {
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        (log["results"][0]["attempts"].as_i64() >= Some(1)).then(|| log["results"][0].clone())
    });
    assert_eq!(tried["is_sent"], false);
    assert!(tried["last_error"].is_string(), "{tried}");
    assert!(sink.letters().is_empty());
}

fn without_a_mail_server_mail_is_printed(backend: Backend) {
    let server = Server::with(backend, &[("EMAIL_BACKEND", "")]);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    within(10, "the mail in the log", || {
        let log = server.log();
        (log.contains("bob@example.org") && log.contains("Budget")).then_some(())
    });
}

#[test]
fn nothing_at_all_must_be_set() {
    let names = [
        "DATA_DIR",
        "JWT_SECRET",
        "BCRYPT_COST",
        "RATE_LIMIT",
        "EMAIL_BACKEND",
        "DATABASE_URL",
    ];
    let settings: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
    let server = Server::with(Backend::Sqlite, &settings);
    let ann = server.person("ann");
    ann.plan("09:00", &[]);
    assert!(server.site.folder().join("data/meetings.db").exists());
    assert!(server.base().starts_with("http://127.0.0.1:"));
}

#[test]
fn it_listens_where_it_is_told() {
    let server = Server::with(Backend::Sqlite, &[("HOST", "0.0.0.0")]);
    assert!(server.base().starts_with("http://0.0.0.0:"));
    server.client().get("/healthz").gives(200);
}

/// Every setting that the contract names stands in `.env.example`, and what stands there is taken.
#[test]
fn the_example_of_the_settings_is_complete_and_right() {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../.env.example"));
    let example = example.unwrap();
    for name in [
        "HOST",
        "PORT",
        "DATABASE_URL",
        "DATA_DIR",
        "JWT_SECRET",
        "ACCESS_TOKEN_MINUTES",
        "REFRESH_TOKEN_DAYS",
        "CORS_ALLOWED_ORIGINS",
        "PUBLIC_URL",
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_USE_TLS",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
        "DEFAULT_FROM_EMAIL",
        "LOG_FORMAT",
        "BCRYPT_COST",
        "RATE_LIMIT",
        "EMAIL_VERIFICATION",
    ] {
        let is_named = |line: &str| {
            line.trim_start_matches('#')
                .starts_with(&format!("{name}="))
        };
        assert!(example.lines().any(is_named), "{name}");
    }
    let site = Site::new(Backend::Sqlite);
    std::fs::write(site.folder().join(".env"), &example).unwrap();
    let done = Command::new(scheduler_tests::server::binary())
        .arg("check")
        .current_dir(site.folder())
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(done.status.success(), "{said}");
}
