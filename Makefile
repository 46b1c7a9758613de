# Everything that a person or a build machine does here. Needs Python 3.11 or later, git and make, nothing else.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(if $(shell $(p) -c 'import sys; print(int(sys.version_info >= (3, 11)))' 2>/dev/null | grep 1),$(p))))
VENV := .venv
BIN := $(VENV)/bin
# a module's tests stay together, so that what they share is made once; whoever is done takes from the others
PARALLEL := -n auto --dist worksteal

.PHONY: help web run test test-all pythons lint docs bench shapes reading reliability scores readme wheel clean stores api

help:  ## this list
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run  ## build the graph of Issue No. 1, validate it and show it
	@$(BIN)/lpipgraph build

test: $(VENV)/dev  ## run all tests
	$(BIN)/python -m pytest $(PARALLEL)

pythons: wheel  ## compare what other versions of Python write
	$(BIN)/python tests/pythons.py dist/*.whl

test-all: $(VENV)/dev pythons  ## run all tests at full length, and other versions of Python
	LPIPGRAPH_FUZZ=5000 $(BIN)/python -m pytest $(PARALLEL)

lint: $(VENV)/dev  ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

stores: $(VENV)/dev  ## download SPARQL servers, load Issue 1 into each, query it
	$(BIN)/python tests/stores/obtain.py build/stores
	LPIPGRAPH_FUZZ=1 $(BIN)/python -m pytest tests/test_real_servers.py

docs: $(VENV)/dev  ## write the documentation site into docs/_build
	$(BIN)/python -m sphinx --fail-on-warning --quiet docs docs/_build
	$(BIN)/python -m pylode ontology/lpip.ttl -o docs/_build/ontology.html
	$(BIN)/python -m nbconvert --execute --to html --output-dir docs/_build/notebooks notebooks/*.ipynb

api: $(VENV)/dev  ## test the web API with schemathesis, in its own environment
	$(BIN)/python benchmarks/api.py

bench: $(VENV)/dev  ## measure what things cost
	$(BIN)/python benchmarks/run.py

shapes: $(VENV)/dev  ## measure what reading costs as texts grow
	$(BIN)/python benchmarks/shapes_of_text.py

reading: $(VENV)/dev  ## measure how much of new wordings and layouts is read
	$(BIN)/python benchmarks/reading.py

reliability: $(VENV)/dev  ## count how often each rule of the reader is right
	$(BIN)/python data/training/reliability.py

scores: $(VENV)/dev  ## raise the table of scores to what is reached now
	$(BIN)/python tests/test_scores.py

model: $(VENV)/dev  ## train the sequence model of names from the open keys
	$(BIN)/python data/training/train.py
	$(BIN)/python data/training/weigh.py

readme: $(VENV)/dev  ## write the commands' output into README.md and docs/
	$(BIN)/python tests/test_readme.py

# Node comes in for this alone, and what it makes travels in the wheel. LPIPGRAPH_WEB=required: do not go on without it.
web:  ## build the scripts of the explorer's pages; needs npm
	@if [ "$$(cat web/package-lock.json web/build.js web/src/editor.js | sha256sum | cut -d' ' -f1)" = "$$(cat lpipgraph/pages/vendor/BUILT 2>/dev/null)" ]; then \
		echo "they are here"; \
	elif ! (cd web && npm ci --silent && node build.js); then \
		echo "they cannot be had here (npm of Node 20 or later is needed): pages show tables and plain forms instead" >&2; \
		test "$(LPIPGRAPH_WEB)" != required; \
	fi

wheel: $(VENV)/dev web  ## build wheel and sdist into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

clean:  ## remove what was made here
	rm -rf build dist docs/_build docs/generated web/node_modules lpipgraph/pages/vendor lpip-graph lpip-export .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -type d -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or name it with make PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# installed once for each change of pyproject.toml; the dev tools include what a run needs
$(VENV)/run: pyproject.toml | $(VENV)/bin/python
	@echo "Installing lpipgraph and the packages it needs into $(VENV). This takes one to three minutes, once."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(BIN)/python -m compileall -q lpipgraph
	@touch $@

$(VENV)/dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing lpipgraph and its development tools into $(VENV). This takes some minutes, once."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(BIN)/python -m compileall -q lpipgraph
	@touch $(VENV)/run $@
