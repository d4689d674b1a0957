-- An error of dt_aggregate says what was wrong, where, and what to do.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
    {"key": "amount", "type": "number"}, {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date"}, {"key": "slot", "type": "time"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["vip"]}}, {"key": "meta", "type": "json"}]}') ->> 'slug';
CREATE FUNCTION pg_temp.fails(query jsonb) RETURNS text LANGUAGE sql AS $$ SELECT try(format('SELECT dt_aggregate(%L, %L)', 'deals', query)) $$;

-- ## The document
SELECT q, pg_temp.fails(q)
FROM unnest(ARRAY['[]', '7', '{}', '{"aggregates": {}}', '{"group_by": []}', '{"groupby": ["stage"]}', '{"aggregate": {"n": "count"}}',
    '{"columns": ["name"]}', '{"filter": {}, "where": {}, "aggregates": {"n": "count"}}', '{"aggregates": {"n": "count"}, "limit": -1}',
    '{"aggregates": {"n": "count"}, "limit": "5"}', '{"aggregates": {"n": "count"}, "offset": 1.5}', '{"aggregates": {"n": "count"}, "trash": "onyl"}',
    '{"aggregates": {"n": "count"}, "time_zone": "Europe/Berln"}', '{"aggregates": {"n": "count"}, "now": "later"}',
    '{"aggregates": {"n": "count"}, "filter": {"nam": 1}}', '{"aggregates": {"n": "count"}, "filter": {"amount": "x"}}']::jsonb[]) q;
SELECT try('SELECT dt_aggregate(''deals'', NULL)');
SELECT try('SELECT dt_aggregate(''daels'', ''{"aggregates": {"n": "count"}}'')');

-- ## Group keys
SELECT k, pg_temp.fails(jsonb_build_object('group_by', k)) FROM unnest(ARRAY['7', '[["stage"]]', '"stag"', '"tags.x"', '{}', '{"unit": "day"}',
    '{"column": "due", "units": "day"}', '{"column": "due", "unit": "days"}', '{"column": "due", "unit": 1}', '{"column": "amount", "unit": "day"}',
    '{"column": "slot", "unit": "day"}', '{"column": "meta.a", "unit": "day"}', '{"column": "name", "width": 10}', '{"column": "amount", "width": 0}',
    '{"column": "amount", "width": 0.000}', '{"column": "amount", "width": -5}', '{"column": "amount", "width": "10"}',
    '{"column": "name", "unnest": true}', '{"column": "tags", "unnest": 1}', '{"column": "due", "unit": "day", "width": 1}',
    '{"column": "stage", "as": ""}', '{"column": "stage", "as": 1}', '["stage", "stage"]', '["stage", {"column": "name", "as": "stage"}]']::jsonb[]) k;

-- ## Functions
SELECT a, pg_temp.fails(jsonb_build_object('aggregates', jsonb_build_object('x', a))) FROM unnest(ARRAY['7', '[]', 'null', '{}', '"sun"', '"sum"',
    '{"sum": null}', '{"sum": 1}', '{"sum": "*"}', '{"sum": "amont"}', '{"sun": "amount"}', '{"sum": "name"}', '{"sum": "due"}', '{"avg": "tags"}',
    '{"min": "tags"}', '{"median": "name"}', '{"checked": "amount"}', '{"earliest": "amount"}', '{"earliest": "meta.a"}', '{"range": "done"}',
    '{"sum": "created_at"}', '{"sum": "amount", "avg": "amount"}', '{"sum": "amount", "filtre": {}}', '{"sum": "amount", "at": 0.5}',
    '{"sum": "amount", "limit": 5}', '{"percentile": "amount"}', '{"percentile": "amount", "at": 95}', '{"percentile": "amount", "at": -0.1}',
    '{"percentile": "amount", "at": "0.5"}', '{"distribution": "name", "limit": -1}', '{"distribution": "name", "limit": 1001}',
    '{"count": "*", "filter": {"nam": 1}}', '{"count": "*", "filter": {"amount": "x"}}', '{"count": "*", "filter": 7}', '{"function": "sum"}',
    '{"function": "sun", "column": "amount"}', '{"function": "sum", "colum": "amount"}', '{"filter": {}}']::jsonb[]) a;
SELECT pg_temp.fails('{"aggregates": ["count"]}'), pg_temp.fails('{"aggregates": "count"}');
SELECT pg_temp.fails('{"aggregates": {"": "count"}}'), pg_temp.fails(jsonb_build_object('aggregates', jsonb_build_object(repeat('n', 256), 'count')));
SELECT pg_temp.fails('{"group_by": "stage", "aggregates": {"stage": "count"}}');

-- ## having and sort know the values of the result, and no others
SELECT h, pg_temp.fails(jsonb_build_object('group_by', 'stage', 'aggregates', '{"total": {"sum": "amount"}, "names": {"array": "name"},
    "last": {"max": "due"}}'::jsonb) || h) FROM unnest(ARRAY['{"having": {"totl": 1}}', '{"having": {"amount": 1}}', '{"having": {"total": "x"}}',
    '{"having": {"total": {"contains": "x"}}}', '{"having": {"total": {"gtt": 1}}}', '{"having": {"names": {"gt": 1}}}', '{"having": {"last": "someday"}}',
    '{"having": 7}', '{"sort": "-totl"}', '{"sort": "amount"}', '{"sort": "total:down"}', '{"sort": 7}', '{"sort": {"direction": "desc"}}']::jsonb[]) h;

-- ## Limits
SELECT pg_temp.fails(jsonb_build_object('group_by', (SELECT jsonb_agg(jsonb_build_object('column', 'name', 'as', 'k' || i)) FROM generate_series(1, 33) i)));
SELECT pg_temp.fails(jsonb_build_object('aggregates', (SELECT jsonb_object_agg('a' || i, '"count"'::jsonb) FROM generate_series(1, 101) i)));

-- ## A location is no number and nothing to check, its coordinates are numbers
SELECT dt_create_table('Places', '{"columns": [{"key": "l", "type": "location"}, {"key": "s", "type": "select", "config": {"options": ["a",
    "b"]}}]}') ->> 'slug';
SELECT (dt_insert('places', '{"l": {"city": "x", "lat": 1, "lng": 2}, "s": "b"}')).version;
SELECT try(format('SELECT dt_aggregate(''places'', %L)', jsonb_build_object('aggregates', jsonb_build_object('m', jsonb_build_object(f, 'l')))))
FROM unnest(ARRAY['median', 'range', 'checked', 'sum']) f;
SELECT dt_aggregate('places', '{"aggregates": {"range": {"range": "l.lat"}, "n": {"count_filled": "l"}, "first": {"first": "l"}}}');

CALL drop_tables();
