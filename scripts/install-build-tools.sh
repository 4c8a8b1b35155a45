#!/bin/sh
# Installs from Debian what building needs besides Rust and Node: SQLite and OpenSSL are built
# from source, by a C compiler, make and perl.
set -eu
if command -v cc >/dev/null && command -v make >/dev/null &&
    perl -MFindBin -MIPC::Cmd -MFile::Compare -e 1 2>/dev/null; then
    exit 0
fi
echo "Installing a C compiler and perl"
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends build-essential perl
