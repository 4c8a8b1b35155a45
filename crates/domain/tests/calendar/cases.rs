//! Meetings to be written.

use proptest::prelude::*;
use scheduler_domain::ids::{MeetingId, ParticipantId, UserId};
use scheduler_domain::meetings::{ConflictPolicy, Meeting, MeetingDetails, Organiser};
use scheduler_domain::participants::{Participant, Rsvp};
use scheduler_domain::text::{Email, Name, Note, Text};
use scheduler_domain::time::{TimeRange, Zone};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};
use uuid::Uuid;

/// All that ever broke a calendar file.
pub(crate) const HOSTILE: &str = "x\r\nATTENDEE:mailto:mallory@example.org\nEND:VEVENT\rBEGIN:VEVENT\
    \u{2028}SUMMARY:\u{2029}y\u{85}z \\n \\\\, \\; a;b,c:d=\"e\" ^n ^^ ^' \t end\u{b}\u{c}\u{1b}\0\
    \u{7f}\u{9f} \u{202e}abc\u{feff} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{1f3fd}e\u{301}";

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) viewer: Email,
    pub(crate) meetings: Vec<Meeting>,
    /// Whether the file is kept in `tests/data/ics`.
    pub(crate) is_snapshot: bool,
}

pub(crate) fn all() -> Vec<Case> {
    let case = |name, is_snapshot, meetings| Case {
        name,
        viewer: ann(),
        meetings,
        is_snapshot,
    };
    vec![
        case("plain", true, vec![plain()]),
        case("utc", true, vec![meeting(2, "UTC", 1_796_288_400, 5400)]),
        case("called-off", true, vec![called_off()]),
        case("hostile", true, vec![hostile_meeting()]),
        case(
            "long",
            false,
            vec![
                long(1, "0123456789"),
                long(2, "\u{1f642}"),
                long(3, "a,b;c\\d\n"),
            ],
        ),
        case("none", true, vec![]),
        case(
            "offset-with-seconds",
            true,
            vec![meeting(7, "Africa/Monrovia", 63_590_400, 86_400)],
        ),
        case("zones", false, in_odd_zones()),
        case(
            "second-pass",
            true,
            vec![meeting(3, "Europe/Berlin", 1_792_891_800, 1800)],
        ),
        case(
            "across-the-change",
            true,
            vec![meeting(4, "Europe/Berlin", 1_792_875_600, 30 * 86_400)],
        ),
    ]
}

fn plain() -> Meeting {
    let mut meeting = meeting(1, "Europe/Berlin", 1_796_288_400, 3600);
    meeting.sequence = 3;
    meeting.details.location = stored("Room 4, first floor");
    meeting.details.description = stored("Agenda:\n1. Budget; costs\n2. \"Plans\"");
    meeting.participants = vec![
        participant(1, "ann@example.org", "Ann Lee"),
        participant(2, "bob@example.org", "Bob"),
        participant(3, "cy@example.org", ""),
        participant(4, "dan@example.org", "Dan, the \"Man\""),
        participant(5, "o'hara+a=b%c@example.org", "O'Hara"),
    ];
    for (participant, status) in meeting.participants.iter_mut().zip([
        Rsvp::Accepted,
        Rsvp::Pending,
        Rsvp::Tentative,
        Rsvp::Declined,
        Rsvp::Pending,
    ]) {
        participant.status = status;
    }
    meeting.participants[3].responded_at = Some(utc_datetime!(2026-11-21 10:00));
    meeting
}

fn called_off() -> Meeting {
    let mut meeting = meeting(5, "America/New_York", 1_796_288_400, 3600);
    meeting.is_cancelled = true;
    meeting.sequence = 1;
    meeting.participants = vec![participant(1, "bob@example.org", "Bob")];
    meeting
}

fn hostile_meeting() -> Meeting {
    let mut meeting = meeting(6, "Asia/Kathmandu", 1_796_288_400, 3600);
    meeting.details.title = stored(HOSTILE);
    meeting.details.location = stored(HOSTILE);
    meeting.details.description = stored(HOSTILE);
    HOSTILE.clone_into(&mut meeting.organiser.name);
    meeting.participants = vec![participant(1, "bob@example.org", HOSTILE)];
    meeting
}

fn long(id: u128, pattern: &str) -> Meeting {
    let mut meeting = meeting(100 + id, "UTC", 1_796_288_400, 3600);
    let text: String = pattern.chars().cycle().take(10_000).collect();
    meeting.details.description = stored(text.trim());
    meeting
}

/// Around changes of the clock, in zones whose rules are unusual.
fn in_odd_zones() -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for zone in [
        "Europe/Berlin",
        "Asia/Beirut",
        "Africa/Casablanca",
        "Africa/El_Aaiun",
        "Europe/Dublin",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Antarctica/Troll",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Tehran",
        "America/Nuuk",
        "Etc/GMT+5",
        "Pacific/Kiritimati",
    ] {
        // The last change before 2012 and in 2026 and 2027, and days without one.
        let rules = Zone::parse(zone).unwrap().rules();
        let stamp = |second| jiff::Timestamp::from_second(second).unwrap();
        let changes = rules
            .following(stamp(1_767_225_600))
            .take_while(|change| change.timestamp() < stamp(1_830_297_600))
            .chain(rules.preceding(stamp(1_325_376_000)).take(1))
            .map(|change| change.timestamp().as_second());
        for around in changes.chain([1_796_288_400, 1_813_000_000, 86_400, 4_000_000_000]) {
            for offset in [-90_000, -5_400, -1_800, 0, 1_800, 5_400, 90_000] {
                if around + offset > 0 {
                    let id = 1_000 + u128::try_from(meetings.len()).unwrap();
                    meetings.push(meeting(id, zone, around + offset, 3_600));
                }
            }
        }
    }
    meetings
}

/// Ann's meeting; `start` in Unix seconds.
pub(crate) fn meeting(id: u128, zone: &str, start: i64, seconds: i64) -> Meeting {
    let start = UtcDateTime::from_unix_timestamp(start).unwrap();
    let times = TimeRange::try_new(start, start + Duration::seconds(seconds)).unwrap();
    Meeting {
        id: MeetingId(Uuid::from_u128(
            0x0193_8000_0000_7000_8000_0000_0000_0000 + id,
        )),
        organiser: Organiser {
            user_id: UserId(Uuid::from_u128(1)),
            email: ann(),
            name: "Ann Lee".to_owned(),
            is_verified: true,
        },
        details: MeetingDetails {
            title: stored("Weekly"),
            description: stored(""),
            location: stored(""),
            times,
            zone: Zone::parse(zone).unwrap(),
            conflict_policy: ConflictPolicy::Warn,
            hides_guest_list: false,
        },
        is_cancelled: false,
        sequence: 0,
        times_sequence: 0,
        version: 1,
        created_at: utc_datetime!(2026-11-01 08:00:00.25),
        updated_at: utc_datetime!(2026-11-20 09:30),
        participants: Vec::new(),
        transfer: None,
    }
}

pub(crate) fn participant(id: i64, address: &str, name: &str) -> Participant {
    Participant {
        id: ParticipantId(id),
        meeting_id: MeetingId(Uuid::from_u128(1)),
        email: email(address),
        name: Name::from_stored(name.to_owned()),
        user: None,
        status: Rsvp::Pending,
        invited_at: utc_datetime!(2026-11-01 08:00),
        responded_at: None,
        note: Note::default(),
        sequence: None,
        link_number: 0,
        is_co_organiser: false,
        has_accepted: false,
        is_opted_out: false,
    }
}

pub(crate) fn ann() -> Email {
    email("ann@example.org")
}

pub(crate) fn email(address: &str) -> Email {
    Email::parse(address).unwrap()
}

/// Text as a store may hold it, past all checks.
pub(crate) fn stored<const MIN: usize, const MAX: usize>(text: &str) -> Text<MIN, MAX> {
    Text::from_stored(text.to_owned())
}

/// Strings made of what is dangerous.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "\r",
            "\n",
            "\r\n",
            "\r\n ",
            "\0",
            "\u{2028}",
            "\u{85}",
            "\"",
            ";",
            ",",
            ":",
            "=",
            "\\",
            "^",
            "BEGIN:VEVENT",
            "END:VCALENDAR",
            "\u{1f642}",
            "a",
            " ",
            "\t",
        ]),
        0..200,
    )
    .prop_map(|parts| parts.concat())
}
