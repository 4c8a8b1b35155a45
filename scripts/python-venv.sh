#!/bin/sh
# python-venv.sh NAME REQUIREMENTS: makes target/venv/NAME with just these packages, unless it is
# there already, and prints the path of its interpreter.
set -eu
venv=${CARGO_TARGET_DIR:-target}/venv/$1
if ! cmp -s "$2" "$venv/requirements.txt"; then
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Installing python3-venv" >&2
        as_root=""
        [ "$(id -u)" = 0 ] || as_root=sudo
        $as_root apt-get update -qq >&2
        $as_root apt-get install -y -qq python3-venv >&2
    fi
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$2" >&2
    cp "$2" "$venv/requirements.txt"
fi
echo "$(realpath "$venv")/bin/python"
