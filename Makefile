# Two commands do all the set-up on a fresh Debian machine with Python 3.11: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo test check eval lint types floors unit audit audited sbom fuzz lock clean help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.venv/.base: requirements/base.lock pyproject.toml tools/make_venv.sh
	sh tools/make_venv.sh "$(PYTHON)" requirements/base.lock
	touch $@

.venv/.dev: .venv/.base requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

.venv-%/.done: requirements/%.lock  # environments of their own, for tools that want other versions than the package
	"$(PYTHON)" -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.lock
	touch $@

demo: .venv/.base  ## install, then the whole journey on the packaged example
	$(BIN)/trucewatch demo

test: .venv/.dev  ## everything the tests need, then `make check`
	sh tools/get_chromium.sh
	$(MAKE) --no-print-directory check

check: lint types floors audited unit  ## lint, types, floors, known flaws in dependencies, tests

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy

floors: .venv/.dev
	$(BIN)/lint-imports

unit: .venv/.dev .venv-s3-server/.done
	$(BIN)/pytest -n 2 --dist loadgroup

eval: .venv/.dev  ## scores on ../shared, one table
	$(BIN)/python -m tests.eval.table

MINUTES ?= 5
fuzz: .venv/.dev  ## odd input for every door: MINUTES=5, TARGET="dates html" for some of them only
	$(BIN)/python -m fuzz --minutes $(MINUTES) $(addprefix --target=,$(TARGET))

audit: .venv-audit/.done  ## known flaws in the locked dependencies; fails where nobody could be asked
	$(PYTHON) tools/audit.py

audited: .venv-audit/.done
	$(PYTHON) tools/audit.py --or-say-so

sbom: .venv-audit/.done  ## dist/trucewatch.cdx.json: every locked dependency, as CycloneDX
	mkdir -p dist
	.venv-audit/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file dist/trucewatch.cdx.json requirements/server.lock

lock:  ## renew the lock files (needs uv)
	uv pip compile -q pyproject.toml --extra pdf --extra docx --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --no-header -o requirements/base.lock
	uv pip compile -q pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --no-header -o requirements/dev.lock
	uv pip compile -q pyproject.toml --extra pdf --extra docx --extra postgres --extra s3 --extra encrypt --constraint requirements/base.lock --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --no-header -o requirements/server.lock
	uv pip compile -q --group audit --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --no-header -o requirements/audit.lock
	uv pip compile -q --group s3-server --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --no-header -o requirements/s3-server.lock

clean:
	rm -rf .venv .venv-audit .venv-s3-server .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
