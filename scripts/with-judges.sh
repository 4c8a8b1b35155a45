#!/bin/sh
# with-judges.sh COMMAND...: runs COMMAND where tests find what judges the server from outside: a
# fuzzer that is driven by the OpenAPI document, a browser, readers of mails and calendars, a mail
# server, proxies and a pooler. Installs what is missing; RUNLEVEL=1 keeps Debian from starting it.
set -eu
root=$(realpath "$(dirname "$0")/..")
target=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")

python=$(cd "$root" && scripts/python-venv.sh api-check scripts/api-check/requirements.txt)
SCHEMATHESIS=$(dirname "$python")/schemathesis
MAIL_READER=$(cd "$root" && scripts/python-venv.sh ics-check scripts/ics-check/requirements.txt)
MAIL_SERVER=$(cd "$root" && scripts/python-venv.sh mail-check scripts/mail-check/requirements.txt)

"$root/scripts/install.sh" chromium-headless-shell
"$root/scripts/npm-ci.sh" "$root/scripts/browser-check" "$target/browser-check"
PLAYWRIGHT=$target/browser-check/node_modules

RUNLEVEL=1 "$root/scripts/install.sh" nginx caddy pgbouncer
NGINX=$(PATH=$PATH:/usr/sbin command -v nginx)
CADDY=$(command -v caddy)
PGBOUNCER=$(PATH=$PATH:/usr/sbin command -v pgbouncer)

export NGINX CADDY PGBOUNCER SCHEMATHESIS MAIL_READER MAIL_SERVER PLAYWRIGHT REQUIRE_JUDGES=1
"$@"
