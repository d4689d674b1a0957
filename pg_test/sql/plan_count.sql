-- A count that an index can answer reads the index alone, although the index is over expressions of data.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET max_parallel_workers_per_gather = 0;
-- VACUUM marks a page as visible to all only when the commit is on disk.
SET synchronous_commit = on;
-- These plans are of indexes over expressions of data.
SET dt.type_indexed_columns = off;
SELECT dt_create_table('Counted', '{"columns": [{"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "amount", "type": "number"}, {"key": "n", "type": "integer"}, {"key": "due", "type": "date"},
    {"key": "name", "type": "text"}, {"key": "code", "type": "text", "unique": true}, {"key": "price", "type": "currency"},
    {"key": "exact", "type": "decimal"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('counted', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'stage', CASE WHEN i % 7 > 0 THEN (ARRAY['open', 'open', 'won', 'lost'])[1 + i % 4] END, 'amount', CASE WHEN i % 5 > 0 THEN i % 1000 END,
    'n', i, 'due', '2026-01-01'::date + i % 300, 'name', 'Name ' || i % 100, 'code', 'c' || i,
    'price', jsonb_build_object('amount', i % 50, 'currency', 'EUR'), 'exact', i / 8.0))) FROM generate_series(1, 20000) i));
SELECT count(dt_create_index('counted', keys))
FROM (VALUES (ARRAY['stage', 'amount']), (ARRAY['n']), (ARRAY['due', 'stage']), (ARRAY['price.amount']), (ARRAY['exact'])) indexes(keys);
SELECT dt_delete_where('counted', '{"n": {"lte": 500}}');
SELECT dt_describe('counted') ->> 'storage' AS storage \gset
VACUUM (ANALYZE) :storage;

-- This says how a count with the condition of a query is planned: the scan, the index, and the filter beside its condition.
CREATE FUNCTION pg_temp.scan(filter jsonb, counted text DEFAULT 'count(*)') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    e jsonb := dt_explain('counted', jsonb_build_object('filter', filter));
    params text := (SELECT string_agg(quote_literal(CASE WHEN jsonb_typeof(p) = 'array' THEN translate(p::text, '[]', '{}') ELSE p #>> '{}' END),
        ', ' ORDER BY i) FROM jsonb_array_elements(e -> 'params') WITH ORDINALITY params(p, i));
    plan jsonb;
BEGIN
    EXECUTE 'PREPARE counted AS ' || regexp_replace(e ->> 'sql', '^SELECT .*? FROM', 'SELECT ' || counted || ' FROM');
    EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE counted' || coalesce('(' || params || ')', '') INTO plan;
    DEALLOCATE counted;
    RETURN (SELECT concat_ws(': ', node ->> 'Node Type', plain(node ->> 'Index Name'), node ->> 'Filter')
        FROM jsonb_path_query_first(plan, '$.** ? (@."Node Type" like_regex "Scan$")') AS node);
END
$$;
-- The condition is on one key of an index or several, or only leaves out the trash.
SELECT f, pg_temp.scan(f) FROM unnest(ARRAY['{"stage": "won"}', '{"stage": "won", "amount": {"gte": 500, "lt": 700}}', '{"stage": {"in": ["won", "lost"]}}',
    '{"n": {"between": [1000, 3000]}}', '{"n": {"in": [7, 700]}}', '{"due": {"lt": "2026-02-01"}}',
    '{"due": "2026-03-01", "stage": "open"}', '{"price.amount": {"gt": 45}}', '{"exact": {"lte": 90.5}}', '{"stage": null}']::jsonb[]) f;
SELECT split_part(pg_temp.scan('{}'), ':', 1);
-- If a condition is not on the index, records are read.
SELECT f, pg_temp.scan(f) FROM unnest(ARRAY['{"n": {"between": [1000, 1100]}, "name": "Name 7"}',
    '{"n": {"between": [1000, 1100]}, "stage": {"neq": "won"}}', '{"name": "Name 7"}']::jsonb[]) f;
-- If a column is wanted that is not in the index, records are read, too.
SELECT c, pg_temp.scan('{"n": {"between": [1000, 1100]}}', c)
FROM unnest(ARRAY['count(id)', 'min(id::text)', 'count(deleted_at)', 'count(data)', 'max(version)', 'max(created_at)', 'count(ctid)']) c;
-- The plans for any values are the same.
SET plan_cache_mode = force_generic_plan;
SELECT f, pg_temp.scan(f) FROM unnest(ARRAY['{"stage": "won", "amount": {"lt": 100}}', '{"n": {"in": [7, 700]}}']::jsonb[]) f;
RESET plan_cache_mode;
-- A unique index leaves out the trash by itself.
SELECT count(*) AS found FROM dt_query('counted', '{"filter": {"code": "c700"}}');
SELECT pg_temp.scan('{"code": "c700"}');

-- Both ways of counting agree, also after records were changed, moved to the trash, restored or deleted.
CREATE FUNCTION pg_temp.different() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    filters jsonb[] := ARRAY['{"stage": "won"}', '{"stage": "won", "amount": {"gte": 500, "lt": 700}}', '{"stage": {"in": ["won", "lost"]}}',
        '{"n": {"between": [1000, 3000]}}', '{"due": {"lt": "2026-02-01"}}', '{"stage": null}', '{"price.amount": {"gt": 45}}', '{"exact": {"lte": 90.5}}',
        '{"code": "c700"}', '{}'];
    alone bigint[];
    found bigint[];
BEGIN
    alone := ARRAY(SELECT dt_count('counted', f) FROM unnest(filters) f);
    SET LOCAL enable_indexonlyscan = off;
    found := ARRAY(SELECT (SELECT count(*) FROM dt_query('counted', jsonb_build_object('filter', f))) FROM unnest(filters) f);
    SET LOCAL enable_indexonlyscan = on;
    RETURN (SELECT count(*) FROM unnest(alone, found) counts(a, b) WHERE a <> b OR a = 0);
END
$$;
SELECT pg_temp.different();
SELECT dt_update_where('counted', '{"n": {"lt": 1500}}', '{"stage": "won", "amount": 600}'), dt_delete_where('counted', '{"n": {"between": [3000, 4000]}}'),
    dt_delete_where('counted', '{"n": {"between": [5000, 5100]}}', true),
    (SELECT count(*) FROM dt_query('counted', '{"filter": {"n": {"lt": 100}}, "trash": "only"}') q, dt_restore('counted', q.id));
SELECT pg_temp.different();
SELECT dt_count('counted', '{"n": {"between": [2990, 4000]}}'), dt_count('counted', '{"n": {"between": [4990, 5100]}}'),
    dt_count('counted', '{"n": {"lte": 500}}');
VACUUM :storage;
SELECT pg_temp.different();

-- The total of a page is such a count.
SELECT dt_page('counted', '{"filter": {"stage": "won"}, "limit": 1}') ->> 'total' = dt_count('counted', '{"stage": "won"}')::text;
-- Only storage tables are planned in this way.
CREATE TEMP TABLE other AS SELECT data, deleted_at FROM :storage;
CREATE INDEX ON other (dt.get_int8(data, 'n')) INCLUDE (deleted_at);
VACUUM (ANALYZE) other;
EXPLAIN (COSTS OFF) SELECT count(*) FROM other WHERE deleted_at IS NULL AND dt.get_int8(data, 'n') = 7;
SET enable_indexonlyscan = off;
SELECT pg_temp.scan('{"stage": "won"}');

SELECT dt_drop_table('counted', permanently => true);
