# Living Review.
#   make review   build the shipped review into _site/ (website and PDFs)
#   make test     check style, types and architecture, and run every test
# Both set up what they need: Python packages from requirements.lock into .venv, and, where apt may
# be used, the system libraries of the PDFs and of the browser tests.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: review test check lint hooks setup lock benchmarks mutants schemas changes clean help
.DEFAULT_GOAL := help

help:
	@sed -n '2,5s/^# *//p' Makefile
	@echo "  also: make lint, make hooks, make schemas, make changes, make benchmarks, make mutants, make lock, make clean"

review: setup
	@scripts/system-libraries pdf
	@# exit code 1 means: built, and some rows of the registry were set aside (the report lists them)
	$(BIN)/living-review build || test $$? -eq 1

test: setup lint
	@scripts/system-libraries pdf browser postgres
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# From now on git asks lint before every commit (.pre-commit-config.yaml).
hooks: setup
	$(BIN)/pre-commit install

setup: $(READY)

$(READY): requirements.lock pyproject.toml scripts/python-environment
	@scripts/python-environment $(PYTHON)
	@touch $(READY)

benchmarks: setup
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
mutants: setup
	$(BIN)/python benchmarks/code_mutants.py --count $(COUNT) --seed $(SEED) --rooms $(ROOMS)

# The pages and the JSON Schema that describe protocol.yml and the registry; a test wants them fresh.
schemas: setup
	$(BIN)/python -m living_review.reference docs data/registry

# Shows what changes/ says; with VERSION=X it becomes PROGRAM-CHANGES.md and the fragments go.
changes: setup
	$(BIN)/towncrier build $(if $(VERSION),--yes --version $(VERSION),--draft --version next)

# Made again only when a dependency is added or raised; no index address is written into it.
lock: setup
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf _site build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
