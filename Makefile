# The same words here and in CI. `make run` needs Python 3.11 and nothing else.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Parallel test processes (tests/scheduling.py says who runs what).
JOBS ?= auto
PYTEST_ARGS ?=
# sample: a twentieth, for CI; all: everything, resumable.
PROVE ?= all

.PHONY: run setup test coverage test-postgres test-conformance lint check bench prove messages third-party clean

export PORT DATA_DIR

run: $(VENV)/.run-installed
	@$(BIN)/python -m kbsite.start

setup: $(VENV)/.dev-installed

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (or: make run PYTHON=/path/to/python3.11)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# uv is several times faster than pip and is used when it is there; pip is enough.
define install
	@if command -v uv >/dev/null; then uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
	@touch $@
endef

$(VENV)/.run-installed: requirements/run.txt | $(BIN)/python
	@echo "Installing what the site needs (once, about a minute) ..."
	$(call install,requirements/run.txt)

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.run-installed
	@echo "Installing what tests and lint need ..."
	$(call install,requirements/dev.txt)

test: setup
	@$(BIN)/python -m tests.chromium
	$(BIN)/pytest -n $(JOBS) $(PYTEST_ARGS)

test-postgres: export DATABASE_URL := $(or $(DATABASE_URL),postgres:///postgres)
test-postgres: export REDIS_URL := $(or $(REDIS_URL),redis://127.0.0.1:6379/5)
test-postgres: setup
	$(BIN)/pytest -n $(JOBS) -m "services and not browser" $(PYTEST_ARGS)

coverage: setup
	$(BIN)/pytest -n $(JOBS) --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

test-conformance: setup
	$(BIN)/pytest -n 0 --noconftest --ds=tests.search_conformance.settings tests/search_conformance/test_whoosh_backend.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run --settings kbsite.settings.test

check: lint test

bench: setup
	$(BIN)/python -m bench

prove: setup
	$(BIN)/python -m tests.prove $(PROVE)

messages: setup
	$(MANAGE) makemessages --all --no-location --no-wrap --ignore=.venv --ignore=data
	$(MANAGE) compilemessages --ignore=.venv

third-party: setup
	$(BIN)/python requirements/third_party.py

clean:
	rm -rf data $(VENV)
