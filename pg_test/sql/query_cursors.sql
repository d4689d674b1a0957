-- dt_page returns the cursors next and previous. Queries take them as after and before.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Pages', '{"columns": [{"key": "n", "type": "integer"}, {"key": "kind", "type": "select", "config": {"options": ["odd", "even"]}},
    {"key": "due", "type": "datetime"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('pages', (SELECT jsonb_agg(jsonb_build_object('n', n, 'kind', CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END,
    'due', '2026-01-01T00:00:00Z')) FROM generate_series(1, 23) n));
-- This shows the numbers of a page, and whether there is a page before and after it.
CREATE FUNCTION pg_temp.show(p jsonb) RETURNS text
    RETURN format('%s %s of %s %s', CASE p -> 'previous' WHEN 'null' THEN '|' ELSE '<' END,
        (SELECT string_agg(n, ' ') FROM jsonb_path_query(p, '$.records[*].data.n') x(n1), LATERAL (SELECT n1 #>> '{}' AS n) y),
        coalesce(p ->> 'total', 'null'), CASE p -> 'next' WHEN 'null' THEN '|' ELSE '>' END);
CREATE FUNCTION pg_temp.page(query jsonb) RETURNS text RETURN pg_temp.show(dt_page('pages', query)::jsonb);

-- next leads from page to page. The next of the last page is null.
SELECT dt_page('pages', '{"sort": "-n", "limit": 9}') AS p \gset
SELECT pg_temp.show(:'p');
SELECT dt_page('pages', jsonb_build_object('sort', '-n', 'limit', 9, 'after', :'p'::jsonb -> 'next')) AS p \gset
SELECT pg_temp.show(:'p');
SELECT dt_page('pages', jsonb_build_object('sort', '-n', 'limit', 9, 'after', :'p'::jsonb -> 'next')) AS p \gset
SELECT pg_temp.show(:'p');
-- previous leads back. A page before a cursor is in the query's order, too.
SELECT dt_page('pages', jsonb_build_object('sort', '-n', 'limit', 9, 'before', :'p'::jsonb -> 'previous')) AS p \gset
SELECT pg_temp.show(:'p');
SELECT dt_page('pages', jsonb_build_object('sort', '-n', 'limit', 9, 'before', :'p'::jsonb -> 'previous')) AS p \gset
SELECT pg_temp.show(:'p');
-- next leads forth again, in pages of another size.
SELECT pg_temp.page(jsonb_build_object('sort', '-n', 'limit', 4, 'after', :'p'::jsonb -> 'next'));

-- A page that ends exactly with the last record has no next.
SELECT pg_temp.page('{"sort": "n", "limit": 23}') ~ '\|$', pg_temp.page('{"sort": "n", "limit": 22}') ~ '>$';
-- Pages by offset have cursors, too, and can be continued by them.
SELECT dt_page('pages', '{"sort": "n", "limit": 5, "page": 3}') AS p \gset
SELECT pg_temp.show(:'p'), pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 5, 'after', :'p'::jsonb -> 'next')),
    pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 5, 'before', :'p'::jsonb -> 'previous'));
-- Beyond the end there is only a way back.
SELECT dt_page('pages', '{"sort": "n", "limit": 5, "offset": 100}') AS p \gset
SELECT pg_temp.show(:'p'), pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 5, 'before', :'p'::jsonb -> 'previous'));
-- Without records there is neither next nor previous.
SELECT dt_page('pages', '{"filter": {"n": {"gt": 100}}}'), dt_page('pages', '{"filter": {"n": {"gt": 100}}, "offset": 5}');
-- A limit of 0 leads to the first page.
SELECT dt_page('pages', '{"sort": "n", "limit": 0}') AS p \gset
SELECT pg_temp.show(:'p'), pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 2, 'after', :'p'::jsonb -> 'next'));

-- The total counts the whole filter, wherever the page begins.
SELECT dt_page('pages', '{"filter": {"kind": "odd"}, "sort": "n", "limit": 5}') AS p \gset
SELECT pg_temp.page(jsonb_build_object('filter', '{"kind": "odd"}'::jsonb, 'sort', 'n', 'limit', 5, 'after', :'p'::jsonb -> 'next'));
-- Without a sort pages follow the order of creation.
SELECT dt_page('pages', '{"limit": 10}') AS p \gset
SELECT pg_temp.page(jsonb_build_object('limit', 10, 'after', :'p'::jsonb -> 'next'));
-- columns, limit, total, time_zone and now may differ from those of the page that the cursor belongs to.
SELECT pg_temp.page(jsonb_build_object('limit', 3, 'total', 'none', 'columns', '["n"]'::jsonb, 'time_zone', 'Asia/Tokyo', 'now', '2020-01-01T00:00:00Z',
    'after', :'p'::jsonb -> 'next'));
-- A cursor with relative dates survives midnight, because the document counts and not its dates.
SELECT dt_page('pages', '{"filter": {"due": {"lt": "today"}}, "now": "2026-01-05T00:00:00Z", "limit": 3}') AS q \gset
SELECT pg_temp.page(jsonb_build_object('filter', '{"due": {"lt": "today"}}'::jsonb, 'now', '2026-01-06T00:00:00Z', 'limit', 3,
    'after', :'q'::jsonb -> 'next'));
-- where and order_by are the same keys as filter and sort. A sort may be written in another way.
SELECT dt_page('pages', '{"filter": {"kind": "odd"}, "sort": "-n", "limit": 3}') AS q \gset
SELECT pg_temp.page(jsonb_build_object('where', '{"kind": "odd"}'::jsonb, 'order_by', '[{"column": "n", "direction": "desc", "nulls": "last"}]'::jsonb,
    'limit', 3, 'after', :'q'::jsonb -> 'next'));
-- null means absent.
SELECT pg_temp.page('{"after": null, "before": null, "limit": 2}');

-- dt_query takes cursors, with a limit and without.
SELECT string_agg(data ->> 'n', ' ') FROM dt_query('pages', jsonb_build_object('after', :'p'::jsonb -> 'next'));
SELECT string_agg(data ->> 'n', ' ') FROM dt_query('pages', jsonb_build_object('after', :'p'::jsonb -> 'next', 'limit', 4));
SELECT string_agg(data ->> 'n', ' ') FROM dt_query('pages', jsonb_build_object('before', :'p'::jsonb -> 'next'));
SELECT string_agg(data ->> 'n', ' ') FROM dt_query('pages', jsonb_build_object('before', :'p'::jsonb -> 'next', 'limit', 4));

-- The record of the cursor may be gone or changed, and others may come. Nothing is skipped or repeated.
SELECT dt_page('pages', '{"sort": "n", "limit": 5}') AS p \gset
SELECT dt_delete('pages', id, permanently => true) FROM dt_query('pages', '{"filter": {"n": 5}}');
SELECT count(*) FROM dt_insert_many('pages', '[{"n": 0}, {"n": 5}, {"n": 6}]');
SELECT pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 5, 'after', :'p'::jsonb -> 'next'));
-- previous is null if all records before are gone.
SELECT dt_delete_where('pages', '{"n": {"lte": 5}}', permanently => true);
SELECT pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 2, 'after', :'p'::jsonb -> 'next'));
-- If all records after are gone, the page is empty, and previous leads back.
SELECT dt_page('pages', '{"sort": "n", "limit": 2}') AS p \gset
SELECT dt_delete_where('pages', '{"n": {"gt": 6}}');
SELECT dt_page('pages', jsonb_build_object('sort', 'n', 'after', :'p'::jsonb -> 'next')) AS p \gset
SELECT pg_temp.show(:'p'), pg_temp.page(jsonb_build_object('sort', 'n', 'before', :'p'::jsonb -> 'previous'));
-- Another value of trash is another filter.
SELECT dt_page('pages', '{"sort": "n", "limit": 4, "trash": "only"}') AS p \gset
SELECT pg_temp.page(jsonb_build_object('sort', 'n', 'limit', 4, 'trash', 'only', 'after', :'p'::jsonb -> 'next'));

-- A cursor is a text of the base64url alphabet. The statement itself makes it.
SELECT :'p'::jsonb ->> 'next' ~ '^[A-Za-z0-9_-]+$';
SELECT dt_drop_table('pages', permanently => true);
