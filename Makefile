# Two commands are all a user needs: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
XINLU := .venv/bin/xinlu

.PHONY: run test test-spark check bench bench-collection bench-rules nightly format lock clean help compiled

run: .venv/.ready compiled ## set everything up, fill the demo city, start the site and its worker
	@XINLU_JURISDICTION=$${XINLU_JURISDICTION:-demo} $(XINLU) up

test: .venv/.ready compiled ## run the suite: SQLite, and PostgreSQL and a browser where they are found
	@$(PY) tests/run.py

check: .venv/.ready ## format, lint, strict types, import contracts, docs
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m pytest -q -p no:cacheprovider -m "not slow" \
	  tests/test_docs.py tests/test_architecture.py

bench: .venv/.ready ## measure every claim of speed, as ratios
	@for script in $(filter-out bench/rules.py,$(wildcard bench/[a-z]*.py)); do echo "== $$script"; $(PY) $$script || exit 1; done

bench-collection: .venv/.ready ## measure 200,000 rows through the interface, and the desk over 2,000,000 decisions
	@api=0; $(PY) bench/collection_api.py || api=$$?; $(PY) bench/collection.py && exit $$api

bench-rules: .venv/.ready ## measure rulebooks over a population of a million, against fixed opponents
	@.venv/bin/uv pip install -q --python $(PY) -e '.[bench]'
	@$(PY) bench/rules.py --postgres

test-spark: .venv/.ready compiled ## run rulebooks' cases and drawn populations on Spark as well; needs Java
	@.venv/bin/uv pip install -q --python $(PY) -e '.[spark]'
	@$(PY) -m pytest -q -rs -m spark xinlu/rules tests/test_columns_agree.py

nightly: .venv/.ready ## 2,000 populations, 5,000 mutated workbooks, every way in killed, the partners' guide
	@$(PY) -m pytest -q -m nightly tests xinlu
	@XINLU_POPULATIONS=2000 $(PY) -m pytest -q xinlu/rules/tests/agreement
	@XINLU_MUTANTS=5000 XINLU_REQUESTS=1000 $(PY) -m pytest -q \
	  xinlu/collection/tests/test_mutated_workbooks.py tests/test_interface_description.py

format: .venv/.ready ## put the code into the house's format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock: .venv/.ready ## resolve the dependencies anew into requirements.lock
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-annotate --no-header \
	  --extra server --extra dev -o requirements.lock pyproject.toml

clean: ## remove the environment and everything made at run time
	rm -rf .venv var node_modules

help: ## list all targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/'

# Site, worker and tests are many processes: none of them should compile the house anew.
compiled: .venv/.ready
	@$(PY) -m compileall -q xinlu tests

# The environment: uv is eight times as fast as pip; the lock holds every hash.
.venv/.ready: pyproject.toml requirements.lock
	@echo "[1/4] 准备运行环境和依赖"
	@python3 -m venv .venv
	@.venv/bin/python -m pip install -q --disable-pip-version-check uv
	@.venv/bin/uv pip sync -q --python $(PY) --require-hashes --compile-bytecode requirements.lock
	@.venv/bin/python -m ensurepip -q --upgrade >/dev/null 2>&1 || true
	@.venv/bin/uv pip install -q --python $(PY) --no-deps -e . || \
	  .venv/bin/python -m pip install -q --no-deps -e .
	@touch $@
