# The packages, what is in them, and the rehearsal of their life in a fresh Debian; included
# by the Makefile. The same commit gives the same bytes, wherever it is built.

export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
ARCH  := $(shell go env GOARCH 2>/dev/null)
NFPM   = VERSION=$(VERSION) ARCH=$(ARCH) go tool -modfile=tools.mod nfpm package --config deploy/package/nfpm.yaml
STAGE := dist/stage
DEB   := dist/rapport_$(VERSION)_$(ARCH).deb
RPM   := dist/rapport-$(VERSION).$(ARCH).rpm

.PHONY: deb rpm sbom stage fresh

deb: stage
	$(NFPM) --packager deb --target $(DEB)

rpm: stage
	$(NFPM) --packager rpm --target $(RPM)

# What the binary is made of, as CycloneDX: every module, its version and its hash.
sbom: rapport
	mkdir -p dist
	go tool -modfile=tools.mod cyclonedx-gomod bin -json -std -noserial -notimestamp -version $(VERSION) -output dist/sbom.json bin/rapport

stage: man sbom
	rm -rf $(STAGE) && mkdir -p $(STAGE)/completion
	for page in bin/man/man*/*; do \
		to=$(STAGE)/$${page#bin/man/}.gz; mkdir -p $${to%/*}; gzip -9n <$$page >$$to; done
	for shell in bash zsh fish; do bin/rapport completion $$shell >$(STAGE)/completion/rapport.$$shell; done
	gzip -9n <CHANGELOG.md >$(STAGE)/changelog.gz
	deploy/package/copyright >$(STAGE)/copyright

# The life of the package, and builds from source, each in a fresh Debian; as root. CI does
# the first alone: the others compile everything anew.
fresh:
	.ci/fresh package bookworm
	.ci/fresh source bookworm demo
	.ci/fresh source trixie demo
