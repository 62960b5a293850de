# The contributor's verbs; `make` alone lists them. `make book` is all that a fresh clone needs.
# Set-up happens by itself: stamp files say what is installed, a changed lock installs anew.

PYTHON ?= python3
UV ?= uv
BOOK := .venv/bin/python -m strukturwandel
MACHINE := -m strukturwandel.machine

ENVIRONMENT := .venv/.locked
PACKAGE := .venv/.package
SCRIPTS := _build/npm/.installed
SETUP := $(PACKAGE) $(SCRIPTS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup book html pdf test lint bench serve lab translations preview lock clean

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

setup: $(SETUP) ## the Python environment and the pages' scripts; every verb below does it by itself

book: $(SETUP) ## the whole book into _build/site: three editions, pictures, PDFs
	@.venv/bin/python $(MACHINE) ensure pdf
	@$(BOOK) build

html: $(SETUP) ## only the pages of the three editions
	@.venv/bin/python $(MACHINE) ensure pictures
	@$(BOOK) html

pdf: $(SETUP) ## the whole book, and an error where there can be no PDFs
	@.venv/bin/python $(MACHINE) ensure --required pdf
	@$(BOOK) pdf

test: $(SETUP) ## build the book and run every test (or some: make test TESTS=tests/test_numbers.py)
	@.venv/bin/python $(MACHINE) ensure --required tests
	$(if $(TESTS),,@$(BOOK) pdf)
	.venv/bin/python -m pytest $(TESTS)

lint: $(SETUP) ## the strict checks of code, tables and translations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@$(BOOK) lint

bench: $(SETUP) ## how soon charts open, beside two other ways (make bench OPTIONS=--lighthouse; half an hour)
	@.venv/bin/python $(MACHINE) ensure --required pictures
	@$(BOOK) html
	@$(BOOK) bench $(OPTIONS)

serve: $(SETUP) ## the built site on http://127.0.0.1:8000 (make serve PORT=8001)
	@$(BOOK) serve $(if $(PORT),--port $(PORT))

lab: $(PACKAGE) ## JupyterLab on the chapters (make lab PORT=8889 NO_BROWSER=1)
	@.venv/bin/python -m strukturwandel.lab $(if $(PORT),--port $(PORT)) $(if $(NO_BROWSER),--no-browser)

translations: $(SETUP) ## bring the catalogues in translations/ up to date with the chapters
	@$(BOOK) translations

preview: $(SETUP) ## one edition, drafts allowed: make preview EDITION=de
	@$(BOOK) preview $(EDITION)

lock: ## requirements.lock from requirements.txt (needs uv; newer versions: make lock UPGRADE=1)
	$(UV) pip compile requirements.txt --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet $(if $(UPGRADE),--upgrade) --output-file requirements.lock

clean: ## remove what was built; .venv stays
	rm -rf _build

# ---- set-up

$(ENVIRONMENT): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'This needs Python 3.11 or newer, and "$(PYTHON)" is not. Name one: make book PYTHON=python3.12' >&2; \
		exit 1; }
	@$(PYTHON) $(MACHINE) environment
	@touch $@

$(PACKAGE): $(ENVIRONMENT) pyproject.toml
	@.venv/bin/python $(MACHINE) package
	@touch $@

$(SCRIPTS): strukturwandel/theme/package.json strukturwandel/theme/package-lock.json | $(PACKAGE)
	@.venv/bin/python $(MACHINE) scripts
	@touch $@
