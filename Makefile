# `make run` and `make test` set up what they need: the first time, and again when a lock file changes.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
COMPILE := uv pip compile --universal --python-version 3.11 --override overrides.txt \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
# Tests start the program many times, and four workers read every test: compiled files save each of them seconds.
unexport PYTHONDONTWRITEBYTECODE
UNSKIPPABLE := $(if $(CONCIERGE_TEST_NO_SKIP),-p tests.no_skip)

.DEFAULT_GOAL := help
.PHONY: help run test extras bench lint lock clean

# An environment knows its own folder: after a move or a copy it has to be made again.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell cat $(VENV)/made-in 2>/dev/null),$(CURDIR))
$(shell rm -rf $(VENV))
else ifeq ($(wildcard $(BIN)/python),)
$(shell rm -rf $(VENV))
endif
endif

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

run: $(VENV)/ready  ## Start Concierge: a conversation here, the pages, the bots that have a token
	@exec $(BIN)/concierge run

test: $(VENV)/ready-dev  ## Run the tests
	@$(BIN)/python -m pytest -q -n 4 --dist worksteal $(UNSKIPPABLE)

extras: $(VENV)/ready-extras  ## Install what the extras need, for models on this machine and for their tests

bench: $(VENV)/ready  ## Measure what things cost, beside the least they could
	@exec $(BIN)/concierge bench

lint: $(VENV)/ready-dev  ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports

lock:  ## Pin the newest versions that fit (needs uv)
	@$(COMPILE) --upgrade --extra cluster --extra payments --extra community --group build --group dev pyproject.toml -o requirements-dev.lock
	@$(COMPILE) --extra cluster --extra payments --group build --constraint requirements-dev.lock pyproject.toml \
		-o requirements.lock

clean:  ## Remove the environment and the caches; your data stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist

# Set-up talks on standard error and reads nothing: a pipe is for questions and answers. Only what the lock files
# name is installed.
$(VENV)/made-in:
	@for python in python3.13 python3.12 python3.11 python3; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Setting up in $(VENV) with $$($$python --version). This takes a minute, once." >&2; \
			$$python -m venv --clear $(VENV) </dev/null >&2 && echo "$(CURDIR)" >$@; exit; \
		fi; \
	done; \
	echo "Concierge needs Python 3.11 or newer with its venv module; there is none on the PATH." >&2; \
	echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
	exit 1

$(VENV)/ready: requirements.lock pyproject.toml | $(VENV)/made-in
	@$(PIP) install --no-deps -r requirements.lock </dev/null >&2
	@$(PIP) install --no-deps --no-build-isolation -e . </dev/null >&2
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@echo "Adding what the tests need." >&2
	@$(PIP) install --no-deps -r requirements-dev.lock </dev/null >&2
	@touch $@

$(VENV)/ready-extras: requirements-extras.lock $(VENV)/ready-dev
	@echo "Adding what the extras need. It is large, so this takes minutes, once." >&2
	@$(PIP) install -r requirements-extras.lock </dev/null >&2
	@touch $@
