#!/bin/sh
# Installs wrk from Debian, by which the bench loads servers.
set -eu
command -v wrk >/dev/null && exit 0
echo "Installing wrk"
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk
