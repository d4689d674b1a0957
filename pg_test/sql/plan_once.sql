-- Kept plans are planned once. pg_stat_statements counts the statements, so it has to be preloaded.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SELECT 'pg_stat_statements' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ','))
    AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS countable \gset
\if :countable
\else
\echo 'pg_stat_statements is not in shared_preload_libraries, or there is no pg_trgm'
\q
\endif
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
RESET client_min_messages;
CREATE EXTENSION pg_trgm;
SET max_parallel_workers_per_gather = 0;
-- 45,000 records have one value, 3 have another, and the rest have some 5,000 values.
SELECT dt_create_table('Once',
    '{"columns": [{"key": "v", "type": "text", "index": true}, {"key": "n", "type": "integer", "index": true}, {"key": "note", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('once',
    (SELECT jsonb_agg(jsonb_build_object('v', CASE WHEN i % 10 > 0 THEN 'most' WHEN i <= 30 THEN 'few' ELSE 'v' || i END, 'n', i, 'note', repeat('x', 60)))
    FROM generate_series(1, 50000) i));
CALL analyze_table('once');

-- The 10,000th query of a warm shape plans nothing, nor do the hundred after it.
SELECT sum(found) FROM (SELECT (SELECT count(*) FROM dt_query('once', jsonb_build_object('filter', jsonb_build_object('n', jsonb_build_object('gte', i)),
    'sort', 'n', 'limit', 3))) AS found FROM generate_series(1, 10000) i OFFSET 0) calls;
SELECT sum(found) FROM (SELECT json_array_length(dt_page('once', jsonb_build_object('sort', 'n', 'limit', 3, 'total', 'none',
    'filter', jsonb_build_object('n', jsonb_build_object('gte', i)))) -> 'records') AS found FROM generate_series(1, 100) i OFFSET 0) calls;
SET pg_stat_statements.track = 'all';
SET pg_stat_statements.track_planning = on;
SELECT pg_stat_statements_reset(0, oid, 0) IS NULL FROM pg_database WHERE datname = current_database();
SELECT sum(found) FROM (SELECT (SELECT count(*) FROM dt_query('once', jsonb_build_object('filter', jsonb_build_object('n', jsonb_build_object('gte', i)),
    'sort', 'n', 'limit', 3))) AS found FROM generate_series(1, 100) i OFFSET 0) calls;
SELECT sum(found) FROM (SELECT json_array_length(dt_page('once', jsonb_build_object('sort', 'n', 'limit', 3, 'total', 'none',
    'filter', jsonb_build_object('n', jsonb_build_object('gte', i)))) -> 'records') AS found FROM generate_series(1, 100) i OFFSET 0) calls;
SELECT calls, plans FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database() AND query LIKE '%dt\_data."once%' ORDER BY query COLLATE "C";
SET pg_stat_statements.track = 'top';
SET pg_stat_statements.track_planning = off;

-- PostgreSQL cannot estimate this for any value, and estimates it in the same way for each. It is planned once, too.
SELECT dt_create_index('once', '{v}', '{"kind": "trigram"}') LIKE '%trgm%';
CALL analyze_table('once');
SELECT sum(found) FROM (SELECT (SELECT count(*)
    FROM dt_query('once', jsonb_build_object('filter', jsonb_build_object('v', jsonb_build_object('contains', 'v' || i * 100))))) AS found
    FROM generate_series(100, 120) i OFFSET 0) calls;
SET pg_stat_statements.track = 'all';
SET pg_stat_statements.track_planning = on;
SELECT pg_stat_statements_reset(0, oid, 0) IS NULL FROM pg_database WHERE datname = current_database();
SELECT sum(found) FROM (SELECT (SELECT count(*)
    FROM dt_query('once', jsonb_build_object('filter', jsonb_build_object('v', jsonb_build_object('contains', 'v' || i * 100))))) AS found
    FROM generate_series(100, 199) i OFFSET 0) calls;
SELECT calls, plans FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() AND query LIKE '%dt\_data."once%';
SET pg_stat_statements.track = 'top';
SET pg_stat_statements.track_planning = off;
-- A text that is in most records is a surprise. From then on each value is planned by itself.
SELECT count(*) FROM dt_query('once', '{"filter": {"v": {"contains": "most"}}}');
SELECT count(*) FROM dt_query('once', '{"filter": {"v": {"contains": "most"}}}');
SELECT count(*) FROM dt_query('once', '{"filter": {"v": {"contains": "v20000"}}}');

SELECT dt_drop_table('once', permanently => true);
DROP EXTENSION pg_trgm;
