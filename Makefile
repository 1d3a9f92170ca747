.DEFAULT_GOAL := help
.PHONY: run keycloak test test-long faults check bench bench-compare gates gates-red sbom audit-dependencies format proto docs baseline migration older-folder lock hooks help
export VIRTUAL_ENV := $(CURDIR)/.venv
export PATH := $(VIRTUAL_ENV)/bin:$(PATH)
PYTHON := $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))

##@ Work
run: .venv/ready ## Run the whole platform with a demo county on this machine; options with ARGS="--split"
	onedoor up --demo-people $(ARGS)
format: .venv/ready ## Rewrite files in the house style
	ruff check --fix-only --quiet . && ruff format --quiet .
hooks: .venv/ready ## Let git run the quick checks before every commit
	pre-commit install

##@ Check
check: .venv/ready gates ## What needs no engine: every gate and the quick tests, in a good minute
	pytest -n 2 --dist worksteal -m "not engines and not long" $(T)
test: .venv/ready gates .cache/keycloak/ready ## Everything a change must pass; one part of it with T=tests/law
	pytest -m "not long" $(T)
keycloak: .cache/keycloak/ready ## Bring a real Keycloak for the tests; needs Java and Maven
test-long: .venv/ready ## What takes longer than anybody waits; fuzz less with CASES=10000
	pytest -m long $(T)
faults: .venv/ready ## Break a platform at work, round after round: ROUNDS=100 SEED=… ONLY="nats killed"
	python -m tests.faults --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only "$(ONLY)")
gates: .venv/ready
	ruff check --quiet . && ruff format --check --quiet .
	mypy
	lint-imports
	buf lint && buf breaking --against proto/baseline.binpb
	python tools/generate.py --check
bench: .venv/ready ## Measure beside this machine's limits, in ten minutes; longer with FULL=1 HOUSE=folder
	python -m bench $(if $(FULL),--full) $(if $(ONLY),--only $(ONLY)) $(if $(HOUSE),--house "$(HOUSE)") $(if $(ROUNDS),--rounds $(ROUNDS))
bench-compare: .venv/ready ## Say what got slower beyond noise: make bench-compare OLD=a.json NEW=b.json
	python -m bench compare "$(OLD)" "$(NEW)"
sbom: .venv/ready ## Write the bill of materials of what is shipped: dist/onedoor.cdx.json
	python -m tools.supply.sbom
audit-dependencies: .venv/ready ## Ask for known faults of what is shipped; says so where nobody can be asked
	python -m tools.supply.audit
gates-red: .venv/ready ## Show every gate green on the house and red on its bad example
	python tools/gates_red.py

##@ Contracts
docs: .venv/ready ## Write the pages that the code tells: events, refusals, the picture
	python -m tools.pages
proto: .venv/ready ## Generate gen/ from proto/
	python tools/generate.py
baseline: .venv/ready ## Accept the contracts as they are now as the ones to keep
	buf build --output proto/baseline.binpb && python -m tools.pages baseline
migration: .venv/ready ## Write a schema's next version: make migration S=intake M="why"
	python -m tools.migration "$(S)" "$(M)" && $(MAKE) --silent format
older-folder: .venv/ready ## Keep a data folder of these schemas, for later versions to open
	python -m tools.older_folder tests/upgrades/kept
lock: .venv/ready ## Pin every dependency by hash
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --group dev \
	  --output-file requirements.lock pyproject.toml

# Where it cannot be had this says why and its tests are skipped; under CI=true it fails.
.cache/keycloak/ready: tools/keycloak.py | .venv/ready
	python -m tools.keycloak

# pip brings uv at the version and hash of the lock; uv brings the rest, and removes what is not in it.
# What every start imports is compiled once, here, also where the shell forbids Python to write that
# down: to compile it each time doubled a start.
.venv/ready: requirements.lock
	@test -n "$(PYTHON)" || { echo "OneDoor needs Python 3.11 or newer, and finds none." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@awk '/^uv==/ {found = 1} found {print} found && !/\\$$/ {exit}' requirements.lock > .venv/uv.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
	.venv/bin/uv pip sync --quiet --require-hashes requirements.lock
	.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
	PYTHONDONTWRITEBYTECODE= .venv/bin/python -c "import launch.opening" && touch $@

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  \033[36m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
