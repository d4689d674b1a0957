#!/usr/bin/env bash
# history_size.sh: does the history stay of one size while it is pruned? 20,000 records are changed all over, some records often and some seldom, and new ones
# come. After each round what is older than two rounds is forgotten and dt.history is vacuumed. Printed are the entries and the sizes of the table and its indexes
# after each round. Connects with PGHOST, PGPORT, PGUSER; makes the database bench_history.
set -euo pipefail
psql=${BIN:+$BIN/}psql
pgbench=${BIN:+$BIN/}pgbench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$psql" -X -q -c 'DROP DATABASE IF EXISTS bench_history' -c "CREATE DATABASE bench_history TEMPLATE template0"
export PGDATABASE=bench_history
"$psql" -X -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE EXTENSION pg_dyntables;
SELECT dt_create_table('Items', '{"columns": [{"key": "name", "type": "text"}, {"key": "n", "type": "integer"}, {"key": "note", "type": "text"}]}') \g /dev/null
CREATE TABLE ids (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid);
INSERT INTO ids (id) SELECT (dt_insert('items', jsonb_build_object('name', 'item ' || i, 'n', i, 'note', repeat('word ', 8)))).id FROM generate_series(1, 20000) AS i;
CREATE TABLE rounds (n int, at timestamptz);
SQL
cat >"$work/change.sql" <<'SQL'
\set n random_zipfian(1, 20000, 1.1)
\set v random(1, 1000000)
SELECT dt_update('items', id, jsonb_build_object('n', :v::int)) FROM ids WHERE n = :n;
SQL
cat >"$work/new.sql" <<'SQL'
INSERT INTO ids (id) SELECT (dt_insert('items', '{"name": "new", "n": 1}')).id;
SQL
printf '| round | entries | dt.history | its primary key | history_at |\n|--:|--:|--:|--:|--:|\n'
for round in $(seq "${BENCH_HISTORY_ROUNDS:-12}"); do
    "$psql" -X -q -c "INSERT INTO rounds VALUES ($round, clock_timestamp())"
    "$pgbench" -n -M prepared -c 4 -j 2 -t "${BENCH_HISTORY_TRANSACTIONS:-12500}" -f "$work/change.sql@19" -f "$work/new.sql@1" >/dev/null
    "$psql" -X -q -A -t -c "SELECT dt_prune_history('items', clock_timestamp() - at) FROM rounds WHERE n = $round - 1" >/dev/null
    "$psql" -X -q -c 'VACUUM dt.history'
    "$psql" -X -q -A -t -c "SELECT format('| $round | %s | %s | %s | %s |', count(*), pg_size_pretty(pg_table_size('dt.history')),
        pg_size_pretty(pg_relation_size('dt.history_pkey')), pg_size_pretty(pg_relation_size('dt.history_at'))) FROM dt.history"
done
