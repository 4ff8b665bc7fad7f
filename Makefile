.DEFAULT_GOAL := help
.PHONY: help setup demo serve simulator test faults lint format words bench stress screenshots lighthouse evaluate lock clean

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
STAMP := .venv/.installed
WEB := src/upclone/entrypoints/web
BUILT := $(WEB)/static/dist/.stamp
READY := $(STAMP) $(BUILT)

# Where Python may not keep what it compiled, each of the many processes that are started here compiles it all anew.
export PYTHONDONTWRITEBYTECODE :=

help:  ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## make .venv with everything in it, and what browsers load

$(STAMP): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "upclone needs Python 3.11 or newer (make PYTHON=/path/to/python3)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@# uv compiles nothing: what a server imports is compiled here, and not by its first start
	@$(BIN)/python -c "from upclone.entrypoints import serving, start; start.preload()"
	@touch $@

$(BUILT): $(STAMP) $(wildcard frontend/*.* frontend/.npmrc) $(shell find $(WEB) -name '*.html' -o -name '*.po' -o -name '*.py')
	@$(BIN)/python frontend/build.py
	@touch $@

demo: $(READY)  ## play one deal from sign-up to payout, over real HTTP; GATEWAY=stripe or paypal: at a simulated one
ifeq ($(GATEWAY),)
	@$(BIN)/upclone demo
else
	@told=$$(mktemp); $(BIN)/python -m tests.simulator --port 0 >"$$told" & simulator=$$!; \
	trap 'kill $$simulator 2>/dev/null; rm -f "$$told"' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM HUP; \
	until test -s "$$told"; do kill -0 $$simulator || exit 1; sleep 0.05; done; \
	$(BIN)/upclone demo --gateway $(GATEWAY) --simulator "$$(head -n 1 "$$told")"
endif

serve: $(READY)  ## serve a market of forty made-up people on the embedded PostgreSQL; the first time it is filled
	@$(BIN)/upclone serve --demo --market

simulator: $(READY)  ## both payment gateways on loopback, with test money, for `make serve` to use
	@$(BIN)/python -m tests.simulator --port 4242 --upclone http://127.0.0.1:8000 --help-text

test: $(READY)  ## run every test on two cores
	@# A file stays on one worker, so that what its tests share is made once; integration/, which takes long, comes before unit/.
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests

SEED ?= 1
RUNS ?= 1000
JOBS ?= 1

faults: $(READY)  ## random deals, faults and crashes, from SEED on, RUNS of them in JOBS processes
	@$(BIN)/python -m tests.campaign --seed $(SEED) --runs $(RUNS) --jobs $(JOBS)

lint: $(STAMP)  ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP)  ## sort imports and format
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

words: $(STAMP)  ## bring the catalogues of translations up to date, and list what is missing; and the table of settings
	@$(BIN)/python frontend/words.py
	@$(BIN)/python -m tests.settings_table

bench: $(READY)  ## measure against peers, side by side
	@$(BIN)/python -m bench

screenshots: $(READY)  ## a picture of every page, or of those with ONLY in their name, in build/screens
	@$(BIN)/python -m tests.pictures --only "$(ONLY)"

lighthouse: $(READY)  ## Lighthouse on the landing page, the search and a contract's room
	@$(BIN)/python -m bench.lighthouse

stress: $(READY)  ## 200 people at once for a minute: no error, and how long each page takes
	@$(BIN)/python -m bench.stress

evaluate: $(STAMP)  ## compare the matching formula with simpler rankings
	@$(BIN)/python -m bench.matching

lock: $(STAMP)  ## renew requirements.lock: hashes, no addresses
	@$(BIN)/uv pip compile pyproject.toml --extra server --group dev --universal --generate-hashes --no-header \
		--upgrade --quiet -o requirements.lock

clean:  ## remove what can be made again
	@rm -rf frontend/node_modules $(WEB)/static/dist .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* build dist demo demo-*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
