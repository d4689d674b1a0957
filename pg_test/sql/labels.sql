-- What people are shown of a table or column changes at once. The plans of queries stay: no query and no rule depends on it.

\pset format unaligned
\t on
SELECT dt_create_table('Shown', '{"columns": [{"key": "name", "type": "text", "unique": true},
    {"key": "n", "type": "integer", "config": {"max": 9}}]}') ->> 'slug';
CREATE FUNCTION pg_temp.shown() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', d ->> 'name', d ->> 'description', c ->> 'label', c ->> 'description', c ->> 'width', c ->> 'visible')
    FROM dt_describe('shown') d, jsonb_path_query(d, '$.columns[*] ? (@.key == "n")') c
$$;
SELECT (dt_insert('shown', '{"name": "first", "n": 1}')).version, pg_temp.shown();
SELECT dt_alter_column('shown', 'n', '{"label": "Number"}') ->> 'label', pg_temp.shown();
SELECT dt_alter_column('shown', 'n', '{"description": "How many"}') ->> 'description', pg_temp.shown();
SELECT dt_alter_column('shown', 'n', '{"width": 80, "visible": false}') ->> 'width', pg_temp.shown();
SELECT dt_alter_table('shown', '{"description": "What is shown"}') ->> 'description', pg_temp.shown();
SELECT dt_alter_table('shown', '{"name": "Shown to all", "icon": "eye"}') ->> 'icon', pg_temp.shown();
SELECT dt_json_schema('shown')::text LIKE '%"title": "Number"%';
-- The rules hold as before.
\set ON_ERROR_STOP off
\set VERBOSITY sqlstate
SELECT (dt_insert('shown', '{"name": "second", "n": 10}')).version;
SELECT (dt_insert('shown', '{"name": "first", "n": 2}')).version;
\set VERBOSITY default

-- A label that is rolled back is forgotten, also by a savepoint.
BEGIN;
SELECT dt_alter_column('shown', 'n', '{"label": "Kept"}') ->> 'label', pg_temp.shown();
SAVEPOINT s;
SELECT dt_alter_column('shown', 'n', '{"label": "Gone"}') ->> 'label', pg_temp.shown();
ROLLBACK TO s;
SELECT pg_temp.shown(), (dt_insert('shown', '{"name": "third"}')).version;
ROLLBACK;
SELECT pg_temp.shown();
-- A label and a rule may change together, and one after the other.
SELECT dt_alter_column('shown', 'n', '{"label": "Both", "config": {"max": 20}}') ->> 'label', (dt_insert('shown', '{"name": "fourth", "n": 10}')).version;
BEGIN;
SELECT dt_alter_column('shown', 'n', '{"label": "One"}') ->> 'label', dt_alter_column('shown', 'n', '{"config": {"max": 30}}') ->> 'label',
    dt_alter_column('shown', 'n', '{"label": "Two"}') ->> 'label', (dt_insert('shown', '{"name": "fifth", "n": 25}')).version, pg_temp.shown();
COMMIT;

SELECT 'pg_stat_statements' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) AS countable \gset
\if :countable
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
RESET client_min_messages;
-- Forty calls are planned once and for all. After a change of a label they still are; a change of a rule plans them anew.
CREATE FUNCTION pg_temp.call() RETURNS bigint LANGUAGE sql AS $$
    SELECT sum(dt_count('shown', jsonb_build_object('name', 'x' || i))) FROM generate_series(1, 40) i
$$;
CREATE FUNCTION pg_temp.plans() RETURNS bigint LANGUAGE sql AS $$
    SELECT COALESCE(sum(plans), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
    WHERE d.datname = current_database() AND query LIKE '%dt\_data."shown%'
$$;
SELECT pg_temp.call();
SET pg_stat_statements.track = 'all';
SET pg_stat_statements.track_planning = on;
SELECT pg_stat_statements_reset(0, oid, 0) IS NULL FROM pg_database WHERE datname = current_database();
SELECT dt_alter_column('shown', 'n', '{"label": "Planned once"}') ->> 'label', pg_temp.call();
SELECT dt_alter_table('shown', '{"description": "Planned once"}') ->> 'description', pg_temp.call();
SELECT pg_temp.plans();
SELECT dt_alter_column('shown', 'n', '{"config": {"max": 40}}') ->> 'label', pg_temp.call();
SELECT pg_temp.plans() > 0;
SET pg_stat_statements.track = 'top';
SET pg_stat_statements.track_planning = off;
\else
\echo 'pg_stat_statements is not in shared_preload_libraries'
\endif
SELECT dt_drop_table('shown', permanently => true);
