use scheduler_domain::calendar::{Invitation, Method, invitation_file};
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::notifications::{CalendarFile, Facts, Person, Reply};
use scheduler_domain::text::{Description, Email, Location, Name, Note, Title};
use scheduler_domain::time::{TimeRange, Zone};
use time::macros::utc_datetime;

use super::*;

const DESCRIPTION: &str = "We go through the numbers of the quarter.\n\nPlease bring:\n- your forecast\n\
    - open questions";

/// A mail of this kind as most of them are: to Bob, or to Ann where Bob answered.
pub(in super::super) fn meeting(kind: NoticeKind) -> Mail {
    let to_organiser = kind == NoticeKind::Reply;
    let (address, name) = if to_organiser {
        ("ann@example.org", "Ann Lee")
    } else {
        ("bob@example.org", "Bob Ray")
    };
    let is_asked = matches!(
        kind,
        NoticeKind::Invitation | NoticeKind::Update | NoticeKind::Reminder
    );
    let is_update = kind == NoticeKind::Update;
    let told = |now: &str, was: &str| Told {
        now: now.to_owned(),
        was: is_update.then(|| was.to_owned()),
    };
    let same = |now: &str| Told {
        now: now.to_owned(),
        was: None,
    };
    let subject = match kind {
        NoticeKind::Invitation => "Invitation: Quarterly budget",
        NoticeKind::Update => "Updated: Quarterly budget",
        NoticeKind::Cancellation => "Cancelled: Quarterly budget",
        NoticeKind::Reply => "Bob Ray accepted: Quarterly budget",
        NoticeKind::Transfer => "Transfer offered: Quarterly budget",
        _ => "Reminder: Quarterly budget",
    };
    let news = match kind {
        NoticeKind::Invitation => "Ann Lee invites you to a meeting.",
        NoticeKind::Update => "Ann Lee changed a meeting that you are invited to.",
        NoticeKind::Cancellation => "This meeting no longer takes place.",
        NoticeKind::Reply => "Bob Ray accepted your invitation.",
        NoticeKind::Transfer => {
            "Ann Lee offers to transfer this meeting to you. Accept or decline within 14 days; nothing \
            changes until you accept."
        }
        _ => "A reminder of a meeting that Ann Lee invited you to.",
    };
    let page = "https://meet.example/dashboard/meetings/0191d4a8-7c00-7000-8000-000000000001";
    let content = MeetingContent {
        title: same("Quarterly budget"),
        when: told(
            "Thursday, 3 December 2026, 10:00 – 11:30 (Berlin time)",
            "Wednesday, 2 December 2026, 10:00 – 11:30",
        ),
        when_planned: (!to_organiser)
            .then(|| "Thursday, 3 December 2026, 04:00 – 05:30 (New York time)".to_owned()),
        location: told("Room 2", "Room 1"),
        description: DESCRIPTION.to_owned(),
        is_description_new: is_update,
        organiser: Person {
            email: email("ann@example.org"),
            name: "Ann Lee".to_owned(),
        },
        goes_on: false,
        news: news.to_owned(),
        reply: to_organiser.then(|| Reply {
            email: email("bob@example.org"),
            name: Name::parse("Bob Ray").unwrap(),
            status: Rsvp::Accepted,
            note: Note::parse("Glad to come.\nI bring the <numbers> & a cake.").unwrap(),
            has_left: false,
        }),
        page_url: (kind != NoticeKind::Cancellation).then(|| page.to_owned()),
        answer: is_asked.then(|| Answer {
            url: "https://meet.example/rsvp/7.abcdefghijklmnopqrstuvwxyzabcdef/".to_owned(),
            status: if kind == NoticeKind::Reminder {
                Rsvp::Accepted
            } else {
                Rsvp::Pending
            },
            sequence: 3,
        }),
        more_replies: Vec::new(),
        leave_url: None,
        calendar: calendar(kind),
    };
    Mail {
        id: NotificationId(7),
        queued_at: utc_datetime!(2026-11-24 09:00),
        to: email(address),
        name: name.to_owned(),
        kind,
        subject: subject.to_owned(),
        content: Content::Meeting(Box::new(content)),
        unsubscribe_url: Some("https://meet.example/unsubscribe/abcdef6f72/".to_owned()),
    }
}

fn calendar(kind: NoticeKind) -> Option<CalendarFile> {
    let method = match kind {
        NoticeKind::Invitation | NoticeKind::Update => Method::Request,
        NoticeKind::Cancellation => Method::Cancel,
        _ => return None,
    };
    let start = utc_datetime!(2026-12-03 09:00);
    let facts = Facts {
        title: Title::parse("Quarterly budget").unwrap(),
        description: Description::parse(DESCRIPTION).unwrap(),
        location: Location::parse("Room 2").unwrap(),
        times: TimeRange::try_new(start, utc_datetime!(2026-12-03 10:30)).unwrap(),
        zone: Zone::parse("America/New_York").unwrap(),
        organiser_email: email("ann@example.org"),
        organiser_name: "Ann Lee".to_owned(),
        planned_at: utc_datetime!(2026-11-24 08:00),
        goes_on: false,
        is_handed_over: false,
        is_taken_back: false,
        by: None,
        reply: None,
    };
    let text = invitation_file(&Invitation {
        method,
        meeting: MeetingId("0191d4a8-7c00-7000-8000-000000000001".parse().unwrap()),
        sequence: 1,
        told_at: utc_datetime!(2026-11-24 09:00),
        facts: &facts,
        email: &email("bob@example.org"),
        name: "Bob Ray",
        participants: &[],
    });
    Some(CalendarFile { method, text })
}

fn account(kind: NoticeKind) -> Mail {
    let (subject, text, action) = match kind {
        NoticeKind::EmailVerification => (
            "Confirm your e-mail address",
            "Please confirm that this e-mail address is yours.\n\nIf you did not register, ignore this mail.\n",
            Action {
                url: "https://meet.example/verify/eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.abc"
                    .to_owned(),
                label: "Confirm this address",
                lifetime: Some("three days"),
            },
        ),
        _ => (
            "Choose a new password",
            "Somebody asked for a new password for your account.\n\nIf it was not you, ignore this mail: your password stays as it is.\n",
            Action {
                url: "https://meet.example/reset/eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.abc"
                    .to_owned(),
                label: "Choose a new password",
                lifetime: Some("30 minutes"),
            },
        ),
    };
    Mail {
        id: NotificationId(8),
        queued_at: utc_datetime!(2026-11-24 09:00),
        to: email("bob@example.org"),
        name: "Bob Ray".to_owned(),
        kind,
        subject: subject.to_owned(),
        content: Content::Plain(PlainContent {
            text: text.to_owned(),
            action: Some(action),
        }),
        unsubscribe_url: None,
    }
}

fn email(address: &str) -> Email {
    Email::parse(address).unwrap()
}

fn every_kind() -> [(&'static str, Mail); 8] {
    [
        ("invitation", meeting(NoticeKind::Invitation)),
        ("update", meeting(NoticeKind::Update)),
        ("cancellation", meeting(NoticeKind::Cancellation)),
        ("reminder", meeting(NoticeKind::Reminder)),
        ("reply", meeting(NoticeKind::Reply)),
        ("transfer", meeting(NoticeKind::Transfer)),
        ("email_verification", account(NoticeKind::EmailVerification)),
        ("password_reset", account(NoticeKind::PasswordReset)),
    ]
}

/// `UPDATE_SNAPSHOTS=1` writes the files anew.
#[test]
fn each_kind_is_as_it_was_when_somebody_looked_at_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail");
    for (name, mail) in every_kind() {
        let Body { text, html } = body(&mail).unwrap();
        for (ending, found) in [("txt", text), ("html", html)] {
            let path = folder.join(format!("{name}.{ending}"));
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &found).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap();
            assert_eq!(kept, found, "{}", path.display());
        }
    }
}

#[test]
fn who_is_asked_can_answer_from_text_and_from_html() {
    for kind in [
        NoticeKind::Invitation,
        NoticeKind::Update,
        NoticeKind::Reminder,
    ] {
        let Body { text, html } = body(&meeting(kind)).unwrap();
        let url = "https://meet.example/rsvp/7.abcdefghijklmnopqrstuvwxyzabcdef/";
        assert!(text.contains(&format!("\n{url}\n")), "{text}");
        for answer in ["accepted", "tentative", "declined"] {
            assert!(
                html.contains(&format!("href=\"{url}?answer={answer}&#38;sequence=3\"")),
                "{html}"
            );
        }
    }
    for kind in [
        NoticeKind::Cancellation,
        NoticeKind::Reply,
        NoticeKind::Transfer,
    ] {
        let Body { text, html } = body(&meeting(kind)).unwrap();
        assert!(!text.contains("/rsvp/") && !html.contains("/rsvp/"));
    }
}

#[test]
fn a_change_is_told_with_what_was_told_before() {
    let Body { text, html } = body(&meeting(NoticeKind::Update)).unwrap();
    assert!(text.contains("Where:      Room 2 (was Room 1)\n"), "{text}");
    assert!(html.contains("Room 2</strong> <span"), "{html}");
    assert!(html.contains("(was <s>Room 1</s>)"), "{html}");
    let mut bare = meeting(NoticeKind::Update);
    if let Content::Meeting(content) = &mut bare.content {
        content.location = Told {
            now: String::new(),
            was: Some("Room 1".to_owned()),
        };
        content.title.was = Some("Budget".to_owned());
    }
    let text = body(&bare).unwrap().text;
    assert!(text.contains("no place any more (was Room 1)\n"), "{text}");
    assert!(text.contains("\nQuarterly budget (was Budget)\n"), "{text}");
}

#[test]
fn the_longest_texts_leave_html_below_what_mail_programs_cut() {
    for text in ["<", "\u{1f600}", "\n<", "&", "a"] {
        for kind in [NoticeKind::Update, NoticeKind::Reply] {
            let mut mail = meeting(kind);
            if let Content::Meeting(content) = &mut mail.content {
                let long = text.repeat(255).chars().take(255).collect::<String>();
                let told = Told {
                    now: long.clone(),
                    was: Some(long.clone()),
                };
                (content.title, content.location) = (told.clone(), told);
                content.description = text.repeat(10_000).chars().take(10_000).collect();
                content.news = long.clone();
                content.organiser.name = long;
                if let Some(reply) = &mut content.reply {
                    reply.note = Note::from_stored(text.repeat(1_000));
                }
            }
            let Body { text, html } = body(&mail).unwrap();
            assert!(html.len() <= 60_000, "{}", html.len());
            assert!(html.contains("Read the rest"));
            assert!(text.len() > 10_000, "the text is whole");
        }
    }
}

#[test]
fn nothing_that_people_write_is_html() {
    let planted = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;";
    let mut mail = meeting(NoticeKind::Reply);
    mail.subject = planted.to_owned();
    if let Content::Meeting(content) = &mut mail.content {
        let told = Told {
            now: planted.to_owned(),
            was: Some(planted.to_owned()),
        };
        content.title = told.clone();
        content.location = Told {
            now: "https://x/\"onmouseover=alert(1)<b>".to_owned(),
            ..told
        };
        content.description = planted.to_owned();
        content.organiser.name = planted.to_owned();
        content.news = planted.to_owned();
        if let Some(reply) = &mut content.reply {
            reply.note = Note::from_stored(planted.to_owned());
            reply.name = Name::from_stored(planted.to_owned());
        }
    }
    let html = body(&mail).unwrap().html;
    for bad in ["<script", "<img", "<b>", "\"onmouseover", "\"'>"] {
        assert!(!html.contains(bad), "{bad}: {html}");
    }
}

#[test]
fn only_a_whole_web_address_is_a_link() {
    for (text, is_link) in [
        ("https://meet.example/x", true),
        ("http://meet.example/x", true),
        ("https://meet.example/x or Room 1", false),
        ("javascript:alert(1)", false),
        ("Room 1", false),
    ] {
        assert_eq!(web_address(text).is_some(), is_link, "{text}");
    }
}

#[test]
fn no_mail_loads_anything_from_elsewhere() {
    for (name, mail) in every_kind() {
        let html = body(&mail).unwrap().html;
        for bad in ["<img", "src=", "url(", "<link", "@import", "@font-face"] {
            assert!(!html.contains(bad), "{name}: {bad}");
        }
    }
}
