# Living Review.
#   make review   build the shipped review into _site/ (website and PDFs)
#   make test     check style, types and architecture, and run every test
# Both set up what they need: Python packages into .venv (review those of requirements.lock, test also
# what developers use, of requirements-dev.lock), and, where apt may be used, the system libraries of
# the PDFs and of the browser tests.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_TO_DEVELOP := .venv/.ready-to-develop

.PHONY: review test lint compiled hooks setup developers lock benchmarks mutants schemas docs changes clean help
.DEFAULT_GOAL := help

help:
	@sed -n '2,6s/^# *//p' Makefile
	@echo "  also: make lint, make hooks, make schemas, make docs, make changes, make benchmarks, make mutants, make lock, make clean"

review: setup
	@scripts/system-libraries pdf
	@# exit code 1 means: built, and some rows of the registry were set aside (the report lists them)
	$(BIN)/living-review build || test $$? -eq 1

test: developers
	@scripts/system-libraries pdf browser postgres
	@$(MAKE) --no-print-directory -j 2 lint compiled
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

# Many tests start the program, and pytest writes each test's assertions anew: both are done once,
# also where Python keeps nothing by itself, and beside lint.
compiled: developers
	@$(BIN)/python -m compileall -q src
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --collect-only -qq > /dev/null || true

lint: developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# From now on git asks lint before every commit (.pre-commit-config.yaml).
hooks: developers
	$(BIN)/pre-commit install

# Where developers work, what they use stays.
setup: $(if $(wildcard $(READY_TO_DEVELOP)),developers,$(READY))

developers: $(READY_TO_DEVELOP)

$(READY): requirements.lock pyproject.toml scripts/python-environment
	@scripts/python-environment requirements.lock $(PYTHON)
	@touch $(READY)

$(READY_TO_DEVELOP): requirements-dev.lock pyproject.toml scripts/python-environment
	@scripts/python-environment requirements-dev.lock $(PYTHON)
	@touch $(READY) $(READY_TO_DEVELOP)

benchmarks: developers
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/large_review.py
	$(BIN)/python benchmarks/pooling.py
	$(BIN)/python benchmarks/registry.py
	$(BIN)/python benchmarks/living.py 30
	$(BIN)/python benchmarks/kills.py 20

# How many small changes to the program the suite notices: COUNT of them in ROOMS each.
COUNT ?= 20
SEED ?= 1
ROOMS ?= certainty,effects,exchange
mutants: developers
	$(BIN)/python benchmarks/code_mutants.py --count $(COUNT) --seed $(SEED) --rooms $(ROOMS)

# The pages and the JSON Schema that describe protocol.yml and the registry; a test wants them fresh.
schemas: developers
	$(BIN)/python -m living_review.reference docs data/registry
	$(BIN)/python -m living_review.cli.commands_page docs/reference/commands.md

# The documentation as a site, with a gallery of the examples: open _docs/index.html.
docs: setup
	@scripts/system-libraries pdf
	$(BIN)/python -m living_review.handbook docs _docs

# Shows what changes/ says; with VERSION=X it becomes PROGRAM-CHANGES.md and the fragments go.
changes: developers
	$(BIN)/towncrier build $(if $(VERSION),--yes --version $(VERSION),--draft --version next)

# Made again only when a dependency is added or raised (LOCK=--upgrade raises all); no index address is
# written into them. What runs the program is a part of what developers have, with the same versions.
LOCK ?= --upgrade
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
lock: developers
	$(COMPILE) $(LOCK) --extra postgres --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --extra postgres -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:
	rm -rf _site _docs build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
