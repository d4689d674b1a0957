-- A session keeps a limited number of plans. Each is planned once, unless one plan would be bad for some values.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SET max_parallel_workers_per_gather = 0;
-- 45,000 records have one value, 3 have another, and the rest have some 5,000 values.
SELECT dt_create_table('Kept',
    '{"columns": [{"key": "v", "type": "text", "index": true}, {"key": "n", "type": "integer", "index": true}, {"key": "note", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('kept',
    (SELECT jsonb_agg(jsonb_build_object('v', CASE WHEN i % 10 > 0 THEN 'most' WHEN i <= 30 THEN 'few' ELSE 'v' || i END, 'n', i, 'note', repeat('x', 60)))
    FROM generate_series(1, 50000) i));
CALL analyze_table('kept');

-- This says how a count was executed, by the scans begun on the table and on the index of v.
CREATE FUNCTION read_by(value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    relation regclass := dt_describe('kept') ->> 'storage';
    index_ regclass := (SELECT 'dt_data.' || name FROM dt_indexes('kept') WHERE columns = '{v}');
    table_scans bigint := pg_stat_get_xact_numscans(relation);
    index_scans bigint := pg_stat_get_xact_numscans(index_);
    records bigint := dt_count('kept', jsonb_build_object('v', value));
BEGIN
    RETURN format('%s by %s', records, concat_ws(', ', CASE WHEN pg_stat_get_xact_numscans(index_) > index_scans THEN 'index' END,
        CASE WHEN pg_stat_get_xact_numscans(relation) > table_scans THEN 'table' END));
END
$$;
-- The two values take turns, 20 times each. The generic plan is tried once, and then each value is read in the way that suits it.
SELECT value, count(*) FILTER (WHERE by LIKE CASE value WHEN 'few' THEN '%table%' ELSE '%index%' END) <= 1 AS "wrong once at most", count(*)
FROM (SELECT value, read_by(value) AS by FROM generate_series(1, 20) i, unnest(ARRAY['few', 'most']) value) reads GROUP BY value ORDER BY value;
SELECT read_by('few'), read_by('most'), read_by('v40000');

-- The rare value alone is read until the plan has settled. Then the frequent value is read badly once at most.
\c -
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT read_by('few') AS by, count(*) FROM generate_series(1, 20) i GROUP BY 1;
SELECT count(*) FILTER (WHERE by LIKE '%index%') <= 1 AS "no surprise twice", max(by) FROM (SELECT read_by('most') AS by FROM generate_series(1, 20) i) reads;
SELECT read_by('few'), read_by('most');
-- The frequent value is read first. PostgreSQL by itself would then read it by the index.
\c -
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT count(*) FILTER (WHERE by LIKE '%index%') <= 1 AS "no surprise twice", max(by) FROM (SELECT read_by('most') AS by FROM generate_series(1, 20) i) reads;
SELECT read_by('few'), read_by('most');

-- A query with a document that varies is planned once, too.
PREPARE page(int) AS SELECT count(*) FROM dt_query('kept', jsonb_build_object('sort', 'n', 'limit', $1));
EXECUTE page(1); EXECUTE page(2); EXECUTE page(3); EXECUTE page(4); EXECUTE page(5); EXECUTE page(6); EXECUTE page(7); EXECUTE page(8);
SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = 'page';

-- dt.plan_cache_size limits what a session keeps. The plan that has been unused for longest is dropped first.
SHOW dt.plan_cache_size;
CREATE FUNCTION pg_temp.kept() RETURNS bigint
    RETURN (SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'CachedPlanSource' AND ident LIKE '%dt\_data."kept%');
SELECT pg_temp.kept() > 1;
SET dt.plan_cache_size = 5;
SELECT count(*), max(c) FROM (SELECT dt_count('kept', (SELECT jsonb_agg(jsonb_build_object('n', i)) FROM generate_series(1, shape) i)) AS c
    FROM generate_series(2, 40) shape OFFSET 0) calls;
SELECT pg_temp.kept();
-- A plan that is still kept is used again, and no more plans are kept than before.
SELECT dt_count('kept', '{"v": "few"}'), dt_count('kept', '{"v": "few"}'), pg_temp.kept();
SET dt.plan_cache_size = 1;
SELECT dt_count('kept', '{"v": "few"}'), dt_count('kept', '{"n": 5}'), pg_temp.kept();
SET dt.plan_cache_size = 0;

DROP FUNCTION read_by;
SELECT dt_drop_table('kept', permanently => true);
