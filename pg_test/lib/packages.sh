#!/usr/bin/env bash
# packages.sh build|test|demo|setup|installcheck installs Debian packages for what building, testing, the demo's download, `make test-setup`
# or `make test-installcheck` lack. It looks for things, not for packages, so a compiler from elsewhere counts. It is silent when nothing is
# to do.
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

# What of a PostgreSQL is asked for: package, file, what the file is. pg_config tells where a thing would be, whether it is there or not.
postgres_files() { # postgres_files PG_CONFIG VERSION
    local bindir=/usr/lib/postgresql/$2/bin include=/usr/include/postgresql/$2/server pgxs=/usr/lib/postgresql/$2/lib/pgxs/src/makefiles/pgxs.mk
    if [ -x "$1" ]; then
        bindir=$("$1" --bindir)
        include=$("$1" --includedir-server)
        pgxs=$("$1" --pgxs)
    fi
    cat <<-FILES
	postgresql-server-dev-$2|$include/postgres.h|server headers
	postgresql-client-$2|$1|pg_config
	postgresql-client-$2|$bindir/psql|psql
	postgresql-client-$2|$bindir/pg_dump|pg_dump
	postgresql-client-$2|${pgxs%/*}/../test/regress/pg_regress|pg_regress
	postgresql-client-$2|${pgxs%/*}/../test/isolation/pg_isolation_regress|pg_isolation_regress
	postgresql-$2|$bindir/initdb|initdb
	postgresql-$2|$bindir/postgres|server
	FILES
}

need_postgres() { # need_postgres build|test
    local pg_config version=15 package file what
    pg_config=$("$here/find_pg_config.sh")
    if [ -n "${PG_CONFIG:-}" ]; then
        # A PostgreSQL that the user chose is the user's to complete; building takes its headers only.
        version=$("$pg_config" --version 2>/dev/null | sed -nE 's/^PostgreSQL ([0-9]+).*/\1/p') || :
        [ -n "$version" ] || die "PG_CONFIG=$PG_CONFIG cannot be run."
    fi
    while IFS='|' read -r package file what; do
        if [ -e "$file" ]; then
            continue
        elif [ -z "${PG_CONFIG:-}" ]; then
            [[ " ${missing[*]} " == *" $package "* ]] || missing+=("$package")
        elif [ "$1" = test ] || [ "$what" = 'server headers' ]; then
            die "The PostgreSQL of $pg_config has no $what: $file is missing (Debian has it in $package)."
        fi
    done < <(postgres_files "$pg_config" "$version")
}

# Cargo.toml says which Rust is the oldest that will do. Debian's own is too old.
need_rust() {
    local oldest found
    oldest=$(sed -nE 's/^rust-version = "(.*)"/\1/p' "$here/../../Cargo.toml")
    if ! command -v cargo >/dev/null || ! found=$(rustc --version 2>/dev/null); then
        die "Rust $oldest or newer is needed, and none was found." "$rustup_hint"
    fi
    found=$(cut -d ' ' -f 2 <<<"$found")
    if [ "$(printf '%s\n' "$oldest" "${found%%-*}" | sort -V | head -n 1)" != "$oldest" ]; then
        die "Rust $oldest or newer is needed, and $(command -v rustc) is $found." "$rustup_hint"
    fi
}
rustup_hint="Install it with rustup (https://rustup.rs), or let rustup renew it: rustup update stable.
If it is there already, it has to come first: PATH=\$HOME/.cargo/bin:\$PATH make ..."

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
    need_rust
    need build-essential cc --version
    need clang clang --version
    need libclang-dev has_libclang
    need pkg-config pkg-config --version
    need_postgres build
    ;;
test) need_postgres test ;;
demo)
    need unzip unzip -v
    need python3-pip python3 -m pip --version
    ;;
setup) need mmdebstrap mmdebstrap --version ;;
installcheck) need locales test -e /usr/share/i18n/locales/en_US ;;
*) die 'usage: packages.sh build|test|demo|setup|installcheck' ;;
esac
[ ${#missing[@]} = 0 ] || install_missing

if [ "$1" = build ]; then
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        command -v rustup >/dev/null || die 'rustfmt and clippy are needed: install them for this Rust.'
        rustup --quiet component add rustfmt clippy
    fi
fi
