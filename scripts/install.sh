#!/bin/sh
# install.sh NAME...: installs Debian packages whose commands of the same name are missing.
set -eu
missing=""
for name in "$@"; do
    command -v "$name" >/dev/null || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
echo "Installing$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq >&2
# shellcheck disable=SC2086 # Several words are meant.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
