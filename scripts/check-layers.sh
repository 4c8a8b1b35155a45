#!/bin/sh
# Dependencies point inward: the domain knows no framework, no database, no wire format.
set -eu
tree=$(cargo tree --package scheduler-domain --edges normal --prefix none)
for crate in diesel actix tokio serde_json scheduler-infrastructure scheduler-api; do
    if printf '%s\n' "$tree" | grep -q "^$crate"; then
        echo "scheduler-domain must not depend on $crate" >&2
        exit 1
    fi
done
