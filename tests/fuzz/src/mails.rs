//! Mails, whose parts are written by people: the sender, the recipient, the name, the subject, the
//! rest is the text.

use scheduler_domain::calendar::Method;
use scheduler_domain::ids::NotificationId;
use scheduler_domain::notifications::{
    CalendarFile, Content, Mail, Mailer, MeetingContent, NoticeKind, Person, PlainContent, Reply,
    Told,
};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::text::{Email, Name, Note};
use scheduler_infrastructure::adapters::{FileMailer, Sender};
use time::macros::utc_datetime;

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
    let (name, subject) = (breaks(name), breaks(subject));
    let plain = Content::Plain(PlainContent {
        text: text.to_owned(),
        action: None,
    });
    let meeting = Content::Meeting(Box::new(about(&to, &name, &subject, text)));
    for (content, has_author) in [(plain, false), (meeting, true)] {
        let mail = Mail {
            id: NotificationId(7),
            queued_at: utc_datetime!(2026-11-24 09:00),
            to: to.clone(),
            name: name.clone(),
            kind: NoticeKind::Update,
            subject: subject.clone(),
            content,
            unsubscribe_url: None,
        };
        written_holds(&from, &mail, has_author);
    }
}

/// A meeting whose texts are these, wherever people write some.
fn about(to: &Email, name: &str, subject: &str, text: &str) -> MeetingContent {
    let told = |text: &str| Told {
        now: text.to_owned(),
        was: Some(text.to_owned()),
    };
    MeetingContent {
        title: told(subject),
        when: told("Thursday"),
        when_planned: None,
        location: told(name),
        description: text.to_owned(),
        is_description_new: true,
        organiser: Person {
            email: Email::from_stored("organiser@example.org".to_owned()),
            name: name.to_owned(),
        },
        goes_on: false,
        news: text.to_owned(),
        reply: Some(Reply {
            email: to.clone(),
            name: Name::from_stored(name.to_owned()),
            status: Rsvp::Accepted,
            note: Note::from_stored(text.to_owned()),
            has_left: false,
        }),
        page_url: None,
        answer: None,
        more_replies: Vec::new(),
        leave_url: None,
        calendar: Some(CalendarFile {
            method: Method::Request,
            text: text.to_owned(),
        }),
    }
}

fn written_holds(from: &Sender, mail: &Mail, has_author: bool) {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FileMailer::open(folder.path(), from.clone()).unwrap();
    mailer
        .send(mail)
        .unwrap_or_else(|fault| panic!("{fault:?}: {mail:?}"));
    let written = std::fs::read(folder.path().join("7.eml")).unwrap();
    let written = String::from_utf8(written).expect("ASCII");
    let (head, body) = written.split_once("\r\n\r\n").expect("a head and a body");
    head_holds(head, has_author);
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

fn head_holds(head: &str, has_author: bool) {
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
    let own = names.iter().filter(|name| **name != "Reply-To");
    assert!(own.eq(&HEADERS), "{head:?}");
    assert_eq!(names.contains(&"Reply-To"), has_author, "{head:?}");
}
