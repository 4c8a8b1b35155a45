//! Calendar files that are sent.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use scheduler_domain::calendar::{Invitation, Method, calendar_file, invitation_file};
use scheduler_domain::meetings::Meeting;
use scheduler_domain::notifications::Facts;
use scheduler_domain::participants::{Participant, Rsvp};
use time::macros::utc_datetime;

use crate::cases::{ann, email, hostile, meeting, participant, stored};
use crate::read_back::{instant, lines, names};

fn of(meeting: &Meeting, method: Method, to: &Participant) -> String {
    invitation_file(&Invitation {
        method,
        meeting: meeting.id,
        sequence: meeting.sequence,
        told_at: utc_datetime!(2026-11-24 09:00),
        facts: &Facts::of(meeting),
        email: &to.email,
        name: to.name.as_str(),
        participants: &meeting.participants,
    })
}

fn planned() -> Meeting {
    let mut planned = meeting(1, "Europe/Berlin", 1_796_288_400, 3600);
    planned.participants = vec![
        participant(1, "bob@example.org", "Bob, \"B\" Ray"),
        participant(2, "ann@example.org", "Ann"),
        participant(3, "zoe@example.org", ""),
    ];
    planned.participants[1].status = Rsvp::Accepted;
    planned.participants[2].status = Rsvp::Tentative;
    planned
}

/// `UPDATE_SNAPSHOTS=1` writes the files anew.
#[test]
fn messages_are_as_they_were_when_somebody_looked_at_them() {
    for (name, method) in [("request", Method::Request), ("cancel", Method::Cancel)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/ics")
            .join(format!("{name}.ics"));
        let planned = planned();
        let file = of(&planned, method, &planned.participants[2]);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &file).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), file, "{name}");
    }
}

#[test]
fn a_message_names_the_meeting_and_its_times_as_a_download_does() {
    let planned = planned();
    let download = calendar_file(std::slice::from_ref(&planned), &ann());
    let message = of(&planned, Method::Request, &planned.participants[0]);
    let line = |file: &str, key: &str| {
        let lines = lines(file);
        lines.into_iter().find(|line| line.starts_with(key))
    };
    for key in [
        "UID",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "CREATED",
        "ORGANIZER",
    ] {
        assert!(line(&message, key).is_some(), "{key}");
        let found = (line(&message, key), line(&download, key));
        // The zone's own rules begin with times too, which are equal as well.
        assert_eq!(found.0, found.1, "{key}");
    }
    for key in ["DTSTART", "DTEND"] {
        assert_eq!(instant(&message, key), instant(&download, key));
    }
}

#[test]
fn who_is_asked_is_named_first_and_a_cancellation_names_nobody_else() {
    let mut planned = planned();
    let zoe = planned.participants[2].clone();
    let attendees = |meeting: &Meeting, method| {
        let lines = lines(&of(meeting, method, &zoe));
        let own = lines
            .into_iter()
            .filter(|line| line.starts_with("ATTENDEE"));
        own.collect::<Vec<_>>()
    };
    let asked = attendees(&planned, Method::Request);
    assert_eq!(asked.len(), 3);
    assert_eq!(
        asked[0],
        "ATTENDEE;PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:zoe@example.org"
    );
    assert_eq!(attendees(&planned, Method::Cancel).len(), 1);
    // Who was taken out is told so by name all the same.
    planned.participants.pop();
    assert!(attendees(&planned, Method::Cancel)[0].ends_with("mailto:zoe@example.org"));
    let many = (10..).map(|id| participant(id, &format!("p{id}@example.org"), ""));
    planned.participants.extend(many.take(98));
    assert_eq!(attendees(&planned, Method::Request).len(), 101);
    let more = (200..).map(|id| participant(id, &format!("p{id}@example.org"), ""));
    planned.participants.extend(more.take(2));
    assert_eq!(attendees(&planned, Method::Request).len(), 1);
}

proptest! {
    #[test]
    fn no_text_adds_a_property_to_a_message(
        text in prop_oneof![any::<String>(), hostile()],
    ) {
        let file = |text: &str| {
            let mut planned = planned();
            planned.details.title = stored(text);
            planned.details.description = stored(text);
            planned.details.location = stored(text);
            text.clone_into(&mut planned.organiser.name);
            let mut to = participant(9, "bob@example.org", "");
            to.email = email("bob@example.org");
            to.name = stored(text);
            of(&planned, Method::Request, &to)
        };
        let found = file(&format!("a{text}"));
        prop_assert_eq!(names(&found), names(&file("a")));
        prop_assert!(found.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(!found.replace("\r\n", "").contains(['\r', '\n']));
    }
}
