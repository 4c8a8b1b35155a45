#!/bin/sh
# The source of the web app: routes, types, lint, format, and that its client is the one of openapi.json.
set -eu
cd "$(dirname "$0")/.."
scripts/npm-ci.sh web
cd web
npm run check
npm run generate:check
