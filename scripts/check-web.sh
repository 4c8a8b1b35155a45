#!/bin/sh
# The web app: routes, types, lint, format, that its client is the one of openapi.json, its unit
# tests, and the browser tests against the real binary on each database that is there.
set -eu
cd "$(dirname "$0")/.."
MEETING_SCHEDULER_BIN=$(realpath "${MEETING_SCHEDULER_BIN:-${CARGO_TARGET_DIR:-target}/debug/meeting-scheduler}")
export MEETING_SCHEDULER_BIN
scripts/install.sh chromium-headless-shell
scripts/npm-ci.sh web
cd web
npm run check
npm run generate:check
npm test
npm run e2e -- "$@"
