#!/bin/sh
# Fetches Swagger UI and ReDoc, pinned in crates/api/assets/package-lock.json, and keeps the few
# files that the binary embeds, compressed, in crates/api/assets/dist. Does nothing when they are
# there already.
set -eu
cd "$(dirname "$0")/.."
assets=crates/api/assets
dist=$assets/dist
work=${CARGO_TARGET_DIR:-target}/docs-assets

wanted=$(cat "$0" $assets/package-lock.json $assets/.npmrc | sha256sum)
if [ -d $dist ] && [ "$(cat "$work/done" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

echo "Fetching Swagger UI and ReDoc"
rm -rf "$dist" "$work/done"
mkdir -p "$dist/swagger-ui" "$dist/redoc"
scripts/npm-ci.sh $assets "$work"

# The bundles name source maps that are not shipped; ReDoc also names a logo on another host.
from=$work/node_modules
drop_source_map='s|^/[/*]# sourceMappingURL=.*$||'
sed -e "$drop_source_map" "$from/swagger-ui-dist/swagger-ui-bundle.js" >$dist/swagger-ui/swagger-ui-bundle.js
sed -e "$drop_source_map" "$from/swagger-ui-dist/swagger-ui.css" >$dist/swagger-ui/swagger-ui.css
sed -e "$drop_source_map" -e 's|https://cdn.redoc.ly/redoc/logo-mini.svg|data:,|' \
    "$from/redoc/bundles/redoc.standalone.js" >$dist/redoc/redoc.standalone.js
cp "$from/swagger-ui-dist/LICENSE" "$from/swagger-ui-dist/NOTICE" \
    "$from/swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt" $dist/swagger-ui
cp "$from/redoc/LICENSE" "$from/redoc/bundles/redoc.standalone.js.LICENSE.txt" $dist/redoc

for script in $dist/swagger-ui/swagger-ui-bundle.js $dist/redoc/redoc.standalone.js; do
    node --check $script
done
if grep -q cdn.redoc.ly $dist/redoc/redoc.standalone.js; then
    echo "ReDoc still names another host" >&2
    exit 1
fi
find $dist -type f -exec gzip -9n {} +
echo "$wanted" >"$work/done"
