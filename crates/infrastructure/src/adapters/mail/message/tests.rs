use proptest::prelude::*;
use scheduler_domain::calendar::Method;
use scheduler_domain::ids::NotificationId;
use scheduler_domain::notifications::{NoticeKind, PlainContent};
use scheduler_domain::text::Email;
use time::macros::utc_datetime;

use super::super::body::tests::meeting;
use super::*;

/// A mail of a few words.
pub(in super::super) fn mail() -> Mail {
    Mail {
        id: NotificationId(7),
        queued_at: utc_datetime!(2026-11-24 09:00),
        to: Email::parse("ann@example.org").unwrap(),
        name: "Ann Lee".to_owned(),
        kind: NoticeKind::Invitation,
        subject: "Invitation: Plan".to_owned(),
        content: plain("Hello Ann,\n\nbring it.\n"),
        unsubscribe_url: None,
    }
}

pub(in super::super) fn plain(text: &str) -> Content {
    Content::Plain(PlainContent {
        text: text.to_owned(),
        action: None,
    })
}

pub(in super::super) fn sender() -> Sender {
    "Scheduler <no-reply@meet.example>".parse().unwrap()
}

fn written(mail: &Mail) -> String {
    String::from_utf8(message(&sender(), mail).unwrap().formatted()).unwrap()
}

fn head(text: &str) -> &str {
    text.split_once("\r\n\r\n").unwrap().0
}

fn header<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    head(text)
        .split("\r\n")
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .collect()
}

/// Without the boundaries, which are drawn anew for each mail.
fn skeleton(text: &str) -> Vec<String> {
    let own = |line: &&str| {
        let is_header = line.starts_with("Content-") || line.starts_with(" boundary");
        is_header || line.starts_with("--") && line.len() > "--=20".len()
    };
    let lines = text.split("\r\n").filter(own).map(|line| {
        let line = line.split("boundary=").next().unwrap_or_default();
        let is_mark = line.starts_with("--");
        let is_encoding = line.starts_with("Content-Transfer-Encoding");
        match (is_mark, is_encoding) {
            (true, _) => if line.ends_with("--") { "--end" } else { "--" }.to_owned(),
            (_, true) => "Content-Transfer-Encoding".to_owned(),
            _ => line.to_owned(),
        }
    });
    lines.collect()
}

#[test]
fn a_mail_says_what_it_is() {
    let text = written(&mail());
    assert_eq!(header(&text, "From"), ["Scheduler <no-reply@meet.example>"]);
    assert_eq!(header(&text, "To"), ["\"Ann Lee\" <ann@example.org>"]);
    assert_eq!(header(&text, "Subject"), ["Invitation: Plan"]);
    assert_eq!(header(&text, "Auto-Submitted"), ["auto-generated"]);
    assert_eq!(header(&text, "MIME-Version"), ["1.0"]);
    assert_eq!(header(&text, "Date").len(), 1);
    assert_eq!(header(&text, "Reply-To"), [""; 0]);
    assert!(
        text.contains("\r\n\r\nHello Ann,\r\n\r\nbring it.\r\n"),
        "{text}"
    );
}

#[test]
fn a_mail_about_a_meeting_comes_from_its_organiser_by_way_of_the_server() {
    let text = written(&meeting(NoticeKind::Invitation));
    assert_eq!(
        header(&text, "From"),
        ["\"Ann Lee via Scheduler\" <no-reply@meet.example>"]
    );
    assert_eq!(header(&text, "Reply-To"), ["\"Ann Lee\" <ann@example.org>"]);
    let text = written(&meeting(NoticeKind::Reply));
    assert_eq!(
        header(&text, "From"),
        ["\"Bob Ray via Scheduler\" <no-reply@meet.example>"]
    );
    assert_eq!(header(&text, "Reply-To"), ["\"Bob Ray\" <bob@example.org>"]);
}

#[test]
fn who_has_no_name_lends_none_to_the_sender() {
    let mut mail = meeting(NoticeKind::Invitation);
    if let Content::Meeting(content) = &mut mail.content {
        content.organiser.name = "ann@example.org".to_owned();
    }
    let text = written(&mail);
    assert_eq!(header(&text, "From"), ["Scheduler <no-reply@meet.example>"]);
    assert_eq!(header(&text, "Reply-To"), ["ann@example.org"]);
}

#[test]
fn what_calendars_read_is_beside_the_words_and_a_file() {
    let parts = [
        "Content-Type: multipart/mixed;",
        "--",
        "Content-Type: multipart/alternative;",
        "--",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding",
        "--",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding",
        "--",
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
        "Content-Transfer-Encoding",
        "--end",
        "--",
        "Content-Disposition: attachment; filename=\"invite.ics\"",
        "Content-Type: application/ics; name=\"invite.ics\"; method=REQUEST;",
        "Content-Transfer-Encoding",
        "--end",
    ];
    let text = written(&meeting(NoticeKind::Invitation));
    let found: Vec<_> = skeleton(&text)
        .into_iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(found, parts);
    let text = written(&meeting(NoticeKind::Cancellation));
    assert!(text.contains("text/calendar; method=CANCEL;"), "{text}");
    for kind in [NoticeKind::Reminder, NoticeKind::Reply] {
        let text = written(&meeting(kind));
        assert!(!text.contains("text/calendar"), "{text}");
        assert!(head(&text).contains("multipart/alternative"), "{text}");
    }
}

#[test]
fn a_message_id_stays_with_its_mail() {
    let id = |mail: &Mail| message_id(&sender(), mail);
    let again = Mail {
        content: plain("with another link"),
        ..mail()
    };
    assert_eq!(id(&mail()), id(&again));
    assert!(id(&mail()).ends_with("@meet.example>"));
    let others = [
        Mail {
            id: NotificationId(8),
            ..mail()
        },
        Mail {
            subject: "Invitation: Other".to_owned(),
            ..mail()
        },
        Mail {
            to: Email::parse("bob@example.org").unwrap(),
            ..mail()
        },
        Mail {
            queued_at: mail().queued_at + time::Duration::SECOND,
            ..mail()
        },
    ];
    for other in others {
        assert_ne!(id(&mail()), id(&other));
    }
}

#[test]
fn international_domain_is_shown_in_text_and_ascii_in_headers() {
    let mut mail = meeting(NoticeKind::Invitation);
    mail.to = Email::parse("zoe@müller.example").unwrap();
    mail.name = String::new();
    if let Content::Meeting(content) = &mut mail.content {
        content.organiser.email = Email::parse("ann@пример.example").unwrap();
        content.organiser.name = content.organiser.email.to_string();
    }
    let text = written(&mail);
    assert_eq!(header(&text, "To"), ["zoe@xn--mller-kva.example"]);
    assert_eq!(header(&text, "Reply-To"), ["ann@xn--e1afmkfd.example"]);
    let envelope = message(&sender(), &mail).unwrap().envelope().clone();
    assert_eq!(envelope.to()[0].to_string(), "zoe@xn--mller-kva.example");
    let body = body(&mail).unwrap();
    for page in [body.text, body.html] {
        assert!(page.contains("zoe@müller.example"), "{page}");
        assert!(page.contains("ann@пример.example"), "{page}");
        assert!(!page.contains("xn--"), "{page}");
    }
}

const HOSTILE: &str = "x\r\nBcc: eve@example.org\n\rX-Evil: 1\u{2028}\u{85}\0\", \
    <eve@example.org>, \u{1f600} =?utf-8?q?=0d=0aBcc:_eve@example.org?= <b>&amp;</b>";

/// With this text wherever people write some.
fn filled(kind: NoticeKind, text: &str) -> Mail {
    let mut mail = meeting(kind);
    mail.name = text.to_owned();
    mail.subject = text.repeat(5);
    if let Content::Meeting(content) = &mut mail.content {
        for told in [&mut content.title, &mut content.location] {
            told.now = text.to_owned();
            told.was = Some(text.to_owned());
        }
        content.description = text.repeat(50);
        content.organiser.name = text.to_owned();
        if let Some(reply) = &mut content.reply {
            reply.name = scheduler_domain::text::Name::from_stored(text.to_owned());
            reply.note = scheduler_domain::text::Note::from_stored(text.to_owned());
        }
    }
    mail
}

const KINDS: [NoticeKind; 6] = [
    NoticeKind::Invitation,
    NoticeKind::Update,
    NoticeKind::Cancellation,
    NoticeKind::Reminder,
    NoticeKind::Reply,
    NoticeKind::Transfer,
];

fn header_names(text: &str) -> Vec<&str> {
    let own = head(text)
        .split("\r\n")
        .filter(|line| !line.starts_with(' '));
    own.map(|line| line.split(':').next().unwrap()).collect()
}

/// How many parts there are of each that holds some.
fn part_marks(text: &str) -> Vec<usize> {
    let boundaries = text.split("boundary=\"").skip(1);
    let marks = boundaries.map(|rest| {
        let mark = format!("\r\n--{}", rest.split('"').next().unwrap());
        text.matches(&mark).count()
    });
    marks.collect()
}

#[test]
fn no_text_becomes_a_header_a_part_or_another_recipient() {
    for kind in KINDS {
        for hostile in [HOSTILE, "\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"] {
            let mail = filled(kind, hostile);
            let message = message(&sender(), &mail).unwrap();
            assert_eq!(message.envelope().to().len(), 1);
            let text = String::from_utf8(message.formatted()).unwrap();
            let harmless = written(&filled(kind, "a"));
            assert_eq!(header_names(&text), header_names(&harmless));
            assert_eq!(part_marks(&text), part_marks(&harmless), "{text}");
            for line in text.split("\r\n") {
                assert!(line.len() <= 998 && line.is_ascii(), "{line:?}");
                assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_leaves_headers_lines_and_parts_as_they_are(
        text in prop_oneof![
            any::<String>(),
            "(\\PC|\r|\n|=\\?|\\?=|--|\"|<|>|,|:|;|\u{2028}|\0){0,80}",
        ],
        at in 0..KINDS.len(),
    ) {
        let kind = KINDS[at];
        let message = message(&sender(), &filled(kind, &format!("a{text}"))).unwrap();
        prop_assert_eq!(message.envelope().to().len(), 1);
        let text = String::from_utf8(message.formatted()).unwrap();
        let harmless = written(&filled(kind, "a"));
        prop_assert_eq!(header_names(&text), header_names(&harmless));
        prop_assert_eq!(part_marks(&text), part_marks(&harmless));
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 998 && line.is_ascii()));
        prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
    }
}

#[test]
fn what_looks_encoded_shows_as_it_was_written() {
    let odd = "=?utf-8?q?Bcc?=";
    let mut mail = filled(NoticeKind::Invitation, odd);
    mail.subject = odd.to_owned();
    let text = written(&mail);
    let encoded = "=?utf-8?q?=3D=3Futf=2D8=3Fq=3FBcc=3F=3D?=";
    assert_eq!(header(&text, "Subject"), [encoded]);
    assert_eq!(
        header(&text, "To"),
        [encoded],
        "the address is on the next line"
    );
    assert!(head(&text).contains("\r\n <ann@example.org>") || head(&text).contains("\r\n <bob@"));
    for name in ["From", "Reply-To"] {
        let [line] = header(&text, name)[..] else {
            panic!("{text}")
        };
        assert!(!line.contains(odd), "{line}");
    }
}

#[test]
fn no_carriage_return_is_sent_by_itself() {
    let mail = Mail {
        content: plain("one\r\r.\r\nMAIL FROM:<eve@example.org>\r\n\rtwo"),
        ..mail()
    };
    let text = written(&mail);
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    assert!(text.contains("\r\n\r\none\r\n\r\n.\r\nMAIL FROM:<eve@example.org>\r\n\r\ntwo"));
}

#[test]
fn the_calendar_says_the_method_that_the_part_says() {
    for (kind, method) in [
        (NoticeKind::Invitation, Method::Request),
        (NoticeKind::Cancellation, Method::Cancel),
    ] {
        let text = written(&meeting(kind));
        let name = method.name();
        assert_eq!(text.matches(&format!("\r\nMETHOD:{name}\r\n")).count(), 2);
        assert_eq!(text.matches(&format!("method={name};")).count(), 2);
    }
}
