# What is done to this project often. CI runs `make test`.
export CARGO_TARGET_DIR ?= $(CURDIR)/target

.PHONY: run test compiled judged bench chaos lighthouse fuzz lint checks fmt tools load-tool docs-assets web

# Serves on http://localhost:8000, with its data in ./data, or as .env says.
run: tools docs-assets web
	cargo build --release --package scheduler-server
	$(CARGO_TARGET_DIR)/release/meeting-scheduler serve

# Everything that can fail: lints, all tests on all three backends, the documents judged from
# outside. The tests that drive a server find it built. Building is as short as it can be: clippy
# looks on while all is compiled (before it, it would compile each dependency once more), and
# OpenSSL is the machine's, which takes six minutes to compile.
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = --deny__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
test: export OPENSSL_NO_VENDOR = 1
test: checks load-tool
	scripts/install.sh libssl-dev pkg-config strace
	$(MAKE) --jobs=2 compiled judged
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/debug/meeting-scheduler \
		scripts/with-judges.sh scripts/with-postgres.sh cargo test --workspace
	scripts/check-ics.sh
	scripts/check-docker.sh
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/debug/meeting-scheduler REQUIRE_JUDGES=1 \
		scripts/with-postgres.sh scripts/check-web.sh

# Without make's two jobs, which cargo would take for all that it may have.
compiled:
	env --unset=MAKEFLAGS cargo build --workspace --all-targets

# What needs nothing that is compiled, while the network or a single core is what compiling waits for.
judged:
	scripts/with-judges.sh true
	scripts/check-openapi.sh
	scripts/check-web-source.sh

lint: checks
	cargo clippy --workspace --all-targets -- --deny warnings

checks: tools docs-assets web
	scripts/check-layers.sh
	scripts/check-dependencies.sh
	cargo fmt --check

fmt:
	cargo fmt

# Load on both databases, beside floors measured in the same run: MEETINGS are stored before, and
# SECONDS spent on each path. The table, JSON and a chart; BASE=earlier.json compares. Fails if a
# target is missed. ONLY=detail,create for some of the paths.
MEETINGS ?= 20000 1000000
SECONDS ?= 10
BASE ?=
bench: tools load-tool docs-assets web
	cargo build --release --package scheduler-server --package scheduler-bench
	POSTGRES_FSYNC=on scripts/with-postgres.sh $(CARGO_TARGET_DIR)/release/bench \
		--meetings "$(MEETINGS)" --seconds $(SECONDS) --out $(CARGO_TARGET_DIR)/bench \
		$(if $(ONLY),--only "$(ONLY)") $(if $(BASE),--base $(BASE))

# Faults on purpose in full size, on both databases; ONLY=F2 or ONLY=F1,F2 for some of them.
ONLY ?=
chaos: tools docs-assets web
	cargo build --release --package scheduler-server --package scheduler-chaos
	scripts/install.sh strace
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/release/meeting-scheduler POSTGRES_FSYNC=on \
		scripts/with-postgres.sh $(CARGO_TARGET_DIR)/release/chaos $(ONLY)

# The pages of the web app as Lighthouse scores them. Fails if one has less than 95 in anything.
lighthouse: tools docs-assets web
	cargo build --release --package scheduler-server
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
