# Sets everything up from a fresh clone and runs it: needs only make and a Python >= 3.11 (no git, no compiler).
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check serve bench bench-short bench-healthchain try fixtures

VENV := .venv
RUN := $(VENV)/bin/python
NEEDS := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
# Looked up only when the environment has to be made, so that a second run costs nothing.
PYTHON = $(shell for p in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c '$(NEEDS)' >/dev/null 2>&1; then echo $$p; break; fi; done)
NO_PYTHON := No Python 3.11 or newer with its venv module on the PATH: install one (Debian: python3 python3-venv)
PIP := $(RUN) -m pip -qq --disable-pip-version-check --no-input

PORT ?= 8000
# What needs a server, a browser or a network is marked; .ci/run brings those.
OFFLINE := not live and not browser and not postgres and not public_sandbox
# The stories in fixtures/requests happen on this day. One of each kind: not enough known, a wrong dose, a stop, all found.
DEMO_DAY := 2026-11-23T12:00:00Z
DEMO := inferred-by-switch tenfold-dose aneurysm-years-ago classic-trd

unexport PYTHONPATH

help:
	$(info make demo   evaluate the shipped requests and print the cards a clinician would read)
	$(info make test   pass the test suite)
	$(info make check  types, lint, format, clinical content)
	$(info make fixtures  write fixtures, review sheet and other generated files anew)
	$(info make try    play the EHR in a browser: made-up patients, an order to edit, cards as you type)
	$(info make serve  run the service on 127.0.0.1:PORT (default 8000), settings from CDS_* variables)
	@:

# The locked packages, each checked against its hash; wheels only, so that nothing is compiled here.
$(VENV)/.locked: requirements-dev.lock
	@if $(RUN) -c 'import pip; $(NEEDS)' >/dev/null 2>&1; then :; else \
		python='$(PYTHON)'; \
		if [ -z "$$python" ]; then echo '$(NO_PYTHON)' >&2; exit 1; fi; \
		echo "Setting up $(VENV) with $$python: once, about a minute ..."; \
		$$python -m venv --clear $(VENV) || exit 1; fi
	@$(PIP) install --only-binary :all: --require-hashes -r requirements-dev.lock
	@: > $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@: > $@

demo: $(VENV)/.ready
	@CDS_REQUIRE_AUTH="$${CDS_REQUIRE_AUTH:-false}"; export CDS_REQUIRE_AUTH; \
	echo "Four ketamine orders, as on $(DEMO_DAY), without a server (CDS_REQUIRE_AUTH=$$CDS_REQUIRE_AUTH):"; \
	for story in $(DEMO); do \
		echo; echo "fixtures/requests/$$story.json"; \
		$(RUN) -m cds_service evaluate "fixtures/requests/$$story.json" --now $(DEMO_DAY) || exit 1; done; \
	echo; echo 'More stories are in fixtures/requests. "make serve" answers CDS Hooks calls on this machine.'

test: $(VENV)/.ready
	@$(RUN) -m pytest -m '$(OFFLINE)'

check: $(VENV)/.ready
	@$(RUN) -m mypy --strict cds_service
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m cds_service knowledge check

# A made-up EHR in the browser; refused where authentication is on, and answered to this machine only.
try: $(VENV)/.ready
	@echo "Open http://127.0.0.1:$(PORT)/demo in a browser; Ctrl-C ends it."; \
	exec $(RUN) -m cds_service serve --demo --port $(PORT)

# Everything in the repository that is made of something else in it: answers, review sheet, tables of the documentation.
fixtures: $(VENV)/.ready
	@$(RUN) -m tests.generated

# Authentication is on everywhere else; this target is for one's own machine.
serve: $(VENV)/.ready
	@CDS_REQUIRE_AUTH="$${CDS_REQUIRE_AUTH:-false}"; export CDS_REQUIRE_AUTH; \
	echo "http://127.0.0.1:$(PORT)/cds-services with CDS_REQUIRE_AUTH=$$CDS_REQUIRE_AUTH"; \
	exec $(RUN) -m cds_service serve --port $(PORT)

# What only the benchmark needs is kept outside of the environment everything else runs in.
BENCH := var/bench
ORJSON := orjson==3.13.0
HEALTHCHAIN := healthchain==0.16.1

$(BENCH)/control/orjson: $(VENV)/.ready
	@$(PIP) install --only-binary :all: --no-deps --upgrade --target $(BENCH)/control $(ORJSON)
	@touch $@

bench: $(BENCH)/control/orjson
	@$(RUN) -m benchmarks

bench-short: $(BENCH)/control/orjson
	@$(RUN) -m benchmarks --short

bench-healthchain:
	@test -x $(BENCH)/healthchain/bin/python || $(PYTHON) -m venv $(BENCH)/healthchain
	@$(BENCH)/healthchain/bin/python -m pip -qq install $(HEALTHCHAIN) uvicorn uvloop httptools
