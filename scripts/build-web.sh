#!/bin/sh
# Builds the web app, and keeps what the binary embeds, compressed, in crates/api/assets/web. Does
# nothing when all that it is made of is as it was.
set -eu
cd "$(dirname "$0")/.."
kept=crates/api/assets/web
work=${CARGO_TARGET_DIR:-target}/web

# The router's tree is made by the build.
wanted=$(find "$0" scripts/compress.mjs web -name node_modules -prune -o -path web/dist -prune \
    -o -path web/.tanstack -prune -o -path web/e2e -prune -o -name routeTree.gen.ts -o -type f -print0 | sort -z \
    | xargs -0 sha256sum | sha256sum)
if [ -d $kept ] && [ "$(cat "$work/done" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

echo "Building the web app"
rm -rf "$work"
mkdir -p "$work"
scripts/npm-ci.sh web
npm run build --prefix web --loglevel=error
node scripts/compress.mjs web/dist $kept
echo "$wanted" >"$work/done"
