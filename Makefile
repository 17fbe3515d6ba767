# One door: make run | test | check | strings | bench | check-long | dist | smoke | clean.
# run and test set everything up themselves: system libraries, .venv, packages, catalogues.

VENV ?= .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
OUT ?= out
WORKERS ?= 2
PYTEST := QT_QPA_PLATFORM=offscreen $(PY) -m pytest
QUICK := -m "not long and not bench" -p no:cacheprovider
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test setup check format strings strings-update bench check-long dist smoke lock clean

help:
	@echo "make run     set up and open FieldKit; without a display: one month headless into $(OUT)/"
	@echo "make test    set up, check, test, build the wheel and prove the installed copy"
	@echo "more: check format strings strings-update bench check-long dist smoke lock clean"

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(PY) -m fieldkit; \
	else exec $(PY) -m installer.headless_month $(OUT); fi

test: setup check
	@sh installer/system-packages tests
	$(PYTEST) $(QUICK) -n $(WORKERS) --dist worksteal --benchmark-disable --cov --cov-branch \
		--cov-report=term:skip-covered
	$(MAKE) --no-print-directory smoke

setup: $(READY)
	@$(PY) installer/strings.py compile

$(READY): installer/requirements.lock pyproject.toml installer/system-packages installer/find-python
	@sh installer/system-packages
	@test -x $(PY) || "$$(sh installer/find-python)" -m venv $(VENV)
	$(PY) -m pip install -q --no-deps --require-hashes -r installer/requirements.lock
	$(PY) -m pip install -q --no-deps --no-build-isolation --editable .
	$(PY) -m pip check
	@touch $(READY)

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) installer/strings.py check

format: setup
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

strings: setup
	$(PY) installer/strings.py check

strings-update: setup
	$(PY) installer/strings.py update

bench: setup $(VENV)/rival/bin/python
	$(PYTEST) tests/bench -m bench -p no:cacheprovider -s -q

# Anki's engine stands beside the exchange in the bench, apart from our own packages.
$(VENV)/rival/bin/python:
	-$(PY) -m venv $(VENV)/rival && $@ -m pip install -q anki==26.9.3 || rm -rf $(VENV)/rival

check-long: setup
	$(PYTEST) -m long -p no:cacheprovider -n $(WORKERS) --benchmark-disable \
		-o faulthandler_timeout=3600
	$(PYTEST) $(QUICK) -n $(WORKERS) --benchmark-disable --hypothesis-profile=fresh

# The wheel, installed into a fresh folder of its own, must prove itself.
smoke: setup
	$(PY) installer/build.py wheel --prove

# The folder a user unpacks (PyInstaller), and the installer where its tools are at hand.
dist: setup
	$(PY) installer/build.py folder --prove

lock:
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-emit-index-url --custom-compile-command "make lock" --extra dev \
		pyproject.toml installer/build-requirements.in -o installer/requirements.lock

clean:
	rm -rf build dist $(OUT) .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache .benchmarks
	find fieldkit tests installer -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f translations/*/LC_MESSAGES/*.mo
