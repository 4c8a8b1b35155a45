#!/bin/sh
# fuzz.sh SECONDS [TARGET...]: every target of tests/fuzz by libFuzzer, each for so many seconds;
# what is found is kept in tests/fuzz/fuzz/artifacts. Without a nightly toolchain, the bounded form
# with a hundred times the cases.
set -eu
cd "$(dirname "$0")/../tests/fuzz"
seconds=${1:-60}
[ $# = 0 ] || shift
if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "There is no nightly toolchain: running the bounded form with 25,600 cases for each"
    PROPTEST_CASES=25600 exec cargo test --release --package scheduler-fuzz --test bounded
fi
cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --version 0.13.2 --locked
# Beside the builds of the workspace, which use another toolchain.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/../../target}/fuzz"
# actix-router leaks the names of parameters on purpose, once for each application.
export ASAN_OPTIONS=detect_leaks=0
for target in ${*:-$(cargo +nightly fuzz list)}; do
    corpus=fuzz/corpus/$target
    mkdir -p "$corpus"
    number=0
    while IFS= read -r sample; do
        number=$((number + 1))
        printf '%b' "$sample" >"$corpus/sample-$number"
    done <"samples/$target.txt"
    echo "$target: $number samples, $seconds seconds"
    cargo +nightly fuzz run "$target" "$corpus" -- -max_total_time="$seconds" -max_len=4096 -timeout=20 -print_final_stats=1
done
