-- PostgreSQL itself handles what our scans are not made for: samples, children, locked rows, and conditions with an order of their own.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET row_security = on;
SET max_parallel_workers_per_gather = 0;
SET enable_seqscan = off;
-- VACUUM marks a page as visible to all only when the commit is on disk.
SET synchronous_commit = on;
-- These plans are of indexes over expressions of data.
SET dt.type_indexed_columns = off;
SELECT dt_create_table('Guarded', '{"columns": [{"key": "n", "type": "integer", "index": true},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}, "index": true}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('guarded',
    (SELECT jsonb_agg(jsonb_build_object('n', i, 'stage', CASE WHEN i % 4 = 0 THEN 'won' ELSE 'open' END)) FROM generate_series(1, 20000) i));
SELECT dt_describe('guarded') ->> 'storage' AS storage \gset
VACUUM (ANALYZE) :storage;
CREATE VIEW pg_temp.guarded AS TABLE :storage;

-- This returns the scans of a plan, from the outside in.
CREATE FUNCTION pg_temp.scans(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN (SELECT string_agg(node #>> '{}', ', ') FROM jsonb_path_query(plan, 'strict $.**."Node Type" ? (@ like_regex "Scan|LockRows|Append")') node);
END
$$;
-- This returns the plan as PostgreSQL prints it.
CREATE FUNCTION public.guarded_plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        RETURN NEXT regexp_replace(line, 'guarded_\d+', 'guarded_N', 'g');
    END LOOP;
END
$$;
-- This returns the result of a query, and its scans.
CREATE FUNCTION pg_temp.done(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    EXECUTE query INTO found;
    RETURN found || ': ' || pg_temp.scans(query);
END
$$;
-- The scan that we offer reads the index alone.
SELECT pg_temp.done('SELECT count(*) FROM pg_temp.guarded WHERE dt.get_int8(data, ''n'') <= 500 AND deleted_at IS NULL');
SELECT pg_temp.done('SELECT count(*) FROM pg_temp.guarded WHERE deleted_at IS NULL');

-- A sample has about one in a hundred of 20,000 records, or the blocks that were drawn. The same seed draws the same ones again.
SELECT format('SELECT count(*) FROM %s TABLESAMPLE %%s WHERE dt.get_int8(data, ''n'') > 0 AND deleted_at IS NULL', :'storage') AS sampled \gset
CREATE FUNCTION pg_temp.sampled(query text, at_least int, at_most int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one int;
    same int;
BEGIN
    EXECUTE query INTO one;
    EXECUTE query INTO same;
    RETURN concat_ws(', ', one BETWEEN at_least AND at_most, one = same, pg_temp.scans(query));
END
$$;
SELECT pg_temp.sampled(format(:'sampled', 'BERNOULLI (1) REPEATABLE (7)'), 100, 300);
SELECT pg_temp.sampled(format(:'sampled', 'BERNOULLI (0)'), 0, 0);
SELECT pg_temp.sampled(format(:'sampled', 'BERNOULLI (100)'), 20000, 20000);
SELECT pg_temp.sampled(format(:'sampled', 'SYSTEM (10) REPEATABLE (7)'), 1000, 4000);
SELECT pg_temp.sampled(format(:'sampled', 'BERNOULLI (1) REPEATABLE (7)') || ' AND dt.get_text(data, ''stage'') = ''won''', 20, 90);
SELECT pg_temp.sampled(format('SELECT count(*) FROM %1$s a TABLESAMPLE BERNOULLI (1) REPEATABLE (7), %1$s b TABLESAMPLE BERNOULLI (0) WHERE '
    'dt.get_int8(a.data, ''n'') <= 500 AND a.deleted_at IS NULL AND dt.get_int8(b.data, ''n'') <= 9 AND b.deleted_at IS NULL', :'storage'), 0, 0);
SELECT pg_temp.sampled(format('SELECT count(*) FROM generate_series(1, 3) i, LATERAL (SELECT count(*) FROM %s TABLESAMPLE BERNOULLI (i * 0) WHERE '
    'dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL) s(c) WHERE c = 0', :'storage'), 3, 3);
SELECT pg_temp.sampled(format('SELECT count(*) FROM generate_series(1, 2) i WHERE EXISTS (SELECT FROM %s TABLESAMPLE BERNOULLI (0) WHERE '
    'dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL)', :'storage'), 0, 0);
PREPARE sampled(real) AS SELECT count(*) FROM :storage TABLESAMPLE BERNOULLI ($1) WHERE dt.get_int8(data, 'n') <= 500 AND deleted_at IS NULL;
SET plan_cache_mode = force_generic_plan;
EXECUTE sampled(0);
EXECUTE sampled(100);
RESET plan_cache_mode;

-- Rows that are locked are visited.
SELECT pg_temp.scans(format('SELECT 1 FROM %s WHERE dt.get_int8(data, ''n'') = 7 AND deleted_at IS NULL FOR %s', :'storage',
    strength)) FROM unnest('{UPDATE,NO KEY UPDATE,SHARE,KEY SHARE}'::text[]) strength;
SELECT pg_temp.done(format('SELECT count(*) FROM (SELECT 1 FROM %s WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL FOR UPDATE) l', :'storage'));
SELECT pg_temp.scans(format('SELECT 1 FROM %s WHERE dt.get_int8(data, ''n'') <= 7 AND deleted_at IS NULL ORDER BY dt.get_int8(data, ''n'') LIMIT 1 FOR '
    'UPDATE', :'storage'));
BEGIN;
SELECT 1 FROM :storage WHERE dt.get_int8(data, 'n') = 7 AND deleted_at IS NULL FOR UPDATE;
SELECT xmax <> 0 AS is_locked FROM :storage WHERE dt.get_int8(data, 'n') = 7;
ROLLBACK;
-- So are the rows that a change looks at, because it may have to look again. The rows of its sub-selects are not.
CREATE TEMP TABLE changed AS SELECT 1 AS a;
SELECT pg_temp.scans(format('UPDATE changed SET a = 2 FROM %s s WHERE dt.get_int8(s.data, ''n'') = 7 AND s.deleted_at IS NULL', :'storage'));
SELECT pg_temp.scans(format('DELETE FROM changed WHERE EXISTS (SELECT FROM %s s WHERE dt.get_int8(s.data, ''n'') = 7 AND s.deleted_at IS NULL)', :'storage'));
-- The order of the two scans differs between versions.
SELECT string_agg(scan, ', ' ORDER BY scan) FROM string_to_table(pg_temp.scans(format('MERGE INTO changed USING %s s ON dt.get_int8(s.data, ''n'') = 7 '
    'AND s.deleted_at IS NULL AND changed.a = 1 WHEN MATCHED THEN DELETE', :'storage')), ', ') scan;
SELECT pg_temp.scans(format('DELETE FROM %s WHERE dt.get_int8(data, ''n'') = 7 AND deleted_at IS NULL', :'storage'));
SELECT pg_temp.scans(format('UPDATE changed SET a = (SELECT count(*) FROM %s s WHERE dt.get_int8(s.data, ''n'') <= 7 AND s.deleted_at IS NULL)', :'storage'));
UPDATE changed SET a = (SELECT count(*) FROM :storage s WHERE dt.get_int8(s.data, 'n') <= 7 AND s.deleted_at IS NULL) RETURNING a;
INSERT INTO changed SELECT count(*) FROM :storage s WHERE dt.get_int8(s.data, 'n') <= 8 AND s.deleted_at IS NULL RETURNING a;
SELECT pg_temp.scans($$UPDATE changed SET a = 2 FROM dt_query('guarded', '{"limit": 1}') q WHERE q.version = 1$$);
SELECT pg_temp.scans($$SELECT c.a FROM changed c, dt_query('guarded', '{"limit": 1}') q FOR UPDATE OF c$$);
SELECT pg_temp.scans($$SELECT q.id FROM dt_query('guarded', '{"limit": 1}') q FOR SHARE$$);
SELECT pg_temp.scans($$INSERT INTO changed SELECT q.version FROM dt_query('guarded', '{"limit": 3}') q$$);
WITH made AS (INSERT INTO changed SELECT q.version FROM dt_query('guarded', '{"limit": 3}') q RETURNING a) SELECT count(*) FROM made;

-- Joins, semi-joins and sub-selects count the same with and without the index alone.
CREATE FUNCTION pg_temp.same(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    alone text;
    visited text;
BEGIN
    EXECUTE query INTO alone;
    SET LOCAL enable_indexonlyscan = off;
    EXECUTE query INTO visited;
    SET LOCAL enable_indexonlyscan = on;
    RETURN concat_ws(', ', alone, alone IS NOT DISTINCT FROM visited);
END
$$;
SELECT pg_temp.same(format(q, :'storage')) FROM unnest(ARRAY[
    'SELECT count(*) FROM %1$s a JOIN %1$s b ON dt.get_int8(a.data, ''n'') = dt.get_int8(b.data, ''n'') WHERE dt.get_int8(a.data, ''n'') <= 50 AND '
        'a.deleted_at IS NULL AND b.deleted_at IS NULL',
    'SELECT count(*) FROM %1$s a, %1$s b WHERE dt.get_int8(a.data, ''n'') <= 50 AND dt.get_int8(b.data, ''n'') <= 20 AND a.deleted_at IS NULL AND '
        'b.deleted_at IS NULL',
    'SELECT count(*) FROM %1$s a LEFT JOIN %1$s b ON dt.get_int8(b.data, ''n'') = 7 AND b.deleted_at IS NOT NULL WHERE dt.get_int8(a.data, ''n'') <= 50 '
        'AND b.deleted_at IS NULL',
    'SELECT count(*) FROM generate_series(1, 9) i WHERE EXISTS (SELECT FROM %1$s WHERE dt.get_int8(data, ''n'') = i * 4000 AND deleted_at IS NULL)',
    'SELECT count(*) FROM generate_series(1, 9) i WHERE NOT EXISTS (SELECT FROM %1$s WHERE dt.get_int8(data, ''n'') = i * 4000 AND deleted_at IS NULL)',
    'SELECT sum((SELECT count(*) FROM %1$s WHERE dt.get_int8(data, ''n'') <= i AND deleted_at IS NULL)) FROM generate_series(1, 30) i',
    'SELECT sum(c) FROM generate_series(1, 30) i, LATERAL (SELECT count(*) AS c FROM %1$s WHERE dt.get_int8(data, ''n'') <= i AND deleted_at IS NULL '
        'OFFSET 0) l',
    'SELECT count(*) FROM (SELECT 1 FROM %1$s WHERE dt.get_int8(data, ''n'') <= 5 AND deleted_at IS NULL UNION ALL SELECT 1 FROM %1$s WHERE '
        'dt.get_int8(data, ''n'') <= 6 AND deleted_at IS NULL) u',
    'SELECT count(*) FROM %1$s WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL AND tableoid = ''%1$s''::regclass',
    'SELECT count(*) FROM %1$s WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL AND current_setting(''work_mem'') <> ''''']) q;
-- So do prepared statements, for one value and for any.
PREPARE counted(bigint) AS SELECT count(*) FROM :storage WHERE dt.get_int8(data, 'n') <= $1 AND deleted_at IS NULL;
EXECUTE counted(3);
SET plan_cache_mode = force_generic_plan;
EXECUTE counted(4);
EXECUTE counted(NULL);
SELECT pg_temp.scans('EXECUTE counted(5)');
RESET plan_cache_mode;

-- A table with children includes their records.
BEGIN;
-- An event trigger refuses this. The planner must handle it all the same.
SET LOCAL session_replication_role = replica;
CREATE TABLE public.guarded_child () INHERITS (:storage);
SET LOCAL session_replication_role = origin;
INSERT INTO public.guarded_child (data) SELECT jsonb_build_object('n', i) FROM generate_series(1, 10) i;
ANALYZE public.guarded_child;
SELECT pg_temp.done(format('SELECT count(*) FROM %s WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL', :'storage'));
SELECT pg_temp.done(format('SELECT count(*) FROM ONLY %s WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL', :'storage'));
SELECT pg_temp.done('SELECT count(*) FROM public.guarded_child WHERE dt.get_int8(data, ''n'') <= 9 AND deleted_at IS NULL');
SELECT count(*) FROM :storage TABLESAMPLE BERNOULLI (0) WHERE dt.get_int8(data, 'n') <= 9 AND deleted_at IS NULL;
SELECT dt.get_int8(data, 'n') FROM :storage WHERE deleted_at IS NULL ORDER BY dt.get_int8(data, 'n') LIMIT 4;
SELECT data -> 'n' FROM :storage WHERE deleted_at IS NULL ORDER BY dt.get_int8(data, 'n') LIMIT 4;
ROLLBACK;

-- A role does not count rows that it may not see, and its functions are not shown them.
CREATE FUNCTION public.guarded_leak(value bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$BEGIN RAISE NOTICE 'seen %', value; RETURN true; END$$;
CREATE ROLE dt_guarded;
GRANT USAGE ON SCHEMA dt_data TO dt_guarded;
GRANT SELECT ON :storage TO dt_guarded;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dt TO dt_guarded;
ALTER TABLE :storage ENABLE ROW LEVEL SECURITY;
CREATE POLICY won ON :storage AS RESTRICTIVE FOR SELECT TO dt_guarded USING (dt.get_text(data, 'stage') = 'won');
SET ROLE dt_guarded;
SELECT count(*) FROM :storage WHERE deleted_at IS NULL;
SELECT count(*) FROM :storage WHERE dt.get_int8(data, 'n') <= 500 AND deleted_at IS NULL;
SELECT count(*) FROM :storage WHERE dt.get_text(data, 'stage') = 'open' AND deleted_at IS NULL;
SELECT count(*) FROM :storage WHERE dt.get_int8(data, 'n') <= 9 AND deleted_at IS NULL AND public.guarded_leak(dt.get_int8(data, 'n'));
SELECT data -> 'n' FROM :storage WHERE dt.get_int8(data, 'n') < 20 AND deleted_at IS NULL
    AND public.guarded_leak(dt.get_int8(data, 'n')) ORDER BY dt.get_int8(data, 'n') LIMIT 2;
SELECT public.guarded_plan(format($q$SELECT count(*) FROM %s WHERE dt.get_int8(data, 'n') <= 9 AND deleted_at IS NULL$q$, :'storage'));
SELECT public.guarded_plan(format($q$SELECT count(*) FROM %s WHERE dt.get_text(data, 'stage') = 'won' AND deleted_at IS NULL$q$, :'storage'));
SELECT count(*) FROM :storage TABLESAMPLE BERNOULLI (0) WHERE dt.get_int8(data, 'n') <= 9 AND deleted_at IS NULL;
RESET ROLE;
-- The policy does not bind the owner, so nothing comes before the index.
SELECT public.guarded_plan(format($q$SELECT count(*) FROM %s WHERE dt.get_int8(data, 'n') <= 9 AND deleted_at IS NULL$q$, :'storage'));
DROP POLICY won ON :storage;
ALTER TABLE :storage DISABLE ROW LEVEL SECURITY;

CREATE VIEW public.guarded_won WITH (security_barrier) AS SELECT * FROM :storage
    WHERE dt.get_text(data, 'stage') = 'won' AND deleted_at IS NULL AND dt.get_int8(data, 'n') < 1000;
CREATE VIEW public.guarded_read WITH (security_barrier) AS SELECT * FROM dt_query('guarded', '{"filter": {"n": {"lte": 8}, "stage": "won"}, "sort": "n"}');
GRANT SELECT ON public.guarded_won, public.guarded_read TO dt_guarded;
GRANT EXECUTE ON FUNCTION dt_query(text, jsonb) TO dt_guarded;
SET ROLE dt_guarded;
SELECT count(*) FROM public.guarded_won;
SELECT count(*) FROM public.guarded_won WHERE dt.get_int8(data, 'n') <= 500;
SELECT count(*) FROM public.guarded_won WHERE dt.get_int8(data, 'n') <= 9 AND public.guarded_leak(dt.get_int8(data, 'n'));
SELECT data -> 'n' FROM public.guarded_won WHERE dt.get_int8(data, 'n') < 20
    AND public.guarded_leak(dt.get_int8(data, 'n')) ORDER BY dt.get_int8(data, 'n') LIMIT 1;
SELECT data -> 'n' FROM public.guarded_read WHERE public.guarded_leak(dt.get_int8(data, 'n')) AND dt.get_int8(data, 'n') > 4;
SELECT public.guarded_plan($q$SELECT count(*) FROM public.guarded_won WHERE dt.get_int8(data, 'n') <= 500$q$);
SELECT public.guarded_plan($q$SELECT id FROM public.guarded_read WHERE public.guarded_leak(version)$q$);
RESET ROLE;
DROP VIEW public.guarded_won, public.guarded_read;

-- Sort keys that nobody reads stay where a lock, ties or a set of rows need them.
SELECT pg_temp.scans(format('SELECT 1 FROM %s WHERE deleted_at IS NULL ORDER BY dt.get_int8(data, ''n'') FETCH FIRST 2 ROWS WITH TIES', :'storage'));
SELECT data -> 'n' FROM :storage WHERE dt.get_int8(data, 'n') IN (5, 6, 7) AND deleted_at IS NULL ORDER BY dt.get_int8(data, 'n') FETCH FIRST 2 ROWS WITH TIES;
BEGIN;
SELECT data -> 'n' FROM :storage WHERE deleted_at IS NULL ORDER BY dt.get_int8(data, 'n') LIMIT 2 FOR SHARE;
DECLARE here CURSOR FOR SELECT data -> 'n' FROM :storage WHERE deleted_at IS NULL ORDER BY dt.get_int8(data, 'n');
FETCH 2 FROM here;
DELETE FROM :storage WHERE CURRENT OF here RETURNING data -> 'n';
ROLLBACK;

-- The support function of dt_query reads only documents, whatever function it is given to.
CREATE FUNCTION public.guarded_rows(text, bigint) RETURNS SETOF bigint LANGUAGE sql SUPPORT dt.query_rows VOLATILE AS $$SELECT generate_series(1, $2)$$;
SELECT count(*) FROM public.guarded_rows('x', 5);
CREATE FUNCTION public.guarded_rows(text) RETURNS SETOF bigint LANGUAGE sql SUPPORT dt.query_rows VOLATILE AS $$SELECT 1::bigint$$;
SELECT count(*) FROM public.guarded_rows('x');
DROP FUNCTION public.guarded_rows(text, bigint), public.guarded_rows(text);

REVOKE ALL ON FUNCTION dt_query(text, jsonb) FROM dt_guarded;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dt FROM dt_guarded;
REVOKE ALL ON :storage FROM dt_guarded;
REVOKE ALL ON SCHEMA dt_data FROM dt_guarded;
DROP ROLE dt_guarded;
DROP FUNCTION public.guarded_leak(bigint);
DROP VIEW pg_temp.guarded;
SELECT dt_drop_table('guarded', permanently => true);
DROP FUNCTION public.guarded_plan;
