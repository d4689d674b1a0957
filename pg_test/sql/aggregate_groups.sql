-- dt_aggregate groups by values, by parts of values, by the elements of a list and by steps of a number.

\pset format unaligned
\t on
SELECT dt_create_table('Deals',
    '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "amount", "type": "number"}, {"key": "exact", "type": "decimal"}, {"key": "n", "type": "integer"},
    {"key": "price", "type": "currency"}, {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "slot", "type": "time"}, {"key": "tags", "type": "multi_select", "config": {"options": ["vip", "eu", "new"]}},
    {"key": "who", "type": "person_name"}, {"key": "host", "type": "ip"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[
    {"name": "a", "stage": "won", "amount": 99.99, "exact": 1.50, "n": 1, "price": {"amount": 5.0, "currency": "EUR"},
        "done": true, "due": "2026-01-28", "at": "2026-01-28T10:00:00Z", "slot": "08:00:00", "tags": ["vip", "eu"], "who": {"first": "Jane", "last": "Doe"},
        "host": "10.0.0.10", "meta": {"a": 1, "list": ["x", "y"], "any": 1.0}},
    {"name": "b", "stage": "won", "amount": 100, "exact": 1.5, "n": -1, "price": {"amount": 5, "currency": "EUR"},
        "done": false, "due": "2026-01-28", "at": "2026-01-28T10:00:00.5Z", "slot": "10:00:00", "tags": ["eu", "vip"],
        "who": {"first": "Jane", "last": "Doe"}, "host": "10.0.0.2", "meta": {"a": 1, "list": ["y", 3], "any": 1}},
    {"name": "a", "stage": "open", "amount": -0.01, "exact": 2, "n": 99, "price": {"amount": 5, "currency": "USD"}, "due": "2026-02-01", "tags": ["new"],
        "who": {"first": "Jane", "last": "Doe", "middle": "Q"}, "meta": {"a": "1", "list": "y"}},
    {"name": "", "amount": -100, "n": 100, "tags": [], "meta": {"a": null, "list": []}},
    {"name": "a", "stage": "won", "amount": 250, "n": -100, "done": true, "tags": ["eu"], "meta": {"a": [], "list": [null]}}]');

-- There is one object per group, in the order of the group keys. Empty values have a group of their own, which is null.
SELECT dt_aggregate('deals', '{"group_by": "stage", "aggregates": {"n": "count", "total": {"sum": "amount"}}}');
SELECT dt_aggregate('deals', '{"group_by": ["stage", "name"], "aggregates": {"n": "count"}}');
-- Without functions the groups are the values that exist.
SELECT dt_aggregate('deals', '{"group_by": ["name"]}');
-- Without group_by there is always one object.
SELECT dt_aggregate('deals', '{"filter": {"name": "none"}, "aggregates": {"n": "count", "total": {"sum": "amount"}}}');
-- A group key may have another name, and one column may make several keys.
SELECT dt_aggregate('deals', '{"group_by": [{"column": "stage", "as": "Phase"}, {"field": "stage"}], "aggregates": {"stage count": "count"}}');

-- Values of every type make groups, and are shown as they are stored.
SELECT c, (SELECT string_agg(coalesce(g ->> c, 'null') || ': ' || (g ->> 'n'), '  ')
    FROM dt_aggregate('deals', jsonb_build_object('group_by', c, 'aggregates', '{"n": "count"}'::jsonb)) g) FROM unnest(ARRAY['exact', 'price',
    'price.currency', 'done', 'due', 'at', 'slot', 'tags', 'who', 'who.last', 'host', 'meta.a', 'meta.any', 'created_by', 'version', 'meta']) c;

-- With unnest a record counts once for each element of its list. If the list is empty, it counts in the group null.
SELECT dt_aggregate('deals', '{"group_by": {"column": "tags", "unnest": true}, "aggregates": {"n": "count", "total": {"sum": "amount"}}}');
SELECT dt_aggregate('deals', '{"group_by": {"column": "tags", "unnest": false}, "aggregates": {"n": "count"}}');
SELECT dt_aggregate('deals', '{"group_by": [{"column": "tags", "unnest": true, "as": "tag"}, {"column": "tags", "unnest": true, "as": "other"}],
    "aggregates": {"n": "count"}, "having": {"tag": "vip"}}');
-- A value in json that is not a list is its own only element.
SELECT dt_aggregate('deals', '{"group_by": {"column": "meta.list", "unnest": true}, "aggregates": {"n": "count"}}');

-- A step of a number is named by where it begins. Steps are exact, also below zero.
SELECT dt_aggregate('deals', '{"group_by": {"column": "amount", "width": 100}, "aggregates": {"n": "count", "least": {"min": "amount"}}}');
SELECT dt_aggregate('deals', '{"group_by": {"column": "n", "width": 100}, "aggregates": {"n of": "count"}}');
SELECT dt_aggregate('deals', '{"group_by": {"column": "exact", "width": 0.1}, "aggregates": {"n": "count"}}');
SELECT dt_aggregate('deals', '{"group_by": [{"column": "amount", "width": 1e400, "as": "step"}, {"column": "price", "width": 2, "as": "p"},
    {"column": "meta.a", "width": 0.3, "as": "a"}], "aggregates": {"n": "count"}}');
SELECT dt_create_table('Digits', '{"columns": [{"key": "d", "type": "decimal"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('digits',
    '[{"d": 99.9999999999999999999999999999999999999999}, {"d": -0.0000000000000000000000000000000000000001}, {"d": 1e308}, {"d": 0.3}, {"d": 0}]');
SELECT length(g ->> 'd') > 300 AS long, CASE WHEN length(g ->> 'd') < 300 THEN g END
FROM dt_aggregate('digits', '{"group_by": {"column": "d", "width": 100}, "aggregates": {"n": "count"}}') g;
SELECT dt_aggregate('digits', '{"filter": {"d": {"lt": 10}}, "group_by": {"column": "d", "width": 0.1}, "aggregates": {"n": "count"}}');

-- The caller may choose any names for the values of the result.
SELECT dt_aggregate('deals', '{"group_by": {"column": "stage", "as": "it''s \"q\" 🦀; --"}, "aggregates": {"$1": "count", "a.b": {"max": "amount"}},
    "having": {"$1": {"gt": 1}}, "sort": "a.b"}');
-- There may be 32 group keys and 100 functions.
SELECT count(*), sum((g ->> 'a99')::int)
FROM dt_aggregate('deals', jsonb_build_object('group_by', (SELECT jsonb_agg(jsonb_build_object('column', 'name', 'as', 'k' || i))
    FROM generate_series(1, 32) i), 'aggregates', (SELECT jsonb_object_agg('a' || i, '"count"'::jsonb) FROM generate_series(1, 100) i))) g;

-- trash says which records count.
SELECT dt_delete_where('deals', '{"name": "b"}');
SELECT t, (SELECT d -> 'n' FROM dt_aggregate('deals', jsonb_build_object('aggregates', '{"n": "count"}'::jsonb, 'trash', t)) d)
FROM unnest(ARRAY['exclude', 'include', 'only']) t;

-- An open table is grouped by keys that are not columns, too.
SELECT dt_create_table('Open', '{"open": true, "columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('open', '[{"n": 1, "k": "x", "v": 1.5}, {"n": 2, "k": "x", "v": 2}, {"k": 7, "v": "much"}]');
SELECT dt_aggregate('open',
    '{"group_by": "k", "aggregates": {"total": {"sum": "v"}, "avg": {"avg": "v"}, "most": {"max": "v"}, "filled": {"count_filled": "v"}}}');

-- dt_aggregate runs in a read-only transaction.
BEGIN READ ONLY;
SELECT dt_aggregate('open', '{"aggregates": {"n": "count"}}');
COMMIT;

SELECT dt_drop_table('deals', permanently => true), dt_drop_table('digits', permanently => true), dt_drop_table('open', permanently => true);
