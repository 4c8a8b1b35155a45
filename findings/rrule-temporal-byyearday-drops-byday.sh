#!/bin/sh
# rrule-temporal 2.2.8 (npm) ignores BYDAY where a YEARLY rule has BYYEARDAY as well.
# RFC 5545 §3.3.10 (table, note 2) says that BYDAY then limits: day 200 only in years where it is
# a Monday. Seen: day 200 of every year, whatever weekday it is. dateutil 2.9.0.post0 (PyPI) limits.
# A day-13-and-Friday rule (BYMONTHDAY with BYDAY) is limited by both, so the fault hides in a test of that.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit rrule-temporal@2.2.8
python3 -m venv venv
venv/bin/pip install --quiet python-dateutil==2.9.0.post0

cat >rules.mjs <<'JS'
import { RRuleTemporal } from 'rrule-temporal';
for (const rule of ['FREQ=YEARLY;BYDAY=MO;BYYEARDAY=200;COUNT=4', 'FREQ=YEARLY;BYMONTH=7;BYDAY=FR;BYMONTHDAY=13;COUNT=4']) {
  const set = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:20270101T090000\nRRULE:${rule}` });
  console.log(set.all().map((date) => String(date).slice(0, 10)).join(' '));
}
JS
cat >rules.py <<'PY'
from datetime import datetime
from dateutil.rrule import rrulestr
for rule in ["FREQ=YEARLY;BYDAY=MO;BYYEARDAY=200;COUNT=4", "FREQ=YEARLY;BYMONTH=7;BYDAY=FR;BYMONTHDAY=13;COUNT=4"]:
    print(*(str(date.date()) for date in rrulestr(rule, dtstart=datetime(2027, 1, 1, 9))))
PY
node rules.mjs >seen
venv/bin/python rules.py >>seen
cat >expected <<'TEXT'
2027-07-19 2028-07-18 2029-07-19 2030-07-19
2029-07-13 2035-07-13 2040-07-13 2046-07-13
2027-07-19 2038-07-19 2044-07-18 2049-07-19
2029-07-13 2035-07-13 2040-07-13 2046-07-13
TEXT
diff expected seen
echo "as seen: BYYEARDAY drops BYDAY in rrule-temporal 2.2.8"
