#!/usr/bin/env bash
# Prints the pg_config to build and test with: the one in PG_CONFIG, else the one on PATH if a server and its headers belong to it, else that
# of Debian's PostgreSQL 15, which packages.sh installs. Debian's libpq-dev alone brings a pg_config without server and headers.
set -u

usable() {
    [ -x "$1" ] && [ -f "$("$1" --includedir-server)/postgres.h" ] && [ -x "$("$1" --bindir)/initdb" ]
}

if [ -n "${PG_CONFIG:-}" ]; then
    found=$(command -v "$PG_CONFIG" || echo "$PG_CONFIG")
else
    found=$(command -v pg_config)
    usable "$found" || found=/usr/lib/postgresql/15/bin/pg_config
fi

# One spelling for one installation: cargo builds pgrx anew when the path changes.
bindir=$("$found" --bindir 2>/dev/null) && [ -x "$bindir/pg_config" ] && found=$bindir/pg_config
echo "$found"
