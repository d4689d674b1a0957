# pg_dyntables: everything is reached from here; `make help` lists the targets.
#
# The Rust crate is built with plain cargo. pgrx asks the pg_config named in PGRX_PG_CONFIG_PATH for the server's headers, and the
# install script is SQL_PARTS one after the other, so cargo-pgrx is not needed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(PATH):$(HOME)/.cargo/bin

EXTENSION := pg_dyntables
VERSION   := $(shell awk -F'"' '/^\[/ { part = $$1 } part == "[workspace.package]" && /^version/ { print $$2 }' Cargo.toml)

# Whose PostgreSQL: the given one, else the pg_config on PATH if it has a server with headers, else Debian's PostgreSQL 15.
# These are expanded in recipes only, that is, after `deps` may have installed what they ask.
PG       = $(shell PG_CONFIG='$(PG_CONFIG)' pg_test/lib/find_pg_config.sh)
PG_MAJOR = $(shell $(PG) --version | sed -E 's/^PostgreSQL ([0-9]+).*/\1/')
LIB_DIR  = $(shell $(PG) --pkglibdir)
EXT_DIR  = $(shell $(PG) --sharedir)/extension
CARGO_PG = PGRX_PG_CONFIG_PATH='$(PG)' cargo
# Parts that can be left out: make build OPTIONAL=
OPTIONAL = xlsx thumbnails
FEATURES = --no-default-features --features 'pg$(PG_MAJOR) $(OPTIONAL)'

TARGET_DIR  := $(or $(CARGO_TARGET_DIR),target)
LIBRARY     := $(TARGET_DIR)/release/lib$(EXTENSION).so
INSTALL_SQL := $(TARGET_DIR)/$(EXTENSION)--$(VERSION).sql
UPGRADES    := $(wildcard sql/$(EXTENSION)--*--*.sql)

# The install script's parts, in order. A part may use those above it. Files of one folder do not use each other, so a family of
# functions is added by adding its file.
SQL_PARTS := \
    sql/schema.sql \
    sql/record.sql \
    sql/catalog.sql \
    sql/files.sql \
    sql/imports.sql \
    $(sort $(wildcard sql/functions/*.sql)) \
    $(sort $(wildcard sql/api/*.sql)) \
    sql/follow.sql \
    sql/access.sql
SQL_UNUSED := $(filter-out $(SQL_PARTS) $(UPGRADES),$(wildcard sql/*.sql sql/*/*.sql))
$(if $(SQL_UNUSED),$(error $(SQL_UNUSED): add it to SQL_PARTS))

# Unchanged files are left alone (-C). sudo is used only where the folders are not ours to write.
INSTALL = $(if $(DESTDIR),,$(shell [ -w '$(LIB_DIR)' ] || ! command -v sudo >/dev/null || echo sudo)) install -C

.PHONY: help deps build script install uninstall installcheck test check test-versions test-installcheck test-setup test-files
.PHONY: test-imports fmt lint package demo demo-stop bench fuzz docs clean

help:
	@echo 'make demo          build, load real data into a private server, show the extension at work; then connect with psql'
	@echo 'make demo-stop     stop that server'
	@echo 'make test          format, lints, unit tests, and the SQL tests on a temporary server'
	@echo 'make test-versions the SQL tests on PostgreSQL 15 to 18; what Debian does not have comes from PyPI (VERSIONS="17 18")'
	@echo 'make test-imports  reads every CSV and JSON file of six packages: the types that a person would choose, and no value lost'
	@echo 'make test-installcheck'
	@echo '                   installcheck on private servers as DBAs set them up: preloaded, JIT, other languages, … (CASES="jit icu")'
	@echo 'make test-setup    the first commands in a minimal Debian 12 with more or less of PostgreSQL, in a chroot (as root)'
	@echo 'make test-files    a file of 2 GB goes in and out in little memory (FILES_MB)'
	@echo 'make build         the library and the install script, in $(TARGET_DIR)/'
	@echo 'make install       into the PostgreSQL of PG_CONFIG (DESTDIR is honoured); then CREATE EXTENSION $(EXTENSION)'
	@echo 'make installcheck  the SQL tests on a running server that has it installed (PGHOST, PGPORT, PGUSER)'
	@echo 'make uninstall     removes the installed files'
	@echo 'make bench         compares with hand-made tables and with one JSONB heap (BENCH_ROWS, BENCH_ROUNDS)'
	@echo 'make fuzz          fuzzes the parsers, queries, values, files and the in-place validator, a minute each (FUZZ_SECONDS)'
	@echo 'make docs          writes what is generated in docs/: the tables of types and operators, the reference of functions'
	@echo 'make package       a .tar.gz of the installed files, in $(TARGET_DIR)/'
	@echo 'make fmt, lint     cargo fmt; cargo clippy'
	@echo 'make clean         removes what was built'
	@echo
	@echo 'PG_CONFIG=/path/to/pg_config chooses the PostgreSQL (15 to 18).'

deps:
	@PG_CONFIG='$(PG_CONFIG)' pg_test/lib/packages.sh build

build: deps $(INSTALL_SQL)
	@$(CARGO_PG) build --quiet --release $(FEATURES)

# The folders are prerequisites, so that removing a part counts as a change, too; and this file, which has the order.
$(INSTALL_SQL): $(SQL_PARTS) sql sql/functions sql/api Makefile Cargo.toml
	@mkdir -p $(@D)
	@cat $(SQL_PARTS) > $@

# The install script, for whoever has a library from elsewhere: bench/compare.
script: $(INSTALL_SQL)
	@cat $(INSTALL_SQL)

install: build
	@mkdir -p '$(DESTDIR)$(LIB_DIR)' '$(DESTDIR)$(EXT_DIR)'
	@$(INSTALL) -m 755 $(LIBRARY) '$(DESTDIR)$(LIB_DIR)/$(EXTENSION).so'
	@$(INSTALL) -m 644 $(EXTENSION).control $(INSTALL_SQL) $(UPGRADES) '$(DESTDIR)$(EXT_DIR)/'
	@$(if $(DESTDIR),,echo 'installed in $(LIB_DIR) and $(EXT_DIR)')

uninstall:
	rm -f '$(DESTDIR)$(LIB_DIR)/$(EXTENSION).so' '$(DESTDIR)$(EXT_DIR)/$(EXTENSION).control' '$(DESTDIR)$(EXT_DIR)/$(EXTENSION)'--*.sql

test check: deps
	@PG_CONFIG='$(PG_CONFIG)' pg_test/lib/packages.sh test
	@PG_CONFIG='$(PG)' pg_test/run all

test-versions:
	@pg_test/versions.sh $(VERSIONS)

# pip and npm fetch the packages.
test-imports:
	@pg_test/imports.sh

test-installcheck: deps
	@PG_CONFIG='$(PG_CONFIG)' pg_test/lib/packages.sh test
	@PG_CONFIG='$(PG)' pg_test/installcheck_matrix.sh $(CASES)

test-setup:
	@pg_test/setup.sh

test-files: deps
	@FILES_MB=$(or $(FILES_MB),2048) PG_CONFIG='$(PG)' pg_test/run script files_memory

installcheck:
	@PG_CONFIG='$(PG)' pg_test/run installcheck

fmt:
	@cargo fmt --all

lint: deps
	@$(CARGO_PG) clippy --release --workspace --all-targets $(FEATURES) -- -D warnings

package: build
	@rm -rf $(TARGET_DIR)/package && mkdir -p $(TARGET_DIR)/package
	@$(MAKE) --no-print-directory install DESTDIR='$(abspath $(TARGET_DIR))/package' PG_CONFIG='$(PG)'
	@cp -r README.md CHANGELOG.md LICENSE docs $(TARGET_DIR)/package/
	@tar -czf $(TARGET_DIR)/$(EXTENSION)-$(VERSION)-pg$(PG_MAJOR)-$(shell uname -m).tar.gz --owner=0 --group=0 -C $(TARGET_DIR)/package .
	@ls $(TARGET_DIR)/$(EXTENSION)-$(VERSION)-pg$(PG_MAJOR)-$(shell uname -m).tar.gz

demo: deps
	@PG_CONFIG='$(PG_CONFIG)' pg_test/lib/packages.sh demo
	@PG_CONFIG='$(PG)' demo/run start

demo-stop:
	@PG_CONFIG='$(PG)' demo/run stop

bench: deps
	@PG_CONFIG='$(PG)' bench/run

# The tables of column types and operators, from the registries; the reference, from a server.
docs: deps
	@UPDATE_DOCS=1 pg_test/lib/crates_cargo.sh test --quiet --release -p dyntables_query --test docs
	@UPDATE_DOCS=1 PG_CONFIG='$(PG)' pg_test/run script reference

fuzz:
	@fuzz/run $(or $(FUZZ_SECONDS),60)

clean:
	rm -rf target
	@[ ! -e .demo ] || echo '.demo holds the demo server; `make demo-stop` stops it.'
