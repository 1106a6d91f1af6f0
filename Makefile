# make demo   sets everything up and runs the main job
# make test   the same with the development extras, then every check
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test lint types tests browser dev clean

demo: $(VENV)/installed
	$(BIN)/frontline demo

test: lint types tests

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

tests: $(VENV)/developed browser
	$(BIN)/pytest --numprocesses auto --dist loadfile

browser:
	@sh tests/install_browser.sh

dev: $(VENV)/developed

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "frontline needs Python 3.11 or newer: make demo PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv is missing: on Debian and Ubuntu, apt-get install python3-venv"; exit 2; }
	@touch $@

$(VENV)/installed: $(VENV)/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developed: $(VENV)/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist
