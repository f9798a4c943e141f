# The doors of the project. Everything installs into .venv and writes under var/.

# The newest Python of those we run on, unless one is named.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(if $(shell \
  $(name) -c 'import sys; sys.version_info >= (3, 11) and print(1)' 2>/dev/null),$(name))) python3)
PORT ?= 8000
SERVE ?= 1

BIN := .venv/bin
VENV := .venv/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:
	@echo 'make demo     the whole system with its demo data at http://127.0.0.1:$(PORT) (SERVE=0: end after the tables)'
	@echo 'make test     linters, checks and every test'
	@echo 'make bench    benchmarks'
	@echo 'make run      serve what the demo has loaded, reloading on change'
	@echo 'make format   format Python and templates'
	@echo 'make lock     choose the newest allowed dependencies and write them down with hashes'
	@echo 'make clean    remove .venv, var/ and caches'

# ---- environment ----

.PHONY: venv
venv: $(VENV)

$(VENV): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is older or missing. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@rm -f $@
	$(PYTHON) -m venv --clear .venv
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# ---- doors ----

.PHONY: demo
demo: $(VENV)
	$(BIN)/python manage.py demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

.PHONY: run
run: $(VENV)
	DEBUG=1 $(BIN)/python manage.py runserver $(PORT)

.PHONY: bench
bench: $(VENV)
	$(BIN)/python -m tests.bench

# Three parts that take about as long run side by side, as each often waits: for pages, for processes.
# Over a database of one's own, which all would use, they run one after the other.
.PHONY: test
test: $(VENV) lint checks chromium
	@$(MAKE) --no-print-directory --jobs $(if $(DATABASE_URL),1,3) stories house rooms

.PHONY: stories
stories: $(VENV)
	$(BIN)/python -m pytest -q tests/browser

.PHONY: house
house: $(VENV)
	$(BIN)/python -m pytest -q tests/portal

.PHONY: rooms
rooms: $(VENV)
	$(BIN)/python -m pytest -q --ignore tests/browser --ignore tests/portal

.PHONY: lint
lint: $(VENV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint templates
	$(BIN)/lint-imports

# The second check sees the settings as production does; the values are made up and nothing is connected to.
.PHONY: checks
checks: $(VENV)
	@# PORTAL_LOCAL: no secret is needed to read models.
	PORTAL_LOCAL=1 $(BIN)/python manage.py makemigrations --check --dry-run
	DEBUG=0 PORTAL_HTTPS=1 ALLOWED_HOSTS=portal.example \
	  SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	  DATABASE_URL=postgresql://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: chromium
chromium:
	@CHROMIUM='$(CHROMIUM)' .ci/chromium

.PHONY: format
format: $(VENV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

# A lock file must install anywhere, so neither the address of an index nor a local folder may get into it.
COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe \
  --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

.PHONY: lock
lock: $(VENV)
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

.PHONY: clean
clean:
	@# Where root cannot use var/, the servers' data lies elsewhere.
	@if test -x $(BIN)/python; then for folder in var/*/; do \
	  if test -e "$$folder/users.lock"; then $(BIN)/python -I portal/embedded.py remove "$$folder" || exit 1; fi; done; fi
	rm -rf .venv var .pytest_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
