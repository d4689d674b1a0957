-- Whole numbers compare with any number, and numbers may be written as text.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Counts', '{"columns": [{"key": "i", "type": "integer", "index": true}, {"key": "d", "type": "decimal"},
    {"key": "f", "type": "number"},
    {"key": "t", "type": "text"}, {"key": "r", "type": "rating"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('counts', '[{"i": -9223372036854775807, "d": 0.1, "f": -1.5, "t": "abc", "r": 1}, {"i": -1, "d": 1.5},
    {"i": 0, "f": 0}, {"i": 1, "r": 5},
    {"i": 2, "d": 9007199254740993, "f": 1e300}, {"i": 9223372036854775807}, {}]');

-- ## Bounds that are no whole number of 64 bits
SELECT bound, string_agg(dt_count('counts', jsonb_build_object('i', jsonb_build_object(operator, bound::jsonb)))::text,
    ' ' ORDER BY at) AS "gt gte lt lte eq neq"
FROM unnest(ARRAY['1', '1.0', '1.5', '-0.5', '-1.5', '0.0', '1e0', '15e-1', '9223372036854775807', '9223372036854775807.5', '9223372036854775808',
    '1e30', '-1e30',
    '-9223372036854775808', '-9223372036854775809', '1e-400']) bound,
    unnest(ARRAY['gt', 'gte', 'lt', 'lte', 'eq', 'neq']) WITH ORDINALITY AS o(operator, at) GROUP BY bound ORDER BY bound::numeric;
SELECT filter, dt_count('counts', filter::jsonb) FROM unnest(ARRAY['{"i": {"in": [1, 1.5, 1e30]}}', '{"i": {"not_in": [1.5]}}',
    '{"i": {"between": [0.5, 2.5]}}',
    '{"i": {"not_between": [0.5, 2.5]}}', '{"i": {"between": [-1e30, 1e30]}}', '{"version": {"gt": 0.5}}', '{"version": {"lt": 1e40}}',
    '{"t": {"length": {"gt": 2.5}}}',
    '{"r": {"gte": 4.5}}', '{"not": {"i": {"lt": 1e30}}}']) filter;

-- ## Numbers as text, exact for clients whose numbers are doubles
SELECT filter, dt_count('counts', filter::jsonb) FROM unnest(ARRAY['{"i": "9223372036854775807"}', '{"i": {"gt": "9223372036854775806"}}',
    '{"i": {"in": ["1", "2"]}}',
    '{"d": "9007199254740993"}', '{"d": {"between": ["0.1", "1.5"]}}', '{"f": "1e300"}', '{"version": "1"}', '{"t": {"length": {"eq": "3"}}}']) filter;
SELECT filter, try_count('counts', filter) FROM unnest(ARRAY['{"i": "one"}', '{"i": "1 "}', '{"i": "0x1"}', '{"i": ""}', '{"d": "1,5"}',
    '{"f": "NaN"}', '{"i": true}', '{"t": {"length": "3"}}', '{"d": {"gt": "1e200000"}}', '{"d": {"in": ["1e-200000"]}}']) filter;

-- ## The index serves a bound that is no whole number
SELECT dt_explain('counts', '{"filter": {"i": {"gt": 1.5}}}') ->> 'params';

SELECT dt_drop_table('counts', permanently => true);
