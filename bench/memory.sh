#!/usr/bin/env bash
# memory.sh TABLE: what a backend's memory does while SELECT count(*) FROM dt_query(TABLE) passes over all records.
# Watches the anonymous memory of the backend from outside, every 5 ms: shared buffers do not count, everything allocated does.
# Connects with PGHOST, PGPORT, PGUSER, PGDATABASE; must run on the server's machine.
set -euo pipefail
table=$1
psql=${BIN:+$BIN/}psql

# The default, whatever the server is set to: beyond it, results go to temporary files.
export PGOPTIONS='-c work_mem=4MB'
coproc session { "$psql" -X -q -A -t 2>&1; }
answer() { # answer SQL: the first line that comes back
    printf '%s\n' "$1" >&"${session[1]}"
    IFS= read -r line <&"${session[0]}"
    echo "$line"
}
pid=$(answer 'SELECT pg_backend_pid();')
anonymous() { awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status"; }

# A warm backend: definitions are loaded, the plan is made.
answer "SELECT count(*) FROM dt_query('$table', '{\"limit\": 1}');" >/dev/null
before=$(anonymous)
printf "SELECT count(*) FROM dt_query('%s');\n" "$table" >&"${session[1]}"
peak=$before
records=
# A read that runs out of time takes what has come of the line.
until IFS= read -r -t 0.005 part <&"${session[0]}"; do
    records+=$part
    now=$(anonymous)
    [ "$now" -le "$peak" ] || peak=$now
done
records+=$part
after=$(anonymous)
[ "$after" -le "$peak" ] || peak=$after
printf '\\q\n' >&"${session[1]}"
wait

echo "$records records; the backend's memory before: $before kB, highest: $peak kB (+$((peak - before)) kB), after: $after kB"
