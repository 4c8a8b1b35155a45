#!/bin/sh
# Installs strace from Debian, by which tests let system calls of the server fail.
set -eu
command -v strace >/dev/null && exit 0
echo "Installing strace"
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace
