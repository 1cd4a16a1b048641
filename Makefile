# make brief   the sample brief: Jammu & Kashmir as of 19 March 2024
# make test    all tests      make lint   style, types, import contracts      make docs   the documentation

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASE ?= cases/jammu-kashmir-2024
# what was compiled once is kept, also where a machine says that Python keeps nothing
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: brief test test-full lint docs bench clean
.DEFAULT_GOAL := brief

brief: $(VENV)/.run-ready
	@$(BIN)/prepoll brief $(CASE)

test: $(VENV)/.dev-ready
	@$(BIN)/pytest -n 4 --dist loadgroup -m "not full" -rs --durations=15

test-full: $(VENV)/.dev-ready
	@$(BIN)/pytest -n 4 --dist loadgroup -rs

lint: $(VENV)/.dev-ready
	@$(BIN)/ruff check src tests benchmarks docs
	@$(BIN)/ruff format --check src tests benchmarks docs
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/.dev-ready
	@$(BIN)/python docs/generate.py
	@$(BIN)/mkdocs build --strict -q
	@echo site/index.html

bench: $(VENV)/.dev-ready
	@$(BIN)/python benchmarks/news.py
	@$(BIN)/python benchmarks/brief.py

clean:
	rm -rf $(VENV) out site build dist

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Give one: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV); this takes a minute" >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run-ready: $(VENV)/.made pyproject.toml constraints.txt
	@$(PIP) install -c constraints.txt -e .
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m prepoll.alliances.engine.warm
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.made pyproject.toml constraints.txt
	@$(PIP) install -c constraints.txt -e ".[dev]"
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m prepoll.alliances.engine.warm
	@touch $@ $(VENV)/.run-ready
