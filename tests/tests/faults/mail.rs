//! F5 in a short form: mail servers that are gone, or hang.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use scheduler_tests::{Backend, Server, SmtpSink, on_both, within};

on_both!(
    mail_waits_for_its_server_and_nothing_is_lost,
    a_hanging_mail_server_blocks_no_request,
    mail_goes_out_once_and_to_its_person,
);

fn settings(port: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_VERIFICATION", "off"),
        ("DEFAULT_FROM_EMAIL", "meetings@example.org"),
    ]
}

fn mail_waits_for_its_server_and_nothing_is_lost(backend: Backend) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let text = port.to_string();
    let server = Server::with(backend, &settings(&text));
    let ann = server.person("ann");
    let people: Vec<String> = (0..10)
        .map(|number| format!("p{number}@example.org"))
        .collect();
    let names: Vec<&str> = people.iter().map(String::as_str).collect();
    let planned = ann.plan("09:00", &names);
    let log = within(20, "every mail was tried", || {
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        let all = log["results"].as_array().unwrap().clone();
        all.iter()
            .all(|one| one["attempts"].as_i64() >= Some(1))
            .then_some(all)
    });
    assert!(
        log.iter()
            .all(|one| one["is_sent"] == false && one["last_error"].is_string()),
        "{log:?}"
    );
    let sink = SmtpSink::start(port);
    let due = server.site.stored("2020-01-01T00:00:00Z");
    server
        .site
        .execute(&format!("update notifications set next_try_at = '{due}'"));
    within(30, "every mail is sent", || {
        let log = ann.get(&planned.at("notifications/")).gives(200).json();
        log["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["is_sent"] == true)
            .then_some(())
    });
    let mut reached: Vec<String> = sink
        .letters()
        .into_iter()
        .flat_map(|letter| letter.to)
        .collect();
    reached.sort();
    assert_eq!(reached, people, "each exactly once");
}

fn a_hanging_mail_server_blocks_no_request(backend: Backend) {
    let sink = SmtpSink::hanging();
    let text = sink.port.to_string();
    let server = Server::with(backend, &settings(&text));
    let ann = server.person("ann");
    let mut slowest = Duration::ZERO;
    for number in 0..30 {
        let begun = Instant::now();
        let planned = ann.plan("09:00", &[&format!("p{number}@example.org")]);
        ann.read(&planned);
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

fn mail_goes_out_once_and_to_its_person(backend: Backend) {
    let sink = SmtpSink::start(0);
    let text = sink.port.to_string();
    let server = Server::with(backend, &settings(&text));
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let ann = server.person("ann");
    let people: Vec<String> = (0..40)
        .map(|number| format!("q{number:02}@example.org"))
        .collect();
    let names: Vec<&str> = people.iter().map(String::as_str).collect();
    ann.plan("09:00", &names);
    within(30, "every mail arrives", || {
        (sink.letters().len() >= 40).then_some(())
    });
    let sent = "select count(*) as n from notifications where state = 'sent'";
    within(10, "every mail is written down as sent", || {
        (server.site.number(sent) == 40).then_some(())
    });
    let letters = sink.letters();
    let mut reached: Vec<String> = letters
        .iter()
        .flat_map(|letter| letter.to.clone())
        .collect();
    reached.sort();
    assert_eq!(reached, people, "two processes share the work");
    for letter in &letters {
        assert!(
            letter.text.contains("Message-ID:") && letter.text.contains("From:"),
            "{}",
            letter.text
        );
        assert!(letter.text.contains(&letter.to[0]), "{}", letter.text);
    }
    drop(second);
}
