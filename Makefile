# Rashomon. `make help` lists what can be done; everything happens inside this folder, in .venv and
# out, but for the gazetteer's index, which stands in the user cache (RASHOMON_CACHE names another).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
RASHOMON := $(VENV)/bin/rashomon
READY := $(VENV)/.ready
CASEBOOK := out/casebook.db
SITREP := out/sitrep.html
DATA ?= tests/cases

.PHONY: help
help: ## list what can be done
	@echo "make TARGET"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(READY) ## install everything into .venv (once: minutes; then nothing)
	@$(if $(filter setup,$(MAKECMDGOALS)),echo "setup: the environment in $(VENV) is ready",:)

$(READY): requirements.lock pyproject.toml
	@python="$$(sh scripts/find-python)" && "$$python" scripts/setup.py

.PHONY: run
run: setup ## read the examples into out/casebook.db and show what the accounts say
	@mkdir -p out
	@$(RASHOMON) ingest examples --casebook $(CASEBOOK)
	@$(RASHOMON) list --casebook $(CASEBOOK) --format text
	@$(RASHOMON) show --most-contested --casebook $(CASEBOOK) --format text
	@$(RASHOMON) sitrep --casebook $(CASEBOOK) --out $(SITREP)
	@printf '\n%s\n' 'Next:'
	@printf '  %s\n      %s\n' \
	  'the same in a browser, with chart, map and the words quoted: open' '$(SITREP)' \
	  'to read and to judge it in a browser' '$(RASHOMON) desk --casebook $(CASEBOOK)' \
	  'another incident of the table above' '$(RASHOMON) show ID --casebook $(CASEBOOK)' \
	  'what was known on a day' '$(RASHOMON) show ID --casebook $(CASEBOOK) --as-of 2020-01-10' \
	  'a report of your own' '$(RASHOMON) read FILE --published 2024-05-31' \
	  'everything else' '$(RASHOMON) --help'

.PHONY: test
test: setup ## run the tests (ARGS="-k places" narrows them)
	@$(PY) -m pytest $(ARGS)

.PHONY: check
check: setup ## lint, formatting and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

.PHONY: evaluate
evaluate: setup ## score readings against gold data (DATA=folder; the project's own cases if none)
	@$(PY) -m rashomon.evaluate all $(DATA) $(ARGS)

.PHONY: bench
bench: setup ## measure everything, an hour on a slow machine: one table, and out/bench*.json (ARGS=--quick tries all parts)
	@$(PY) -m benchmarks $(if $(filter command,$(firstword $(origin DATA))),--texts $(DATA)) $(ARGS)

.PHONY: benchdesk
benchdesk: setup ## measure the desk with 20 users and 100,000 incidents (its casebook is made once: minutes)
	@mkdir -p out
	@OMP_NUM_THREADS=1 $(PY) -m benchmarks.desk

.PHONY: screenshots
screenshots: setup ## take the pictures of the desk for docs/desk.md (needs Chromium)
	@mkdir -p out
	@rm -f out/screenshots.db
	@$(RASHOMON) ingest examples --casebook out/screenshots.db
	@$(PY) scripts/screenshots.py out/screenshots.db docs/pictures

.PHONY: torture
torture: setup ## ingest 20,000 good and broken files, killed 50 times, the disk full once (an hour or so)
	@OMP_NUM_THREADS=1 $(PY) -m tests.torture $(ARGS)

# pip's configuration is left out, so that no local index or folder of wheels can put a hash into
# the lock that others cannot find; and pip is the newest, since older ones miss extras whose name is
# spelled in two ways. Pins stay as they are unless UPGRADE=1.
.PHONY: lock
lock: ## pin the packages of pyproject.toml anew in requirements.lock (UPGRADE=1: newest of all)
	@python="$$(sh scripts/find-python)" && "$$python" -m venv out/lock-tools
	@PIP_CONFIG_FILE=/dev/null out/lock-tools/bin/python -m pip install --quiet --upgrade pip pip-tools
	@env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	  out/lock-tools/bin/pip-compile --quiet --extra dev --extra exports --generate-hashes --allow-unsafe \
	  --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  $(if $(UPGRADE),--upgrade) --output-file requirements.lock pyproject.toml

.PHONY: clean
clean: ## remove the environment, the output and the caches of the tools
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
