# Targets of mailflow; bare `make` prints them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv

.PHONY: help demo test check bench bench-escalation bench-reading bench-classifier bench-knowledge bench-report faults fuzz kill learning long pictures properties quarter lock

help: ## print this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## see the desk at work: real worker, servers in this process, nothing to set up
	@$(BIN)/mailflow demo

# What breaks servers and kills workers waits most of the time: `make faults kill FORM=short`.
test: $(VENV)/.dev ## run the tests; says what it installs and what it skipped
	@tools/servers.sh
	@$(BIN)/pytest -n 3 --dist worksteal -m "not long" --ignore=tests/faults

long: $(VENV)/.dev ## run the tests that take long: whole conversations, 300 mails, the demonstration, the package
	@tools/servers.sh
	@$(BIN)/pytest -n 3 --dist worksteal -m long --ignore=tests/faults

check: $(VENV)/.dev ## every gate: format, lint, types, layers, migrations, sentences, tests
	@tools/gate.sh "ruff format" $(BIN)/ruff format --check .
	@tools/gate.sh "ruff lint" $(BIN)/ruff check .
	@tools/gate.sh "mypy --strict" $(BIN)/mypy
	@tools/gate.sh "import layers" $(BIN)/lint-imports
	@tools/gate.sh "alembic check" $(BIN)/python -m models.migrations.check
	@tools/gate.sh "message catalogues" env PYTHONPATH=.:tests $(BIN)/python -m support.catalogues
	@tools/gate.sh "tests" $(MAKE) --no-print-directory test

SEED := 1
MAILS := 1000
ROUNDS := 3
bench: $(VENV)/.dev ## measure the worker beside a bare reference (SEED=1 MAILS=1000 ROUNDS=3)
	@tools/servers.sh
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks --seed $(SEED) --mails $(MAILS) --rounds $(ROUNDS)

bench-escalation: $(VENV)/.dev ## 5,000 incidents due at one moment: the looks of the clock (FLAGS="--incidents 500 --agents 10")
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks.due_at_once $(FLAGS)

bench-knowledge: $(VENV)/.dev ## how well and at what cost articles are found for mails (FLAGS="--json --articles 100")
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks.knowledge $(FLAGS)

CORPUS :=
bench-reading: $(VENV)/.dev ## how well and fast mails are read, what hostile ones cost (CORPUS=FOLDER FLAGS="--json --write")
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks.reading $(if $(CORPUS),--corpus $(CORPUS)) $(FLAGS)

bench-classifier: $(VENV)/.dev ## how well and at what cost mails are classified, beside a baseline (FLAGS="--short --json --write")
	@OMP_NUM_THREADS=1 PYTHONPATH=.:tests $(BIN)/python -m benchmarks.classifying $(FLAGS)

REPORTED := 20000
bench-report: $(VENV)/.dev ## what a report of many incidents costs (REPORTED=20000)
	@PYTHONPATH=.:tests $(BIN)/python -m support.report_speed $(REPORTED)

FUZZ := 20000
fuzz: $(VENV)/.dev ## damaged mails through the real processing (FUZZ=20000 SEED=1 FLAGS=--json)
	@PYTHONPATH=.:tests $(BIN)/python -m support.fuzz_program --mails $(FUZZ) --seed $(SEED) $(FLAGS)

EXAMPLES := 2000
properties: $(VENV)/.dev ## what must hold for any conversation and #undo (EXAMPLES=2000 SEED=1 FLAGS="--json --jobs 2")
	@PYTHONPATH=.:tests $(BIN)/python -m support.properties_program --examples $(EXAMPLES) --seed $(SEED) $(FLAGS)

FULL :=
quarter: $(VENV)/.dev ## a simulated quarter beside a ledger of its own: every figure, every escalation (SEED=1 FULL=1 FLAGS="--short --json")
	@PYTHONPATH=.:tests $(BIN)/python -m quarter --seed $(SEED) $(if $(FULL),--incidents 20000) $(FLAGS)

KILLS := 100
KILL_long = PYTHONPATH=.:tests $(BIN)/python -m support.kill_program --kills $(KILLS) $(FLAGS)
KILL_short = $(BIN)/pytest -q tests/faults/test_kill.py
kill: $(VENV)/.dev ## kill -9 the worker at work, on SQLite and PostgreSQL (KILLS=100 FLAGS=--json, or FORM=short)
	@tools/servers.sh
	@$(KILL_$(FORM))

CLOSURES := 600
learning: $(VENV)/.dev ## close 600 incidents by mail, learn from them, promote, go back (CLOSURES=600)
	@PYTHONPATH=.:tests MAILFLOW_CLOSURES=$(CLOSURES) $(BIN)/pytest -q --timeout 1800 tests/integration/test_learning.py

FORM := long
JSON :=
faults: $(VENV)/.dev ## break servers, disk and line of a worker, print what it promises and does (FORM=short JSON=1)
	@tools/servers.sh >&2
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks.faults --$(FORM) $(if $(JSON),--json)

pictures: $(VENV)/.dev ## take the pictures of docs anew in Chromium (ALL=--all FOLDER=somewhere: every notice)
	@PYTHONPATH=.:tests $(BIN)/python -m support.pictures $(or $(FOLDER),docs/notices) $(ALL)
	@PYTHONPATH=.:tests $(BIN)/python -m support.report_picture $(or $(FOLDER),docs)/classifier.png
	@PYTHONPATH=.:tests $(BIN)/python -m support.desk_report_picture $(or $(FOLDER),docs)
	@$(BIN)/mailflow demo --no-open >/dev/null
	@PYTHONPATH=.:tests $(BIN)/python -m support.demo_picture demo-output $(or $(FOLDER),docs)

lock: $(VENV)/.dev ## resolve the newest versions again, with hashes
	@$(BIN)/pip install --quiet uv
	@$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
		--no-header --extra demo --group build pyproject.toml -o requirements-demo.lock
	@$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
		--no-header --extra demo --group build --group dev pyproject.toml -o requirements-dev.lock

$(VENV)/.demo: requirements-demo.lock pyproject.toml
	@tools/environment.sh $(PYTHON) $(VENV) requirements-demo.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@tools/environment.sh $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.demo
