# Test scripts source this. It prints numbered `ok` and `not ok` lines, and runs SQL. The driver has set PGHOST, PGPORT, PGUSER and BIN.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(dirname "$here")
export root
export PGOPTIONS='-c client_min_messages=warning'
checks=0
broken=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

report() { # report STATUS NAME: STATUS is 0 for ok
    checks=$((checks + 1))
    if [ "$1" = 0 ]; then
        echo "ok $checks - $2"
    else
        broken=$((broken + 1))
        echo "not ok $checks - $2"
    fi
}

is() { # is GOT EXPECTED NAME
    local status=0
    [ "$1" = "$2" ] || status=1
    report $status "$3"
    [ $status = 0 ] || printf 'got:      %s\nexpected: %s\n' "$1" "$2" | sed 's/^/#   /'
}

succeeds() { # succeeds NAME COMMAND...
    local name=$1 status=0
    shift
    "$@" >"$work/output" 2>&1 || status=$?
    report $status "$name"
    [ $status = 0 ] || sed 's/^/#   /' "$work/output"
}

same_file() { # same_file GOT EXPECTED NAME
    local status=0
    diff -u "$2" "$1" >"$work/differences" || status=1
    report $status "$3"
    [ $status = 0 ] || head -n 60 "$work/differences" | sed 's/^/#   /'
}

sql() { # sql DATABASE STATEMENTS: unaligned rows; stops at the first error
    "$BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2" 2>&1
}

sqlstate() { # sqlstate DATABASE STATEMENT: the SQLSTATE of its error, or 00000
    local out
    if out=$("$BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -d "$1" -c "$2" 2>&1); then
        echo 00000
    else
        sed -nE 's/^ERROR: +([0-9A-Z]{5})$/\1/p' <<<"$out" | head -n 1
    fi
}

has_extension() { # has_extension NAME: not every PostgreSQL comes with contrib
    [ "$(sql postgres "SELECT count(*) FROM pg_available_extensions WHERE name = '$1'")" = 1 ]
}

case_maker() { # case_maker EXAMPLE ARGUMENT...: runs an example of the crate sql that prints test cases
    local example=$1
    shift
    "$here/lib/crates_cargo.sh" run ${CRATES_TARGET_DIR:+--target-dir "$CRATES_TARGET_DIR"} --quiet --release \
        -p dyntables_sql --example "$example" -- "$@"
}

own_cluster() { # own_cluster: a server of the script's own, until it ends; lines for postgresql.conf on stdin
    . "$here/lib/cluster.sh"
    temp_cluster || exit 1
    trap 'cluster_remove; rm -rf "$work"' EXIT
}

finish() {
    echo "1..$checks"
    [ "$broken" = 0 ]
}
