# `make help` lists the targets. Everything is installed into .venv and node_modules; nothing needs more than bash.

SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help setup tools run test prepare quick check lint types layers docs changelog wheel prove bench torture clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs, into .venv and node_modules (does nothing when nothing changed)
	@scripts/setup

run: setup ## set up, then serve the product with the demo workspace at 127.0.0.1:8000
	@twoway serve --demo

tools: setup
	@scripts/prepare_tests tools

prepare: setup ## install what the tests need on top: test tools, Chromium, Redis, PostgreSQL, a model of language, a Bluesky
	@scripts/prepare_tests

test: tools ## everything that must hold: the checks, the wheel, the tests on SQLite and on PostgreSQL (DB=postgresql: all there; RABBITMQ=1: over that too)
	@DB=$(DB) scripts/test

quick: tools ## domain, rules and reports only: seconds, for while you write
	@pytest -q tests/domain tests/rules tests/reports

check: lint types layers docs ## format, lint, types, layers and docs, without the tests

lint: tools ## ruff: faults and format
	@ruff check .
	@ruff format --check .

types: tools ## mypy, strict
	@mypy

layers: tools ## who may know whom
	@lint-imports

docs: tools ## is the reference in docs/ what the code says? (make docs WRITE=1 writes it)
	@python -m scripts.make_docs $(if $(WRITE),,--check)

changelog: tools ## put the notes in changes/ together
	@python -m scripts.changelog

wheel: tools ## build the wheel, with the built styles and scripts in it, into dist/
	@python -m build --wheel --no-isolation

prove: tools ## prove that the wheel alone is enough, on a machine without Node
	@python -m scripts.prove_wheel

bench: prepare ## how long one look takes; the composer in a browser; the worker, alone and with others; the text engine against the networks' own JavaScript
	@python -m benchmarks.looks
	@python -m benchmarks.delivery $(PARTS)
	@python -m benchmarks.scaling
	@python -m benchmarks.text_speed
	@python -m benchmarks.hard_texts
	@python -m benchmarks.repetition
	@python -m benchmarks.composer

torture: prepare ## N deliveries (1000) through lost answers and killed workers, on both databases and every engine
	@python -m tests.torture.run $(or $(N),1000)

clean: ## remove what was built and cached, but neither .venv nor your data
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results src/twoway/doors/web/static/built .venv/stamps/assets
	@find . -name __pycache__ -not -path './.venv/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +
