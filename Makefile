# Rapport needs Go 1.26 and gcc. Everything it is built of comes from go.mod.

# SQLite's full-text search is compiled in by this tag. Always pass it.
TAGS    := sqlite_fts5
# v1.2.0 is 1.2.0, the fifth commit after it 1.2.0+5.g1234abcd, and what no tag precedes 0.0.0+….
VERSION := $(shell (git describe --tags --match 'v[0-9]*' --dirty 2>/dev/null || \
	echo "v0.0.0-$$(git rev-list --count HEAD 2>/dev/null || echo 0)-g$$(git describe --always --dirty 2>/dev/null)") | \
	sed 's/^v//; s/-\([0-9]*\)-g/+\1.g/; s/-dirty$$/+dirty/; s/-/~/g')
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
GO      := CGO_ENABLED=1 go

# The profile by which the compiler decides what to inline, or off. With PGO=cmd/rapport/sync.pgo a
# first sync takes 6 to 8 % less CPU time, and the first build 100 s longer.
PGO     ?= off

# What make test tests.
PACKAGES := ./...

# The fuzz targets, as package:target. Each is fuzzed for FUZZTIME.
FUZZTIME := 30s

.PHONY: all rapport demo test test-servers eval train bench profile lint fuzz mutate man install clean

all: rapport

rapport:
	$(GO) build -tags $(TAGS) -trimpath -pgo=$(PGO) -ldflags '$(LDFLAGS)' -o bin/rapport ./cmd/rapport

demo: rapport
	bin/rapport demo

test:
	$(GO) test -tags $(TAGS) $(TESTFLAGS) $(PACKAGES)

# The tests against a real Dovecot and Postfix, which must be installed, and as root; and
# those that the race detector would slow down for nothing: they read mail one by one, count,
# kill daemons or run commands.
test-servers:
	$(GO) test -tags $(TAGS),servers -run 'TestServers_|TestYear_nothing|TestPostfix|TestDovecot|TestStatements|TestScripts|TestServe_killed|TestServe_aStop|TestServe_saysWhy|TestCorpus_|TestReplies_|TestMissing_three|TestFiles_everyProgram|TestFiles_actionItems|TestMails_|TestHostile_|TestLogin_|TestQuarter_|TestRead_labelled|TestRead_kinds|TestRead_realMail|TestEval_|TestJudge_|TestBackup_' $(TESTFLAGS) ./cmd/rapport ./cmd/eval ./mailin ./mailin/servertest

# How well mail is read, point by point, with every miss by its name. See docs/reading.md.
eval:
	$(GO) run -tags $(TAGS) ./cmd/eval $(EVALFLAGS)

# Learns from the labelled answers, wishes and notices anew, and writes the models that the
# program embeds.
train:
	$(GO) run -tags $(TAGS) ./cmd/train $(TRAINFLAGS)

# Against a real Dovecot, beside mbsync, mu and notmuch; takes half an hour, and with
# BENCHFLAGS=-large some hours. See docs/performance.md.
bench:
	$(GO) run -tags $(TAGS) ./cmd/bench $(BENCHFLAGS)
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Read$$' ./mailin
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Guess$$' ./classify/learn
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Outbox$$' -benchtime 2000x ./mailout/outbox
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Report$$|Digest$$' ./mailout/due
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Requests$$' -benchtime 10000x ./mailout/due

# Measures the first sync anew, for PGO.
profile:
	$(GO) test -tags $(TAGS) -run '^$$' -bench 'Feed$$' -benchtime 2000x -cpuprofile cmd/rapport/sync.pgo -o bin/mailin.test ./mailin

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(GO) vet -tags $(TAGS),servers ./...
	$(GO) tool -modfile=tools.mod staticcheck -tags $(TAGS),servers ./...
	$(GO) mod tidy -diff

fuzz:
	@for file in $$(grep -rl '^func Fuzz' --include='*_test.go' .); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
			echo "$$file $$target"; \
			$(GO) test -tags $(TAGS) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x ./$$(dirname $$file) || exit 1; \
		done; \
	done

# How many conditions of what decides whether a mail may act are held by tests.
# Takes minutes. See docs/contributing.md.
mutate:
	$(GO) run -tags $(TAGS) ./cmd/mutate -least 95 ./classify/trust
	$(GO) run -tags $(TAGS) ./cmd/mutate -least 95 ./classify/answer

man: rapport
	rm -rf bin/man
	bin/rapport man bin/man

PREFIX ?= /usr/local
install: man
	install -D bin/rapport $(DESTDIR)$(PREFIX)/bin/rapport
	for section in man1 man5 man7; do \
		install -d $(DESTDIR)$(PREFIX)/share/man/$$section && \
		install -m 644 bin/man/$$section/* $(DESTDIR)$(PREFIX)/share/man/$$section || exit 1; done

include deploy/package/package.mk

clean:
	rm -rf bin dist
