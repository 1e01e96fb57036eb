# What a contributor types. `make help` lists it.
GO            ?= go
FUZZTIME      ?= 10s
BENCH         ?= .
COUNT         ?= 1
GOLANGCI_LINT := v2.15.0
PLATFORMS     := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

lint := .bin/$(GOLANGCI_LINT)/golangci-lint

.DEFAULT_GOAL := help
.PHONY: help build test fuzz bench bench-peers golden score lint cross

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## one static binary, ./gotriage
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' .

test: ## all tests, with the race detector
	$(GO) test -race ./...

# Each "ok" line of the listing closes the names of one package.
fuzz: ## every fuzz target in turn, FUZZTIME=10s each
	@list=$$($(GO) test -list '^Fuzz' ./...) || { echo "$$list"; exit 1; }; \
	echo "$$list" | awk '/^Fuzz/ { name[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, name[i]; n = 0 }' | \
	while read -r package target; do \
		echo "fuzz $$package $$target $(FUZZTIME)"; \
		$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" </dev/null || exit 1; \
	done

bench: ## every benchmark with its allocations; BENCH=regexp, COUNT=1
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

bench-peers: ## gotriage beside other readers of dumps; writes docs/benchmarks.md, takes some minutes and 3 GB in TMPDIR
	CGO_ENABLED=0 $(GO) build -trimpath -o .bin/gotriage .
	cd bench && $(GO) run . -gotriage ../.bin/gotriage -page ../docs/benchmarks.md

golden: ## rewrite the goldens of every package that has an -update flag; then read the diff
	@grep -rlE --include='*_test.go' 'flag\.Bool(Var)?\(.*"update"' . | xargs -rn1 dirname | sort -u | \
	while read -r folder; do \
		echo "update $$folder"; \
		$(GO) test "$$folder" -update </dev/null || exit 1; \
	done

score: ## the labelled deadlocks and leaks: class, family and suspect, bare and among healthy goroutines
	$(GO) test ./triage -run '^TestScore$$' -count 1 -v

lint: $(lint) ## golangci-lint in the pinned version
	$(lint) run ./...

$(lint):
	GOBIN=$(CURDIR)/$(@D) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)

cross: ## builds for every platform of a release, without cgo
	@for platform in $(PLATFORMS); do \
		echo "build $$platform"; \
		CGO_ENABLED=0 GOOS=$${platform%/*} GOARCH=$${platform#*/} $(GO) build -trimpath -o /dev/null . || exit 1; \
	done
