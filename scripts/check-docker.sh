#!/bin/sh
# Judges docker/ without a container engine: by a linter, and against what it names.
set -eu
cd "$(dirname "$0")/.."
binary=${MEETING_SCHEDULER_BIN:-${CARGO_TARGET_DIR:-target}/debug/meeting-scheduler}
python=$(scripts/python-venv.sh docker-check scripts/docker-check/requirements.txt)
"$(dirname "$python")/hadolint" docker/Dockerfile
"$python" scripts/docker-check/check.py "$binary"
echo "docker/ is sound"
