# Vinh Danh. `make help` lists what one can do.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help demo up down test lint fmt bench lock clean

help: ## what one can do here
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(INSTALLED) ## play the year 2022 through the running services, and compare the result with its data
	@$(BIN)/vinhdanh demo

up: $(INSTALLED) ## private PostgreSQL and RabbitMQ, and the four services
	@$(BIN)/vinhdanh up

down: $(INSTALLED) ## end everything that was started here
	@$(BIN)/vinhdanh down

test: $(INSTALLED) ## all tests; those of pages need Chromium (deploy/install-test-tools)
	$(BIN)/python -m pytest

lint: $(INSTALLED) ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fmt: $(INSTALLED) ## format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED) ## speeds, side by side, in one run
	@$(BIN)/python -m benchmarks

lock: $(INSTALLED) ## pin dependencies with their hashes again (needs uv)
	uv pip compile --quiet --generate-hashes --universal --extra dev --python-version 3.11 --no-annotate --no-header \
	  pyproject.toml -o requirements.lock

clean: ## forget the environment and the state
	-$(BIN)/vinhdanh down
	rm -rf $(VENV) .vinhdanh
