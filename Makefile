.DEFAULT_GOAL := help
.PHONY: proto baseline lock help
export PATH := $(CURDIR)/.venv/bin:$(PATH)

##@ Contracts
proto: .venv/ready ## Generate gen/ from proto/
	rm -rf gen/onedoor && mkdir -p gen && cd proto && python -m grpc_tools.protoc -I. --python_out=../gen --mypy_out=quiet:../gen \
	  --grpc_python_out=../gen --mypy_grpc_out=quiet:../gen $$(find onedoor -name '*.proto' | LC_ALL=C sort)
lock: .venv/ready ## Pin every dependency by hash
	uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --group dev \
	  --output-file requirements.lock pyproject.toml

.venv/ready: requirements.lock
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv && .venv/bin/uv pip sync --quiet $<
	.venv/bin/uv pip install --quiet --no-deps --no-build-isolation -e . && touch $@
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  \033[36m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
