#!/bin/sh
# Calendar files, read by two libraries that know nothing of this project, say what was written.
set -eu
cd "$(dirname "$0")/.."
files=${CARGO_TARGET_DIR:-target}/tmp/calendar
cargo test --quiet --package scheduler-domain --test calendar -- files_and_facts
python=$(scripts/python-venv.sh ics-check scripts/ics-check/requirements.txt)
"$python" scripts/ics-check/check.py "$files"
