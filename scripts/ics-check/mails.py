"""Reads mails (RFC 5322) by the standard library, and what they hold for calendars by icalendar and
by vobject. Prints one JSON object for each mail, in the order of their names.
"""

import email
import email.policy
import json
import pathlib
import sys

import icalendar
import vobject


def by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    (event,) = calendar.walk("VEVENT")
    assert not event.errors, event.errors
    attendees = event["ATTENDEE"]
    attendees = attendees if isinstance(attendees, list) else [attendees]
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert event["DTSTART"].params.get("TZID", "UTC") in zones | {"UTC"}
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "start": int(event["DTSTART"].dt.timestamp()),
        "organizer": str(event["ORGANIZER"]),
        "attendees": sorted(
            [str(one), one.params["PARTSTAT"], one.params["RSVP"]] for one in attendees
        ),
    }


def by_vobject(text):
    calendar = vobject.readOne(text)
    (event,) = calendar.contents["vevent"]
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "status": event.status.value,
        "summary": event.summary.value,
        "start": int(event.dtstart.value.timestamp()),
        "organizer": event.organizer.value,
        "attendees": sorted(
            [one.value, one.params["PARTSTAT"][0], one.params["RSVP"][0]]
            for one in event.contents["attendee"]
        ),
    }


def tree(part):
    if part.is_multipart():
        return [part.get_content_type(), [tree(one) for one in part.iter_parts()]]
    return part.get_content_type()


def read(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    faults = [str(fault) for part in mail.walk() for fault in part.defects]
    faults += [f"{name}: {fault}" for name, value in mail.items() for fault in value.defects]
    calendars = []
    for part in mail.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            content = part.get_content()
            text = content if isinstance(content, str) else content.decode()
            one, other = by_icalendar(text), by_vobject(text)
            assert one == other, (one, other)
            assert part.get_param("method") == one["method"]
            calendars.append(one)
    assert all(one == calendars[0] for one in calendars)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    return {
        "faults": faults,
        "headers": sorted(name.lower() for name in mail.keys()),
        "message_id": mail["Message-ID"],
        "subject": mail["Subject"],
        "from": [[one.display_name, one.addr_spec] for one in mail["From"].addresses],
        "to": [[one.display_name, one.addr_spec] for one in mail["To"].addresses],
        "reply_to": [
            [one.display_name, one.addr_spec]
            for one in (mail["Reply-To"].addresses if "Reply-To" in mail else [])
        ],
        "parts": tree(mail),
        "calendar": calendars[0] if calendars else None,
        "text": text,
        "html": html,
        "files": [part.get_filename() for part in mail.iter_attachments()],
    }


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    print(json.dumps(read(path)))
