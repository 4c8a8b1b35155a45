#!/bin/sh
# Judges docker/ without a container engine: by a linter, against what it names, and by carrying out its
# stages in clean folders that hold only what they copy.
set -eu
cd "$(dirname "$0")/.."
binary=${MEETING_SCHEDULER_BIN:-${CARGO_TARGET_DIR:-target}/debug/meeting-scheduler}
python=$(scripts/python-venv.sh docker-check scripts/docker-check/requirements.txt)
"$(dirname "$python")/hadolint" docker/Dockerfile
"$python" scripts/docker-check/check.py "$binary"
python3 scripts/docker-check/stages.py "$binary"
echo "docker/ is sound"
