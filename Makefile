export CARGO_TARGET_DIR ?= $(CURDIR)/target

.PHONY: test
test:
	scripts/check-layers.sh
	cargo fmt --check
	cargo clippy --workspace --all-targets --quiet -- --deny warnings
	cargo test --workspace --quiet
