-- having, sort, limit and offset of dt_aggregate work on the values of its result.

\pset format unaligned
\t on
SELECT dt_create_table('Sales', '{"columns": [{"key": "shop", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "day", "type": "date"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}}, {"key": "ok", "type": "checkbox"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('sales', '[{"shop": "a", "amount": 10, "day": "2026-01-01", "tags": ["x"], "ok": true}, {"shop": "a", "amount": 20.5,
    "day": "2026-01-02", "ok": true}, {"shop": "b", "amount": 5, "day": "2026-03-01", "tags": ["y", "x"]}, {"shop": "b", "day": "2026-03-02"},
    {"shop": "c", "amount": 30.50, "day": "2026-02-01", "tags": ["x", "y"]}, {"shop": "d", "amount": 1, "tags": ["x"]}, {"amount": 2}]');
CREATE FUNCTION pg_temp.shops(rest jsonb) RETURNS text
    LANGUAGE sql AS $$ SELECT coalesce(string_agg(coalesce(g ->> 'shop', 'null'), ' '), '-') FROM dt_aggregate('sales',
    '{"group_by": "shop", "aggregates": {"n": "count", "total": {"sum": "amount"}, "avg": {"avg": "amount"}, "last day": {"max": "day"}, "ok": {"max": "ok"},
        "first": {"first": "amount"}, "amounts": {"array": "amount"}, "name": {"min": "shop"}}, "now": "2026-01-15T00:00:00Z"}'::jsonb || rest) g $$;

-- having takes the operators of filters. The kind of the value decides which.
SELECT h, pg_temp.shops(jsonb_build_object('having', h)) FROM unnest(ARRAY['{"n": 2}', '{"n": {"gt": 1.5}}', '{"n": {"neq": 1}, "total": {"gte": 30.5}}',
    '{"total": {"between": [1, 5]}}', '{"total": {"in": [30.50, 2]}}', '{"or": [{"shop": "c"}, {"n": {"gte": 2}}]}', '{"not": {"n": 1}}',
    '[{"column": "n", "operator": ">", "value": 1}, {"column": "shop", "value": "d", "conjunction": "or"}]',
    '{"shop": null}', '{"shop": {"is_not_empty": true}}', '{"shop": {"starts_with": "A"}}', '{"shop": {"in": ["a", null]}}', '{"last day": {"unit": "month"}}',
    '{"last day": {"gt": "2026-02-01"}}', '{"last day": {"is_empty": true}}', '{"ok": true}', '{"ok": {"neq": true}}', '{"first": 10}', '{"first": 10.0}',
    '{"amounts": [10, 20.5]}', '{"amounts": {"is_empty": true}}', '{"name": {"contains": "B"}}', '{"all": true}', '{}']::jsonb[]) h;
-- It compares group keys that are sets, elements, dates and steps, too.
SELECT dt_aggregate('sales', '{"group_by": "tags", "aggregates": {"n": "count"}, "having": {"tags": {"has_all": ["y"]}}}');
SELECT dt_aggregate('sales',
    '{"group_by": {"column": "tags", "unnest": true, "as": "tag"}, "aggregates": {"n": "count"}, "having": {"tag": {"in": ["x", null]}}}');
SELECT dt_aggregate('sales', '{"group_by": {"column": "day", "unit": "month"}, "aggregates": {"n": "count"}, "having": {"day": {"lt": "2026-03-01"}}}');
SELECT dt_aggregate('sales', '{"group_by": {"column": "amount", "width": 10}, "aggregates": {"n": "count"}, "having": {"amount": {"gte": 10}}}');
SELECT dt_aggregate('sales', '{"aggregates": {"n": "count"}, "having": {"n": {"gt": 100}}}');

-- sort breaks ties by the group keys, so the order is always the same.
SELECT s, pg_temp.shops(jsonb_build_object('sort', s)) FROM unnest(ARRAY['null', '"total"', '"-total"', '"total:desc"', '["n", "-shop"]', '"-n"', '"-shop"',
    '{"column": "shop", "nulls": "first"}', '{"column": "last day", "direction": "desc", "nulls": "last"}', '["-ok", "avg"]', '[]']::jsonb[]) s;
SELECT pg_temp.shops('{"order_by": "-total"}');
-- limit and offset apply after having and sort.
SELECT pg_temp.shops('{"sort": "-total", "limit": 2}'), pg_temp.shops('{"sort": "-total", "limit": 2, "offset": 2}'), pg_temp.shops('{"offset": 4}'),
    pg_temp.shops('{"limit": 0}'), pg_temp.shops('{"having": {"n": 1}, "sort": "-shop", "limit": 1, "offset": 1}');

SELECT dt_drop_table('sales', permanently => true);
