#!/bin/sh
# The web app in a browser, served by the real binary, on each database that is there.
set -eu
cd "$(dirname "$0")/.."
MEETING_SCHEDULER_BIN=$(realpath "${MEETING_SCHEDULER_BIN:-${CARGO_TARGET_DIR:-target}/debug/meeting-scheduler}")
export MEETING_SCHEDULER_BIN
scripts/install.sh chromium-headless-shell
scripts/npm-ci.sh web
cd web
npm run e2e -- "$@"
