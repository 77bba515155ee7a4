# The only entry: `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# More than the cores: many tests wait for a socket or a lease, not for the processor.
WORKERS ?= 4
# A hundred processes are started here: let each find compiled what the first one compiled.
export PYTHONDONTWRITEBYTECODE :=
CODE := app.py engine storage bot handlers sandbox tests bench

.DEFAULT_GOAL := help
.PHONY: help setup sandbox test check bench prove run format lint types imports lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make the virtual environment from the lock file

$(VENV)/.ready: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/it")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

sandbox: setup ## run the product against local stand-ins and tell its story
	$(BIN)/python app.py sandbox --story

test: setup ## run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: setup format lint types imports test ## what CI runs: format, lint, types, import contracts, tests

format: setup ## check the formatting
	$(BIN)/ruff format --check .

lint: setup ## check the style
	$(BIN)/ruff check .

types: setup ## check the types
	$(BIN)/mypy $(CODE)

imports: setup ## check the import contracts
	$(BIN)/lint-imports

$(VENV)/.bench-ready: requirements-bench.lock $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: $(VENV)/.bench-ready ## measure listening, then the engine beside bare drivers; writes docs/benchmarks.md
	$(BIN)/python -m bench.listening
	$(BIN)/python -m bench

prove: setup ## prove at length that every step goes out exactly once: about an hour
	$(BIN)/python -m tests.proof

run: setup ## start the product with the settings in the environment or .env
	$(BIN)/python app.py run

lock: ## pin the dependencies anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements-dev.lock requirements-bench.in -o requirements-bench.lock
