# What is done to this project often. CI runs `make test`.
export CARGO_TARGET_DIR ?= $(CURDIR)/target

.PHONY: run test bench chaos lint fmt tools docs-assets

# Serves on http://localhost:8000, with its data in ./data, or as .env says.
run: tools docs-assets
	cargo build --release --package scheduler-server
	$(CARGO_TARGET_DIR)/release/meeting-scheduler serve

# Everything that can fail: lints, all tests on all three backends, the documents judged from
# outside. The tests that drive a server find it built.
test: lint
	cargo build --workspace --all-targets
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/debug/meeting-scheduler \
		scripts/with-judges.sh scripts/with-postgres.sh cargo test --workspace
	scripts/check-openapi.sh
	scripts/check-ics.sh
	scripts/check-docker.sh

lint: tools docs-assets
	scripts/check-layers.sh
	scripts/check-dependencies.sh
	cargo fmt --check
	cargo clippy --workspace --all-targets -- --deny warnings

fmt:
	cargo fmt

# Load on both databases, beside a floor measured in the same run. MEETINGS are stored before,
# SECONDS are spent on each path; the figures go to FIGURES as JSON.
MEETINGS ?= 20000
SECONDS ?= 10
FIGURES ?= $(CARGO_TARGET_DIR)/bench.json
bench: tools docs-assets
	cargo build --release --package scheduler-server --package scheduler-bench
	POSTGRES_FSYNC=on scripts/with-postgres.sh \
		$(CARGO_TARGET_DIR)/release/bench $(MEETINGS) $(SECONDS) $(FIGURES)

# Faults on purpose in full size, on both databases; ONLY=F2 or ONLY=F1,F2 for some of them.
ONLY ?=
chaos: tools docs-assets
	cargo build --release --package scheduler-server --package scheduler-chaos
	MEETING_SCHEDULER_BIN=$(CARGO_TARGET_DIR)/release/meeting-scheduler POSTGRES_FSYNC=on \
		scripts/with-postgres.sh $(CARGO_TARGET_DIR)/release/chaos $(ONLY)

tools:
	@scripts/install-build-tools.sh

# Swagger UI and ReDoc, which the binary embeds.
docs-assets:
	@scripts/fetch-docs-assets.sh
