"""Reads calendar files by icalendar and by vobject and compares them with the facts beside them.

Zones are renamed before instants are compared, so that the readers must take the rules in the
file and cannot fall back on a zone database, which may be older.
"""

import pathlib
import re
import sys
from datetime import UTC
from urllib.parse import unquote

import icalendar
import vobject

STATUS = {
    "Pending": "NEEDS-ACTION",
    "Accepted": "ACCEPTED",
    "Declined": "DECLINED",
    "Tentative": "TENTATIVE",
}


def read_facts(path):
    """A list of meetings, each a dict of facts; attendees are a list of their own."""
    meetings = []
    for line in path.read_text().splitlines():
        key, _, value = line.partition("\t")
        value = bytes.fromhex(value).decode()
        if key == "uid":
            meetings.append({"attendees": []})
        if key == "attendee":
            meetings[-1]["attendees"].append({})
        if key.startswith("attendee"):
            meetings[-1]["attendees"][-1][key] = value
        else:
            meetings[-1][key] = value
    return meetings


def carried(text):
    """What RFC 5545 can carry of a text: one kind of line break, no other control character."""
    text = re.sub("\r\n|[\r\n\u0085\u2028\u2029]", "\n", text)
    return "".join(c for c in text if c in "\t\n" or not (ord(c) < 32 or 127 <= ord(c) < 160))


def name(text):
    """Compared without backslashes, since icalendar takes them for escapes in parameters too."""
    return carried(text).replace("\\", "")


def rfc6868(text):
    return re.sub(r"\^([n'^])", lambda m: {"n": "\n", "'": '"', "^": "^"}[m[1]], text)


def seconds(moment):
    assert moment.tzinfo is not None
    return str(int(moment.astimezone(UTC).timestamp()))


def by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    assert "METHOD" not in calendar
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        attendees = event.get("ATTENDEE", [])
        yield {
            "uid": str(event["UID"]),
            "start": seconds(event.decoded("DTSTART")),
            "end": seconds(event.decoded("DTEND")),
            "created": seconds(event.decoded("CREATED")),
            "sequence": str(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "organizer": address(str(event["ORGANIZER"])),
            "organizer-name": name(event["ORGANIZER"].params.get("CN", "")),
            "attendees": [
                {
                    "attendee": address(str(one)),
                    "attendee-name": name(one.params.get("CN", "")),
                    "attendee-status": one.params["PARTSTAT"],
                }
                for one in (attendees if isinstance(attendees, list) else [attendees])
            ],
        }


def by_vobject(text):
    calendar = vobject.readOne(text)
    for event in calendar.contents.get("vevent", []):
        get = lambda key: event.contents[key][0].value if key in event.contents else ""
        yield {
            "uid": get("uid"),
            "start": seconds(event.dtstart.value),
            "end": seconds(event.dtend.value),
            "created": seconds(event.created.value),
            "sequence": get("sequence"),
            "status": get("status"),
            "summary": get("summary"),
            "description": get("description"),
            "location": get("location"),
            "organizer": address(get("organizer")),
            "organizer-name": name(rfc6868(event.organizer.params.get("CN", [""])[0])),
            "attendees": [
                {
                    "attendee": address(one.value),
                    "attendee-name": name(rfc6868(one.params.get("CN", [""])[0])),
                    "attendee-status": one.params["PARTSTAT"][0],
                }
                for one in event.contents.get("attendee", [])
            ],
        }


def address(uri):
    assert uri.startswith("mailto:"), uri
    return unquote(uri.removeprefix("mailto:"))


def expected(meeting):
    facts = {key: value for key, value in meeting.items() if key not in ("updated", "attendees")}
    for key in ("summary", "description", "location"):
        facts[key] = carried(facts[key])
    facts["organizer-name"] = name(facts["organizer-name"])
    facts["attendees"] = [
        {
            "attendee": one["attendee"],
            "attendee-name": name(one["attendee-name"]),
            "attendee-status": STATUS[one["attendee-status"]],
        }
        for one in meeting["attendees"]
    ]
    return facts


def main(folder):
    faults = compared = 0
    for file in sorted(folder.glob("*.ics")):
        text = file.read_bytes().decode()
        assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", ""), file
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), file
        unknown = re.sub(r"(TZID[:=])", rf"\1x-{file.stem}/", text)
        wanted = [expected(meeting) for meeting in read_facts(file.with_suffix(".facts"))]
        # vobject reads no offset with seconds, which Liberia had until 1972.
        readers = [by_icalendar] + [by_vobject] * (file.stem != "offset-with-seconds")
        for reader in readers:
            got = list(reader(unknown))
            if len(got) != len(wanted):
                sys.exit(f"{file.name}, {reader.__name__}: {len(got)} of {len(wanted)} meetings")
            for found, fact in zip(got, wanted):
                compared += 1
                for key in fact:
                    if found[key] != fact[key]:
                        faults += 1
                        print(f"{file.name}, {reader.__name__}, {fact['uid']}: {key} "
                              f"is {found[key]!r:.300}, not {fact[key]!r:.300}")
    if faults or not compared:
        sys.exit(f"{faults} differences")
    print(f"calendar files: {compared} read-backs agree")


main(pathlib.Path(sys.argv[1]))
