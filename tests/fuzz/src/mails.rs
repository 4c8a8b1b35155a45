//! Mails, whose parts are written by people: the sender, the recipient, the name, the subject, the
//! rest is the text.

use scheduler_domain::ids::NotificationId;
use scheduler_domain::notifications::{Content, Mail, Mailer, NoticeKind, PlainContent};
use scheduler_domain::text::Email;
use scheduler_infrastructure::adapters::{FileMailer, Sender};

use crate::line;

/// A mail to anybody whom the server takes is written, with its own headers once each and no
/// other line before its text.
pub fn mails(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else {
        return;
    };
    let (from, rest) = line(input);
    let (to, rest) = line(rest);
    let (name, rest) = line(rest);
    let (subject, text) = line(rest);
    // Names and subjects may hold any break of lines themselves.
    let breaks = |text: &str| text.replace("<br>", "\r\n").replace("<cr>", "\r");
    let Ok(to) = Email::parse(to) else {
        return;
    };
    let from = from.parse::<Sender>().unwrap_or_default();
    let mail = Mail {
        id: NotificationId(7),
        to,
        name: breaks(name),
        kind: NoticeKind::Invitation,
        subject: breaks(subject),
        content: Content::Plain(PlainContent {
            text: text.to_owned(),
            action: None,
        }),
    };
    let folder = tempfile::tempdir().unwrap();
    let mailer = FileMailer::open(folder.path(), from).unwrap();
    mailer
        .send(&mail)
        .unwrap_or_else(|fault| panic!("{fault:?}: {mail:?}"));
    let written = std::fs::read(folder.path().join("7.eml")).unwrap();
    let written = String::from_utf8(written).expect("ASCII");
    let (head, body) = written.split_once("\r\n\r\n").expect("a head and a body");
    head_holds(head);
    assert!(body.is_ascii() && !body.contains('\0'), "{body:?}");
    assert!(!body.replace("\r\n", "").contains(['\r', '\n']), "{body:?}");
    assert!(
        body.lines().all(|line| line.len() <= 998),
        "RFC 5322 §2.1.1"
    );
}

const HEADERS: [&str; 9] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
    "X-Auto-Response-Suppress",
];

fn head_holds(head: &str) {
    assert!(
        head.chars()
            .all(|c| c.is_ascii() && (!c.is_ascii_control() || "\r\n\t".contains(c))),
        "{head:?}"
    );
    assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "{head:?}");
    let mut names = Vec::new();
    for line in head.split("\r\n") {
        assert!((1..=998).contains(&line.len()), "{head:?}");
        if !line.starts_with([' ', '\t']) {
            names.push(line.split(':').next().unwrap_or_default());
        }
    }
    names.sort_unstable();
    assert_eq!(names, HEADERS, "{head:?}");
}
