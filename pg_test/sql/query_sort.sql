-- sort orders the records of a query by one key or several.

\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Sorted', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "big", "type": "integer"},
    {"key": "exact", "type": "decimal"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"}, {"key": "done", "type": "checkbox"},
    {"key": "stage", "type": "select", "config": {"options": ["won", "lost"]}}, {"key": "tags", "type": "multi_select", "config": {"options": ["x"]}},
    {"key": "meta", "type": "json"}, {"key": "made", "type": "created_at"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('sorted', '[
    {"name": "a", "amount": 10, "big": 9007199254740993, "exact": 0.1000000000000000000001, "due": "2026-01-10", "at": "2026-01-10T00:00:00Z", "done": true,
        "stage": "won", "meta": {"n": 2}},
    {"name": "b", "amount": 9, "big": 9007199254740992, "exact": 0.1, "due": "2026-01-09", "at": "2026-01-10T00:00:00.5Z", "done": false, "stage": "lost",
        "meta": {"n": 10}},
    {"name": "c", "amount": -1e10, "big": -5, "exact": -1000, "due": "0999-12-31", "at": "1969-12-31T23:59:59.999Z", "done": true, "stage": "won",
        "meta": {"n": "1"}},
    {"name": "d"},
    {"name": "e", "amount": 9, "due": "2026-01-09", "stage": "lost"}]');

-- A key can be written in several ways.
SELECT s, sorted('sorted', s) FROM unnest(ARRAY['"amount"', '"amount:asc"', '"amount:ASC"', '"amount:ascending"', '["amount"]', '{"column": "amount"}',
    '{"attribute": "amount"}', '{"field": "amount", "direction": "asc"}', '[{"column": "amount", "nulls": "last"}]']::jsonb[]) s;
SELECT s, sorted('sorted', s) FROM unnest(ARRAY['"-amount"', '"amount:desc"', '"amount:Descending"', '["-amount"]',
    '{"column": "amount", "direction": "desc"}', '{"column": "amount", "direction": "DESC", "nulls": "first"}']::jsonb[]) s;
SELECT string_agg(data ->> 'name', '') FROM dt_query('sorted', '{"order_by": "-amount"}');

-- Each type is sorted by its values. Empty values come last ascending, and first descending.
SELECT key, sorted('sorted', to_jsonb(key)) AS ascending, sorted('sorted', to_jsonb('-' || key)) AS descending
FROM unnest(ARRAY['name', 'amount', 'big', 'exact', 'due', 'at', 'done', 'stage', 'meta.n']) key;
-- nulls changes that.
SELECT direction, nulls, sorted('sorted', jsonb_build_object('column', 'big', 'direction', direction, 'nulls', nulls))
FROM unnest(ARRAY['asc', 'desc']) direction, unnest(ARRAY['first', 'last']) nulls;

-- Ties are broken by id, which is the order of creation, in the direction of the last key.
SELECT s, sorted('sorted', s) FROM unnest(ARRAY['"stage"', '"-stage"', '["stage", "-amount"]', '["-stage", "amount"]', '["amount", "name"]',
    '["amount", "-name"]', '["stage", {"column": "due", "nulls": "first"}, "-name"]']::jsonb[]) s;
-- System fields are sort keys, and so are system columns under their own keys.
SELECT s, sorted('sorted', s) FROM unnest(ARRAY['"id"', '"-id"', '["version", "-id"]', '["created_at", "-name"]', '["made", "-name"]', '"-created_by"',
    '["-updated_at", "name"]', '"updated_by"']::jsonb[]) s;
-- Without a key there is no sort, and pages follow the order of creation.
SELECT sorted('sorted', s) FROM unnest(ARRAY['[]', 'null']::jsonb[]) s;
SELECT jsonb_path_query_array(dt_page('sorted')::jsonb, '$.records[*].data.name');

-- The sort comes before limit and offset.
SELECT string_agg(data ->> 'name', '') FROM dt_query('sorted', '{"sort": "-amount", "limit": 2}');
SELECT string_agg(data ->> 'name', '') FROM dt_query('sorted', '{"sort": "-amount", "limit": 2, "offset": 1}');
SELECT string_agg(data ->> 'name', '') FROM dt_query('sorted', '{"sort": "-amount", "offset": 3}');

-- ## What cannot be sorted by
SELECT sorted('sorted', '"tags"');
SELECT sorted('sorted', '"amuont"');
SELECT sorted('sorted', '"create_at:desc"');
SELECT sorted('sorted', '"amount:down"');
SELECT sorted('sorted', '"amount desc"');
SELECT sorted('sorted', '""');
SELECT sorted('sorted', '"-"');
SELECT sorted('sorted', '5');
SELECT sorted('sorted', '[["amount"]]');
SELECT sorted('sorted', '{}');
SELECT sorted('sorted', '{"column": 1}');
SELECT sorted('sorted', '{"colum": "amount"}');
SELECT sorted('sorted', '{"column": "amount", "direction": 1}');
SELECT sorted('sorted', '{"column": "amount", "nulls": "middle"}');
SELECT sorted('sorted', '"amount; DROP TABLE dt.tables"');
SELECT sorted('sorted', (SELECT jsonb_agg('amount'::text) FROM generate_series(1, 33)));

SELECT dt_drop_table('sorted', permanently => true);
