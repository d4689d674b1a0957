-- dt_query in FROM is read row by row whatever its arguments are: parameters, columns of tables beside it, sub-queries. A LIMIT stops it.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Deals', '{"columns": [{"key": "n", "type": "integer", "index": true}, {"key": "note", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', (SELECT jsonb_agg(jsonb_build_object('n', i, 'note', repeat('x', 200))) FROM generate_series(1, 10000) i));
SELECT dt_create_table('Small', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('small', '[{"n": 1}, {"n": 2}, {"n": 3}]');
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
ANALYZE :storage;
-- Many rows of two tables, with arguments for dt_query.
CREATE TABLE asked (no int PRIMARY KEY, table_name text, query jsonb);
INSERT INTO asked VALUES (1, 'deals', '{"filter": {"n": {"lte": 2}}, "sort": "n"}'), (2, 'small', '{"sort": "-n"}'), (3, 'deals', '{"limit": 0}'),
    (4, 'deals', '{"sort": "-n", "limit": 1}'), (5, 'deals', '{"filter": {"n": {"lte": 2}}, "sort": "n"}');
SET jit = off;
SET quote_all_identifiers = off;
SET row_security = on;
SET work_mem = '64kB';
-- This returns how a statement scans the function, and whether it read few of the table's 300 pages.
CREATE FUNCTION pg_temp.done(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ' || query INTO plan;
    plan := plan -> 0 -> 'Plan';
    RETURN concat_ws(', ', (SELECT string_agg(DISTINCT node ->> 'Custom Plan Provider', ' ')
        FROM jsonb_path_query(plan, 'strict $.** ? (@."Node Type" == "Custom Scan")') node),
        (SELECT string_agg(DISTINCT node ->> 'Function Name', ' ') FROM jsonb_path_query(plan, 'strict $.** ? (@."Node Type" == "Function Scan")') node
            WHERE node ->> 'Function Name' LIKE 'dt%'),
        CASE WHEN (plan ->> 'Temp Written Blocks')::int > 0 THEN 'temporary file' END,
        CASE WHEN (plan ->> 'Shared Hit Blocks')::int + (plan ->> 'Shared Read Blocks')::int < 80 THEN 'few blocks' END);
END
$$;

-- ## As PostgREST calls a function: the arguments come out of the request's body
PREPARE called(json) AS
    WITH pgrst_source AS (
        SELECT pgrst_call.* FROM (SELECT $1 AS json_data) pgrst_payload,
            LATERAL (SELECT "table_name", "query" FROM json_to_record(pgrst_payload.json_data) AS _("table_name" text, "query" jsonb) LIMIT 1) pgrst_body,
            LATERAL "public"."dt_query"("table_name" := pgrst_body.table_name, "query" := pgrst_body.query) pgrst_call)
    SELECT null::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total,
        (SELECT array_agg(r -> 'data' -> 'n') FROM json_array_elements(coalesce(json_agg(_postgrest_t), '[]')) r) AS n
    FROM (SELECT "dt_query".* FROM "pgrst_source" AS "dt_query" LIMIT 10 OFFSET 0) _postgrest_t;
EXECUTE called('{"table_name": "deals", "query": {"filter": {"n": {"gt": 5}}, "sort": "n"}}');
EXECUTE called('{"table_name": "deals"}');
EXECUTE called('{"table_name": "small", "query": {"sort": "-n"}}');
SELECT pg_temp.done($$EXECUTE called('{"table_name": "deals", "query": {"filter": {"n": {"gt": 5}}, "sort": "n"}}')$$);
EXPLAIN (COSTS OFF) EXECUTE called('{"table_name": "deals", "query": {}}');
SET plan_cache_mode = force_generic_plan;
EXECUTE called('{"table_name": "deals", "query": {"filter": {"n": {"gt": 5}}, "sort": "n"}}');
SELECT pg_temp.done($$EXECUTE called('{"table_name": "deals", "query": {"filter": {"n": {"gt": 5}}, "sort": "n"}}')$$);
EXECUTE called('{"table_name": "nothing"}');
EXECUTE called('{"table_name": "deals", "query": {"flter": 1}}');
RESET plan_cache_mode;

-- ## Columns of a table beside it: the scan starts anew for each of its rows
SELECT no, q.data -> 'n' FROM asked, dt_query(table_name, query) q;
SELECT pg_temp.done('SELECT * FROM asked, dt_query(table_name, query) q');
SELECT pg_temp.done($$SELECT * FROM asked, dt_query('deals', jsonb_build_object('offset', no)) q LIMIT 3$$);
SELECT no, q.data -> 'n' FROM asked LEFT JOIN dt_query(table_name, query) q ON true ORDER BY no, q.data -> 'n';
SELECT no, (SELECT array_agg(data -> 'n' ORDER BY id) FROM dt_query(table_name, query)) FROM asked;
SELECT no, (SELECT q.data -> 'n' FROM dt_query(table_name, query) q LIMIT 1) FROM asked;
SELECT no FROM asked WHERE EXISTS (SELECT FROM dt_query(table_name, query) q WHERE q.data ->> 'n' = '3');
SELECT no, b.* FROM asked, LATERAL (SELECT a.data -> 'n' AS a, b.data -> 'n' AS b FROM dt_query(table_name, query) a,
    dt_query('small', jsonb_build_object('filter', jsonb_build_object('n', jsonb_build_object('gte', a.data -> 'n')), 'sort', 'n')) b LIMIT 3) b WHERE no <= 2;
-- A table with arguments beside rows that have others, in any order of joins.
SELECT a.no, b.no, count(*) FROM asked a JOIN asked b USING (table_name), dt_query(a.table_name, b.query) q GROUP BY 1, 2 ORDER BY 1, 2;
-- NULL is no table, and no document.
SELECT count(*) FROM (VALUES (NULL::jsonb)) v(q), dt_query('small', q);
SELECT count(*) FROM (VALUES (NULL)) v(t), dt_query(t);

-- ## Sub-queries, parameters of functions, and expressions
SELECT count(*), min((data ->> 'n')::int) FROM dt_query('deals', (SELECT query FROM asked WHERE no = 4));
SELECT pg_temp.done('SELECT * FROM dt_query((SELECT table_name FROM asked WHERE no = 1), (SELECT query - ''filter'' FROM asked WHERE no = 1)) LIMIT 3');
WITH q AS MATERIALIZED (SELECT '{"limit": 2}'::jsonb AS q) SELECT count(*) FROM dt_query('deals', (SELECT q FROM q));
CREATE FUNCTION pg_temp.first(asked text, most int) RETURNS SETOF dt.record STABLE LANGUAGE sql AS $$
    SELECT * FROM dt_query(asked, '{"sort": "id"}') LIMIT most
$$;
SELECT count(*), max((data ->> 'n')::int) FROM pg_temp.first('deals', 3);
SELECT pg_temp.done($$SELECT * FROM pg_temp.first('deals', 3)$$);
CREATE VIEW firsts AS SELECT no, q.* FROM asked, LATERAL (SELECT id, data FROM dt_query(table_name, query) LIMIT 1) q;
SELECT no, data -> 'n' FROM firsts;

-- ## The row as a whole
SELECT q FROM (SELECT (q).data -> 'n' AS n, pg_typeof(q), (q).version FROM dt_query('small', '{"sort": "n"}') q) q;
SELECT to_jsonb(q) - '{id,created_at,updated_at,created_by,updated_by}'::text[] FROM dt_query('small', '{"sort": "n", "limit": 2}') q;
SELECT no, q IS NULL, (q).data, count(q) OVER () FROM asked LEFT JOIN dt_query(table_name, query) q ON (q.data ->> 'n')::int > 1 WHERE no IN (1, 3);
SELECT pg_column_size(q) > 100, (q).data = q.data FROM dt_query('small', '{"limit": 1}') q;
SELECT count(DISTINCT q) FROM asked, dt_query(table_name, query) q;
SELECT a.data -> 'n' FROM dt_query('small', '{"sort": "n"}') a WHERE a = (SELECT b FROM dt_query('small', '{"sort": "-n"}') b LIMIT 1);
-- Long values are whole in it, too.
SELECT count(dt_insert('small', jsonb_build_object('n', 4))) \g /dev/null
SELECT dt_describe('small') ->> 'storage' AS small \gset
ALTER TABLE :small ALTER data SET STORAGE EXTERNAL;
SELECT dt_alter_table('small', '{"open": true}') IS NOT NULL;
SELECT (dt_insert('small', jsonb_build_object('n', 5, 'long', repeat('é', 100000)))).version;
SELECT length((q).data ->> 'long'), length(to_jsonb(q) #>> '{data,long}') FROM dt_query('small', '{"filter": {"n": 5}}') q;
CREATE TABLE kept AS SELECT q FROM dt_query('small', '{"filter": {"n": 5}}') q;
SELECT dt_delete_where('small', '{"n": {"gt": 3}}', permanently => true);
SELECT length((q).data ->> 'long') FROM kept;
DROP TABLE kept;

-- ## Numbered rows
SELECT n, q.data -> 'n' FROM dt_query('small', '{"sort": "-n"}') WITH ORDINALITY AS q(id, data, c, u, cb, ub, version, n);
SELECT no, n, q.data -> 'n' FROM asked, dt_query(table_name, query) WITH ORDINALITY AS q(id, data, c, u, cb, ub, version, n);
SELECT n, q.data -> 'n' FROM dt_query('small', '{"sort": "-n"}') WITH ORDINALITY AS q(id, data, c, u, cb, ub, version, n) WHERE n > 1 ORDER BY n DESC;
SELECT ordinality FROM dt_query('deals') WITH ORDINALITY LIMIT 2;
SELECT pg_temp.done('SELECT ordinality FROM dt_query(''deals'') WITH ORDINALITY LIMIT 2');
SELECT (q).ordinality, (q).data -> 'n' FROM dt_query('small', '{"sort": "n"}') WITH ORDINALITY q;

-- ## Cursors are read on and back, and start again with other arguments
BEGIN;
DECLARE there SCROLL CURSOR FOR SELECT no, q.data -> 'n' FROM asked, dt_query(table_name, query) q;
FETCH 3 FROM there;
FETCH BACKWARD 2 FROM there;
FETCH ALL FROM there;
COMMIT;
-- Rows are changed and locked beside it.
BEGIN;
SELECT no, q.data -> 'n' FROM asked, dt_query(table_name, query) q WHERE no <= 2 ORDER BY 1, 2 FOR UPDATE OF asked;
SELECT no, q FROM asked, LATERAL (SELECT count(*) FROM dt_query(table_name, query)) q WHERE no <= 2 ORDER BY 1 FOR UPDATE OF asked;
UPDATE asked SET no = no + 10 FROM dt_query('small', '{"sort": "n", "limit": 1}') q WHERE no = (q.data ->> 'n')::int RETURNING no, q.data;
UPDATE asked SET no = no + 10 WHERE no = (SELECT max((data ->> 'n')::int) FROM dt_query(table_name, '{"filter": {"n": {"lte": 2}}}')) RETURNING no;
INSERT INTO asked SELECT 20 + n, q.id::text, q.data FROM dt_query('small', '{"sort": "n"}') WITH ORDINALITY AS q(id, data, c, u, cb, ub, version, n)
    RETURNING no, query;
DELETE FROM asked USING dt_query(table_name => 'small') q WHERE asked.query = q.data RETURNING no;
ROLLBACK;

-- ## Parallel workers run beside it, and inside
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
ANALYZE asked;
SELECT no, count(*), sum((q.data ->> 'n')::int) FROM asked, dt_query(table_name, query - 'limit' - 'filter') q GROUP BY no ORDER BY no;
SELECT no, q.data -> 'n' FROM asked, LATERAL (SELECT * FROM dt_query(table_name, '{"filter": {"n": {"gte": 3}}, "sort": "n"}') LIMIT 2) q ORDER BY 1, 2;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- ## Partitions that are joined one by one have arguments of their own
CREATE TABLE parts (no int, query jsonb) PARTITION BY RANGE (no);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (2);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (2) TO (9);
INSERT INTO parts SELECT no, jsonb_build_object('limit', no) FROM asked;
SET enable_partitionwise_join = on;
SELECT a.no, count(*) FROM parts a JOIN parts b USING (no), dt_query('deals', b.query) q GROUP BY 1 ORDER BY 1;
RESET enable_partitionwise_join;
SELECT a.no, count(*) FROM parts a JOIN parts b USING (no), dt_query('deals', b.query) q GROUP BY 1 ORDER BY 1;

-- ## Conditions of row-level security on a table beside it come first
CREATE ROLE dt_lateral;
GRANT USAGE ON SCHEMA dt TO dt_lateral;
GRANT EXECUTE ON FUNCTION dt_query(text, jsonb) TO dt_lateral;
GRANT SELECT ON asked TO dt_lateral;
ALTER TABLE asked ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON asked USING (no % 2 = 0);
CREATE FUNCTION tell(no int) RETURNS boolean COST 0.0001 LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE 'told %', no; RETURN true; END$$;
SET ROLE dt_lateral;
SELECT no, q.data -> 'n' FROM asked, dt_query(table_name, query) q WHERE tell(no) AND (q.data ->> 'n')::int > 1;
SELECT pg_temp.done('SELECT * FROM asked, dt_query(table_name, query) q WHERE tell(no)');
RESET ROLE;
REVOKE ALL ON FUNCTION dt_query(text, jsonb) FROM dt_lateral;
REVOKE ALL ON SCHEMA dt FROM dt_lateral;
DROP FUNCTION tell;
DROP VIEW firsts;
DROP TABLE asked, parts;
DROP ROLE dt_lateral;

-- ## Errors of either side arrive as they were raised, and the scan can be used again
DO $$
DECLARE
    seen int := 0;
BEGIN
    FOR i IN 1 .. 3 LOOP
        BEGIN
            PERFORM 1 / (3 - (q.data ->> 'n')::int) FROM generate_series(1, 3) n, dt_query('small', jsonb_build_object('sort', 'n', 'limit', n)) q;
        EXCEPTION WHEN division_by_zero THEN
            seen := seen + 1;
        END;
    END LOOP;
    RAISE NOTICE '% caught, % records, %', seen, dt_count('small'), current_user = session_user;
END
$$;
SELECT q.data FROM (VALUES ('small'), ('smal')) v(t), dt_query(t) q WHERE q.data ->> 'n' = '0';
\echo :LAST_ERROR_SQLSTATE
SELECT q.data FROM generate_series(1, 3) i, dt_query('small', jsonb_build_object('limit', 1 / (2 - i))) q WHERE q.data ->> 'n' = '0';
\echo :LAST_ERROR_SQLSTATE
SELECT (q).data FROM generate_series(1, 3) i, dt_query('small', jsonb_build_object('limt', i)) q;
\echo :LAST_ERROR_SQLSTATE

SELECT dt_drop_table('deals', permanently => true), dt_drop_table('small', permanently => true);
