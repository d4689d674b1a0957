-- "sort": "rank" has the records first that match a search best: whole words before beginnings, earlier columns before later ones, then the id.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Parts', '{"columns": [{"key": "no", "type": "integer"}, {"key": "name", "type": "text"}, {"key": "notes", "type": "long_text"},
    {"key": "phone", "type": "phone", "config": {"country": "DE"}}, {"key": "fax", "type": "phone"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('parts', '[
    {"no": 1, "notes": "pumps"}, {"no": 2, "name": "Pumpe"}, {"no": 3, "name": "pumps", "notes": "a pump"}, {"no": 4, "notes": "the PUMP"}, {"no": 5,
        "name": "Pump"},
    {"no": 6, "name": "pump 2"}, {"no": 7, "name": "valve"}, {"no": 8, "name": "Pümp-12/3", "phone": "+493012345678"}, {"no": 9, "name": "pump-12/34",
        "fax": "+493012345678"}]');
CREATE FUNCTION pg_temp.found(search text, more jsonb DEFAULT '{"sort": "rank"}') RETURNS text
    LANGUAGE sql BEGIN ATOMIC SELECT coalesce(string_agg(data ->> 'no', ' '), 'none') FROM dt_query('parts', jsonb_build_object('search',
        search) || more); END;

-- Within a rank the earlier id comes first.
SELECT s, pg_temp.found(s) FROM unnest(ARRAY['pump', 'PUM', 'pümp', 'pump 2', 'pump-12/3', 'valve', 'nothing']) s;
-- The other direction, and another key after it.
SELECT pg_temp.found('pump', '{"sort": "-rank"}'), pg_temp.found('pump', '{"sort": ["rank", "-no"]}'), pg_temp.found('pump', '{"sort": ["name", "rank"]}');
-- search_columns say which column goes before which.
SELECT pg_temp.found('pump', '{"sort": "rank", "search_columns": ["name", "notes"]}'), pg_temp.found('pump',
    '{"sort": "rank", "search_columns": ["notes", "name"]}'),
    pg_temp.found('pump', '{"sort": "rank", "search_columns": ["notes"]}');
-- A search without a word ranks no record before another.
SELECT pg_temp.found(''), pg_temp.found('&');
-- Pages continue by cursors, in both directions.
WITH RECURSIVE walk AS (
    SELECT dt_page('parts', '{"search": "pump", "sort": "rank", "limit": 3}')::jsonb AS page, 1 AS n
    UNION ALL
    SELECT dt_page('parts', jsonb_build_object('search', 'pump', 'sort', 'rank', 'limit', 3, 'after', page -> 'next'))::jsonb, n + 1 FROM walk
        WHERE page ->> 'next' IS NOT NULL)
SELECT n, jsonb_path_query_array(page, '$.records[*].data.no') FROM walk;
SELECT jsonb_path_query_array(dt_page('parts', jsonb_build_object('search', 'pump', 'sort', 'rank', 'limit', 3,
    'before', dt_page('parts', '{"search": "pump", "sort": "rank", "limit": 3, "page": 2}') -> 'previous'))::jsonb, '$.records[*].data.no');
SELECT try_page('parts', jsonb_build_object('search', 'valve', 'sort', 'rank', 'after', dt_page('parts',
    '{"search": "pump", "sort": "rank", "limit": 3}') -> 'next')::text);
-- With and without an index the order is the same.
SELECT pg_temp.found('pump') AS before \gset
SELECT count(dt_create_index('parts', '{name,notes,phone,fax}', '{"kind": "search"}'));
SET enable_seqscan = off;
SELECT pg_temp.found('pump') = :'before' AS same;
RESET enable_seqscan;

-- ## Telephone numbers are found as they were typed
SELECT s, pg_temp.found(s) FROM unnest(ARRAY['+493012345678', '+49 30 12345678', '+49 (30) 123-456-78', '030 12345678', '030/12345678', '0049 30 12345678',
    '+49 30 1234', '+49 30 9',
    'pump 030 12345678', '+49 30 12345678 pump', 'valve +49 30 12345678', '12345678']) s;
SELECT pg_temp.found('+49 30 12345678', '{"search_columns": ["fax"]}'), pg_temp.found('030 12345678', '{"search_columns": ["fax", "name"]}'),
    pg_temp.found('030 12345678', '{"search_columns": "phone"}');
SELECT dt_aggregate('parts', '{"search": "+49 30 12345678", "aggregates": {"n": "count"}}');
SET enable_seqscan = off;
SELECT pg_temp.found('+49 30 12345678'), pg_temp.found('pump 030 12345678');
RESET enable_seqscan;

-- ## What is refused, and columns of that name
SELECT q, try_page('parts', q) FROM unnest(ARRAY['{"sort": "rank"}', '{"sort": "-rank", "search": null}',
    '{"sort": {"column": "rank", "by": "option"}, "search": "x"}',
    '{"sort": "rnak", "search": "pump"}', '{"filter": {"rank": 1}, "search": "pump"}']) q;
SELECT dt_create_table('Ranked', '{"open": true, "columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('ranked', '[{"name": "pumps", "rank": 1}, {"name": "pump", "rank": 2}]');
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('ranked', '{"sort": "rank"}');
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('ranked', '{"sort": "rank", "search": "pump"}');
SELECT dt_add_column('ranked', 'rank', 'integer') ->> 'key';
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('ranked', '{"sort": "rank", "search": "pump"}');

CALL drop_tables();
