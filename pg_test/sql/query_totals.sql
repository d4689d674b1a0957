-- The total of a page is exact, an estimate, or not counted.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Totals', '{"columns": [{"key": "n", "type": "integer", "index": true},
    {"key": "kind", "type": "select", "config": {"options": ["a", "b"]}, "index": true}, {"key": "note", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('totals',
    (SELECT jsonb_agg(jsonb_build_object('n', i, 'kind', CASE WHEN i % 4 = 0 THEN 'a' ELSE 'b' END, 'note', 'x' || i)) FROM generate_series(1, 20000) i));
CALL analyze_table('totals');
CREATE FUNCTION pg_temp.total(how text, query jsonb DEFAULT '{}') RETURNS jsonb
    RETURN dt_page('totals', query || jsonb_build_object('total', how, 'limit', 1))::jsonb -> 'total';

-- exact is the default.
SELECT pg_temp.total('exact'), dt_page('totals', '{"limit": 1}') -> 'total', pg_temp.total('exact', '{"filter": {"kind": "a", "n": {"lte": 100}}}');
SELECT pg_temp.total('none'), pg_temp.total('none', '{"filter": {"kind": "a"}}');
-- estimate is the planner's figure. It is near the truth where statistics know the values.
SELECT filter, exact, (estimate::numeric / exact BETWEEN 0.8 AND 1.2) AS near FROM (SELECT filter, pg_temp.total('exact',
    jsonb_build_object('filter', filter))::int AS exact, pg_temp.total('estimate', jsonb_build_object('filter', filter))::int AS estimate
    FROM unnest(ARRAY['{}', '{"kind": "a"}', '{"kind": "b"}', '{"n": {"lt": 5000}}', '{"n": {"gte": 15001}}',
        '{"n": {"between": [1, 10000]}}']::jsonb[]) filter) totals;
SELECT jsonb_typeof(pg_temp.total('estimate', '{"filter": {"kind": "a", "n": {"lt": 0}}}')),
    pg_temp.total('estimate', '{"filter": {"n": {"lt": 0}}}')::int < 10;
-- The estimate does not depend on where the page begins, nor on its limit.
SELECT pg_temp.total('estimate', '{"offset": 100, "sort": "n"}') = pg_temp.total('estimate');
-- The estimate needs no scan. Even if no index serves the filter, only the page itself is read.
CREATE FUNCTION pg_temp.read(how text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    relation regclass := dt_describe('totals') ->> 'storage';
    before bigint := pg_stat_get_xact_tuples_returned(relation);
BEGIN
    PERFORM dt_page('totals', jsonb_build_object('total', how, 'limit', 1, 'filter', '{"note": {"contains": "x"}}'::jsonb));
    RETURN CASE WHEN pg_stat_get_xact_tuples_returned(relation) - before >= 20000 THEN 'a scan' ELSE 'no scan' END;
END
$$;
SELECT how, pg_temp.read(how) FROM unnest(ARRAY['exact', 'estimate', 'none']) how;
-- {"up_to": n} counts no further than n, and says whether there are more.
SELECT q, p -> 'total', p -> 'more', json_array_length(p -> 'records') FROM unnest(ARRAY['{"total": {"up_to": 100}}', '{"total": {"up_to": 20000}}',
    '{"total": {"up_to": 19999}}', '{"total": {"up_to": 0}}',
    '{"total": {"up_to": 10}, "filter": {"n": {"lte": 10}}}', '{"total": {"up_to": 10}, "filter": {"n": {"lte": 11}}}',
        '{"total": {"up_to": 5}, "filter": {"n": 0}}', '{"total": "exact"}']::jsonb[]) q,
    dt_page('totals', q || '{"limit": 1}') p;
SELECT q, try_page('totals', q) FROM unnest(ARRAY['{"total": {"upto": 1}}', '{"total": {}}', '{"total": {"up_to": -1}}', '{"total": {"up_to": "x"}}',
    '{"total": 5}',
    '{"total": {"up_to": 9223372036854775807}}']) q;
-- A page of all records of the filter tells their number, which is not counted or estimated then.
SELECT q, dt_page('totals', q || '{"filter": {"n": {"lte": 7}}, "columns": []}') -> 'total' AS total, dt_page('totals', q ||
    '{"filter": {"n": {"lte": 7}}, "columns": []}') -> 'more' AS more
FROM unnest(ARRAY['{}', '{"offset": 3}', '{"limit": 7}', '{"offset": 7}', '{"total": "estimate"}', '{"total": {"up_to": 5}}', '{"total": {"up_to": 7}}',
    '{"total": "none"}']::jsonb[]) q;
-- A read-only transaction can ask for an estimate.
BEGIN READ ONLY;
SELECT pg_temp.total('estimate')::int BETWEEN 18000 AND 22000;
COMMIT;

SELECT pg_temp.total('estimated');
SELECT pg_temp.total('');
SELECT dt_drop_table('totals', permanently => true);
