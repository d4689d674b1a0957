#!/usr/bin/env bash
# packages.sh build|demo: makes sure that what building and testing (or the demo's download) need is there, by installing Debian
# packages for what is missing. Things are looked for, not packages, so a compiler from elsewhere counts. Silent when nothing is to do.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

missing=()
need() { # need PACKAGE TEST...
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] || compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' || compgen -G '/usr/lib/*/libclang*.so*' ||
        compgen -G '/usr/lib*/libclang*.so*'
}

need_postgres() {
    local pg_config bindir
    pg_config=$("$here/find_pg_config.sh")
    if [ -n "${PG_CONFIG:-}" ]; then
        # A PostgreSQL that the user chose is the user's to complete.
        [ -x "$pg_config" ] || die "PG_CONFIG=$PG_CONFIG cannot be run."
        [ -f "$("$pg_config" --includedir-server)/postgres.h" ] || die "The PostgreSQL of $pg_config has no server headers."
        return
    fi
    bindir=$("$pg_config" --bindir 2>/dev/null) || bindir=/usr/lib/postgresql/15/bin
    need postgresql-server-dev-15 test -x "$pg_config"
    need postgresql-15 test -x "$bindir/initdb"
    need postgresql-client-15 test -x "$bindir/psql"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_missing() {
    local quiet=(-qq -o=Dpkg::Use-Pty=0 -y --no-install-recommends)
    echo "installing ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        die "Please install what these Debian packages hold: ${missing[*]}"
    elif [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        die "Please install, as root: apt-get install ${missing[*]}"
    fi
    # Debian makes and starts a cluster of its own when the server is installed; none is wanted here.
    if [[ " ${missing[*]} " == *" postgresql-15 "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
        quiet+=(-o=Dpkg::Options::=--force-confold)
    fi
    local log
    log=$(mktemp)
    { as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get "${quiet[@]}" install "${missing[@]}"; } >"$log" 2>&1 ||
        die "$(cat "$log")" "Installing ${missing[*]} failed."
    rm -f "$log"
}

case "${1:-}" in
build)
    command -v cargo >/dev/null || die 'Rust is needed (cargo was not found): install it with rustup.'
    need build-essential cc --version
    need clang clang --version
    need libclang-dev has_libclang
    need pkg-config pkg-config --version
    need_postgres
    ;;
demo)
    need unzip unzip -v
    need python3-pip python3 -m pip --version
    ;;
*) die 'usage: packages.sh build|demo' ;;
esac
[ ${#missing[@]} = 0 ] || install_missing

if [ "$1" = build ]; then
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        command -v rustup >/dev/null || die 'rustfmt and clippy are needed: install them for this Rust.'
        rustup --quiet component add rustfmt clippy
    fi
fi
