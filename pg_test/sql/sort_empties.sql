-- Empty values come last in both directions, and no Sort node is needed for it: records with a value and those without are two scans in a row.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;

SELECT dt_create_table('Scores', '{"columns": [{"key": "name", "type": "text"}, {"key": "n", "type": "integer", "index": true},
    {"key": "must", "type": "integer", "index": true, "required": true}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('scores', '[{"name": "a", "n": 2, "must": 1}, {"name": "b", "must": 2}, {"name": "c", "n": 1, "must": 3},
    {"name": "d", "n": 3, "must": 4},
    {"name": "e", "must": 5}]');

-- ## The order
SELECT sort, (SELECT string_agg(data ->> 'name', ' ') FROM dt_query('scores', jsonb_build_object('sort', sort::jsonb))) AS "all",
    (SELECT string_agg(data ->> 'name', ' ') FROM dt_query('scores', jsonb_build_object('sort', sort::jsonb, 'limit', 10))) AS limited,
    (SELECT string_agg(data ->> 'name', ' ') FROM dt_query('scores', jsonb_build_object('sort', sort::jsonb, 'limit', 3, 'offset', 1))) AS "second to fourth",
    (SELECT string_agg(record -> 'data' ->> 'name',
    ' ') FROM json_array_elements(dt_page('scores', jsonb_build_object('sort', sort::jsonb)) -> 'records') record) AS page
FROM unnest(ARRAY['"n"', '"-n"', '{"column": "n", "nulls": "first"}', '{"column": "n", "direction": "desc", "nulls": "first"}',
    '{"column": "n", "direction": "desc", "nulls": "last"}', '["-n", "name"]', '["-n", "-name"]', '"-must"']) sort;
SELECT string_agg(g::text, ' ') FROM dt_aggregate('scores', '{"group_by": "n", "aggregates": {"c": "count"}, "sort": "-n"}') g;

-- ## Cursors visit each record once, forwards and backwards
CREATE FUNCTION pg_temp.walk(sort jsonb, page_size int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    page jsonb := dt_page('scores', jsonb_build_object('sort', sort, 'limit', page_size));
    names text := '';
    back text := '';
BEGIN
    LOOP
        names := names || (SELECT string_agg(record -> 'data' ->> 'name', '') FROM jsonb_array_elements(page -> 'records') record);
        EXIT WHEN page ->> 'next' IS NULL;
        page := dt_page('scores', jsonb_build_object('sort', sort, 'limit', page_size, 'after', page -> 'next'));
    END LOOP;
    LOOP
        back := (SELECT string_agg(record -> 'data' ->> 'name', '') FROM jsonb_array_elements(page -> 'records') record) || back;
        EXIT WHEN page ->> 'previous' IS NULL;
        page := dt_page('scores', jsonb_build_object('sort', sort, 'limit', page_size, 'before', page -> 'previous'));
    END LOOP;
    RETURN names || ' ' || back;
END
$$;
SELECT sort, pg_temp.walk(sort::jsonb, 1) AS one, pg_temp.walk(sort::jsonb, 2) AS two, pg_temp.walk(sort::jsonb, 3) AS three
FROM unnest(ARRAY['"n"', '"-n"', '{"column": "n", "nulls": "first"}', '{"column": "n", "direction": "desc", "nulls": "first"}', '["-n", "name"]']) sort;

-- ## Plans for 20,000 records, of which one in ten has no value
SELECT count(*) FROM dt_insert_many('scores', (SELECT jsonb_agg(CASE WHEN i % 10 = 0 THEN jsonb_build_object('must', i)
    ELSE jsonb_build_object('n', i, 'must', i) END)
    FROM generate_series(1, 20000) i));
CALL analyze_table('scores');
CREATE FUNCTION pg_temp.plan(query jsonb) RETURNS text
    RETURN CASE WHEN dt_explain('scores', query) @? '$.plan.**."Node Type" ? (@ like_regex "Sort")' THEN 'sorts ' ELSE '' END || uses('scores', query)
        || CASE WHEN dt_explain('scores', query) @? '$.plan.**."Node Type" ? (@ == "Append")' THEN ' twice' ELSE '' END;
SELECT query, pg_temp.plan(query::jsonb) FROM unnest(ARRAY['{"sort": "n", "limit": 50}', '{"sort": "-n", "limit": 50}',
    '{"sort": "-n", "limit": 50, "offset": 100}',
    '{"sort": {"column": "n", "nulls": "first"}, "limit": 50}', '{"sort": "-must", "limit": 50}', '{"filter": {"n": {"gt": 5}}, "sort": "-n", "limit": 50}',
    '{"filter": {"n": {"is_not_empty": true}}, "sort": "-n", "limit": 50}', '{"filter": {"not": {"n": null}}, "sort": "-n", "limit": 50}']) query;

SELECT dt_drop_table('scores', permanently => true);
