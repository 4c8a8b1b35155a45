#!/bin/sh
# Calendar files, read by two libraries that know nothing of this project, say what was written.
set -eu
cd "$(dirname "$0")/.."
files=${CARGO_TARGET_DIR:-target}/tmp/calendar
# Of the whole workspace, as all else is tested: with the features of one package its libraries are compiled anew.
cargo test --quiet --workspace --test calendar -- files_and_facts
python=$(scripts/python-venv.sh ics-check scripts/ics-check/requirements.txt)
"$python" scripts/ics-check/check.py "$files"
