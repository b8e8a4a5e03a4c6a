# Everything starts from a machine with git, make and a python3; .ci/setup.py fetches the rest. See README.md.
PORT ?= 8000
ARGS ?=
# The first python3 that runs: pyenv's stand-in fails when it has no version of the kind .python-version names.
SETUP = $(or $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3; do \
	$$p -c '' 2>/dev/null && echo $$p && break; done),python3) .ci/setup.py
RUN := .venv/bin/python
UV := .local/uv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
TEMPLATES = $(shell find templates -name '*.html')

# Compiled modules halve the time everything takes to start; they are ignored by git.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint fmt messages bench lock setup

demo: ## All set-up, then the demo on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(SETUP)
	@RESPITE_DEMO=1 RESPITE_BASE_URL=$${RESPITE_BASE_URL:-http://127.0.0.1:$(PORT)} exec $(RUN) manage.py demo --port $(PORT)

test: ## All set-up, then every test (ARGS="-k board" for some of them)
	@$(SETUP) --browser
	@$(RUN) -m pytest $(ARGS)

lint: setup ## What CI checks beside the tests
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	PYTHONPATH=site .venv/bin/lint-imports --no-logo
	DATABASE_URL=postgresql:///unused $(RUN) -m mypy
	.venv/bin/djangofmt check templates
	.venv/bin/djangofmt --check templates
	.venv/bin/djade --check $(TEMPLATES)

fmt: setup ## Put code and templates in shape
	$(RUN) -m ruff check --fix-only .
	$(RUN) -m ruff format .
	.venv/bin/djangofmt check --fix templates
	-.venv/bin/djangofmt --quiet templates
	-.venv/bin/djade $(TEMPLATES)
	.venv/bin/djangofmt templates

messages: setup ## Gather and compile what the pages say (needs gettext; ARGS="-l fr" begins another language)
	RESPITE_DEBUG=1 $(RUN) manage.py makemessages $(ARGS)
	RESPITE_DEBUG=1 $(RUN) manage.py compilemessages --ignore .venv --ignore .local

bench: setup ## Measure what docs promise, on this machine (ARGS="--history 0,10000,1000000 --clients 1,8,32" for all)
	@RESPITE_DEMO=1 $(RUN) manage.py bench $(ARGS)

lock: setup ## Write the requirements files anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(COMPILE) pyproject.toml -o requirements.txt $(ARGS)
	$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt $(ARGS)
	echo 'uv==0.13.9' | $(COMPILE) --no-annotate - -o .ci/uv.txt

setup:
	@$(SETUP)
