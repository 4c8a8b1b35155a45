#!/bin/sh
# npm-ci.sh FROM [WORK]: installs what FROM/package-lock.json pins, in WORK if it is given. Does nothing when
# it is there already.
set -eu
from=$1
work=${2:-$1}

if cmp -s "$from/package-lock.json" "$work/node_modules/.installed"; then
    exit 0
fi
if [ "$work" != "$from" ]; then
    mkdir -p "$work"
    cp "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$work"
fi
npm ci --prefix "$work" --userconfig "$work/.npmrc" --loglevel=error >&2
cp "$work/package-lock.json" "$work/node_modules/.installed"
