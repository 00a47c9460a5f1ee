# One command a job. Go and a C compiler are all that must be there; linters are
# built from source, at the versions named here, when they are first used.

GO      ?= go
GOFUMPT := $(GO) run mvdan.cc/gofumpt@v0.12.0
LINTER  := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Where the raw public files stand, for `make snapshot` and the tests on them.
FROM     ?= ../shared/data
FUZZTIME ?= 5s

.PHONY: help test vet format-check lint unit format docs snapshot bench fuzz web pages program serve

help: ## list the jobs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

test: vet format-check lint unit pages ## run every check that a change must pass
	@echo "make test: vet, format, lint, all tests and the pages passed"

vet: ## find what the compiler lets through
	@echo "== go vet ./..."
	@$(GO) vet ./...

format-check: ## name files that are not formatted
	@echo "== gofumpt"
	@out=$$($(GOFUMPT) -l .) || exit 1; \
	if [ -n "$$out" ]; then echo "not formatted (make format):"; echo "$$out"; exit 1; fi

lint: ## run the linters of .golangci.yml
	@echo "== golangci-lint"
	@GOLANGCI_LINT_CACHE="$(CURDIR)/out/lint" $(LINTER) run --allow-parallel-runners

unit: ## run all tests
	@echo "== go test ./..."
	@$(GO) test -timeout 10m ./...

format: ## format every Go file
	@$(GOFUMPT) -w .

docs: ## write the pages and pictures of doc/ that come from the code
	@$(GO) generate .

snapshot: ## read the raw files below FROM into data/snapshot
	@$(GO) run ./cmd/qala data build --from $(FROM)

web/node_modules/.package-lock.json: web/package-lock.json
	@cd web && npm ci --no-audit --no-fund

web: web/node_modules/.package-lock.json ## build the pages into web/dist, which the program embeds
	@cd web && npm run build
	@$(GO) test -count 1 ./web -stamp

pages: web/node_modules/.package-lock.json program ## test the pages, in a browser too
	@echo "== pages: types and units"
	@cd web && npm run types:fresh && npm run check && npm test
	@echo "== pages: in the browser"
	@browser=$$(web/scripts/browser.sh) && cd web && CHROMIUM="$$browser" npm run e2e

program: ## build the program into bin/qala
	@$(GO) build -trimpath -o bin/qala ./cmd/qala

serve: web program ## build pages and program, and serve them on this machine
	@bin/qala serve

bench: ## measure speed
	@$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: ## run every fuzz target for FUZZTIME
	@for target in $$(grep -rEl --include='*_test.go' '^func Fuzz' internal cmd data 2>/dev/null | xargs grep -oHE '^func Fuzz[A-Za-z0-9_]*' | sed -E 's#/[^/]*:func #:#'); do \
		echo "== $${target#*:} in $${target%%:*}"; \
		$(GO) test -run '^$$' -fuzz "^$${target#*:}\$$" -fuzztime $(FUZZTIME) ./$${target%%:*} || exit 1; \
	done
