-- The text of the generated SQL depends only on the shape of a query. Values are parameters.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Shapes', '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "code", "type": "text", "unique": true},
    {"key": "amount", "type": "number"}, {"key": "n", "type": "integer"}, {"key": "price", "type": "decimal"}, {"key": "done", "type": "checkbox"},
    {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y", "7261"]}}, {"key": "ref", "type": "uuid"},
    {"key": "meta", "type": "json"}]}') ->> 'slug';
CREATE FUNCTION pg_temp.text(query jsonb) RETURNS text RETURN plain(dt_explain('shapes', query) ->> 'sql');

-- Every function, operator and type names its schema.
SELECT pg_temp.text('{}');
SELECT pg_temp.text('{"filter": {"name": "a", "amount": {"gt": 1}}, "sort": "due", "limit": 50}');
SELECT pg_temp.text('{"filter": {"or": [{"tags": {"has_any": ["x"]}}, {"not": {"meta.a.b": {"contains": "x"}}}]}, "columns": ["name"], "trash": "only"}');
SELECT dt_explain('shapes',
    '{"filter": {"name": "a", "amount": {"gt": 1.50}, "due": "2026-01-28", "at": {"lt": "2026-01-28T14:30:00Z"}, "tags": {"has_any": ["x"]},
    "done": true, "n": {"in": [1, 2]}, "price": 0.10, "ref": "00000000-0000-0000-0000-00000000000a", "meta.a.b": 1}, "limit": 50, "offset": 5}') -> 'params';

-- Two queries of one shape have the same text.
SELECT count(*) AS shapes, count(*) FILTER (WHERE pg_temp.text(a) = pg_temp.text(b)) AS same FROM (VALUES
    ('{"filter": {"name": "a"}}'::jsonb, '{"filter": {"name": "o''b\"c\\; --"}}'::jsonb),
    ('{"filter": {"name": "a"}}', '{"filter": [{"column": "name", "operator": "=", "value": "b"}]}'),
    ('{"filter": {"name": "a"}}', '{"filter": {"and": [{"name": "b"}]}}'),
    ('{"filter": {"amount": 1}}', '{"filter": {"amount": -1.5e300}}'), ('{"filter": {"n": {"in": [1]}}}', '{"filter": {"n": {"in": [1, 2, 3]}}}'),
    ('{"filter": {"n": {"in": []}}}', '{"filter": {"n": {"in": [7]}}}'), ('{"filter": {"code": {"in": ["a"]}}}', '{"filter": {"code": {"in": ["b", "c"]}}}'),
    ('{"filter": {"price": {"between": [1, 2]}}}', '{"filter": {"price": {"between": [0.1, 12345678901234567890.5]}}}'),
    ('{"filter": {"done": true}}', '{"filter": {"done": false}}'),
    ('{"filter": {"due": "2026-01-28"}}', '{"filter": {"due": "today"}}'),
    ('{"filter": {"at": "2026-01-28"}}', '{"filter": {"at": {"eq": {"unit": "month", "offset": -1}}}}'),
    ('{"filter": {"at": {"lt": "now"}}}', '{"filter": {"at": {"lt": "2026-01-28"}}, "time_zone": "Europe/Berlin"}'),
    ('{"filter": {"name": {"contains": "a"}}}', '{"filter": {"name": {"contains": "%_\\"}}}'),
    ('{"filter": {"tags": {"has_any": ["x"]}}}', '{"filter": {"tags": {"has_any": ["y", "x"]}}}'),
    ('{"filter": {"ref": "00000000-0000-0000-0000-00000000000a"}}', '{"filter": {"ref": "00000000-0000-0000-0000-00000000000b"}}'),
    ('{"filter": {"meta.a": 1}}', '{"filter": {"meta.b.c.d": 2}}'), ('{"filter": {"free": "x"}}', '{"filter": {"other key": "y"}}'),
    ('{"filter": {"created_by": "me"}}', '{"filter": {"created_by": "bob"}}'),
    ('{"limit": 21}', '{"limit": 51}'), ('{"limit": 20, "offset": 10}', '{"limit": 40, "offset": 60}'),
    ('{"sort": "name"}', '{"sort": [{"column": "name", "direction": "asc", "nulls": "last"}]}'), ('{"offset": 1}', '{"offset": 1000000}')) pairs(a, b);
-- The planner must know the limit, so a usual limit belongs to the shape, and the magnitude of any other limit and of the offset.
SELECT l, substring(pg_temp.text(jsonb_build_object('limit', l)) FROM 'LIMIT \d+')
FROM unnest(ARRAY[0, 1, 2, 10, 11, 50, 51, 100, 101, 1000, 9223372036854775807]) l;
SELECT pg_temp.text('{"limit": 50}') = pg_temp.text('{"limit": 51}'), pg_temp.text('{"limit": 20, "offset": 0}') = pg_temp.text('{"limit": 20}');
SELECT substring(pg_temp.text('{"limit": 50, "offset": 1000}') FROM 'LIMIT \d+');

-- Values, paths and free keys never appear in the text.
SELECT count(*) AS values, count(*) FILTER (WHERE position('7261' IN pg_temp.text(q)) = 0) AS hidden FROM (
    SELECT jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object(op, value))) AS q
    FROM (VALUES ('name', '"x7261"'::jsonb), ('amount', '7261'), ('n', '7261'), ('price', '7261'), ('due', '"7261-01-01"'), ('at', '"7261-01-01"'),
        ('ref', '"00000000-0000-0000-0000-000000007261"'), ('meta.a', '"x7261"'), ('meta.7261', '1'), ('k7261', '"v"'), ('created_by', '"x7261"'),
        ('version', '7261')) v(col, value), unnest(ARRAY['eq', 'neq', 'gt', 'lte']) op
    UNION ALL SELECT jsonb_build_object('filter', jsonb_build_object('name', jsonb_build_object(op, '7261')))
    FROM unnest(ARRAY['contains', 'not_contains', 'starts_with', 'ends_with']) op
    UNION ALL SELECT jsonb_build_object('filter', jsonb_build_object('tags', jsonb_build_object(op, ARRAY['7261'])))
    FROM unnest(ARRAY['has_any', 'has_all', 'has_none', 'eq']) op
    UNION ALL SELECT jsonb_build_object('filter', jsonb_build_object('n', '{"in": [1, 7261]}'::jsonb)) UNION ALL SELECT '{"limit": 7261}'
    UNION ALL SELECT '{"offset": 7261}' UNION ALL SELECT '{"sort": "meta.x7261"}') queries;
-- The text has no operator, function or cast without a schema.
SELECT count(*) AS texts, count(*) FILTER (WHERE bare
    ~ '[-+*/<>=~!@#%^&|`?]|::(?!pg_catalog\.)|(^|[^.\w])(?!AND|OR|IN|ANY|FROM|WHERE|SELECT|LIMIT|OFFSET|COALESCE|ARRAY|AS|NOT|BY)\w+\s*\(') AS bare FROM (
    SELECT regexp_replace(regexp_replace(pg_temp.text(jsonb_build_object('filter', f, 'sort', '["name", "-meta.a"]'::jsonb, 'columns', '["name"]'::jsonb,
        'limit', 7, 'offset', 3)), 'OPERATOR\(pg_catalog\.[^)]*\)', '', 'g'), '''[^'']*''', '', 'g') AS bare
    FROM unnest(ARRAY['{"name": "a"}', '{"code": {"in": ["a"]}}', '{"not": {"amount": {"between": [1, 2]}}}', '{"tags": ["x"]}',
        '{"tags": {"is_empty": true}}', '{"name": {"is_empty": true}}', '{"meta.a": {"is_empty": true}}', '{"meta.a": [1]}',
        '{"due": {"in": ["today", null]}}', '{"or": [{"name": {"contains": "x"}}, {"tags": {"has_all": ["x"]}}]}', '{"n": {"in": []}}']::jsonb[]) f) texts;

SELECT dt_drop_table('shapes', permanently => true);
