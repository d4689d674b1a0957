-- dt_page returns a page of records by limit, offset or page, and the total.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
SET dt.user_id = 'ada';
SELECT dt_create_table('Pages',
    '{"columns": [{"key": "n", "type": "integer"}, {"key": "kind", "type": "select", "config": {"options": ["odd", "even"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('pages',
    (SELECT jsonb_agg(jsonb_build_object('n', n, 'kind', CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END)) FROM generate_series(1, 120) n));
-- This returns the first and the last number of a page, how many records it has, and the total.
CREATE FUNCTION pg_temp.page(query jsonb) RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT format('%s…%s, %s of %s', p #>> '{records,0,data,n}', p #>> '{records,-1,data,n}', json_array_length(p -> 'records'),
        coalesce(p ->> 'total', 'null')) FROM dt_page('pages', query) p;
END;

-- A record has the fields of dt.record. Instants are ISO texts in UTC.
SELECT key, json_typeof(value) FROM dt_page('pages', '{"limit": 1}') p, json_each(p #> '{records,0}') ORDER BY key COLLATE "C";
SELECT dt_page('pages', '{"limit": 1}') #>> '{records,0,created_at}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$';
SELECT key, json_typeof(value) FROM json_each(dt_page('pages')) ORDER BY key COLLATE "C";
-- The records are those of dt_query.
SELECT jsonb_path_query_array(dt_page('pages', q)::jsonb, '$.records[*].id') = (SELECT jsonb_agg(id) FROM dt_query('pages', q || '{"limit": 50}'))
FROM unnest(ARRAY['{"sort": "-n"}', '{"sort": "n", "filter": {"kind": "odd"}}', '{"sort": ["kind", "-n"]}']::jsonb[]) q;

-- A page has 50 records by default, in the order of creation.
SELECT pg_temp.page('{}');
SELECT pg_temp.page(NULL);
SELECT pg_temp.page('{"sort": "-n"}');
-- ## limit and offset
SELECT pg_temp.page('{"limit": 10, "sort": "n"}'), pg_temp.page('{"limit": 10, "offset": 115, "sort": "n"}'), pg_temp.page('{"limit": 0}'),
    pg_temp.page('{"offset": 120}');
-- page counts from 1, in steps of limit.
SELECT pg_temp.page('{"page": 1}'), pg_temp.page('{"page": 3}'), pg_temp.page('{"page": 4}');
SELECT pg_temp.page('{"page": 2, "limit": 7, "sort": "-n"}');
-- All pages together hold every record once.
SELECT count(*), count(DISTINCT n), min(n::int), max(n::int)
FROM generate_series(1, 9) page,
    jsonb_path_query(dt_page('pages', jsonb_build_object('page', page, 'limit', 14, 'sort', 'kind'))::jsonb, '$.records[*].data.n') n;
-- dt_query takes page, too. It needs a limit then.
SELECT string_agg(data ->> 'n', ' ') FROM dt_query('pages', '{"page": 3, "limit": 5}');
SELECT count(*) FROM dt_query('pages', '{"page": 3}');

-- total counts the records of the filter, not those of the page. none spares the count.
SELECT pg_temp.page('{"filter": {"kind": "odd"}, "limit": 3}'), pg_temp.page('{"filter": {"n": {"gt": 1000}}}'),
    pg_temp.page('{"total": "exact", "limit": 3}'), pg_temp.page('{"total": "none", "limit": 3}');
SELECT dt_page('pages', '{"filter": {"n": {"gt": 1000}}}');

-- A page has at most dt.max_page_size records, by default 1000. dt_query has no such limit.
SET dt.max_page_size = 20;
SELECT pg_temp.page('{}'), pg_temp.page('{"limit": 100}'), pg_temp.page('{"limit": 5}'), pg_temp.page('{"page": 6, "limit": 100}');
SELECT count(*) FROM dt_query('pages', '{"limit": 100}');
RESET dt.max_page_size;
SHOW dt.max_page_size;
SELECT pg_temp.page('{"limit": 9223372036854775807, "sort": "n"}');
SET dt.max_page_size = 0;

-- Large numbers mean no limit.
SELECT pg_temp.page('{"offset": 9223372036854775807}'), pg_temp.page('{"page": 9223372036854775807, "limit": 1000}');
SELECT count(*) FROM dt_query('pages', '{"limit": 9223372036854775807, "offset": 9223372036854775807}');
SELECT count(*) FROM dt_query('pages', '{"limit": 9223372036854775807}');
-- null means absent.
SELECT pg_temp.page('{"limit": null, "offset": null, "page": null, "sort": null, "filter": null, "columns": null, "trash": null, "total": null,
    "time_zone": null, "now": null}');

-- ## What is not a page
SELECT pg_temp.page('{"limit": -1}');
SELECT pg_temp.page('{"limit": 2.5}');
SELECT pg_temp.page('{"limit": "10"}');
SELECT pg_temp.page('{"limit": 9223372036854775808}');
SELECT pg_temp.page('{"offset": -1}');
SELECT pg_temp.page('{"offset": [1]}');
SELECT pg_temp.page('{"page": 0}');
SELECT pg_temp.page('{"page": 2, "offset": 5}');
SELECT pg_temp.page('{"total": "estimated"}');
SELECT pg_temp.page('{"total": false}');
SELECT pg_temp.page('[]');

SELECT dt_drop_table('pages', permanently => true);
