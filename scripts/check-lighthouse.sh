#!/bin/sh
# check-lighthouse.sh: the pages of the web app as Lighthouse scores them, on the release binary.
# For a quiet machine: what else runs on it lowers the scores of speed.
set -eu
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
scripts/install.sh chromium
work=$target/lighthouse
mkdir -p "$work"
cp scripts/lighthouse/package.json scripts/lighthouse/package-lock.json scripts/lighthouse/.npmrc scripts/lighthouse/score.mjs "$work"
npm ci --prefix "$work" --userconfig "$work/.npmrc" --loglevel=error >&2
node "$work/score.mjs" "$(realpath "${MEETING_SCHEDULER_BIN:-$target/release/meeting-scheduler}")"
