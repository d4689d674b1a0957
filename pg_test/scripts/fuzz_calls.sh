#!/usr/bin/env bash
# No call crashes the server, makes damaged jsonb or raises an internal error. A role that may execute every function calls each with hostile
# values, in every place where SQL lets a function stand. A call that crashes the server is named, and then left out.
# The procedures are in lib/fuzz_calls.sql. FUZZ_CALLS=10 makes ten times as many calls.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

times=${FUZZ_CALLS:-1}
database=fuzz_calls
role=dt_fuzzer
started=$(sql postgres 'SELECT pg_postmaster_start_time()')
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $database" -c "DROP ROLE IF EXISTS $role" -c "CREATE ROLE $role LOGIN" \
    -c "CREATE DATABASE $database TEMPLATE template0 ENCODING UTF8" || exit 1
"$BIN/psql" -X -q -o "$work/made" -v ON_ERROR_STOP=1 -d $database -f "$here/lib/fuzz_calls.sql" \
    -c "GRANT USAGE, CREATE ON SCHEMA dt, dt_data, public TO $role" -c "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dt, public TO $role" \
    -c "GRANT ALL ON ALL TABLES IN SCHEMA dt_data TO $role" || exit 1

is_up() { "$BIN/psql" -X -q -d $database -c 'SELECT' >/dev/null 2>&1; }

call() { # call ROLE SETTINGS STATEMENT
    PGOPTIONS="-c statement_timeout=${seconds}s $2" "$BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -U "$1" -d $database -c "$3" >"$work/output" 2>&1
}

crashes=0
failures=0
# Runs a batch. If the server crashes, the batch runs again and names each call before it makes it, so the last one named is to blame.
batch() { # batch ROLE STATEMENT
    local attempt call seconds=60
    call "$1" "-c client_min_messages=warning" "$2" && return
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        until is_up; do sleep 0.2; done
        if ! grep -qE 'closed the connection|terminating connection|connection to server' "$work/output"; then
            failures=$((failures + 1))
            echo "# $2: $(grep -vE '^NOTICE' "$work/output" | tail -n 3 | cut -c 1-500)"
            return
        fi
        seconds=180
        call "$1" "-c client_min_messages=notice -c fuzz.trace=on" "$2" && return
        grep -qE 'closed the connection|terminating connection' "$work/output" || continue
        call=$(sed -nE 's/^NOTICE:  call: (.*)$/\1/p' "$work/output" | tail -n 1)
        crashes=$((crashes + 1))
        echo "# the server crashed in $2: $(cut -c 1-600 <<<"$call")"
        until is_up; do sleep 0.2; done
        printf '%s' "$call" >"$work/call"
        "$BIN/psql" -X -q -d $database -v call="$call" -f - <<<"INSERT INTO fuzz.skipped VALUES (:'call')" || return
    done
}

# Functions that change something cost more, and are called less often.
while IFS='|' read -r name most; do
    batch $role "CALL fuzz.calls('$name', $most)"
done < <(sql $database "SELECT name, $times * CASE WHEN volatility = 'v' THEN 480 WHEN name::text LIKE 'dt.%' THEN 1840 ELSE 800 END
    FROM fuzz.functions ORDER BY name::text")
while IFS='|' read -r name kept; do
    if [ "$kept" = storage ]; then
        batch $role "CALL fuzz.storage_triggers('$name')"
    else
        batch $role "CALL fuzz.triggers('$name', '$kept', $times * 2)"
    fi
done < <(sql $database "SELECT name, kept FROM fuzz.functions, unnest('{temp,plain,partitioned,dropped,child,storage}'::text[]) kept
    WHERE returns = 'trigger'::regtype ORDER BY name::text")
batch $role "CALL fuzz.aggregates($times * 12)"
batch $role "CALL fuzz.expressions($times * 16)"
batch $role "CALL fuzz.settings()"
batch postgres "CALL fuzz.internals()"

sql $database "SELECT format('# %s: %s calls, %s of them without an error', batch, calls, succeeded) FROM fuzz.counted ORDER BY batch"
is "$crashes" 0 'no call crashes the server'
is "$failures" 0 'every batch comes to its end'
is "$(sql $database 'SELECT count(*) FROM fuzz.alive')" 1 'the server did not recover from a crash'
is "$(sql postgres 'SELECT pg_postmaster_start_time()')" "$started" 'nor was it started anew'
is "$(sql $database 'SELECT sum(calls) >= 91000 FROM fuzz.counted')" t \
    "$(sql $database "SELECT format('there were %s calls, %s without an error', sum(calls), sum(succeeded)) FROM fuzz.counted")"
is "$(sql $database "SELECT DISTINCT ON (message) call, message FROM fuzz.found WHERE state = 'damaged' LIMIT 5")" '' 'no jsonb is damaged'
is "$(sql $database "SELECT DISTINCT ON (message) state, message, call FROM fuzz.found WHERE state <> 'damaged' LIMIT 9")" '' 'no error is an internal one'
is "$(sql $database "SELECT count(*), min(data ->> 't') FROM dt_query('fuzzed', '{\"filter\": {\"t\": {\"starts_with\": \"t\"}}}')")" '21|t1' \
    'and all that was tried was undone'
"$BIN/psql" -X -q -c "DROP DATABASE $database" -c "DROP ROLE $role"
finish
