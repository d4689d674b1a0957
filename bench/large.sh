#!/usr/bin/env bash
# large.sh [RECORDS...]: how a dynamic table grows. For each number of records (1,000,000 and 10,000,000) a table of 8 columns is loaded on a private server,
# and these are measured: an indexed page (filter, sort, 50 records; median of 200 in a warm session), a count of a quarter, the page that begins at record
# 100,000 by its cursor, a column added, and a column typed online beside a client that writes (with the longest wait of that client).
set -euo pipefail
shopt -s inherit_errexit
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PG_CONFIG=$("$root/pg_test/lib/find_pg_config.sh")
export PG_CONFIG
. "$root/pg_test/lib/cluster.sh"
. "$root/bench/lib/server.sh"
[ $# -gt 0 ] || set -- 1000000 10000000
temp_cluster < <(bench_conf 4; echo "shared_preload_libraries = 'pg_dyntables'")
export PGDATABASE=large
ask() { "$BIN/psql" -X -A -t -q -v ON_ERROR_STOP=1 -c "$1"; }
timed() { # timed SQL: its seconds
    local began=$EPOCHREALTIME
    ask "$1" >/dev/null
    awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'
}
milliseconds() { # milliseconds TIMES SQL: the median of a call in a warm session
    { echo '\timing on'; for ((i = 0; i < $1; i++)); do echo "$2;"; done; } | "$BIN/psql" -X -A -t -q -v ON_ERROR_STOP=1 | awk '/^Time: / { print $2 }' | tail -n +6 |
        sort -n | awk '{ t[NR] = $1 } END { printf "%.3f ms", t[int((NR + 1) / 2)] }'
}
printf '| records | load | indexed page of 50 | count of a quarter | page at record 100,000 by cursor | a column added | a column typed online | longest wait of a writer meanwhile |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n'
for rows in "$@"; do
    "$BIN/psql" -X -q -d postgres -c 'DROP DATABASE IF EXISTS large' -c 'CREATE DATABASE large'
    ask "CREATE EXTENSION pg_dyntables; SELECT FROM dt_create_table('Items', '{\"columns\": [{\"key\": \"name\", \"type\": \"text\"}, {\"key\": \"stage\", \"type\": \"select\", \"config\": {\"options\": [\"s0\", \"s1\", \"s2\", \"s3\"]}, \"typed\": true},
        {\"key\": \"amount\", \"type\": \"number\", \"typed\": true}, {\"key\": \"due\", \"type\": \"date\"}, {\"key\": \"owner\", \"type\": \"user\"}, {\"key\": \"done\", \"type\": \"checkbox\"}, {\"key\": \"priority\", \"type\": \"integer\"}, {\"key\": \"notes\", \"type\": \"long_text\"}]}')"
    load=$(timed "INSERT INTO dt_data.items_1 (data) SELECT jsonb_build_object('name', 'Item ' || i, 'stage', 's' || i % 4, 'amount', (i * 7919 % 1000003) / 4.0, 'due', date '2020-01-01' + (i % 3650)::int, 'owner', 'user' || i % 500,
        'done', i % 3 = 0, 'priority', i % 1000, 'notes', repeat('some words ', 5)) FROM generate_series(1, $rows::bigint) i")
    ask "SELECT dt_create_index('items', '{stage,amount}')" >/dev/null
    ask 'VACUUM (FREEZE, ANALYZE) dt_data.items_1'
    page=$(milliseconds 205 "SELECT dt_page('items', '{\"filter\": {\"stage\": \"s1\", \"amount\": {\"lte\": 200000}}, \"sort\": \"-amount\", \"limit\": 50, \"total\": \"none\"}')")
    count=$(milliseconds 10 "SELECT dt_count('items', '{\"stage\": \"s2\"}')")
    cursor=$(ask "SELECT dt_page('items', '{\"sort\": [\"stage\", \"amount\"], \"limit\": 50, \"offset\": 99950, \"total\": \"none\"}') ->> 'next'")
    far=$(milliseconds 105 "SELECT dt_page('items', '{\"sort\": [\"stage\", \"amount\"], \"limit\": 50, \"total\": \"none\", \"after\": \"$cursor\"}')")
    added=$(printf '%s\n' '\timing on' "SELECT dt_add_column('items', 'late', 'text') \\g /dev/null" | "$BIN/psql" -X -q -v ON_ERROR_STOP=1 | awk '/^Time: / { print $2 " ms" }')
    printf '%s\n' "\\set n random(1, $rows)" "SELECT dt_insert('items', jsonb_build_object('name', 'New ' || :n, 'stage', 's1', 'priority', :n % 1000));" >"$cluster_dir/write.sql"
    (cd "$cluster_dir" && "$BIN/pgbench" -n -M prepared -c 2 -j 2 -T 3600 -l --log-prefix=writes -f write.sql >/dev/null 2>&1) &
    writer=$!
    sleep 2
    typed=$(timed "CALL dt_type_column('items', 'priority')")
    sleep 1
    pkill -P $writer pgbench || true
    wait $writer || true
    wait_=$(cat "$cluster_dir"/writes.* | awk '$3 > most { most = $3 } END { printf "%.0f ms", most / 1000 }')
    rm -f "$cluster_dir"/writes.*
    printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$rows" "$load" "$page" "$count" "$far" "$added" "$typed" "$wait_"
done
