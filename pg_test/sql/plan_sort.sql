--
-- Indexes serve sorts: no Sort node for 50,000 records
--
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Ranks', '{"columns": [{"key": "n", "type": "integer", "index": true}, {"key": "amount", "type": "number", "index": true}, {"key": "name", "type": "text", "index": true}, {"key": "due", "type": "date", "index": true}, {"key": "at", "type": "datetime", "index": true}, {"key": "code", "type": "text", "unique": true},
    {"key": "stage", "type": "select", "config": {"options": ["a", "b", "c", "d"]}}, {"key": "score", "type": "decimal"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('ranks', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE jsonb_build_object('n', i % 1000, 'amount', i % 777 / 8.0, 'name', 'n' || i % 500, 'due', date '2000-01-01' + i % 3000, 'at', to_char(timestamp '2020-01-01' + i * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'code', 'c' || i, 'stage', chr(97 + i % 4), 'score', i * 7 % 50000 / 100.0) END) FROM generate_series(1, 50000) i));
DO $$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('ranks') ->> 'storage'); END $$;

-- Whether a plan sorts, and the indexes it uses
CREATE FUNCTION pg_temp.plan(query jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT CASE WHEN jsonb_path_exists(e, '$.plan.**."Node Type" ? (@ like_regex "Sort")') THEN 'sorts ' ELSE '' END || coalesce((SELECT string_agg(regexp_replace(name, '^([a-z]+)_\d+_', '\1_N_'), ' ') FROM jsonb_array_elements_text(e -> 'indexes') name), '') || coalesce((SELECT string_agg(note, '; ') FROM jsonb_array_elements_text(e -> 'notes') note), '')
    FROM dt_explain('ranks', query) e;
END;

-- One key, ascending and descending: the index is read forwards and backwards
SELECT key, pg_temp.plan(jsonb_build_object('sort', key, 'limit', 50)) AS ascending, pg_temp.plan(jsonb_build_object('sort', '-' || key, 'limit', 50)) AS descending FROM unnest(ARRAY['n', 'amount', 'name', 'due', 'at', 'id']) key;
-- … with an offset, and for a page
SELECT pg_temp.plan('{"sort": "-due", "limit": 50, "offset": 200}'), pg_temp.plan('{"sort": "-due", "limit": 50, "page": 3}');
-- nulls where the index has them, and where it does not
SELECT pg_temp.plan('{"sort": {"column": "n", "nulls": "last"}, "limit": 50}'), pg_temp.plan('{"sort": {"column": "n", "direction": "desc", "nulls": "first"}, "limit": 50}');
SELECT pg_temp.plan('{"sort": {"column": "n", "nulls": "first"}, "limit": 50}') ~ '^sorts';
-- Filter and sort by the same column
SELECT pg_temp.plan('{"filter": {"due": {"gte": "2005-01-01"}}, "sort": "due", "limit": 50}'), pg_temp.plan('{"filter": {"due": {"lt": "2005-01-01"}}, "sort": "-due", "limit": 50}');
-- Equal records are of the order of creation in the index itself; a few are sorted all the same, which is worth no note
SELECT pg_temp.plan('{"filter": {"n": 17}, "sort": "id", "limit": 50}') ~ '^(sorts )?ranks_N_n_idx$';

-- A note where no index serves the sort
SELECT pg_temp.plan('{"sort": "score", "limit": 50}');
SELECT pg_temp.plan('{"sort": ["stage", "-score"], "limit": 50}');

-- A composite index: filter columns, then the sort column
SELECT regexp_replace(dt_create_index('ranks', '{stage,score}'), '\d+', 'N');
DO $$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('ranks') ->> 'storage'); END $$;
SELECT pg_temp.plan('{"filter": {"stage": "a"}, "sort": "score", "limit": 50}'), pg_temp.plan('{"filter": {"stage": "a"}, "sort": "-score", "limit": 50}');
SELECT pg_temp.plan('{"filter": {"stage": "a", "score": {"gt": 100}}, "sort": "score", "limit": 50}'), pg_temp.plan('{"sort": ["stage", "score"], "limit": 50}'), pg_temp.plan('{"sort": ["-stage", "-score"], "limit": 50}');
-- Directions that differ are not those of the index
SELECT pg_temp.plan('{"sort": ["stage", "-score"], "limit": 50}') ~ '^sorts';

-- What the index gives is what a sort would give
CREATE FUNCTION pg_temp.ids(query jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT md5(string_agg(id::text, ' ')) FROM dt_query('ranks', query); END;
CREATE TEMP TABLE by_index AS SELECT q, pg_temp.ids(q) FROM unnest(ARRAY['{"sort": "n", "limit": 5000}', '{"sort": "-n", "limit": 5000}', '{"sort": "-amount", "limit": 700, "offset": 300}', '{"filter": {"stage": "a"}, "sort": "-score", "limit": 100}', '{"filter": {"due": {"lt": "2005-01-01"}}, "sort": "-due", "limit": 1000}', '{"sort": ["-stage", "-score"], "limit": 100}']::jsonb[]) q;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(*) AS sorts, count(*) FILTER (WHERE ids = pg_temp.ids(q)) AS same FROM by_index;

SELECT dt_drop_table('ranks', permanently => true);
