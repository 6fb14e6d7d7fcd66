# The project's commands. Set-up is done once, and again when pyproject.toml changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs

.PHONY: demo test notebooks reference faults docs docs-serve screenshots bench clean

demo: $(VENV)/.demo
	$(BIN)/python -m cognito_explore demo

test: $(VENV)/.test $(VENV)/.chromium
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder \
	  --cov=cognito_explore --cov-report=term:skip-covered --cov-fail-under=97

# Stored outputs are what readers see and what the tests compare: made by this alone.
notebooks: $(VENV)/.test
	$(BIN)/python notebooks/run.py

# The pages that say what the code says: checks, errors, frames, names, options.
reference: $(VENV)/.test
	$(BIN)/python docs/_make

# What the fault tests see, and the page that is made of it.
faults: $(VENV)/.test
	$(BIN)/python -m pytest --quiet tests/faults --write-faults
	$(BIN)/python docs/_make

# The site, in site/; `docs-serve` shows it while you write.
docs: $(VENV)/.docs
	$(MKDOCS) build --strict
	@echo "The site is in site/index.html; make docs-serve shows it."

docs-serve: $(VENV)/.docs
	$(MKDOCS) serve

screenshots: $(VENV)/.test $(VENV)/.chromium
	$(BIN)/python -m pytest --quiet tests/browser/test_explorer.py -k mouse_alone
	cp tests/browser/artifacts/explorer.png docs/images/

bench: $(VENV)/.test
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV)

$(VENV)/.python: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	touch $@

$(VENV)/.demo: pyproject.toml $(VENV)/.python
	$(PIP) install --editable ".[embedded]"
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.python
	@command -v curl >/dev/null \
	  || { apt-get update --quiet && apt-get install --yes --quiet curl; } \
	  || { echo "The tests need curl: install it."; exit 1; }
	$(PIP) install --editable ".[embedded]" --group test --group types --group docs
	touch $@ $(VENV)/.demo $(VENV)/.docs

$(VENV)/.docs: pyproject.toml $(VENV)/.python
	$(PIP) install --group docs
	touch $@

# The tests take what is on the PATH, else the one that playwright keeps for itself.
$(VENV)/.chromium: $(VENV)/.test
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
	  || { apt-get update --quiet && apt-get install --yes --quiet chromium; } \
	  || $(BIN)/playwright install chromium \
	  || { echo "The tests of the forms need Chromium: install it."; exit 1; }
	touch $@
