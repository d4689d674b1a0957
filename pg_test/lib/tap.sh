# Sourced by test scripts: numbered `ok` and `not ok` lines, and SQL in one word. The driver has set PGHOST, PGPORT, PGUSER and BIN.

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

finish() {
    echo "1..$checks"
    [ "$broken" = 0 ]
}
