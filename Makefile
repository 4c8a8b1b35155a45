# What is done to this project often. CI runs `make test`.
export CARGO_TARGET_DIR ?= $(CURDIR)/target

.PHONY: run test compiled judged broken documents bench chaos lighthouse fuzz lint checks fmt tools load-tool docs-assets web

# Serves on http://localhost:8000, with its data in ./data, or as .env says. Whatever builds a
# release picks its programs out of the whole workspace: picked out of their packages, their
# libraries have other features, and each goal compiles them once more (4 minutes).
run: tools docs-assets web
	cargo build --release --workspace --bin meeting-scheduler
	$(CARGO_TARGET_DIR)/release/meeting-scheduler serve

# Everything that can fail: lints, all tests on all three backends, the documents judged from
# outside. The tests that drive a server find it built. Building is as short as it can be: clippy
# looks on while all is compiled (before it, it would compile each dependency once more), and
# OpenSSL is the machine's, which takes six minutes to compile. Twice two things are done at once:
# while the compiler works, what needs nothing from it; while faults wait, what needs no quiet.
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = --deny__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
test: export OPENSSL_NO_VENDOR = 1
test: export MEETING_SCHEDULER_BIN = $(CARGO_TARGET_DIR)/debug/meeting-scheduler
test: export REQUIRE_JUDGES = 1
test: tools
	scripts/install.sh libssl-dev pkg-config strace wrk
	$(MAKE) --jobs=2 compiled judged
	scripts/with-judges.sh scripts/with-postgres.sh cargo test --workspace --exclude scheduler-chaos
	$(MAKE) --jobs=2 broken documents
	scripts/with-postgres.sh scripts/check-web.sh

# Without make's two jobs, which cargo would take for all that it may have.
compiled: docs-assets web
	env --unset=MAKEFLAGS cargo build --workspace --all-targets

judged: checks
	scripts/with-postgres.sh true
	scripts/with-judges.sh true
	scripts/check-openapi.sh

# Every fault in its short form.
broken:
	scripts/with-postgres.sh cargo test --workspace --test short

documents:
	scripts/check-ics.sh
	scripts/check-docker.sh
	scripts/check-web-source.sh

lint: checks
	cargo clippy --workspace --all-targets -- --deny warnings

checks: tools docs-assets web
	cargo fmt --check
	scripts/check-layers.sh
	scripts/check-dependencies.sh

fmt:
	cargo fmt

# Load on both databases, beside floors measured in the same run: MEETINGS are stored before, and
# SECONDS spent on each path. The table, JSON and a chart; BASE=earlier.json compares. Fails if a
# target is missed. ONLY=detail,create for some of the paths.
MEETINGS ?= 20000 1000000
SECONDS ?= 10
BASE ?=
bench: tools load-tool docs-assets web
	cargo build --release --workspace --bin meeting-scheduler --bin bench
	POSTGRES_FSYNC=on scripts/with-postgres.sh $(CARGO_TARGET_DIR)/release/bench \
		--meetings "$(MEETINGS)" --seconds $(SECONDS) --out $(CARGO_TARGET_DIR)/bench \
		$(if $(ONLY),--only "$(ONLY)") $(if $(BASE),--base $(BASE))

# Faults on purpose in full size, on both databases; ONLY=F2 or ONLY=F1,F2 for some of them.
ONLY ?=
chaos: tools docs-assets web
	cargo build --release --workspace --bin meeting-scheduler --bin chaos
	scripts/install.sh strace
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/release/meeting-scheduler POSTGRES_FSYNC=on \
		scripts/with-postgres.sh $(CARGO_TARGET_DIR)/release/chaos $(ONLY)

# The pages of the web app as Lighthouse scores them. Fails if one has less than 95 in anything.
lighthouse: tools docs-assets web
	cargo build --release --workspace --bin meeting-scheduler
	scripts/check-lighthouse.sh

# What comes from outside, by libFuzzer where a nightly toolchain is: SECONDS for each target.
fuzz: tools docs-assets web
	scripts/fuzz.sh $(SECONDS)

tools:
	@scripts/install-build-tools.sh

load-tool:
	@scripts/install.sh wrk

# Swagger UI and ReDoc, which the binary embeds.
docs-assets:
	@scripts/fetch-docs-assets.sh

# The web app, which the binary embeds.
web:
	@scripts/build-web.sh
