#!/usr/bin/env bash
# Sourced by bench/run: what 10,000 dynamic tables in a database cost the others. Two databases take turns; appends to $cluster_dir/results,
# as pairs.sql does: `this` with 10,000 tables, `that` with 10.

many_tables() { # many_tables ROUNDS
    local round
    many_database many_10 10
    many_database many_10000 10000
    cat >"$cluster_dir/scripts/many_query" <<'SQL'
\set a random(1, 9900)
SELECT * FROM dt_query('table_1', ('{"filter": {"amount": {"gte": ' || :a || '}}, "sort": "amount", "limit": 50}')::jsonb);
SQL
    cat >"$cluster_dir/scripts/many_insert" <<'SQL'
\set a random(1, 1000000)
SELECT * FROM dt_insert('table_2', ('{"name": "x", "amount": ' || :a || ', "stage": "b"}')::jsonb);
SQL
    # A table that is made is dropped again, outside of what is measured only as far as it costs the same with few tables.
    cat >"$cluster_dir/scripts/many_create" <<'SQL'
BEGIN;
SELECT dt_create_table('One more', '{"columns": [{"key": "name", "type": "text", "required": true}, {"key": "code", "type": "text", "unique": true}]}');
ROLLBACK;
SQL
    for ((round = 0; round < $1; round++)); do
        many_pair many_query 2000
        many_pair many_insert 2000
        many_pair many_create 40
    done
}

many_database() { # many_database NAME TABLES
    progress "$(commas "$2") tables in a database"
    "$BIN/createdb" "$1"
    "$BIN/psql" -X -q -d "$1" -v tables="$2" <<'SQL'
CREATE EXTENSION pg_dyntables;
-- Five columns, as small applications have; one unique.
CREATE PROCEDURE create_tables(first int, last int) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN first..last LOOP
        PERFORM dt_create_table('Table ' || i, '{"columns": [{"key": "name", "type": "text", "required": true}, {"key": "code", "type": "text", "unique": true},
            {"key": "amount", "type": "number"}, {"key": "due", "type": "date"}, {"key": "stage", "type": "select", "config": {"options": ["a", "b"]}}]}');
        IF i % 50 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
CALL create_tables(1, :tables);
SELECT count(*) FROM dt_insert_many('table_1', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || i, 'amount', i, 'stage', 'a')) FROM generate_series(1, 10000) i)) \g /dev/null
SELECT dt_create_index('table_1', '{amount}') \g /dev/null
VACUUM ANALYZE;
SQL
}

many_pair() { # many_pair NAME TRANSACTIONS
    many_measure "$1" this "$2" many_10000
    many_measure "$1" that "$2" many_10
}

many_measure() { # many_measure NAME SUBJECT TRANSACTIONS DATABASE
    local milliseconds
    milliseconds=$("$BIN/pgbench" -n -M prepared -c 1 -t "$3" -f "$cluster_dir/scripts/$1" "$4" 2>&1 | sed -nE 's/^latency average = ([0-9.]+) ms$/\1/p')
    echo "$1 $2 ${milliseconds:?}" >>"$cluster_dir/results"
}
