//! Calendar files: what they say, whatever people write and wherever they live.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod cases;
mod messages;
mod read_back;
mod zones;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use scheduler_domain::calendar::calendar_file;
use scheduler_domain::meetings::Meeting;

use cases::{Case, HOSTILE, ann, meeting, participant};
use read_back::{lines, names, quoted, text};

/// `UPDATE_SNAPSHOTS=1` writes the files anew.
#[test]
fn files_are_as_they_were_when_somebody_looked_at_them() {
    for case in cases::all().iter().filter(|case| case.is_snapshot) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/ics")
            .join(format!("{}.ics", case.name));
        let file = calendar_file(&case.meetings, &case.viewer);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &file).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), file, "{}", case.name);
    }
}

/// `scripts/check-ics.sh` has the files read by others, and compares.
#[test]
fn files_and_facts_are_written_for_readers_from_outside() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calendar");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for case in cases::all() {
        let path = folder.join(case.name);
        let file = calendar_file(&case.meetings, &case.viewer);
        fs::write(path.with_extension("ics"), file).unwrap();
        fs::write(path.with_extension("facts"), facts(&case)).unwrap();
    }
}

#[test]
fn a_time_is_free_for_who_declined_or_when_it_was_called_off() {
    let case = cases::all()
        .into_iter()
        .find(|case| case.name == "plain")
        .unwrap();
    let mut meeting = case.meetings[0].clone();
    let shows = |meeting: &Meeting, viewer: &str| {
        lines(&calendar_file(
            std::slice::from_ref(meeting),
            &cases::email(viewer),
        ))
        .into_iter()
        .find_map(|line| line.strip_prefix("TRANSP:").map(str::to_owned))
        .unwrap()
    };
    assert_eq!(shows(&meeting, "ann@example.org"), "OPAQUE");
    assert_eq!(shows(&meeting, "bob@example.org"), "OPAQUE");
    assert_eq!(shows(&meeting, "dan@example.org"), "TRANSPARENT");
    meeting.is_cancelled = true;
    assert_eq!(shows(&meeting, "ann@example.org"), "TRANSPARENT");
}

proptest! {
    /// Whatever is written into a meeting: the same properties, in lines of at most 75 octets.
    #[test]
    fn no_text_adds_a_property(
        title in prop_oneof![any::<String>(), cases::hostile()],
        description in prop_oneof![any::<String>(), cases::hostile()],
        location in prop_oneof![any::<String>(), cases::hostile()],
        name in prop_oneof![any::<String>(), cases::hostile()],
    ) {
        let harmless = with_texts("a", "a", "a", "a");
        let file = with_texts(
            &format!("a{title}"),
            &format!("a{description}"),
            &format!("a{location}"),
            &format!("a{name}"),
        );
        prop_assert!(file.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
        prop_assert_eq!(names(&file), names(&harmless));
    }

    /// But for control characters, and with one kind of line break.
    #[test]
    fn every_text_is_read_as_it_was_written(
        title in prop_oneof![any::<String>(), cases::hostile()],
        description in prop_oneof![any::<String>(), cases::hostile()],
        name in prop_oneof![any::<String>(), cases::hostile()],
    ) {
        let file = with_texts(&title, &format!("a{description}"), "", &format!("a{name}"));
        let value = |begin: &str| {
            let lines = lines(&file);
            lines.iter().find_map(|line| line.strip_prefix(begin)).unwrap().to_owned()
        };
        prop_assert_eq!(text(&value("SUMMARY:")), carried(&title));
        prop_assert_eq!(text(&value("DESCRIPTION:")), carried(&format!("a{description}")));
        let name = carried(&format!("a{name}"));
        prop_assert_eq!(quoted(&value("ORGANIZER;CN=")), (name.clone(), ":mailto:ann@example.org".to_owned()));
        prop_assert_eq!(
            quoted(&value("ATTENDEE;CN=")),
            (name, ";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:bob@example.org".to_owned())
        );
    }
}

fn carried(raw: &str) -> String {
    raw.replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace(|c: char| c.is_control() && !"\n\t".contains(c), "")
}

#[test]
fn the_most_hostile_text_adds_no_property() {
    let file = with_texts(HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    assert_eq!(names(&file), names(&with_texts("a", "a", "a", "a")));
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
}

fn with_texts(title: &str, description: &str, location: &str, name: &str) -> String {
    let mut meeting = meeting(1, "Europe/Berlin", 1_796_288_400, 3600);
    meeting.details.title = cases::stored(title);
    meeting.details.description = cases::stored(description);
    meeting.details.location = cases::stored(location);
    name.clone_into(&mut meeting.organiser.name);
    meeting.participants = vec![participant(1, "bob@example.org", name)];
    calendar_file(&[meeting], &ann())
}

/// `key <tab> value in hexadecimal digits`, a meeting after the other.
fn facts(case: &Case) -> String {
    let mut out = String::new();
    let mut say = |key: &str, value: &str| {
        let hex: String = value.bytes().fold(String::new(), |mut hex, octet| {
            write!(hex, "{octet:02x}").unwrap();
            hex
        });
        writeln!(out, "{key}\t{hex}").unwrap();
    };
    for meeting in &case.meetings {
        let details = &meeting.details;
        say("uid", &meeting.id.to_string());
        say("start", &details.times.start().unix_timestamp().to_string());
        say("end", &details.times.end().unix_timestamp().to_string());
        say("created", &meeting.created_at.unix_timestamp().to_string());
        say("updated", &meeting.updated_at.unix_timestamp().to_string());
        say("sequence", &meeting.sequence.to_string());
        say(
            "status",
            if meeting.is_cancelled {
                "CANCELLED"
            } else {
                "CONFIRMED"
            },
        );
        say("summary", details.title.as_str());
        say("description", details.description.as_str());
        say("location", details.location.as_str());
        say("organizer", meeting.organiser.email.as_str());
        say("organizer-name", &meeting.organiser.name);
        for participant in &meeting.participants {
            say("attendee", participant.email.as_str());
            say("attendee-name", participant.name.as_str());
            say("attendee-status", &format!("{:?}", participant.status));
        }
    }
    out
}
