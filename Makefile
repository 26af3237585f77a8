# Commonhold for developers. `make` alone lists the targets.
#   make setup test         what a newcomer runs, and .ci/run
#   make setup EXTRAS=test,neural   with torch, so that tests of the network are not passed over
#   make build MIRROR=DIR   builds from local bare clones instead of the network
#   make build HOLD_OUT=FILES   keeps what these JSON Lines hold out of the model (all of EVAL by default)

PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= test
BUILD ?= build
MIRROR ?=
EVAL ?= $(wildcard ../shared/eval)
PEERS_BENCH ?= $(wildcard ../shared/tools/peers/bench.sh)
SCORER ?= $(wildcard ../shared/tools/score.py)
BIN := $(VENV)/bin
HOLD_OUT ?= $(wildcard $(EVAL)/*.jsonl)
from := $(if $(MIRROR),--mirror $(MIRROR)) $(HOLD_OUT:%=--hold-out %)

.DEFAULT_GOAL := help
.PHONY: help setup check test docs bench extensions build rebuild clean

help: ## List these targets.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## Make a virtual environment in .venv and install everything a developer needs.
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[$(EXTRAS)]'

check: ## Lint, formatting and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: ## Run all tests.
	$(BIN)/python -m pytest

docs: ## Write docs/commands.md anew from the command line itself.
	$(BIN)/python -m commonhold.doors.commands > docs/commands.md.new
	mv docs/commands.md.new docs/commands.md

bench: ## Measure speed, memory and hits beside other proofreaders (EVAL=DIR PEERS_BENCH=SCRIPT).
	$(BIN)/python bench/run.py --eval "$(EVAL)" --peers-bench "$(PEERS_BENCH)" --out $(BUILD)/bench
	$(BIN)/python bench/server.py
	$(BIN)/python bench/lsp.py --out $(BUILD)/bench
	$(BIN)/python bench/identify.py --mirror "$(MIRROR)"
	$(BIN)/python bench/languages.py --mirror "$(MIRROR)" --scorer "$(SCORER)" --out $(BUILD)/bench

extensions: ## Pack the extensions for browsers and for VS Code into build/extensions (the second wants npm).
	$(PYTHON) extensions/pack.py $(BUILD)/extensions/commonhold-browser.zip
	npm ci --prefix extensions/vscode --ignore-scripts --no-audit --no-fund
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-1767225600} npm run --prefix extensions/vscode package -- --out "$(abspath $(BUILD))/extensions/commonhold.vsix"

build: ## Build the English model from its recipe (MIRROR=DIR for local clones).
	$(BIN)/commonhold build recipes/en.toml $(from) --out src/commonhold/models/en

rebuild: ## Build every shipped model once more from nothing and compare the bytes (MIRROR=DIR).
	for model in src/commonhold/models/*/; do $(BIN)/commonhold rebuild $$model $(if $(MIRROR),--mirror $(MIRROR)) || exit; done

clean: ## Remove what was built and measured; the virtual environment stays.
	rm -rf $(BUILD) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
