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
UV := $(shell command -v uv 2>/dev/null)

# pyright's JavaScript lives beside the tools it belongs to, so an emptied home cache does not matter.
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.venv/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: help setup

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 10

setup: $(READY) $(SA20_READY) ## make both environments (SQLAlchemy 2.1 and 2.0)

$(READY): pyproject.toml
	@echo "== .venv: tools, all extras, newest SQLAlchemy"
ifneq ($(UV),)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip install --quiet --python $(BIN)/python 'hatchling>=1.26' 'editables>=0.5'
	$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --group dev --editable '.[all]'
else
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq 'pip>=25.1' 'hatchling>=1.26' 'editables>=0.5'
	$(BIN)/python -m pip install -qq --no-build-isolation --group dev --editable '.[all]'
endif
	$(BIN)/pyright --version
	@touch $@

# The runtime library must behave and type the same on SQLAlchemy's previous line.
$(SA20_READY): pyproject.toml
	@echo "== $(SA20): SQLAlchemy 2.0"
ifneq ($(UV),)
	test -x $(SA20)/bin/python || $(UV) venv --quiet --python $(PYTHON) $(SA20)
	$(UV) pip install --quiet --python $(SA20)/bin/python 'hatchling>=1.26' 'editables>=0.5'
	$(UV) pip install --quiet --python $(SA20)/bin/python --no-build-isolation --group test --editable '.[async]' 'SQLAlchemy<2.1'
else
	test -x $(SA20)/bin/python || $(PYTHON) -m venv $(SA20)
	$(SA20)/bin/python -m pip install -qq 'pip>=25.1' 'hatchling>=1.26' 'editables>=0.5'
	$(SA20)/bin/python -m pip install -qq --no-build-isolation --group test --editable '.[async]' 'SQLAlchemy<2.1'
endif
	@touch $@
