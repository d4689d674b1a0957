#!/usr/bin/env bash
# make test-installcheck runs `make installcheck` on servers as DBAs have them. Each of the cases below has a private cluster with such
# settings, and runs all regression and isolation tests on it.
#
#   pg_test/installcheck_matrix.sh             all
#   pg_test/installcheck_matrix.sh jit busy    these
#
# Logs and differences are in target/pg_test/installcheck/.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
PG_CONFIG=$(pg_test/lib/find_pg_config.sh)
export PG_CONFIG root
. pg_test/lib/report.sh
. pg_test/lib/cluster.sh
results=$(realpath -m "${CARGO_TARGET_DIR:-target}")/pg_test
mkdir -p "$results/installcheck"

# Each case has a name, arguments of initdb, and settings, one a line. Autovacuum works as usual.
cases=(plain preloaded async jit language icu busy together)
declare -A locale settings
preload="shared_preload_libraries = 'pg_dyntables, pg_stat_statements'"
[ -e "$("$PG_CONFIG" --pkglibdir)/pg_stat_statements.so" ] || preload="shared_preload_libraries = 'pg_dyntables'"
settings[preloaded]=$preload
settings[async]='synchronous_commit = off'
settings[jit]=$'jit = on\njit_above_cost = 0'
locale[language]='--locale=en_US.UTF-8'
settings[language]=$'timezone = \'Asia/Kathmandu\'\ndatestyle = \'SQL, DMY\'\nautovacuum_naptime = 1s'
settings[together]=$preload$'\nsynchronous_commit = off\nautovacuum_naptime = 1s'

# A build of PostgreSQL up to 15 must ask for ICU. From 16 on it must decline it.
has_icu() {
    case $("$PG_CONFIG" --version) in
    *' 15'*) "$PG_CONFIG" --configure | grep -q -e --with-icu ;;
    *) ! "$PG_CONFIG" --configure | grep -q -e --without-icu ;;
    esac
}
locale[icu]='--locale=C.UTF-8 --locale-provider=icu --icu-locale=de-DE'
! has_icu || locale[together]=${locale[icu]}

# A case is left out, and not counted as passed, if this machine or this PostgreSQL lacks what it needs.
lacking() {
    case $1 in
    jit) [ -e "$("$PG_CONFIG" --pkglibdir)/llvmjit.so" ] || echo 'this PostgreSQL has no JIT compiler' ;;
    icu) has_icu || echo 'this PostgreSQL is built without ICU' ;;
    esac
}

# In another database of the cluster one session holds an old snapshot and a transaction id. Another writes, vacuums and changes the schema.
be_busy() {
    "$BIN/psql" -X -q -d postgres -c 'CREATE DATABASE busy' || return 1
    "$BIN/psql" -X -q -d busy -c 'CREATE TABLE t (id serial PRIMARY KEY, x text)'
    while :; do
        "$BIN/psql" -X -q -d busy -c 'BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO t (x) VALUES (1); SELECT pg_sleep(20); COMMIT'
    done >/dev/null 2>&1 &
    helpers=($!)
    while :; do
        echo "INSERT INTO t (x) SELECT repeat('x', 100) FROM generate_series(1, 1000); DELETE FROM t WHERE id % 3 = 0; VACUUM t;"
        echo 'CREATE TABLE u AS SELECT * FROM t LIMIT 10; CREATE INDEX ON u (id); ALTER TABLE u ADD COLUMN z int; DROP TABLE u;'
        echo 'TRUNCATE t; SELECT pg_sleep(0.2);'
    done 2>/dev/null | "$BIN/psql" -X -q -d busy >/dev/null 2>&1 &
    helpers+=($!)
}

check_case() { # check_case NAME
    local name=$1 why start=$SECONDS log=$results/installcheck/$1 last ok bad
    why=$(lacking "$name")
    if [ -n "$why" ]; then
        echo "left out $name: $why"
        return
    fi
    rm -rf "$cluster_dir/data" "$log" "$log.log"
    # Few machines have every locale, so it is made for this server alone.
    unset LOCPATH
    if [ "$name" = language ]; then
        mkdir -p "$cluster_dir/locales"
        localedef -i en_US -f UTF-8 "$cluster_dir/locales/en_US.UTF-8" >/dev/null 2>&1
        export LOCPATH=$cluster_dir/locales
    fi
    helpers=()
    read -ra cluster_locale <<<"${locale[$name]:---locale=C.UTF-8}"
    if ! cluster_init <<<"fsync = off"$'\n'"${settings[$name]:-}" || ! cluster_start; then
        count 0 1
        echo "not ok $name: the server does not start"
        return
    fi
    case $name in busy | together) be_busy ;; esac
    make --no-print-directory installcheck PG_CONFIG="$PG_CONFIG" >"$log.log" 2>&1
    [ ${#helpers[@]} = 0 ] || { kill "${helpers[@]}"; wait "${helpers[@]}"; } 2>/dev/null
    cluster_stop immediate
    mkdir -p "$log" && cp -r "$results/regress" "$results/isolation" "$log/" && cp "$cluster_dir/data/server.log" "$log/"
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log.log" | tail -n 1)
    read -r ok bad < <(tr -dc '0-9 ' <<<"${last:-0 passed, 1 failed}")
    count "$ok" "$bad"
    [ "$bad" = 0 ] && [ "$ok" != 0 ] && printf 'ok ' || { show "$log.log" 400; printf 'not ok '; }
    printf '%s: %d passed, %d failed, %d s\n' "$name" "$ok" "$bad" $((SECONDS - start))
}

remove() {
    [ ${#helpers[@]} = 0 ] || kill "${helpers[@]}" 2>/dev/null
    cluster_remove
}

helpers=()
base=${TMPDIR:-/tmp}
[ ${#base} -le 60 ] || base=/tmp
cluster_open "$(mktemp -d "$base/pg_dyntables.XXXXXX")"
trap 'remove' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$cluster_dir"
pg_test/lib/packages.sh installcheck || exit 1
cluster_stage || exit 1
for name in "${@:-${cases[@]}}"; do check_case "$name"; done
total
