-- A text that is not a cursor of this query is refused with 22023, whatever is in it.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SET bytea_output = hex;
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"},
        {"key": "due", "type": "date"}]}') ->> 'slug',
    dt_create_table('Others', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || i, 'amount', i)) FROM generate_series(1, 9) i));
SELECT count(*) FROM dt_insert_many('others', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || i, 'amount', i)) FROM generate_series(1, 9) i));
SELECT dt_page('deals', '{"sort": "name", "limit": 3, "filter": {"amount": {"gt": 1}}}') ->> 'next' AS cursor \gset
CREATE FUNCTION pg_temp.page(table_name text, query jsonb) RETURNS text RETURN try_page(table_name, query::text);
CREATE FUNCTION pg_temp.after(cursor jsonb) RETURNS text
    RETURN pg_temp.page('deals', jsonb_build_object('sort', 'name', 'filter', '{"amount": {"gt": 1}}'::jsonb, 'after', cursor));
SELECT pg_temp.after(to_jsonb(:'cursor'::text));

-- The cursor belongs to another sort, filter, trash or table.
SELECT pg_temp.page('deals', jsonb_build_object('sort', 'amount', 'filter', '{"amount": {"gt": 1}}'::jsonb, 'after', :'cursor'));
SELECT q ->> 'sort', q ->> 'filter', split_part(pg_temp.page('deals', q || jsonb_build_object('after', :'cursor')), E'\n', 1)
FROM unnest(ARRAY['{"sort": "-name", "filter": {"amount": {"gt": 1}}}', '{"sort": ["name", "amount"], "filter": {"amount": {"gt": 1}}}',
    '{"sort": {"column": "name", "nulls": "first"}, "filter": {"amount": {"gt": 1}}}', '{"filter": {"amount": {"gt": 1}}}', '{"sort": "name"}',
    '{"sort": "name", "filter": {"amount": {"gt": 2}}}', '{"sort": "name", "filter": {"amount": {"gt": 1}}, "trash": "include"}']::jsonb[]) q;
SELECT pg_temp.page('others', jsonb_build_object('sort', 'name', 'filter', '{"amount": {"gt": 1}}'::jsonb, 'after', :'cursor'));
SELECT try(format('SELECT * FROM dt_query(%L, %L)', 'deals', jsonb_build_object('sort', '-name', 'before', :'cursor')))
    = pg_temp.page('deals', jsonb_build_object('sort', '-name', 'before', :'cursor')) AS "dt_query says the same";
-- The column that it was sorted by is another one now.
SELECT dt_alter_column('deals', 'due', '{"key": "until"}') ->> 'key';
SELECT split_part(pg_temp.page('deals', jsonb_build_object('sort', 'until', 'after', dt_page('others', '{"limit": 1}') -> 'next')), E'\n', 1);

-- The cursor is damaged: cut anywhere, changed in each of its characters, or extended at either end.
SELECT pg_temp.after(to_jsonb(left(:'cursor', -1)));
SELECT count(*) AS cuts,
    count(*) FILTER (WHERE pg_temp.after(to_jsonb(left(:'cursor', n))) LIKE '22023 the value of "after" is not a cursor, or is damaged%') AS refused
FROM generate_series(0, length(:'cursor') - 1) n;
SELECT count(*) AS changes, count(*) FILTER (
    WHERE pg_temp.after(to_jsonb(overlay(:'cursor' PLACING CASE substr(:'cursor', n, 1) WHEN c THEN '*' ELSE c END FROM n FOR 1)))
        LIKE '22023 the value of "after" is not a cursor, or is damaged%') AS refused
FROM generate_series(1, length(:'cursor')) n, unnest(ARRAY['A', 'b', '9', '-', '_', '=', '+', '/', ' ', '''', 'é', '🙂']) c;
SELECT count(*) AS texts, count(*) FILTER (WHERE pg_temp.after(to_jsonb(t)) LIKE '22023 the value of "after" is not a cursor, or is damaged%') AS refused
FROM unnest(ARRAY['', ' ', 'x', 'AAAA', :'cursor' || 'A', :'cursor' || '=', 'A' || :'cursor', :'cursor' || :'cursor', upper(:'cursor'), ''' OR true --',
    '1; DROP TABLE dt.tables', '$1', 'null', '{}', '["n3"]', encode(sha256('x'), 'base64'),
    replace(encode(convert_to('{"n": 1}', 'UTF8'), 'base64'), '=', ''), '00000000-0000-0000-0000-000000000001']) t;
-- The cursor has a megabyte.
SELECT pg_temp.after(to_jsonb(repeat('A', 1000000)));
SELECT split_part(pg_temp.after(to_jsonb(:'cursor' || repeat('A', 1000000))), E'\n', 1);

-- The cursor is not a text.
SELECT c, pg_temp.after(c) FROM unnest(ARRAY['1', 'true', '[]', '{}', '["a"]']::jsonb[]) c;
-- Two cursors, or a cursor and an offset, exclude each other.
SELECT pg_temp.page('deals', jsonb_build_object('after', :'cursor', 'before', :'cursor'));
SELECT pg_temp.page('deals', jsonb_build_object('after', :'cursor', 'offset', 1));
SELECT pg_temp.page('deals', jsonb_build_object('before', :'cursor', 'page', 1));
SELECT pg_temp.page('deals', jsonb_build_object('aftr', :'cursor'));

CALL drop_tables();
