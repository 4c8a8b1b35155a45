#!/bin/sh
# The web app without a server: routes, types, lint, format, its unit tests, and that its client is the
# one of openapi.json.
set -eu
cd "$(dirname "$0")/.."
scripts/npm-ci.sh web
cd web
npm run check
npm run generate:check
npm test
