#!/usr/bin/env bash
# The work on large arguments can be cancelled and is not quadratic, and failures leave no memory behind.
# Run it with `pg_test/run script cancel`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

db=cancel
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
succeeds 'a table and 300,000 records' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db <<'SQL'
CREATE EXTENSION pg_dyntables;
SELECT dt_create_table('Sheet', '{"columns": [{"key": "n", "type": "number"}, {"key": "stage", "type": "select", "config": {"options": ["open"]}}]}');
CREATE TABLE given (what text, records jsonb);
INSERT INTO given SELECT 'numbers', jsonb_agg(jsonb_build_object('n', i || ',5')) FROM generate_series(1, 300000) i;
INSERT INTO given SELECT 'options', jsonb_agg(jsonb_build_object('stage', 'option ' || i)) FROM generate_series(1, 20000) i;
SELECT dt_create_table('Checked', jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'list', 'type', 'json', 'config',
    jsonb_build_object('schema', jsonb_build_object('items', jsonb_build_object('allOf', jsonb_agg('{"type": "number"}'::jsonb)))))))) FROM generate_series(1, 20);
INSERT INTO given SELECT 'list', jsonb_build_object('list', jsonb_agg(i)) FROM generate_series(1, 1000000) i;
INSERT INTO given SELECT 'few', jsonb_agg(jsonb_build_object('stage', 'option ' || i % 90)) FROM generate_series(1, 20000) i;
SQL

# Prints how many seconds a call takes. The time-out of the tests below is a share of that.
duration() { # duration CALL
    sql $db "DO \$do\$
        DECLARE began timestamptz := clock_timestamp(); whole float8; cut float8;
        BEGIN
            PERFORM $1;
            whole := extract(epoch FROM clock_timestamp() - began);
            RAISE EXCEPTION '%', whole;
        END \$do\$" | sed -nE 's/^ERROR: +([0-9.]+)$/\1/p'
}
for what in "dt_insert_many('sheet', (SELECT records FROM given WHERE what = 'numbers'), '{\"typecast\": true, \"decimal_mark\": \",\"}')" \
    "dt_insert_many('sheet', (SELECT records FROM given WHERE what = 'numbers'), '{\"on_error\": \"skip\"}')" \
    "dt_validate('checked', (SELECT records FROM given WHERE what = 'list'))"; do
    whole=$(duration "$what")
    limit=$(awk -v t="${whole:-0}" 'BEGIN { printf "%d", t * 1000 / 20 + 50 }')
    began=$EPOCHREALTIME
    is "$(sqlstate $db "SET statement_timeout = $limit; SELECT $what")" 57014 'it can be cancelled'
    took=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
    report "$(awk -v took="$took" -v whole="${whole:-0}" 'BEGIN { print !(whole > 0 && took < whole / 2) }')" "soon: after $took s of $whole s"
done

making='{"typecast": true, "create_options": true}'
is "$(sqlstate $db "SELECT dt_insert_many('sheet', (SELECT records FROM given WHERE what = 'options'), '$making')")" 54000 \
    '20,000 new options are too many'
is "$(sqlstate $db "SELECT dt_validate('sheet', (SELECT records FROM given WHERE what = 'numbers'))")" 00000 'dt_validate of an array says what is wrong'
is "$(sql $db "SELECT count(id) FROM dt_insert_many('sheet', (SELECT records FROM given WHERE what = 'few'), '$making')")" 20000 \
    '90 new options of 20,000 records are made'

# A failing insert leaves nothing behind. The process is as large after 50,000 of them as after 10,000.
growth=$(
    "$BIN/psql" -X -q -A -t -d $db 2>&1 <<'SQL'
CREATE PROCEDURE fail(times int) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..times LOOP
        BEGIN
            PERFORM dt_insert('sheet', '{"n": "not a number", "x": 1}');
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
        IF i % 1000 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
SET client_min_messages = warning;
CALL fail(10000);
CREATE TEMP TABLE size AS SELECT 0::bigint AS kb WHERE false;
INSERT INTO size SELECT split_part(pg_read_file('/proc/' || pg_backend_pid() || '/statm', 0, 100), ' ', 2)::bigint * 4;
CALL fail(40000);
INSERT INTO size SELECT split_part(pg_read_file('/proc/' || pg_backend_pid() || '/statm', 0, 100), ' ', 2)::bigint * 4;
SELECT max(kb) - min(kb) FROM size;
SQL
)
report "$([ "${growth:-9999}" -lt 600 ] 2>/dev/null; echo $?)" "40,000 failing inserts: $growth kB more"
finish
