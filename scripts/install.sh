#!/bin/sh
# install.sh NAME...: installs the Debian packages that are missing, and whose commands are, too.
set -eu
missing=""
for name in "$@"; do
    command -v "$name" >/dev/null || dpkg -s "$name" >/dev/null 2>&1 || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
echo "Installing$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq >&2
# shellcheck disable=SC2086 # Several words are meant.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
