-- A warm call runs its one statement, and asks the catalog nothing.

\pset format unaligned
\t on
SELECT 'pg_stat_statements' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) AS preloaded \gset
\if :preloaded
\else
\echo 'pg_stat_statements is not in shared_preload_libraries'
\q
\endif
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
RESET client_min_messages;
SELECT dt_create_table('Warm',
    '{"columns": [{"key": "name", "type": "text", "required": true, "unique": true}, {"key": "n", "type": "integer", "default": 1, "index": true},
    {"key": "at", "type": "datetime"}, {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}}]}') ->> 'slug';

-- Each call runs once, to warm up. The second one has a time zone and no n, so it needs normalising and a default.
SELECT $$SELECT (dt_insert('warm', jsonb_build_object('name', gen_random_uuid(), 'n', 5, 'tags', ARRAY['x']))).version$$ AS insert,
    $$SELECT (dt_insert('warm', jsonb_build_object('name', gen_random_uuid(), 'at', '2026-01-01T01:00:00+01:00'))).version$$ AS normalise,
    $$SELECT count(*) FROM dt_insert_many('warm',
        jsonb_build_array(jsonb_build_object('name', gen_random_uuid()), jsonb_build_object('name', gen_random_uuid())))$$ AS insert_many,
    $$SELECT count(*)
        FROM dt_query('warm', '{"filter": {"n": 5, "tags": {"has_any": ["x"]}, "at": {"neq": "today"}}, "sort": "-name", "limit": 1}')$$ AS query,
    $$SELECT dt_page('warm', '{"filter": {"n": 5}}') IS NULL$$ AS page,
    $$SELECT dt_count('warm', '{"n": 5}') > 0$$ AS count,
    $$SELECT count(*) FROM dt_aggregate('warm', '{"filter": {"n": 5}, "group_by": ["n", {"column": "at", "unit": "month"}],
        "aggregates": {"total": {"sum": "n"}, "often": {"distribution": "tags"}}, "having": {"total": {"gt": 1}}, "sort": "-total"}')$$ AS aggregate,
    $$SELECT count(*) FROM dt_get('warm', '00000000-0000-0000-0000-000000000001')$$ AS get,
    $$SELECT count(*) FROM dt_update('warm', '00000000-0000-0000-0000-000000000001', '{"n": 6}')$$ AS update,
    $$SELECT dt_delete('warm', '00000000-0000-0000-0000-000000000001')$$ AS delete \gset
\o /dev/null
:insert;
:normalise;
:insert_many;
:query;
:page;
:count;
:aggregate;
:get;
:update;
:delete;
\o
SET pg_stat_statements.track = 'all';
SELECT pg_stat_statements_reset() IS NULL;
-- Then each runs three times.
:insert;
:insert;
:insert;
:normalise;
:normalise;
:normalise;
:insert_many;
:insert_many;
:insert_many;
:query;
:query;
:query;
:page;
:page;
:page;
:count;
:count;
:count;
:aggregate;
:aggregate;
:aggregate;
:get;
:get;
:get;
:update;
:update;
:update;
:delete;
:delete;
:delete;
-- The 30 calls ran 30 statements, all on the table's storage and none on the catalog.
SELECT split_part(query, ' ', 1) AS statement, sum(calls) AS calls,
    bool_and(query ~ 'dt_data."warm_\d+"' AND query !~ 'dt\.(tables|columns)|pg_(class|index|proc|trigger)') AS "on the storage only"
FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database() AND NOT toplevel GROUP BY 1 ORDER BY min(split_part(query, ' ', 1) COLLATE "C");
-- Nor does the first call of another session, which reads the definition along indexes.
SELECT pg_stat_statements_reset() IS NULL;
\c -
\pset format unaligned
\t on
SET pg_stat_statements.track = 'all';
:count;
SELECT sum(calls) = 1 AS "only one" FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() AND NOT toplevel;
SET pg_stat_statements.track = 'top';

SELECT dt_drop_table('warm', permanently => true);
