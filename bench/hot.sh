#!/usr/bin/env bash
# hot.sh: what updates of values that no index is over cost a table with five btree indexes: over typed columns, over expressions of data, and by hand.
# Each table has 20,000 records and gets the same 200,000 updates from 4 clients, by turns. Printed are the share of HOT updates, which touch no index;
# transactions a second; and how much the five indexes grew. Connects with PGHOST, PGPORT, PGUSER; makes the database bench_hot.
set -euo pipefail
psql=${BIN:+$BIN/}psql
pgbench=${BIN:+$BIN/}pgbench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$psql" -X -q -c 'DROP DATABASE IF EXISTS bench_hot' -c "CREATE DATABASE bench_hot TEMPLATE template0"
export PGDATABASE=bench_hot
"$psql" -X -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE EXTENSION pg_dyntables;
CREATE FUNCTION columns_of(typed boolean) RETURNS jsonb LANGUAGE sql RETURN jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', key, 'type', type, 'typed', typed))
    FROM (VALUES ('no', 'integer'), ('stage', 'text'), ('amount', 'number'), ('due', 'date'), ('owner', 'text')) c(key, type))
    || '[{"key": "note", "type": "text"}, {"key": "seen", "type": "integer"}]'::jsonb);
SELECT dt_create_table('Typed', columns_of(true)) \g /dev/null
SET dt.type_indexed_columns = off;
SELECT dt_create_table('Plain', columns_of(false)) \g /dev/null
CREATE TABLE by_hand (id uuid PRIMARY KEY DEFAULT dt.uuid7(), no bigint, stage text, amount float8, due date, owner text, note text, seen bigint, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(), created_by text, updated_by text, version bigint NOT NULL DEFAULT 1, deleted_at timestamptz);
CREATE TEMP VIEW documents AS SELECT jsonb_build_object('no', i, 'stage', 's' || i % 7, 'amount', i / 4.0, 'due', date '2020-01-01' + i % 3000, 'owner', 'user ' || i % 50,
    'note', repeat('word ', 8), 'seen', 0) AS d FROM generate_series(1, 20000) i;
INSERT INTO dt_data.typed_1 (data) SELECT d FROM documents;
INSERT INTO dt_data.plain_2 (data) SELECT d FROM documents;
INSERT INTO by_hand (no, stage, amount, due, owner, note, seen) SELECT r.* FROM documents, jsonb_to_record(d) AS r(no bigint, stage text, amount float8, due date, owner text, note text, seen bigint);
SELECT dt_create_index(t, ARRAY[key]) FROM unnest(ARRAY['typed', 'plain']) t, unnest(ARRAY['no', 'stage', 'amount', 'due', 'owner']) key \g /dev/null
CREATE INDEX ON by_hand (no, id) INCLUDE (deleted_at);
CREATE INDEX ON by_hand (stage, id) INCLUDE (deleted_at);
CREATE INDEX ON by_hand (amount, id) INCLUDE (deleted_at);
CREATE INDEX ON by_hand (due, id) INCLUDE (deleted_at);
CREATE INDEX ON by_hand (owner, id) INCLUDE (deleted_at);
CREATE TABLE ids AS SELECT row_number() OVER () AS n, t.id AS typed, p.id AS plain, h.id AS hand FROM (SELECT id, row_number() OVER () AS n FROM dt_data.typed_1) t
    JOIN (SELECT id, row_number() OVER () AS n FROM dt_data.plain_2) p USING (n) JOIN (SELECT id, row_number() OVER () AS n FROM by_hand) h USING (n);
CREATE UNIQUE INDEX ON ids (n);
VACUUM ANALYZE;
CREATE FUNCTION index_size(t text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(pg_relation_size(indexrelid))::bigint FROM pg_index WHERE indrelid = t::regclass AND NOT indisprimary; END;
SQL
for table in typed plain; do
    printf '%s\n' '\set n random(1, 20000)' '\set v random(1, 1000000)' "SELECT dt_update('$table', $table, jsonb_build_object('seen', :v::int)) FROM ids WHERE n = :n::int;" >"$work/$table.sql"
done
printf '%s\n' '\set n random(1, 20000)' '\set v random(1, 1000000)' "UPDATE by_hand h SET seen = :v::int, version = version + 1, updated_at = now(), updated_by = current_user FROM ids WHERE n = :n::int AND h.id = ids.hand RETURNING h.*;" >"$work/hand.sql"
ask() { "$psql" -X -A -t -q -c "$1"; }
printf '%s\n' '\set n random(1, 20000)' '\set v random(1, 1000000)' "UPDATE dt_data.typed_1 t SET data = data || jsonb_build_object('seen', :v::int) FROM ids WHERE n = :n::int AND t.id = ids.typed RETURNING t.id, t.data, t.version;" >"$work/raw.sql"
printf '| updates of values that no index is over | HOT | transactions a second | the five indexes grew |\n|---|--:|--:|--:|\n'
while read -r name relation title; do
    before=$(ask "SELECT index_size('$relation')")
    tps=0
    for _ in 1 2 3 4; do
        one=$("$pgbench" -n -M prepared -c 4 -j 2 -t ${BENCH_HOT_TRANSACTIONS:-12500} -f "$work/$name.sql" | awk '/^tps/ { print $3 }')
        tps=$(awk -v a="$tps" -v b="$one" 'BEGIN { print a + b / 4 }')
        ask "VACUUM $relation" >/dev/null
    done
    sleep 1
    ask "SELECT format('| %s | %s %% | %s | %s → %s |', '$title', round(100.0 * n_tup_hot_upd / n_tup_upd), round($tps), pg_size_pretty($before::bigint), pg_size_pretty(index_size('$relation')))
        FROM pg_stat_all_tables WHERE relid = '$relation'::regclass"
done <<TABLES
typed dt_data.typed_1 typed columns, dt_update
raw dt_data.typed_1 typed columns, UPDATE of data
plain dt_data.plain_2 expressions of data, dt_update
hand by_hand by hand
TABLES
