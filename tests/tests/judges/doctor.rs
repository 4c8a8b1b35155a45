//! What `doctor` says to whoever runs it, where all is well and where something is wrong.

use std::net::TcpListener;

use scheduler_tests::mail_server::{MAIL_PASSWORD, MailServer};
use scheduler_tests::server::command;
use scheduler_tests::{Backend, Site, within};

use crate::judge;

const WRONG: &str = "a-wrong-guess";

/// Its exit code and all that it wrote, under good settings but for these.
fn doctor(mail: &MailServer, site: &Site, other: &[(&str, &str)]) -> (Option<i32>, String) {
    let given = mail.settings();
    let folder = site.folder().to_str().unwrap();
    let mut settings = vec![("DATA_DIR", folder), ("EMAIL_VERIFICATION", "on")];
    settings.extend(given.iter().map(|(name, value)| (*name, value.as_str())));
    settings.extend(other);
    let asked = [
        "doctor",
        "--to",
        "ann@example.org",
        "--dkim-selector",
        "s1",
        "--dns",
        &mail.dns,
    ];
    let done = command(&asked, &settings, None);
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    for secret in [MAIL_PASSWORD, WRONG] {
        assert!(!said.contains(secret), "{said}");
    }
    (done.status.code(), said)
}

fn migrated() -> Site {
    let site = Site::unmigrated(Backend::Sqlite);
    let folder = site.folder().to_str().unwrap().to_owned();
    let done = command(&["migrate"], &[("DATA_DIR", &folder)], None);
    assert!(done.status.success(), "{done:?}");
    site
}

#[test]
fn where_all_is_well_every_line_says_so() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    for way in ["starttls", "tls"] {
        let mail = MailServer::start(&python, way);
        // The rules of time zones are in the binary: what the machine has of them does not count.
        let (code, said) = doctor(&mail, &migrated(), &[("TZDIR", "/nowhere")]);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.lines().all(|line| line.starts_with("ok     ")),
            "{said}"
        );
        for line in [
            "ok     mail: the mail server lets us in",
            "ok     test mail: is on its way to ann@example.org: 250 2.0.0 queued as 4711",
            "ok     MX: meet.example.org takes mail",
            "ok     SPF: v=spf1 mx -all",
            "ok     DMARC: v=DMARC1; p=none",
            "ok     DKIM: s1._domainkey.meet.example.org has a key",
            "ok     time zones: ",
            "ok     database: reachable and up to date",
        ] {
            assert!(said.contains(line), "{line}\n--\n{said}");
        }
        // The server answers before what it says about the letter is read.
        let letters = within(10, "the letter", || {
            let letters = mail.letters();
            (!letters.is_empty()).then_some(letters)
        });
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(letters[0].to, ["ann@example.org"]);
    }
}

/// That it failed, and in which words, with what to do on the line below.
#[track_caller]
fn assert_told((code, said): &(Option<i32>, String), fault: &str, remedy: &str) {
    assert_eq!(*code, Some(1), "{said}");
    let fault = format!("fault  {fault}");
    let mut lines = said.lines().skip_while(|line| !line.starts_with(&fault));
    let below = lines.nth(1);
    assert!(
        below.is_some_and(|line| line.contains(remedy)),
        "{fault}\n{remedy}\n--\n{said}"
    );
}

#[test]
fn each_wrong_setting_is_told_with_what_to_do() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mail = MailServer::start(&python, "starttls");
    let site = migrated();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap().port().to_string();
    drop(listener);
    let database = format!("postgres://ann:{MAIL_PASSWORD}@127.0.0.1:{nobody}/meetings");
    let below_a_file = site.folder().join("meetings.db/below");
    let unreached = "mail: The mail server cannot be reached";
    let untrusted = format!("{unreached}: invalid peer certificate: UnknownIssuer");
    let no_log_in = format!("{unreached}: No compatible authentication mechanism");
    for (name, value, fault, remedy) in [
        (
            "EMAIL_HOST_PASSWORD",
            WRONG,
            "mail: The mail server answered 535",
            "EMAIL_HOST_PASSWORD",
        ),
        (
            "SSL_CERT_FILE",
            "/nowhere",
            &untrusted,
            "does not know who signed",
        ),
        ("EMAIL_USE_TLS", "off", &no_log_in, "look at EMAIL_USE_TLS"),
        (
            "EMAIL_PORT",
            &nobody,
            unreached,
            "Look at EMAIL_HOST and EMAIL_PORT",
        ),
        (
            "DATABASE_URL",
            &database,
            "database: ",
            "Look at DATABASE_URL",
        ),
        (
            "DATA_DIR",
            below_a_file.to_str().unwrap(),
            "DATA_DIR: ",
            "or give the folder to its user",
        ),
        ("PORT", "none", "settings: PORT: ", "Mend this setting"),
    ] {
        assert_told(&doctor(&mail, &site, &[(name, value)]), fault, remedy);
    }
}

#[test]
fn a_mail_server_that_does_not_take_the_test_mail_is_quoted() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mut mail = MailServer::start(&python, "starttls");
    let remedy = "The mail server does not take this mail. Look at DEFAULT_FROM_EMAIL";
    for (word, answer) in [
        ("refuses", "550 5.1.1 no such user here"),
        ("defers", "451 4.3.0 try again later"),
    ] {
        mail.set(word);
        let fault = format!("mail: The mail server answered {answer}");
        assert_told(&doctor(&mail, &migrated(), &[]), &fault, remedy);
    }
}

#[test]
fn a_domain_of_which_dns_knows_nothing_is_told_with_what_to_publish() {
    let Some(python) = judge("MAIL_SERVER") else {
        return;
    };
    let mail = MailServer::start(&python, "starttls");
    let from = [("DEFAULT_FROM_EMAIL", "planner@bare.example.org")];
    let told = doctor(&mail, &migrated(), &from);
    let spf = "SPF: bare.example.org does not say who may send for it";
    assert_told(&told, spf, "Publish a TXT record of bare.example.org");
    let dkim = "DKIM: s1._domainkey.bare.example.org has no key";
    assert_told(
        &told,
        dkim,
        "Publish the key that the mail server signs with",
    );
    for note in [
        "note   MX: bare.example.org takes no mail, so answers get lost",
        "note   DMARC: _dmarc.bare.example.org has no record; large mail services ask for one",
    ] {
        assert!(told.1.contains(note), "{note}\n--\n{}", told.1);
    }
}
