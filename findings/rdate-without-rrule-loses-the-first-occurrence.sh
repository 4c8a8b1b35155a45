#!/bin/sh
# An event with RDATE and no RRULE has DTSTART as its first occurrence (RFC 5545 §3.8.5.2: the recurrence
# set is generated with DTSTART). Two dates in a file, 4 and 6 January 2027:
# - ical.js 2.2.1 (npm) gives only the added one: DTSTART is lost. ical-expander 3.2.0, on top of it, too.
# - icalevents 0.3.1 (PyPI) and node-ical 0.27.2 (npm) give only DTSTART: RDATE is left out.
# - with a period (RDATE;VALUE=PERIOD) ical-expander 3.2.0 ends in a TypeError.
# - recurring-ical-events 3.8.2 (PyPI) gives both, and for the period its own length.
# A series that is nothing but dates is better written as events of their own.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund ical.js@2.2.1 ical-expander@3.2.0 node-ical@0.27.2 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 recurring-ical-events==3.8.2 icalevents==0.3.1

write() {
    printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example//EN BEGIN:VEVENT UID:one@example.org \
        DTSTAMP:20260101T000000Z SUMMARY:Visit DTSTART:20270104T090000Z DTEND:20270104T100000Z "$2" \
        END:VEVENT END:VCALENDAR >"$1.ics"
}
write dates RDATE:20270106T130000Z
write period RDATE\;VALUE=PERIOD:20270106T130000Z/PT30M

cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import Expander from 'ical-expander';
import ical from 'node-ical';

const said = (moments) => moments.map((one) => new Date(one).toISOString().slice(5, 16)).sort().join(' ');
const [from, to] = [new Date('2027-01-01T00:00Z'), new Date('2027-02-01T00:00Z')];

for (const name of ['dates', 'period']) {
  const text = readFileSync(`${name}.ics`, 'utf8');
  try {
    const { events, occurrences } = new Expander({ ics: text, maxIterations: 100 }).between(from, to);
    console.log('ical-expander', name, said([...events, ...occurrences].map((one) => one.startDate.toJSDate())));
  } catch (error) {
    console.log('ical-expander', name, error.constructor.name);
  }
  const [one] = Object.values(ical.sync.parseICS(text)).filter(({ type }) => type === 'VEVENT');
  console.log('node-ical', name, said(ical.expandRecurringEvent(one, { from, to }).map(({ start }) => start)));
}
const calendar = new ICAL.Component(ICAL.parse(readFileSync('dates.ics', 'utf8')));
const steps = new ICAL.Event(calendar.getFirstSubcomponent('vevent')).iterator();
const found = [];
for (let next = steps.next(); next && found.length < 9; next = steps.next()) found.push(next.toJSDate());
console.log('ical.js', 'dates', said(found));
JS
cat >read.py <<'PY'
from datetime import datetime, timezone
import icalendar, recurring_ical_events
from icalevents.icalevents import events

def said(moments):
    return " ".join(sorted(one.astimezone(timezone.utc).strftime("%m-%dT%H:%M") for one in moments))

span = {"start": datetime(2027, 1, 1, tzinfo=timezone.utc), "end": datetime(2027, 2, 1, tzinfo=timezone.utc)}
for name in ("dates", "period"):
    with open(name + ".ics", "rb") as file:
        text = file.read()
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(span["start"], span["end"])
    print("recurring-ical-events", name, said(one.start for one in found),
          *(str(one.end - one.start) for one in sorted(found, key=lambda one: one.start)))
    print("icalevents", name, said(one.start for one in events(string_content=text, **span)))
PY
{ TZ=UTC node read.mjs; venv/bin/python read.py; } | sort | tee seen
cat >expected <<'TXT'
ical-expander dates 01-06T13:00
ical-expander period TypeError
ical.js dates 01-06T13:00
icalevents dates 01-04T09:00
icalevents period 01-04T09:00
node-ical dates 01-04T09:00
node-ical period 01-04T09:00
recurring-ical-events dates 01-04T09:00 01-06T13:00 1:00:00 1:00:00
recurring-ical-events period 01-04T09:00 01-06T13:00 1:00:00 0:30:00
TXT
sort expected | cmp - seen
