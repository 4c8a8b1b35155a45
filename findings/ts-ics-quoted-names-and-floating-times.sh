#!/bin/sh
# ts-ics 2.4.6 (npm) changes what it reads and writes back, in two ways that its own round trip hides:
# 1. A quoted parameter value ends at the first semicolon, although RFC 5545 §3.1 lets a QSAFE-CHAR be
#    one: CN="Ray: Bob; Lab" comes back as CN="Ray: Bob with an open quote, and a comma in a quoted name
#    comes back unquoted (CN=Lee, Ann), which another reader takes for two values.
# 2. A floating time (no Z, no TZID: RFC 5545 §3.3.5 form 1) comes back with Z, so a meeting at ten
#    wherever one is becomes ten o'clock UTC.
# icalendar 7.3.2 (PyPI) reads what comes back: the comma makes two names, and the
# line with the open quote is dropped, so that the invited person is gone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit ts-ics@2.4.6
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2

cat >back.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { convertIcsCalendar, generateIcsCalendar } from 'ts-ics';
const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20261101T000000Z',
  'DTSTART:20270105T100000', 'DTEND:20270105T110000', 'SUMMARY:Plan', 'ORGANIZER;CN="Lee, Ann":mailto:ann@example.org',
  'ATTENDEE;CN="Ray: Bob; Lab";PARTSTAT=ACCEPTED:mailto:bob@example.org', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
const back = generateIcsCalendar(convertIcsCalendar(undefined, text));
writeFileSync('back.ics', back);
console.log(back.split(/\r?\n/).filter((line) => /^(DTSTART|ORGANIZER|ATTENDEE)/.test(line)).join('\n'));
JS
cat >read.py <<'PY'
import icalendar
event = icalendar.Calendar.from_ical(open("back.ics", newline="").read()).walk("VEVENT")[0]
print("icalendar", event["ORGANIZER"].params.get("CN"), "ATTENDEE" in event, len(event.errors))
PY
node back.mjs >seen
venv/bin/python read.py >>seen
cat >expected <<'TEXT'
DTSTART;VALUE=DATE-TIME:20270105T100000Z
ORGANIZER;CN=Lee, Ann:MAILTO:ann@example.org
ATTENDEE;CN="Ray: Bob;PARTSTAT=ACCEPTED:MAILTO:bob@example.org
icalendar ['Lee', ' Ann'] False 1
TEXT
diff expected seen
echo "as seen: ts-ics 2.4.6 cuts quoted names and turns floating times into UTC"
