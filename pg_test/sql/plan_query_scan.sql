-- dt_query in FROM is read row by row, like a table. Nothing is kept, and a LIMIT outside stops it.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Read', '{"columns": [{"key": "n", "type": "integer"}, {"key": "note", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('read', (SELECT jsonb_agg(jsonb_build_object('n', i, 'note', repeat('x', 200))) FROM generate_series(1, 10000) i));
SELECT dt_describe('read') ->> 'storage' AS storage \gset
ANALYZE :storage;
-- This says how the function was scanned, whether it wrote to disk, and whether it read few of the table's 300 pages.
CREATE FUNCTION pg_temp.done(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ' || query INTO plan;
    plan := plan -> 0 -> 'Plan';
    RETURN concat_ws(', ', jsonb_path_query_first(plan, 'strict $.**."Node Type" ? (@ like_regex "Function|Custom")') #>> '{}',
        CASE WHEN (plan ->> 'Temp Written Blocks')::int > 0 THEN 'temporary file' END,
        CASE WHEN (plan ->> 'Shared Hit Blocks')::int + (plan ->> 'Shared Read Blocks')::int < 50 THEN 'few blocks' END);
END
$$;
SET work_mem = '64kB';
SET max_parallel_workers_per_gather = 0;
SELECT pg_temp.done($$SELECT * FROM dt_query('read')$$);
SELECT pg_temp.done($$SELECT * FROM dt_query('read') LIMIT 3$$);
SELECT pg_temp.done($$SELECT count(*) FROM dt_query('read', '{"sort": "id"}') WHERE version = 1$$);
SELECT pg_temp.done($$SELECT EXISTS (SELECT FROM dt_query('read', '{"filter": {"n": {"gt": 5}}}'))$$);
-- So are the row as a whole, numbered rows, and arguments from a table beside it.
SELECT pg_temp.done($$SELECT to_jsonb(q) FROM dt_query('read') q LIMIT 3$$);
SELECT pg_temp.done($$SELECT * FROM dt_query('read') q WHERE q IS NOT NULL LIMIT 3$$);
SELECT pg_temp.done($$SELECT * FROM dt_query('read') WITH ORDINALITY LIMIT 3$$);
SELECT pg_temp.done($$SELECT * FROM (VALUES (1), (2)) v(i), dt_query('read', jsonb_build_object('limit', i))$$);
SELECT pg_temp.done($$SELECT * FROM (VALUES (1), (2)) v(i), dt_query('read', jsonb_build_object('offset', i)) LIMIT 3$$);
-- PostgreSQL handles numbered rows as a whole, several functions, and rows that are changed or locked beside them.
SELECT pg_temp.done($$SELECT q FROM dt_query('read') WITH ORDINALITY q LIMIT 3$$);
SELECT pg_temp.done($$SELECT * FROM ROWS FROM (dt_query('read'), generate_series(1, 2)) LIMIT 3$$);
CREATE TEMP TABLE ids AS SELECT id FROM dt_query('read', '{"limit": 2}');
SELECT pg_temp.done($$SELECT * FROM ids, dt_query('read') q WHERE q.id = ids.id FOR UPDATE OF ids$$);
SELECT pg_temp.done($$UPDATE ids SET id = q.id FROM dt_query('read', '{"limit": 2}') q WHERE q.id = ids.id$$);
-- A function of the same name is another function.
CREATE FUNCTION pg_temp.dt_query(text) RETURNS SETOF dt.record LANGUAGE sql VOLATILE AS $$SELECT * FROM dt.record$$;
SELECT pg_temp.done($$SELECT * FROM pg_temp.dt_query('read')$$);

-- The first query of a session is planned in this way, too. The planner expects as many rows as the limit.
\c -
SET jit = off;
EXPLAIN SELECT data FROM dt_query('read', '{"limit": 20}');
EXPLAIN SELECT data FROM dt_query('read', '{"limit": "x"}');
\pset format unaligned
\t on

-- Both ways return the same rows, with columns in another order, computed, or none at all.
SELECT count(*), count(DISTINCT id), sum((data ->> 'n')::int) FROM dt_query('read');
SELECT count(*), count(DISTINCT q.id), sum((q.data ->> 'n')::int) FROM dt_query('read') q WHERE q IS NOT NULL;
SELECT version, data ->> 'n', (data ->> 'n')::int * 2, created_by = updated_by FROM dt_query('read', '{"sort": "-n", "limit": 4}')
WHERE (data ->> 'n')::int % 2 = 1;
SELECT 'x' FROM dt_query('read', '{"limit": 2}');
SELECT count(*) FROM dt_query('read', '{"limit": 0}');
SELECT count(*) FROM dt_query('read', NULL);
SELECT a.data ->> 'n', b.data ->> 'n' FROM dt_query('read', '{"filter": {"n": {"lte": 2}}, "sort": "n"}') a
JOIN dt_query('read', '{"filter": {"n": {"lte": 3}}}') b ON (b.data ->> 'n')::int = (a.data ->> 'n')::int + 1 ORDER BY 1;

-- The scan runs once for each row outside, with other arguments.
SELECT i, (SELECT count(*) FROM dt_query('read', jsonb_build_object('filter', jsonb_build_object('n', jsonb_build_object('lte', i)))))
FROM generate_series(0, 40, 20) i;
-- The scan runs once for each row outside, with the same arguments.
SET enable_material = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT count(*) FROM generate_series(1, 20) i LEFT JOIN dt_query('read', '{"filter": {"n": {"lte": 10}}}') q ON (q.data ->> 'n')::int = i;
RESET enable_material;
RESET enable_hashjoin;
RESET enable_mergejoin;

-- A prepared statement has a plan for any argument.
PREPARE read(jsonb) AS SELECT count(*) FROM dt_query('read', $1);
SET plan_cache_mode = force_generic_plan;
EXECUTE read('{"filter": {"n": {"lte": 7}}}');
EXECUTE read('{"filter": {"note": {"contains": "x"}}}');
EXPLAIN (COSTS OFF) EXECUTE read('{}');
RESET plan_cache_mode;

-- Parallel workers may run inside.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT jsonb_path_exists(dt_explain('read', '{"filter": {"n": {"gt": 9000}}}') -> 'plan', 'strict $.**."Node Type" ? (@ starts with "Gather")');
SELECT count(*), min((data ->> 'n')::int), max((data ->> 'n')::int) FROM dt_query('read', '{"filter": {"n": {"gt": 9000}}}');
SELECT count(*) FROM (SELECT FROM dt_query('read', '{"filter": {"n": {"gt": 9000}}}') LIMIT 10) q;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- Changes made while it is read are not seen, as in any query.
DO $$
DECLARE
    record_ record;
    seen int := 0;
BEGIN
    FOR record_ IN SELECT id, version FROM dt_query('read', '{"filter": {"n": {"lte": 200}}, "sort": "n"}') LOOP
        seen := seen + record_.version;
        PERFORM dt_update('read', record_.id, '{"note": "changed"}');
        PERFORM dt_insert('read', '{"n": 1}');
    END LOOP;
    RAISE NOTICE 'seen %', seen;
END
$$;
SELECT dt_count('read', '{"note": "changed"}'), dt_count('read', '{"n": {"lte": 200}}');
SELECT count(dt_delete('read', id)) FROM dt_query('read', '{"filter": {"note": {"is_empty": true}}}');

-- Statements of other shapes push the inner plan out of the cache while it runs.
SET dt.plan_cache_size = 8;
SELECT sum(dt_count('read', jsonb_build_object('and', (SELECT jsonb_agg(jsonb_build_object('n', jsonb_build_object('gt', 0)))
    FROM generate_series(1, (data ->> 'n')::int))))) FROM dt_query('read', '{"filter": {"n": {"lte": 30}}, "sort": "n"}');
RESET dt.plan_cache_size;

-- Cursors work, also backwards and beyond the transaction.
BEGIN;
DECLARE there SCROLL CURSOR FOR SELECT data ->> 'n' FROM dt_query('read', '{"sort": "n"}');
FETCH 3 FROM there;
FETCH BACKWARD 2 FROM there;
DECLARE kept CURSOR WITH HOLD FOR SELECT data ->> 'n' FROM dt_query('read', '{"sort": "-n", "limit": 3}');
FETCH 1 FROM kept;
COMMIT;
FETCH 5 FROM kept;
CLOSE kept;
-- A cursor that was begun within a subtransaction is read on after the rollback.
BEGIN;
DECLARE there CURSOR FOR SELECT data ->> 'n' FROM dt_query('read', '{"sort": "n"}');
SAVEPOINT here;
FETCH 2 FROM there;
SELECT deleted FROM (SELECT count(dt_delete('read', id)) AS deleted FROM dt_query('read', '{"filter": {"n": {"lte": 5}}}')) q;
ROLLBACK TO here;
FETCH 2 FROM there;
SAVEPOINT here;
FETCH 2 FROM there;
RELEASE here;
FETCH 2 FROM there;
COMMIT;

-- An error half way, caught or not, leaves nothing behind.
DO $$
BEGIN
    PERFORM 1 / (5 - (data ->> 'n')::int) FROM dt_query('read', '{"sort": "n"}');
EXCEPTION WHEN division_by_zero THEN
    RAISE NOTICE 'caught, % records, as %', dt_count('read'), current_user = session_user;
END
$$;
SELECT 1 / (5 - (data ->> 'n')::int) FROM dt_query('read', '{"sort": "n", "limit": 10}');
-- Errors arrive as they were raised, whichever side they come from.
CREATE FUNCTION pg_temp.refuse(what text) RETURNS jsonb
    LANGUAGE plpgsql AS $$BEGIN RAISE SQLSTATE 'PT403' USING MESSAGE = 'refused ' || what, DETAIL = 'by rule', HINT = 'Ask.'; END$$;
SELECT id FROM dt_query('read') WHERE pg_temp.refuse('a record') IS NOT NULL;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.refuse('a result') FROM dt_query('read');
\echo :LAST_ERROR_SQLSTATE
SELECT id FROM dt_query('read', pg_temp.refuse('a document'));
\echo :LAST_ERROR_SQLSTATE
SELECT id FROM dt_query('read', '{"filter": {"m": 1}}');
\echo :LAST_ERROR_SQLSTATE
SELECT id FROM dt_query('nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT id FROM dt_query(NULL);
\echo :LAST_ERROR_SQLSTATE

-- The statement around it runs with the caller's rights, and only the records are read with the owner's.
CREATE ROLE dt_reader;
GRANT USAGE ON SCHEMA dt TO dt_reader;
GRANT EXECUTE ON FUNCTION dt_query(text, jsonb) TO dt_reader;
SET ROLE dt_reader;
SELECT count(*), min(current_user), max(current_user) FROM dt_query('read', '{"limit": 5}') WHERE current_user = 'dt_reader';
EXPLAIN (COSTS OFF) SELECT id FROM dt_query('read');
RESET ROLE;
REVOKE ALL ON FUNCTION dt_query(text, jsonb) FROM dt_reader;
SET ROLE dt_reader;
SELECT count(*) FROM dt_query('read', '{"limit": 5}');
RESET ROLE;
REVOKE ALL ON SCHEMA dt FROM dt_reader;
DROP ROLE dt_reader;
