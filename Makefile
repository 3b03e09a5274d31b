# make demo: a translation memory from a shipped article. make test: every check and every test.
# Nothing is needed but Python 3.11 or later; all that is installed goes into .venv.

PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
DEMO = examples/cinema-reopens/en.html

.PHONY: demo demo-archive test lint types docs clean

demo: .venv/.plain
	@mkdir -p demo
	@.venv/bin/muwazi build $(DEMO) -o demo/cinema-reopens.tmx --report demo/report.html
	@.venv/bin/muwazi build $(DEMO) -o demo/cinema-reopens.tsv 2>/dev/null
	@echo && echo "The first units (score, English, Arabic), from demo/cinema-reopens.tsv:" && echo
	@sed -n 2,6p demo/cinema-reopens.tsv | cut -f 1-3
	@echo && echo "For a CAT tool: demo/cinema-reopens.tmx" && echo "For a browser:  demo/report.html"

test: .venv/.dev lint types
	.venv/bin/python -m pytest -n auto

lint: .venv/.dev
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check

types: .venv/.dev
	.venv/bin/python -m mypy

docs: .venv/.dev
	.venv/bin/python -m tests.cli_reference > docs/cli.md

clean:
	rm -rf .venv demo build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/.plain: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing into .venv ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

# torch comes first and alone, at its exact version: a later one would pull gigabytes of CUDA.
.venv/.dev: .venv/.plain
	@echo "Installing what the tests need ..."
	@$(PIP) install --constraint constraints.txt pip torch==2.13.0
	@$(PIP) install --constraint constraints.txt --group dev \
	  --editable '.[transformers,train,evaluate,parquet,dask]'
	@touch $@

# A memory from a generated archive of 500 articles: the batch is killed at its 400th page or so,
# goes on, and what it made is compared with the archive's gold.
ARCHIVE = demo/archive
BATCH = .venv/bin/muwazi batch $(ARCHIVE)/pages -o $(ARCHIVE)/news.db
demo-archive: .venv/.plain
	@rm -rf $(ARCHIVE) && mkdir -p $(ARCHIVE) && touch $(ARCHIVE)/events.jsonl
	@.venv/bin/python -m benchmarks.make_archive $(ARCHIVE) --count 500 --seed 1
	@echo "The batch begins ..."; $(BATCH) --json >$(ARCHIVE)/events.jsonl 2>/dev/null & batch=$$!; \
	  while kill -0 $$batch 2>/dev/null && [ $$(wc -l <$(ARCHIVE)/events.jsonl) -lt 400 ]; do sleep 0.1; done; \
	  kill -9 $$batch 2>/dev/null && echo "... is killed after $$(wc -l <$(ARCHIVE)/events.jsonl) pages ..."; \
	  wait $$batch 2>/dev/null || true
	@echo "... and goes on:" && echo && $(BATCH)
	@echo && .venv/bin/python -m benchmarks.archive_quality $(ARCHIVE)/news.db $(ARCHIVE)/gold.jsonl
	@echo && echo "For a browser: $(ARCHIVE)/news.report.html"
