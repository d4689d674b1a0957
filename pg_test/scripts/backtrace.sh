#!/usr/bin/env bash
# With RUST_BACKTRACE=1 in the server's environment no error shows a backtrace. DETAIL stays JSON, and PostgreSQL's own errors stay as they are.
# Run it with `pg_test/run script backtrace`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

server_env=RUST_BACKTRACE=1
own_cluster <<<"shared_preload_libraries = 'pg_dyntables'
fsync = off"
db=postgres

server=$(head -n 1 "$cluster_dir/data/postmaster.pid")
tr '\0' '\n' <"/proc/$server/environ" | grep -qx RUST_BACKTRACE=1
report $? 'the server has RUST_BACKTRACE=1'
succeeds 'a table with a trigger that fails' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db <<'SQL'
CREATE EXTENSION pg_dyntables;
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number", "config": {"min": 0}}]}');
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.data ? 'name' AND NEW.data ->> 'name' = 'fail' THEN
        RAISE 'failed' USING DETAIL = 'as told', ERRCODE = 'XX001';
    END IF;
    RETURN NEW;
END $$;
SELECT format('CREATE TRIGGER z_fail BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION fail()', dt_describe('deals') ->> 'storage') \gexec
SELECT dt_insert('deals', '{"name": "a"}');
CREATE FUNCTION told(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
    EXECUTE statement;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws('|', SQLSTATE, CASE WHEN detail ~ '^\[' THEN jsonb_array_length(detail::jsonb)::text || ' faults' ELSE detail END);
END $$;
SQL
told() { sql $db "SELECT told(\$statement\$$1\$statement\$)"; }
is "$(told "SELECT dt_insert('deals', '{\"amount\": -1, \"x\": 1}')")" '23514|2 faults' 'a bad record'
is "$(told "SELECT dt_insert_many('deals', '[{\"name\": \"b\"}, {\"name\": \"a\"}]')")" '23505|1 faults' 'a duplicate'
is "$(told "INSERT INTO dt_data.deals_1 (data) VALUES ('{\"amount\": \"x\"}')")" '23514|1 faults' 'plain SQL'
is "$(told "SELECT dt_insert('deals', '{\"name\": \"fail\"}')")" 'XX001|as told' "somebody's trigger"
is "$(told "SELECT dt_query('deals', '{\"filter\": {\"name\": {\"matches\": \"(\"}}}')")" '2201B|1 faults' 'a bad pattern'
is "$(told "SELECT 1 / 0")" '22012|' 'an error while planning'
is "$(told "SELECT * FROM dt_query('deals') WHERE 1 / (data ->> 'name')::int > 0")" '22P02|' 'an error beside a scan'
is "$(grep -cE 'stack backtrace|pgrx_pg_sys|core::panicking' "$cluster_dir/data/server.log")" 0 'the log has no backtrace either'
finish
