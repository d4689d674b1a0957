-- Indexes serve sorts. There is no Sort node for 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Ranks', '{"columns": [{"key": "n", "type": "integer", "index": true}, {"key": "amount", "type": "number", "index": true},
    {"key": "name", "type": "text", "index": true}, {"key": "due", "type": "date", "index": true}, {"key": "at", "type": "datetime", "index": true},
    {"key": "code", "type": "text", "unique": true},
    {"key": "stage", "type": "select", "config": {"options": ["a", "b", "c", "d"]}}, {"key": "score", "type": "decimal"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('ranks', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE jsonb_build_object('n', i % 1000,
    'amount', i % 777 / 8.0, 'name', 'n' || i % 500, 'due', date '2000-01-01' + i % 3000, 'at', to_char(timestamp '2020-01-01' + i * interval '1 hour',
    'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'code', 'c' || i, 'stage', chr(97 + i % 4), 'score', i * 7 % 50000 / 100.0) END) FROM generate_series(1, 50000) i));
CALL analyze_table('ranks');

-- This says whether a plan sorts, and which indexes it uses.
CREATE FUNCTION pg_temp.plan(query jsonb) RETURNS text
    RETURN CASE WHEN dt_explain('ranks', query) @? '$.plan.**."Node Type" ? (@ like_regex "Sort")' THEN 'sorts ' ELSE '' END || uses('ranks', query);

-- One index serves both directions. It is read forwards and backwards.
SELECT key, pg_temp.plan(jsonb_build_object('sort', key, 'limit', 50)) AS ascending,
    pg_temp.plan(jsonb_build_object('sort', '-' || key, 'limit', 50)) AS descending FROM unnest(ARRAY['n', 'amount', 'name', 'due', 'at', 'id']) key;
-- It serves an offset and a page, too.
SELECT pg_temp.plan('{"sort": "-due", "limit": 50, "offset": 200}'), pg_temp.plan('{"sort": "-due", "limit": 50, "page": 3}');
-- An index has its nulls at one end. A sort that wants them at the other reads it twice: the records with a value, and those without. The few without
-- are sorted where that costs less than the index.
SELECT pg_temp.plan('{"sort": {"column": "n", "nulls": "last"}, "limit": 50}'),
    pg_temp.plan('{"sort": {"column": "n", "direction": "desc", "nulls": "first"}, "limit": 50}');
SELECT pg_temp.plan('{"sort": {"column": "n", "nulls": "first"}, "limit": 50}');
-- A filter and a sort may be on the same column.
SELECT pg_temp.plan('{"filter": {"due": {"gte": "2005-01-01"}}, "sort": "due", "limit": 50}'),
    pg_temp.plan('{"filter": {"due": {"lt": "2005-01-01"}}, "sort": "-due", "limit": 50}');
-- The index itself has equal records in the order of creation. Sorting a few all the same is worth no note.
SELECT pg_temp.plan('{"filter": {"n": 17}, "sort": "id", "limit": 50}') ~ '^(sorts )?ranks_N_n_idx$';

-- A note says that no index serves the sort.
SELECT pg_temp.plan('{"sort": "score", "limit": 50}');
SELECT pg_temp.plan('{"sort": ["stage", "-score"], "limit": 50}');

-- A composite index has the filter columns, then the sort column.
SELECT plain(dt_create_index('ranks', '{stage,score}'));
CALL analyze_table('ranks');
SELECT pg_temp.plan('{"filter": {"stage": "a"}, "sort": "score", "limit": 50}'),
    pg_temp.plan('{"filter": {"stage": "a"}, "sort": "-score", "limit": 50}') ~ '^(sorts )?ranks_N_stage_score_idx$';
-- Of several keys read backwards, a later one that may be empty has its nulls in the wrong place within each value of those before it.
SELECT pg_temp.plan('{"filter": {"stage": "a", "score": {"gt": 100}}, "sort": "score", "limit": 50}'),
    pg_temp.plan('{"sort": ["stage", "score"], "limit": 50}'), pg_temp.plan('{"sort": ["-stage", "-score"], "limit": 50}') ~ '^sorts',
    pg_temp.plan('{"sort": ["-stage", {"column": "score", "direction": "desc", "nulls": "first"}], "limit": 50}');
-- An index does not serve keys of different directions.
SELECT pg_temp.plan('{"sort": ["stage", "-score"], "limit": 50}') ~ '^sorts';

-- The index gives the same order as a sort.
CREATE FUNCTION pg_temp.ids(query jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT md5(string_agg(id::text, ' ')) FROM dt_query('ranks', query); END;
CREATE TEMP TABLE by_index AS SELECT q, pg_temp.ids(q) FROM unnest(ARRAY['{"sort": "n", "limit": 5000}', '{"sort": "-n", "limit": 5000}',
    '{"sort": "-amount", "limit": 700, "offset": 300}', '{"filter": {"stage": "a"}, "sort": "-score", "limit": 100}',
    '{"filter": {"due": {"lt": "2005-01-01"}}, "sort": "-due", "limit": 1000}', '{"sort": ["-stage", "-score"], "limit": 100}']::jsonb[]) q;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(*) AS sorts, count(*) FILTER (WHERE ids = pg_temp.ids(q)) AS same FROM by_index;

SELECT dt_drop_table('ranks', permanently => true);
