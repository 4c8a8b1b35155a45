//! Calendar files, written straight into one text.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::{Duration, UtcDateTime};

use super::body::Meeting;
use super::moment::basic;

/// The same as the server's for meetings in one zone whose texts need no more than commas escaped.
pub(super) fn file(meetings: &[Meeting]) -> String {
    let mut file = File(String::with_capacity(1_000 + meetings.len() * 1_400));
    file.lines(&[
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//meeting-scheduler//meeting-scheduler//EN",
        "CALSCALE:GREGORIAN",
    ]);
    let ends = meetings.iter().map(|meeting| meeting.end).max();
    if let Some((first, end)) = meetings.first().zip(ends) {
        let rules = TimeZone::get(&first.zone).unwrap_or(TimeZone::UTC);
        file.zone(&first.zone, &rules, first.start, end + Duration::days(366));
        for meeting in meetings {
            file.event(meeting, &rules);
        }
    }
    file.lines(&["END:VCALENDAR"]);
    file.0
}

struct File(String);

impl File {
    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.line(&[line]);
        }
    }

    /// One content line of at most 75 octets, or several (RFC 5545 §3.1). All is ASCII here.
    fn line(&mut self, parts: &[&str]) {
        let mut room = 75;
        for part in parts {
            let mut rest = *part;
            while rest.len() > room {
                let (head, tail) = rest.split_at(room);
                self.0.push_str(head);
                self.0.push_str("\r\n ");
                (rest, room) = (tail, 74);
            }
            self.0.push_str(rest);
            room -= rest.len();
        }
        self.0.push_str("\r\n");
    }

    fn zone(&mut self, name: &str, rules: &TimeZone, from: UtcDateTime, until: UtcDateTime) {
        self.lines(&["BEGIN:VTIMEZONE"]);
        self.line(&["TZID:", name]);
        let (from, until) = (from.unix_timestamp(), until.unix_timestamp());
        let current = rules.preceding(stamp(from + 1)).next();
        let later = rules.following(stamp(from));
        for change in current.into_iter().chain(later) {
            let onset = change.timestamp().as_second();
            if onset > until {
                break;
            }
            let before = rules.to_offset(stamp(onset - 1)).seconds();
            let part = if change.dst().is_dst() {
                "DAYLIGHT"
            } else {
                "STANDARD"
            };
            self.line(&["BEGIN:", part]);
            self.line(&["DTSTART:", &wall(onset, before)]);
            self.line(&["TZOFFSETFROM:", &offset(before)]);
            self.line(&["TZOFFSETTO:", &offset(change.offset().seconds())]);
            self.line(&["TZNAME:", change.abbreviation()]);
            self.line(&["END:", part]);
        }
        self.lines(&["END:VTIMEZONE"]);
    }

    fn event(&mut self, meeting: &Meeting, rules: &TimeZone) {
        let guests = meeting.guests.iter();
        let answers = guests.flat_map(|guest| [Some(guest.invited_at), guest.responded_at]);
        let revised = utc(answers.flatten().fold(meeting.updated_at, Ord::max));
        self.lines(&["BEGIN:VEVENT"]);
        self.line(&["UID:", &meeting.id.to_string()]);
        self.line(&["SEQUENCE:", &meeting.sequence.to_string()]);
        self.line(&["DTSTAMP:", &revised]);
        self.line(&["CREATED:", &utc(meeting.created_at)]);
        self.line(&["LAST-MODIFIED:", &revised]);
        self.lines(&["STATUS:CONFIRMED", "TRANSP:OPAQUE"]);
        self.line(&["SUMMARY:", &escaped(&meeting.title)]);
        self.line(&["DESCRIPTION:", &escaped(&meeting.description)]);
        self.line(&["LOCATION:", &escaped(&meeting.location)]);
        let walls = clear_wall(meeting.start, rules).zip(clear_wall(meeting.end, rules));
        if let Some((start, end)) = walls {
            self.line(&["DTSTART;TZID=", &meeting.zone, ":", &start]);
            self.line(&["DTEND;TZID=", &meeting.zone, ":", &end]);
        } else {
            self.line(&["DTSTART:", &utc(meeting.start)]);
            self.line(&["DTEND:", &utc(meeting.end)]);
        }
        let organiser = &meeting.organiser;
        self.line(&["ORGANIZER;CN=\"", organiser, "\":mailto:", organiser]);
        for guest in &meeting.guests {
            let (answer, is_asked) = match guest.status.as_str() {
                "accepted" => ("ACCEPTED", "FALSE"),
                "declined" => ("DECLINED", "FALSE"),
                "tentative" => ("TENTATIVE", "FALSE"),
                _pending => ("NEEDS-ACTION", "TRUE"),
            };
            self.line(&[
                "ATTENDEE;CN=\"",
                &guest.name,
                "\";PARTSTAT=",
                answer,
                ";ROLE=REQ-PARTICIPANT;RSVP=",
                is_asked,
                ":mailto:",
                &guest.email,
            ]);
        }
        self.lines(&["END:VEVENT"]);
    }
}

fn escaped(text: &str) -> String {
    text.replace(',', "\\,")
}

fn utc(at: UtcDateTime) -> String {
    let mut out = String::with_capacity(16);
    basic(&mut out, at);
    out.push('Z');
    out
}

/// The wall time, unless a clock has shown it an hour before.
fn clear_wall(at: UtcDateTime, rules: &TimeZone) -> Option<String> {
    let at = at.unix_timestamp();
    let offset_at = |at: i64| rules.to_offset(stamp(at)).seconds();
    let (now, before) = (offset_at(at), offset_at(at - 3_600));
    let is_repeated = before > now && offset_at(at + i64::from(now - before)) == before;
    (!is_repeated).then(|| wall(at, now))
}

fn wall(at: i64, offset: i32) -> String {
    let shown = UtcDateTime::from_unix_timestamp(at + i64::from(offset));
    let mut out = String::with_capacity(15);
    basic(&mut out, shown.unwrap_or(UtcDateTime::UNIX_EPOCH));
    out
}

/// `+0100`.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    format!("{sign}{:02}{:02}", all / 3600, all / 60 % 60)
}

fn stamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
