#!/bin/sh
# check-lighthouse.sh: the pages of the web app as Lighthouse scores them, on the release binary.
# For a quiet machine: what else runs on it lowers the scores of speed.
set -eu
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
scripts/install.sh chromium
work=$target/lighthouse
scripts/npm-ci.sh scripts/lighthouse "$work"
cp scripts/lighthouse/score.mjs "$work"
node "$work/score.mjs" "$(realpath "${MEETING_SCHEDULER_BIN:-$target/release/meeting-scheduler}")"
