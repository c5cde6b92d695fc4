# Every target makes its own environment in .venv from Python 3.11 or later and pip alone.
PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin

unexport PYTHONDONTWRITEBYTECODE  # or every process of the tests compiles the program anew, half a second each

.PHONY: demo test clients fuzz check bench coverage lock clean

demo: .venv/.run            ## the committee on this machine: make demo PORT=8080 EGOV_HOME=~/egov
	@$(BIN)/egov demo --port $(PORT)

test: .venv/.dev            ## every test that this machine can run; what it cannot run is named at the end
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

clients: .venv/.clients     ## the calendar programs that tests/clients drives (Thunderbird is the system's)

fuzz: .venv/.dev            ## everything the API's document allows and forbids, in every role (hours): make fuzz PART=3/8 EXAMPLES=500 SEED=2018
	@$(BIN)/python -m tests.reliability.fuzz --examples $(or $(EXAMPLES),500) --seed $(or $(SEED),2018) --part $(or $(PART),1/1)

check: .venv/.dev           ## style, types, import contracts, untracked lock changes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.dev .venv/.bench  ## seeded benchmarks that assert their answers and name their peers
	@$(BIN)/python -m tests.benchmarks

coverage: .venv/.dev        ## that the tests reach every branch of the computation of plans, always with the same examples (some minutes)
	@$(BIN)/coverage run --source=governance,portfolio -m pytest -q --hypothesis-seed=0 tests/governance tests/portfolio governance portfolio
	@$(BIN)/coverage report

lock: .venv/.dev            ## pin anew what the project stands on
	@for part in run dev; do \
	  extras=$$( [ $$part = dev ] && echo "--extra dev --constraint .lock/run.txt" ); \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --extra build $$extras --output-file .lock/$$part.txt pyproject.toml; done
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --group clients --output-file .lock/clients.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --group bench --constraint .lock/run.txt --output-file .lock/bench.txt

clean:
	rm -rf .venv

.venv/.run: .lock/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Try: make demo PYTHON=python3.12")'
	@echo "[1/4] Tạo môi trường .venv · making the environment .venv"
	@$(PYTHON) -m venv .venv
	@echo "[2/4] Cài đặt thư viện, khoảng một phút · installing libraries, about a minute"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .lock/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m portfolio.engine.compiled  # once here, so that no large plan waits for it
	@touch $@

.venv/.dev: .lock/dev.txt | .venv/.run
	@echo "Cài đặt công cụ kiểm thử · installing the test tools"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .lock/dev.txt
	@touch $@

.venv/.clients: .lock/clients.txt | .venv/.run
	@echo "Cài đặt các chương trình lịch · installing the calendar programs"
	@$(PYTHON) -m venv .venv/clients
	@.venv/clients/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .lock/clients.txt
	@touch $@

.venv/.bench: .lock/bench.txt | .venv/.run
	@echo "Cài đặt các thư viện để so sánh · installing what the service is timed beside"
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .lock/bench.txt
	@touch $@
