-- Each aggregate function returns what it should for every type of column.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals',
    '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "amount", "type": "number"}, {"key": "n", "type": "integer"}, {"key": "exact", "type": "decimal"},
    {"key": "price", "type": "currency"}, {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "slot", "type": "time"}, {"key": "tags", "type": "multi_select", "config": {"options": ["vip", "eu", "new"]}},
    {"key": "who", "type": "person_name"}, {"key": "ref", "type": "uuid"}, {"key": "host", "type": "ip"}, {"key": "meta", "type": "json"},
    {"key": "made", "type": "created_at"}]}') ->> 'slug';
CREATE FUNCTION pg_temp.of(aggregate jsonb, filter jsonb DEFAULT '{}') RETURNS text
    LANGUAGE sql AS $$ SELECT string_agg(d ->> 'x', ' | ')
        FROM dt_aggregate('deals', jsonb_build_object('filter', filter, 'aggregates', jsonb_build_object('x', aggregate))) d $$;

-- Without records a count and a sum are 0, lists are empty, and every other function returns null.
SELECT dt_aggregate('deals', '{"aggregates": {"count": "count", "filled": {"count_filled": "n"}, "empty": {"count_empty": "n"},
    "distinct": {"count_distinct": "n"}, "checked": {"checked": "done"}, "unchecked": {"unchecked": "done"}}}');
SELECT dt_aggregate('deals', '{"aggregates": {"sum": {"sum": "n"}, "avg": {"avg": "n"}, "min": {"min": "n"}, "range": {"range": "n"},
    "median": {"median": "n"}, "p": {"percentile": "n", "at": 0.9}, "stddev": {"stddev": "n"}, "variance": {"variance": "n"}, "mode": {"mode": "n"}}}');
SELECT dt_aggregate('deals', '{"aggregates": {"filled": {"percent_filled": "n"}, "empty": {"percent_empty": "n"}, "checked": {"percent_checked": "done"},
    "earliest": {"earliest": "due"}, "first": {"first": "n"}, "last": {"last": "n"}, "array": {"array": "n"}, "distribution": {"distribution": "n"},
    "price": {"sum": "price"}}}');
-- Without records there are no groups.
SELECT count(*) FROM dt_aggregate('deals', '{"group_by": "stage", "aggregates": {"n": "count"}}');

SELECT count(*) FROM dt_insert_many('deals', '[
    {"name": "Acme", "stage": "won", "amount": 0.1, "n": 1, "exact": 1.50, "price": {"amount": 10.50, "currency": "EUR"},
        "done": true, "due": "2026-01-28", "at": "2026-01-28T14:30:00Z", "slot": "14:30:00", "tags": ["vip", "eu"], "who": {"first": "Jane", "last": "Doe"},
        "ref": "00000000-0000-0000-0000-00000000000b", "host": "10.0.0.2", "meta": {"size": 3, "ok": true}},
    {"name": "acme", "stage": "won", "amount": 0.2, "n": 2, "exact": 1.5, "price": {"amount": 0.25, "currency": "EUR"}, "done": false, "due": "2026-01-30",
        "at": "2026-01-28T14:30:00.5Z", "slot": "08:00:00", "tags": ["eu", "vip"], "who": {"first": "Jane", "last": "Doe", "middle": "Q"},
        "ref": "00000000-0000-0000-0000-00000000000a", "host": "10.0.0.10", "meta": {"size": 3.0, "ok": false}},
    {"name": "Globex", "stage": "open", "amount": 0.30, "n": 2, "exact": 2, "done": true, "due": "2025-12-31", "at": "2026-01-28T14:29:59Z", "tags": ["new"],
        "who": {"first": "Jane", "last": "Doe"}, "meta": {"size": "large"}},
    {"name": "", "amount": 1e3, "exact": 0.00, "tags": [], "meta": {}}]');

-- count_filled and count_empty agree with is_empty: "", [] and {} are empty.
SELECT pg_temp.of('"count"'), pg_temp.of('{"count": "*"}'), pg_temp.of('{"count": null}'), pg_temp.of('{"count": "name"}') AS "those with a name, as in SQL";
SELECT c, pg_temp.of(jsonb_build_object('count_filled', c)) AS filled, pg_temp.of(jsonb_build_object('count_empty', c)) AS empty,
    pg_temp.of(jsonb_build_object('count_distinct', c)) AS "distinct", pg_temp.of(jsonb_build_object('percent_filled', c)) AS "filled %",
    pg_temp.of(jsonb_build_object('percent_empty', c)) AS "empty %",
    dt_count('deals', jsonb_build_object(c, '{"is_empty": true}'::jsonb)) AS "is_empty" FROM unnest(ARRAY['name', 'stage', 'amount', 'n', 'exact', 'price',
        'done', 'due', 'at', 'slot', 'tags', 'who', 'ref', 'host', 'meta', 'meta.size', 'who.middle', 'price.currency', 'created_by']) c;

-- Numbers are computed exactly, and are shown without zeros at the end.
SELECT f, pg_temp.of(jsonb_build_object(f, 'amount')) AS number, pg_temp.of(jsonb_build_object(f, 'n')) AS integer,
    pg_temp.of(jsonb_build_object(f, 'exact')) AS decimal, pg_temp.of(jsonb_build_object(f, 'price')) AS currency,
    pg_temp.of(jsonb_build_object(f, 'meta.size')) AS "part of json"
FROM unnest(ARRAY['sum', 'avg', 'min', 'max', 'range', 'median', 'stddev', 'variance', 'mode']) f;
SELECT at, pg_temp.of(jsonb_build_object('percentile', 'amount', 'at', at)) FROM unnest(ARRAY[0, 0.1, 0.25, 0.26, 0.5, 0.51, 0.95, 1]) at;

-- Every type that has an order has a smallest and a largest value.
SELECT c, pg_temp.of(jsonb_build_object('min', c)) AS min, pg_temp.of(jsonb_build_object('max', c)) AS max
FROM unnest(ARRAY['name', 'stage', 'done', 'due', 'at', 'slot', 'who', 'ref', 'host', 'version', 'price.currency']) c;
-- A range of dates is in days, a range of instants or times in seconds. The median is the lower one of two middle values.
SELECT c, pg_temp.of(jsonb_build_object('earliest', c)) AS earliest, pg_temp.of(jsonb_build_object('latest', c)) AS latest,
    pg_temp.of(jsonb_build_object('range', c)) AS range, pg_temp.of(jsonb_build_object('median', c)) AS median,
    pg_temp.of(jsonb_build_object('percentile', c, 'at', 0.9)) AS "0.9" FROM unnest(ARRAY['due', 'at', 'slot']) c;
SELECT pg_temp.of('{"earliest": "made"}') = pg_temp.of('{"min": "created_at"}');

-- A checkbox that is empty or false counts as unchecked.
SELECT pg_temp.of('{"checked": "done"}'), pg_temp.of('{"unchecked": "done"}'), pg_temp.of('{"percent_checked": "done"}'), pg_temp.of('{"checked": "meta.ok"}');

-- first, last and array follow the order of creation. mode is the most frequent value, and the smallest one of several.
SELECT c, pg_temp.of(jsonb_build_object('first', c)) AS first, pg_temp.of(jsonb_build_object('last', c)) AS last,
    pg_temp.of(jsonb_build_object('array', c)) AS "array", pg_temp.of(jsonb_build_object('mode', c)) AS mode,
    pg_temp.of(jsonb_build_object('distribution', c)) AS distribution FROM unnest(ARRAY['name', 'stage', 'amount', 'n', 'exact', 'price', 'done', 'due',
    'at', 'slot', 'tags', 'who', 'ref', 'host', 'meta', 'meta.size', 'who.last', 'version']) c;
SELECT pg_temp.of('{"distribution": "exact", "limit": 1}'), pg_temp.of('{"distribution": "exact", "limit": 0}'),
    pg_temp.of('{"distribution": "exact", "limit": null}');

-- A function with a filter of its own looks only at the records of that filter.
SELECT dt_aggregate('deals', '{"filter": {"n": {"gte": 1}}, "aggregates": {"n": "count", "won": {"count": "*", "filter": {"stage": "won"}},
    "won total": {"sum": "amount", "where": {"stage": "won"}}, "not won": {"percent_filled": "price", "filter": {"not": {"stage": "won"}}},
    "first won": {"first": "name", "filter": {"stage": "won"}}, "names": {"array": "name", "filter": {"n": 2}}, "all": {"count": "*", "filter": {}}}}');
SELECT dt_aggregate('deals', '{"aggregates": {"at": {"distribution": "n", "filter": {"done": true}}, "median": {"median": "n", "filter": {"n": {"lt": 0}}},
    "unchecked": {"unchecked": "done", "filter": {"stage": "won"}}}}');

-- A function can be written in several ways.
SELECT pg_temp.of('{"function": "sum", "column": "n"}'), pg_temp.of('{"function": "percentile", "field": "n", "at": 1, "filter": {"n": 1}}'),
    pg_temp.of('{"Average": "n"}'), pg_temp.of('{"maximum": "n"}'), pg_temp.of('{"count unique": "n"}');

-- Amounts in different currencies are not added up. A group for each currency, or a filter, makes it possible.
SELECT count(*) FROM dt_insert_many('deals', '[{"price": {"amount": 7, "currency": "USD"}}]');
SELECT pg_temp.of('{"sum": "price"}');
SELECT pg_temp.of('{"max": "price.amount"}');
SELECT pg_temp.of('{"sum": "price"}', '{"price.currency": "EUR"}'), pg_temp.of('{"sum": "price", "filter": {"price.currency": "USD"}}'),
    pg_temp.of('{"count_distinct": "price"}'), pg_temp.of('{"max": "price.currency"}');
SELECT dt_aggregate('deals', '{"group_by": "price.currency", "aggregates": {"total": {"sum": "price"}, "highest": {"max": "price"}}}');
SELECT try($$SELECT dt_aggregate('deals', '{"group_by": "stage", "aggregates": {"total": {"sum": "price"}}}')$$);

-- Results are exact for 40 digits, and for numbers near the limit of a double.
SELECT dt_create_table('Digits', '{"columns": [{"key": "x", "type": "number"}, {"key": "d", "type": "decimal"}, {"key": "i", "type": "integer"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('digits', '[{"x": 1e308, "d": 1234567890123456789012345678901234567890, "i": 9223372036854775807},
    {"x": 1e308, "d": 1234567890123456789012345678901234567891, "i": 9223372036854775807},
    {"x": 0.1, "d": 0.0000000000000000000000000000000000000001, "i": 9223372036854775806}, {"x": -1e308}, {"x": -1e308, "d": -1}]');
SELECT dt_aggregate('digits', '{"aggregates": {"x": {"sum": "x"}, "d": {"sum": "d"}, "i": {"sum": "i"}, "ai": {"avg": "i"},
    "mi": {"median": "i", "filter": {"i": 9223372036854775807}}, "ri": {"range": "i"}, "di": {"distribution": "i"}}}');
SELECT dt_aggregate('digits', '{"filter": {"d": {"gt": 1}},
    "aggregates": {"avg": {"avg": "d"}, "median": {"median": "d"}, "variance": {"variance": "d"}, "stddev": {"stddev": "d"}, "range": {"range": "d"}}}');
SELECT dt_aggregate('digits', '{"filter": {"d": {"lt": 1}}, "aggregates": {"avg": {"avg": "d"}, "array": {"array": "d"}, "first": {"first": "d"}}}');
-- 1/3 has sixteen digits after the point. A smaller number has as many significant digits.
SELECT count(*) FROM dt_insert_many('digits', '[{"i": 1}, {"i": 0}, {"i": 0}]');
SELECT dt_aggregate('digits', '{"filter": {"i": {"lte": 1}},
    "aggregates": {"avg": {"avg": "i"}, "third": {"percent_filled": "i", "filter": {}}, "one": {"stddev": "i", "filter": {"i": 1}}}}');

-- An array has at most 1,000 values, in the order of creation.
SELECT dt_create_table('Many', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('many', (SELECT jsonb_agg(jsonb_build_object('n', 2000 - i)) FROM generate_series(1, 1500) i));
SELECT jsonb_array_length(a -> 'all'), a -> 'all' -> 0, a -> 'all' -> 999, a -> 'd', a -> 'first', a -> 'last' FROM dt_aggregate('many',
    '{"aggregates": {"all": {"array": "n"}, "d": {"distribution": "n", "limit": 2}, "first": {"first": "n"}, "last": {"last": "n"}}}') a;
-- A percentile is exact: 0.07 of 1,500 values is the 105th.
SELECT dt_aggregate('many', '{"aggregates": {"p07": {"percentile": "n", "at": 0.07}, "p95": {"percentile": "n", "at": 0.95}, "median": {"median": "n"}}}');

CALL drop_tables();
