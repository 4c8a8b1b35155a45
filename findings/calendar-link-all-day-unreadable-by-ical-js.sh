#!/bin/sh
# calendar-link 2.11.5 (npm) writes an all-day event as `DTSTART:20270105`, without VALUE=DATE.
# DTSTART is a DATE-TIME unless VALUE says otherwise (RFC 5545 §3.8.2.4). Of four readers one keeps
# to that: ical.js 2.2.1, on which web calendars and Thunderbird's parser rest, raises an error for the
# whole file. node-ical 0.26.1, icalendar 7.3.2 and vobject 0.9.9 read the day, so a round trip
# through any of these three does not show it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit calendar-link@2.11.5 ical.js@2.2.1 node-ical@0.26.1
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 vobject==0.9.9

cat >read.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { ics } from 'calendar-link';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
const link = ics({ title: 'Offsite', start: '2027-01-05', end: '2027-01-06', allDay: true });
const text = decodeURIComponent(link.replace(/^data:[^,]*,/, ''));
writeFileSync('event.ics', text);
console.log(text.split(/\r?\n/).find((line) => line.startsWith('DTSTART')));
try {
  new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')).startDate.toString();
  console.log('ical.js reads it');
} catch (error) {
  console.log('ical.js', error.message);
}
const event = Object.values(nodeIcal.sync.parseICS(text)).find((part) => part.type === 'VEVENT');
console.log('node-ical', event.datetype, event.start.toISOString().slice(0, 10));
JS
cat >read.py <<'PY'
import icalendar, vobject
text = open("event.ics", newline="").read()
print("icalendar", repr(icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["DTSTART"].dt))
print("vobject", repr(vobject.readOne(text).vevent.dtstart.value))
PY
TZ=UTC node read.mjs >seen
venv/bin/python read.py >>seen
cat >expected <<'TEXT'
DTSTART:20270105
ical.js invalid date-time value: "2027-01-05T::"
node-ical date 2027-01-05
icalendar datetime.date(2027, 1, 5)
vobject datetime.date(2027, 1, 5)
TEXT
diff expected seen
echo "as seen: ical.js 2.2.1 refuses the all-day files of calendar-link 2.11.5"
