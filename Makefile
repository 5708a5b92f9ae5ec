# One command each: `make run` for the demonstration, `make test` for the tests.
PYTHON ?= python3
SPEED ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check bench bench-peers conformance-node conformance-python lock clean

run: .venv/.run
	@$(BIN)/yaosu demo --speed $(SPEED)

test: .venv/.dev
	@$(BIN)/python -m pytest $(TESTS)

# Everything that a change must pass besides the tests.
check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo

bench: .venv/.dev
	@$(BIN)/python -m benchmarks

# The same operations, and the same live counts, against other servers: benchmarks/peers/README.md, benchmarks/live/README.md.
bench-peers: .venv/.dev
	@$(BIN)/python -m benchmarks.peers
	@$(BIN)/python -m benchmarks.live

# The public tools that the tests hold the server against: docs/conformance.md.
CONFORMANCE := tests/conformance
conformance-node: $(CONFORMANCE)/node_modules/.installed
conformance-python: $(CONFORMANCE)/.venv/.installed

$(CONFORMANCE)/node_modules/.installed: $(CONFORMANCE)/package-lock.json
	@npm ci --prefix $(CONFORMANCE) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(CONFORMANCE)/.venv/.installed: $(CONFORMANCE)/requirements.lock | .venv/bin/python
	@rm -rf $(CONFORMANCE)/.venv
	@$(BIN)/python -m venv $(CONFORMANCE)/.venv
	@$(CONFORMANCE)/.venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $<
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Yaosu needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make run PYTHON=python3.12"; exit 1; }
	@echo "making .venv ..."
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing the packages of requirements.lock (hashes checked) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "installing the packages of requirements-dev.lock (hashes checked) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# The locks carry hashes and never an address. uv (pip install uv) makes them.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url $(CONFORMANCE)/requirements.in -o $(CONFORMANCE)/requirements.lock

clean:
	rm -rf .venv build *.egg-info $(CONFORMANCE)/.venv $(CONFORMANCE)/node_modules
