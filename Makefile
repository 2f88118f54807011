# Everything a developer does here. `make` alone lists it.

CARGO ?= cargo
# Where scripts/setup.sh puts a Node.js when the machine's is too old.
export PATH := $(CURDIR)/target/node/bin:$(PATH)
# What a stage says before it begins.
say = @printf '\n== %s\n'

.DEFAULT_GOAL := help
.PHONY: help build demo test console shots explorer schema client fmt lint deny contracts soak bench clean

help: ## List what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: console explorer ## Build everything
	@scripts/setup.sh cargo
	$(CARGO) build --workspace --locked

# The dev profile: a cold release build takes longer than the whole demonstration.
# `make demo ARGS='--once --json'` is for scripts, `ARGS=--fresh` begins anew.
demo: console explorer ## Watch tenants being onboarded in simulated clouds, then look around; it says where all lies
	@scripts/setup.sh cargo
	$(CARGO) run --locked --quiet --package tenantry -- demo $(ARGS)

test: ## Set up what is missing, check form and lints, run every test on SQLite and PostgreSQL
	$(say) 'What is needed'
	@scripts/setup.sh
	$(say) 'Form'
	$(CARGO) fmt --all --check
	$(say) 'Console'
	@$(MAKE) --no-print-directory console
	cd console && npm run --silent test
	$(say) 'GraphiQL'
	@$(MAKE) --no-print-directory explorer
	$(say) 'Lints'
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(say) 'Schema'
	@$(MAKE) --no-print-directory schema
	$(say) 'Client in TypeScript'
	@$(MAKE) --no-print-directory client
	$(say) 'Tests'
	$(CARGO) test --workspace --locked

console: console/dist/index.html ## Build the web console, which the program has compiled in

console/dist/index.html: console/node_modules/.package-lock.json api/schema.graphql console/package.json \
		console/index.html console/vite.config.ts console/tsconfig.json \
		$(shell find console/src console/tools console/public -type f ! -name '*.gql.ts')
	cd console && npm run --silent build
	@touch $@

# WHO=vera: as somebody who may only look. PAGES='tenants mapping': these only.
shots: console/node_modules/.package-lock.json ## Pictures of every page of the console, in console/shots; a demo has to run
	@scripts/setup.sh chromium
	cd console && npm run --silent shots -- $(PAGES)

explorer: api/explorer/dist/index.html ## Build GraphiQL, which the program has compiled in

api/explorer/dist/index.html: api/explorer/node_modules/.package-lock.json \
		api/explorer/build.mjs api/explorer/tsconfig.json $(wildcard api/explorer/src/*)
	cd api/explorer && npm run --silent build

schema: api/lint/node_modules/.package-lock.json ## Lint the schema of the API
	cd api/lint && npm run --silent lint

client: docs/examples/typescript/node_modules/.package-lock.json ## Build the example of a client in TypeScript
	cd docs/examples/typescript && npm run --silent build

# The packages of a folder, as its lockfile names them.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@scripts/setup.sh node
	cd $* && npm ci
	@touch $@

fmt: ## Bring the sources into form
	$(CARGO) fmt --all

lint: ## Form, lints, and the rules for dependencies where cargo-deny is installed
	@scripts/setup.sh cargo
	$(say) 'Form'
	$(CARGO) fmt --all --check
	$(say) 'Lints'
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(say) 'Dependencies'
	@if command -v cargo-deny >/dev/null; then $(MAKE) --no-print-directory deny; \
	else echo 'not checked: cargo-deny is not installed; `make deny` installs it (some minutes)'; fi

deny: ## Rules for dependencies: licences, bans, sources, advisories; installs cargo-deny
	@scripts/setup.sh deny
	$(CARGO) deny --locked check bans licenses sources
	@# The list of advisories comes from the network; without one the other rules still count.
	@if $(CARGO) deny --locked fetch db >/dev/null 2>&1; then \
		$(CARGO) deny --locked --offline check advisories; \
	else echo 'advisories: not checked, their list cannot be fetched from here'; fi

contracts: ## Write anew every file that the outside world relies on; see what changed in git diff
	@scripts/setup.sh
	TENANTRY_CONTRACTS=write $(CARGO) test --workspace --locked contract

# The same histories as in the tests, only more of them: SEEDS=n, from SEED=n on.
SEEDS ?= 500
SEED ?= 1
soak: ## Tell many made-up histories of onboardings; `make soak SEEDS=5000`
	@scripts/setup.sh cargo
	TENANTRY_SEED=$(SEED) TENANTRY_SEEDS=$(SEEDS) $(CARGO) test --locked --package tenantry-simulation \
		--test seeds -- --nocapture

bench: ## Measure against the peers; starts its own PostgreSQL
	@scripts/setup.sh
	$(CARGO) run --release --locked --package tenantry-bench -- $(ARGS)

clean: ## Throw away what was built, and the packages it was built with
	$(CARGO) clean
	rm -rf $(addsuffix /node_modules,console api/explorer api/lint docs/examples/typescript) docs/examples/typescript/dist
	find api/explorer/dist console/dist console/shots -type f ! -name .gitignore -delete 2>/dev/null || true
