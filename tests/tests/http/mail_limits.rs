//! E-mail is a power over other people: what each may do with it, the hostile account first.

use std::thread;

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Client, Reply, Server, on_both, within};
use serde_json::{Value, json};

use crate::verification::mailed_link;

on_both!(
    sending_again_in_a_loop_reaches_the_limit,
    changes_in_a_loop_are_held_and_merged,
    replies_by_link_in_a_loop_are_held_and_merged,
    flood_of_replies_within_the_hold_is_one_e_mail,
    three_accounts_share_the_allowance_of_a_stranger,
    subaddresses_share_the_allowance_of_their_mailbox,
    two_processes_at_once_keep_the_limit,
    refused_calls_store_nothing,
    recipient_who_accepted_is_no_stranger,
    limits_are_off_with_the_limits_of_requests,
);

const ZOE: &str = "zoe@example.org";

fn server(backend: Backend, settings: &[(&str, &str)]) -> Server {
    let mut all = vec![("RATE_LIMIT", "on"), ("RATE_LIMIT_PER_USER", "100000")];
    all.extend(settings);
    Server::with(backend, &all)
}

/// The e-mails about meetings to this address that the server sent; what is held waits.
fn sent(server: &Server, email: &str) -> usize {
    let soon = match server.site.backend {
        Backend::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '+5 seconds') || '000'",
        Backend::Postgres => "now() + interval '5 seconds'",
    };
    let is_due = format!(
        "select count(*) as n from notifications where state = 'queued'
        and (is_claimed or next_try_at <= {soon})"
    );
    within(20, "all that is due is sent", || {
        (server.site.number(&is_due) == 0).then_some(())
    });
    let is_to = |mail: &&String| {
        let mut lines = mail.lines();
        lines.any(|line| line.starts_with("To: ") && line.contains(email))
    };
    server.site.mails().iter().filter(is_to).count()
}

fn queued(server: &Server, email: &str) -> i64 {
    server.site.number(&format!(
        "select count(*) as n from notifications where state = 'queued' and email = '{email}'"
    ))
}

fn create(client: &Client, number: usize, email: &str) -> Reply {
    let mut body = meeting(&format!("{:02}:{:02}", number / 60, number % 60));
    body["participants"] = json!([{ "email": email }]);
    client.post("/api/meetings/", body).send()
}

fn is_limit(reply: &Reply) -> bool {
    if reply.status != 429 {
        return false;
    }
    let problem = reply.json();
    assert_eq!(problem["code"], "mail_limit", "{reply:?}");
    let seconds: u64 = reply.header("Retry-After").parse().expect("seconds");
    assert!((1..=86_400).contains(&seconds), "{reply:?}");
    true
}

fn resend_path(client: &Client, planned: &Meeting) -> String {
    let log = client.get(&planned.at("notifications/")).gives(200).json();
    planned.at(&format!(
        "notifications/{}/resend/",
        log["results"][0]["id"]
    ))
}

fn sending_again_in_a_loop_reaches_the_limit(backend: Backend) {
    let server = server(backend, &[]);
    let eve = server.person("eve");
    let planned = eve.plan("09:00", &[ZOE]);
    let path = resend_path(&eve, &planned);
    let replies: Vec<Reply> = (0..20)
        .map(|_| eve.post(&path, Value::Null).send())
        .collect();
    let taken = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(taken, 9, "{replies:?}");
    assert_eq!(replies.iter().filter(|reply| is_limit(reply)).count(), 11);
    let notify = json!({"type": "invitation"});
    assert!(is_limit(&eve.post(&planned.at("notify/"), notify).send()));
    assert!(sent(&server, ZOE) <= 10);
}

fn changes_in_a_loop_are_held_and_merged(backend: Backend) {
    let server = server(backend, &[("MAIL_LIMIT_ACCOUNT_HOUR", "5")]);
    let eve = server.person("eve");
    let planned = eve.plan("09:00", &[ZOE]);
    for number in 0..15 {
        let title = json!({"title": format!("Buy {number}")});
        eve.patch(&planned.path, title).gives(200);
        eve.post(&planned.at("cancel/"), Value::Null).gives(200);
        eve.patch(&planned.path, json!({"status": "scheduled"}))
            .gives(200);
    }
    assert!(sent(&server, ZOE) <= 5);
    assert!(queued(&server, ZOE) <= 1);
    eve.patch(&planned.path, json!({"title": "The last"}))
        .gives(200);
    assert_eq!(
        queued(&server, ZOE),
        1,
        "the newest state is kept for later"
    );
    assert!(sent(&server, ZOE) <= 5);
    assert!(is_limit(&create(&eve, 700, ZOE)));
}

fn flood(server: &Server, link: &str, count: usize) {
    for number in 0..count {
        let status = ["accepted", "declined"][number % 2];
        let body = json!({"status": status, "note": format!("{number}")});
        let path = format!("/api/rsvp/{link}/");
        server.client().post(&path, body).gives(200);
    }
}

fn replies_by_link_in_a_loop_are_held_and_merged(backend: Backend) {
    let server = server(backend, &[("MAIL_LIMIT_PAIR_DAY", "3")]);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[ZOE]);
    let link = ann.link_of(&planned, ZOE);
    flood(&server, &link, 30);
    assert!(sent(&server, "ann@example.org") <= 3);
    assert!(
        queued(&server, "ann@example.org") >= 1,
        "the newest reply is kept"
    );
    assert_eq!(ann.read(&planned)["participants"][0]["note"], "29");
}

fn flood_of_replies_within_the_hold_is_one_e_mail(backend: Backend) {
    let server = server(backend, &[("MAIL_HOLD_SECONDS", "6")]);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[ZOE]);
    let link = ann.link_of(&planned, ZOE);
    flood(&server, &link, 60);
    server.site.wait_for_mails();
    assert_eq!(sent(&server, "ann@example.org"), 1);
}

fn three_accounts_share_the_allowance_of_a_stranger(backend: Backend) {
    let server = server(backend, &[]);
    let gang = ["eve", "mallory", "trudy"].map(|name| server.person(name));
    let mut taken = 0;
    for number in 0..8 {
        for (at, one) in gang.iter().enumerate() {
            let reply = create(one, at * 60 + number, ZOE);
            taken += usize::from(reply.status == 201);
            assert!(reply.status == 201 || is_limit(&reply), "{reply:?}");
        }
    }
    assert_eq!(taken, 10);
    let other = create(&gang[0], 300, "yan@example.org");
    assert_eq!(other.status, 201, "{other:?}");
    assert_eq!(sent(&server, ZOE), 10);
}

fn subaddresses_share_the_allowance_of_their_mailbox(backend: Backend) {
    let server = server(backend, &[]);
    let eve = server.person("eve");
    let taken = (0..16).filter(|number| {
        let reply = create(&eve, *number, &format!("zoe+{number}@example.org"));
        assert!(reply.status == 201 || is_limit(&reply), "{reply:?}");
        reply.status == 201
    });
    assert_eq!(taken.count(), 10);
    assert_eq!(create(&eve, 300, "yan@example.org").status, 201);
}

fn two_processes_at_once_keep_the_limit(backend: Backend) {
    let server = server(backend, &[("MAIL_LIMIT_HOUR", "8")]);
    let second = (backend == Backend::Postgres).then(|| server.sibling());
    let gang = ["eve", "mallory", "trudy", "oscar"].map(|name| server.person(name));
    let taken: usize = thread::scope(|scope| {
        let running: Vec<_> = gang
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let client = match &second {
                    Some(second) if at % 2 == 0 => one.at(second),
                    _ => one.clone(),
                };
                scope.spawn(move || {
                    let call = |number| {
                        create(
                            &client,
                            at * 60 + number,
                            &format!("p{at}{number}@example.org"),
                        )
                    };
                    (0..6).filter(|number| call(*number).status == 201).count()
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(taken, 8);
}

fn refused_calls_store_nothing(backend: Backend) {
    let server = server(backend, &[("MAIL_LIMIT_ACCOUNT_HOUR", "2")]);
    let eve = server.person("eve");
    let planned = eve.plan("09:00", &[ZOE, "yan@example.org"]);
    let path = resend_path(&eve, &planned);
    sent(&server, ZOE);
    let before = server.site.contents();
    let more = json!({"email": "more@example.org"});
    for reply in [
        create(&eve, 700, "new@example.org"),
        eve.post(&planned.at("participants/"), more).send(),
        eve.post(&planned.at("notify/"), json!({})).send(),
        eve.post(&path, Value::Null).send(),
    ] {
        assert!(is_limit(&reply), "{reply:?}");
    }
    assert_eq!(server.site.contents(), before);
}

fn recipient_who_accepted_is_no_stranger(backend: Backend) {
    let settings = [
        ("MAIL_LIMIT_STRANGER_DAY", "2"),
        ("MAIL_LIMIT_PAIR_DAY", "4"),
    ];
    let server = server(backend, &settings);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &[ZOE]);
    let mailed = mailed_link(&server.site, ZOE, "/rsvp/", 1);
    let mailed = ann.kept_link(&format!("/rsvp/{mailed}"));
    assert_eq!(create(&ann, 600, ZOE).status, 201);
    let accept = |link: &str| {
        let path = format!("/api/rsvp/{link}/");
        let accepted = json!({"status": "accepted"});
        server.client().post(&path, accepted).gives(200);
    };
    accept(&ann.link_of(&planned, ZOE));
    // By the link that the organiser was shown, it is the organiser's own word.
    assert!(is_limit(&create(&ann, 660, ZOE)));
    accept(&mailed);
    for number in 0..4 {
        assert_eq!(create(&ann, 700 + number, ZOE).status, 201);
    }
    assert!(is_limit(&create(&ann, 800, ZOE)));
}

fn limits_are_off_with_the_limits_of_requests(backend: Backend) {
    let settings = [("RATE_LIMIT", "off"), ("MAIL_LIMIT_STRANGER_DAY", "1")];
    let server = server(backend, &settings);
    let ann = server.person("ann");
    for number in 0..5 {
        assert_eq!(create(&ann, number, ZOE).status, 201);
    }
}
