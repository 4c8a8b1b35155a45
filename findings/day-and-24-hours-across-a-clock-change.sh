#!/bin/sh
# DURATION:P1D ends at the same wall time of the next day, DURATION:PT24H after exactly 24 hours
# (RFC 5545 §3.3.6). From Saturday, 27 March 2027, 12:00 in Berlin, before an hour is left out, these
# are 28 March 10:00Z and 11:00Z. Of four readers none tells the two apart, and they differ in which is
# wrong:
# - ical.js 2.2.1 (npm) and icalevents 0.3.1 (PyPI): both 10:00Z
# - node-ical 0.27.2 (npm) and recurring-ical-events 3.8.2 (PyPI), as occurrences of a series: both 11:00Z
# And icalendar 7.3.2 (PyPI), which reads both as one timedelta, writes PT24H back as P1D: who reads and
# saves a file with it changes what the event means.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.27.2 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 recurring-ical-events==3.8.2 icalevents==0.3.1

for duration in P1D PT24H; do
    cat >$duration.ics <<ICS
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20260101T000000Z
SUMMARY:Watch
DTSTART;TZID=Europe/Berlin:20270327T120000
DURATION:$duration
RRULE:FREQ=WEEKLY;COUNT=1
END:VEVENT
END:VCALENDAR
ICS
    sed -i 's/$/\r/' $duration.ics
done

cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import ical from 'node-ical';

for (const duration of ['P1D', 'PT24H']) {
  const text = readFileSync(`${duration}.ics`, 'utf8');
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.register(calendar.getFirstSubcomponent('vtimezone'));
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'));
  console.log('ical.js', duration, event.endDate.toJSDate().toISOString());
  const [one] = Object.values(ical.sync.parseICS(text)).filter(({ type }) => type === 'VEVENT');
  const span = { from: new Date('2027-03-01T00:00Z'), to: new Date('2027-04-01T00:00Z') };
  const [occurrence] = ical.expandRecurringEvent(one, span);
  console.log('node-ical', duration, new Date(occurrence.end).toISOString());
}
JS
cat >read.py <<'PY'
from datetime import datetime, timezone
import icalendar, recurring_ical_events
from icalevents.icalevents import events

def said(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")

for duration in ("P1D", "PT24H"):
    with open(duration + ".ics", "rb") as file:
        text = file.read()
    calendar = icalendar.Calendar.from_ical(text)
    (occurrence,) = recurring_ical_events.of(calendar).between((2027, 3, 1), (2027, 4, 1))
    print("recurring-ical-events", duration, said(occurrence.end))
    span = {"start": datetime(2027, 3, 1, tzinfo=timezone.utc), "end": datetime(2027, 4, 1, tzinfo=timezone.utc)}
    (event,) = events(string_content=text, **span)
    print("icalevents", duration, said(event.end))
    (line,) = [line for line in calendar.to_ical().decode().splitlines() if line.startswith("DURATION")]
    print("icalendar", duration, "is written as", line)
PY
{ TZ=UTC node read.mjs; venv/bin/python read.py; } | sort | tee seen
cat >expected <<'TXT'
ical.js P1D 2027-03-28T10:00:00.000Z
ical.js PT24H 2027-03-28T10:00:00.000Z
icalendar P1D is written as DURATION:P1D
icalendar PT24H is written as DURATION:P1D
icalevents P1D 2027-03-28T10:00:00.000Z
icalevents PT24H 2027-03-28T10:00:00.000Z
node-ical P1D 2027-03-28T11:00:00.000Z
node-ical PT24H 2027-03-28T11:00:00.000Z
recurring-ical-events P1D 2027-03-28T11:00:00.000Z
recurring-ical-events PT24H 2027-03-28T11:00:00.000Z
TXT
sort expected | cmp - seen
