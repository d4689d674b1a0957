-- dt_query_json returns the records of a query as JSON, one each as dt_page has them.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "n", "type": "decimal"},
    {"key": "made", "type": "created_at"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', (SELECT jsonb_agg(jsonb_build_object('name', 'd' || i, 'n', i + 0.50)) FROM generate_series(1, 25) i));
SELECT pg_typeof(r) = 'json'::regtype AS json, r::jsonb #>> '{data,name}', r::jsonb #> '{data,n}', r -> 'version' FROM dt_query_json('deals',
    '{"sort": "-n", "limit": 2}') r;
SELECT q, ARRAY(SELECT r::text FROM dt_query_json('deals', q) r) = ARRAY(SELECT json_array_elements(dt_page('deals', q) -> 'records')::text) AS same
FROM unnest(ARRAY['{"sort": "n", "limit": 3}', '{"sort": "-n", "limit": 30, "offset": 4}',
    '{"filter": {"n": {"gt": 20}}, "columns": ["name"], "sort": "name"}', '{"sort": "name", "limit": 7}',
    '{"search": "d2", "sort": "rank"}', '{"filter": {"n": 0}}']::jsonb[]) q;
SELECT ARRAY(SELECT r::jsonb #>> '{data,name}' FROM dt_query_json('deals', jsonb_build_object('sort', 'n', 'limit', 2, 'after', page -> 'next')) r),
    ARRAY(SELECT r::jsonb #>> '{data,name}' FROM dt_query_json('deals', jsonb_build_object('sort', 'n', 'limit', 2, 'before', page -> 'previous')) r)
FROM dt_page('deals', '{"sort": "n", "limit": 5, "page": 2}') page;
SELECT count(*) FROM dt_query_json('deals');
SELECT try($$SELECT dt_query_json('deals', '{"flter": 1}')$$);
SELECT try($$SELECT dt_query_json('nothing')$$);

CALL drop_tables();
