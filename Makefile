# Needs Python 3.11 to 3.13, make and git; `make setup` gets the rest. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup fmt check test test-fast test-all cover docs bench drill drill-all demo repro lock sbom audit clean

PYTHON ?= python3
KIND ?= classification
# What is drawn or written for a demo of a kind: a program in examples/. Clips are of the kind classification.
DEMO_multilabel := things
DEMO_detection := scenes
DEMO_video := clips
ASK_video := --threshold 0.7
DEMO := $(or $(DEMO_$(KIND)),digits)
DATA ?= data/$(DEMO)
BIN := .venv/bin
KEY := $(shell $(PYTHON) -c "import hashlib, pathlib; print(hashlib.sha256(pathlib.Path('requirements.lock').read_bytes()).hexdigest()[:16])")
STAMP := .venv/.installed-$(KEY)
# Runs a command and shows what it said only when it failed.
quiet = @said=$$($(1) 2>&1) || { printf '%s\n' "$$said"; exit 1; }
# Of what pip says: how far it is, and what is large.
define progress
awk '/^Collecting/ && ++n % 25 == 0 { print "  " n " packages fetched" } \
  /Downloading .* \([0-9.]+ MB\)/ && (size = substr($$(NF-1), 2) + 0) >= 50 { print "  fetching " $$2 ", " size " MB" } \
  /^Installing collected/ { print "  " n " packages fetched; putting them in place, a minute or two" } { fflush() }'
endef

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## the environment in .venv, exactly as requirements.lock says

$(STAMP):
	@$(PYTHON) -c "import sys; v = sys.version_info; sys.exit(f'Python {v[0]}.{v[1]} does not do: take 3.11 to 3.13, as in make setup PYTHON=python3.11' if not (3, 11) <= v < (3, 14) else 0)"
	@echo "Setting up .venv, once: about $(words $(shell sed -n 's/==.*//p' requirements.lock)) packages, 7 GB, 3 to 10 minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@set -o pipefail; $(BIN)/python -m pip install --no-deps --require-hashes -r requirements.lock | $(progress)
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check
	@rm -f .venv/.installed-* && touch $@

fmt: setup ## puts every file into the one format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

check: setup ## ruff, mypy, import contracts, codespell, docs; says nothing when all is well
	$(call quiet,$(BIN)/ruff check --quiet .)
	$(call quiet,$(BIN)/ruff format --quiet --check .)
	$(call quiet,MYPYPATH=benchmarks $(BIN)/mypy peel tasks flows benchmarks/*.py)
	$(call quiet,$(BIN)/lint-imports --no-logo)
	$(call quiet,$(BIN)/codespell)
	$(call quiet,$(BIN)/pytest -q -m "not slow and not e2e" tests/docs)

test: setup ## before a pull request: unmarked, slow, the first end-to-end tests; under 10 minutes
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not e2e or often"

test-fast: setup ## the unmarked tests; a minute
	@$(BIN)/pytest -q -m "not slow and not e2e and not gpu and not net"

test-all: setup ## every test but those that want a GPU or a network; under 20 minutes
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

cover: setup ## every test that test-all runs, with branch coverage
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

docs: setup ## writes docs/reference/ anew from parameters and commands
	@$(BIN)/python docs/make_reference.py

bench: setup ## every benchmark; each prints a table for the README
	@for file in benchmarks/*.py; do echo "## $$file"; PYTHONPATH=. $(BIN)/python $$file || exit 1; done

drill: setup ## the loop for real on a shared set: days of good answers, a dip, an alert, a better model; under 30 minutes
	@PYTHONPATH=. $(BIN)/python benchmarks/drill.py

drill-all: setup ## the same in every trouble: killed, locked, down, twice, and where no model could be better
	@PYTHONPATH=. $(BIN)/python benchmarks/drill.py --all

demo: setup ## handwritten digits, KIND=multilabel, detection or video (drawn), or DATA=folder-or-zip, to a proven ONNX file
	@test "$(DATA)" != "data/$(DEMO)" || $(BIN)/python examples/$(DEMO).py "$(DATA)"
	@code=0; $(BIN)/peel build --data "$(DATA)" --kind $(KIND:video=classification) $(ASK_$(KIND)) || code=$$?; \
	  [ $$code -eq 2 ] || [ ! -f "$(DATA).mp4" ] || $(BIN)/peel predict "$(DATA).mp4" || code=$$?; \
	  [ $$code -eq 0 ] || [ $$code -eq 2 ] || echo "Nothing is broken: make's 'Error $$code' below only says that the model did not pass."; \
	  exit $$code

repro: setup ## what changed since the last time, and what follows from it (dvc repro)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dvc repro

lock: setup ## compiles requirements.lock, and the few of deploy/Dockerfile, from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --all-extras --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra serve --extra postgres --constraints requirements.lock pyproject.toml -o deploy/serve.lock

sbom: setup ## what Peel stands on, for the machines of an audit: dist/sbom.json (CycloneDX; fetches its tool)
	@mkdir -p dist
	$(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock --output-format JSON -o dist/sbom.json

audit: setup ## asks whether a package of the lock is known to be vulnerable; says how many could be asked about
	@{ timeout 300 $(BIN)/uv tool run --quiet pip-audit==2.10.1 --disable-pip --require-hashes -r requirements.lock --format json \
	  --progress-spinner off 2>/dev/null || true; } | $(BIN)/python .ci/audited.py

clean: ## removes caches and builds; keeps data, bundle and environment
	rm -rf dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find peel tasks flows tests benchmarks examples docs -name __pycache__ -type d -prune -exec rm -rf {} +
