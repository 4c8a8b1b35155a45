#!/bin/sh
# Judges openapi.json from outside: by a public validator, and by two clients that are made of it.
set -eu
cd "$(dirname "$0")/.."
tools=scripts/openapi-check
work=${CARGO_TARGET_DIR:-target}/openapi-check
mkdir -p "$work"
work=$(realpath "$work")

wanted=$(cat openapi.json "$0" $tools/* | sha256sum)
if [ "$(cat "$work/done" 2>/dev/null)" = "$wanted" ]; then
    echo "openapi.json is as it was when it was last found valid"
    exit 0
fi

python=$(scripts/python-venv.sh openapi-check $tools/requirements.txt)
scripts/npm-ci.sh $tools "$work"

"$work/node_modules/.bin/openapi-typescript" openapi.json --output "$work/schema.d.ts" >/dev/null
cp $tools/client.ts "$work"
"$work/node_modules/.bin/tsc" --noEmit --strict --target es2022 --moduleResolution bundler \
    --module esnext "$work/client.ts"

rm -rf "$work/python"
mkdir "$work/python"
PATH="$(dirname "$python"):$PATH" "$python" -m openapi_python_client generate --path openapi.json \
    --meta none --output-path "$work/python/meeting_scheduler_client" --fail-on-warning
"$python" $tools/check.py openapi.json "$work/python"
echo "$wanted" >"$work/done"
