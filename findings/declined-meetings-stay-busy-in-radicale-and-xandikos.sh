#!/bin/sh
# Radicale 3.9.0 and Xandikos 0.4.10 (PyPI), asked by CalDAV's free-busy-query (RFC 4791 §7.10) for one
# person's calendar, differ from each other and from what a scheduler expects:
# - a meeting that its owner declined (PARTSTAT=DECLINED) is BUSY on both: neither looks at the reply,
#   only at TRANSP and STATUS. A scheduler that trusts such a server never finds the hour free again.
# - a cancelled meeting is a FREEBUSY line with FBTYPE=FREE on Radicale, and no line on Xandikos:
#   a reader that takes every FREEBUSY line for busy time is wrong on the first.
# - an all-day event without DTEND, which takes its one day (RFC 5545 §3.6.1), takes no time on
#   Xandikos: the period is 20270111T000000Z/P0D.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet radicale==3.9.0 xandikos==0.4.10

cat >query.py <<'PY'
import re, sys, time
from base64 import b64encode
from urllib.error import URLError, HTTPError
from urllib.request import Request, urlopen

base, calendar = sys.argv[1:]
head = {"Authorization": "Basic " + b64encode(b"user:none").decode()}

def call(method, url, body=None, **more):
    request = Request(url, body.encode() if body else None, {**head, **more}, method=method)
    with urlopen(request, timeout=20) as answer:
        return answer.read().decode()

for _ in range(100):
    try:
        call("OPTIONS", base)
        break
    except HTTPError:
        break
    except (URLError, ConnectionError):
        time.sleep(0.2)
try:
    call("MKCALENDAR", base + calendar)
except HTTPError:
    pass  # Xandikos has made it already.

events = {
    "accepted": ["DTSTART:20270105T100000Z", "DTEND:20270105T110000Z"],
    "cancelled": ["DTSTART:20270107T100000Z", "DTEND:20270107T110000Z", "STATUS:CANCELLED"],
    "day": ["DTSTART;VALUE=DATE:20270111"],
    "declined": ["DTSTART:20270114T100000Z", "DTEND:20270114T110000Z", "ORGANIZER:mailto:ann@example.org",
                 "ATTENDEE;PARTSTAT=DECLINED:mailto:user@example.org"],
}
for name, lines in events.items():
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "BEGIN:VEVENT", "UID:" + name,
            "DTSTAMP:20261101T000000Z", "SUMMARY:" + name, *lines, "END:VEVENT", "END:VCALENDAR", ""]
    call("PUT", f"{base}{calendar}{name}.ics", "\r\n".join(text), **{"Content-Type": "text/calendar"})
query = ('<free-busy-query xmlns="urn:ietf:params:xml:ns:caldav">'
         '<time-range start="20270104T000000Z" end="20270201T000000Z"/></free-busy-query>')
answer = call("REPORT", base + calendar, query, **{"Content-Type": "text/xml", "Depth": "1"})
lines = re.sub(r"\r?\n ", "", answer).splitlines()
print("\n".join(sorted(line for line in lines if line.startswith("FREEBUSY"))))
PY
mkdir one two
cat >radicale.conf <<CONF
[server]
hosts = 127.0.0.1:25232
[auth]
type = none
[storage]
filesystem_folder = $work/one
CONF
venv/bin/radicale -C radicale.conf >one.log 2>&1 &
server=$!
venv/bin/python query.py http://127.0.0.1:25232/user/ calendar/ >seen
kill $server
venv/bin/xandikos serve -d two --defaults -l 127.0.0.1 -p 25233 --current-user-principal /user/ >two.log 2>&1 &
server=$!
venv/bin/python query.py http://127.0.0.1:25233/user/calendars/ calendar/ >>seen
cat >expected <<'TEXT'
FREEBUSY;FBTYPE=BUSY:20270105T100000Z/20270105T110000Z
FREEBUSY;FBTYPE=BUSY:20270111T000000Z/20270112T000000Z
FREEBUSY;FBTYPE=BUSY:20270114T100000Z/20270114T110000Z
FREEBUSY;FBTYPE=FREE:20270107T100000Z/20270107T110000Z
FREEBUSY;VALUE=PERIOD:20270105T100000Z/20270105T110000Z
FREEBUSY;VALUE=PERIOD:20270111T000000Z/P0D
FREEBUSY;VALUE=PERIOD:20270114T100000Z/20270114T110000Z
TEXT
diff expected seen
echo "as seen: declined is busy on both, cancelled is a line on one, a day without end is nothing on the other"
