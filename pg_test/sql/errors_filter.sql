-- Filters are refused when an operator, a part or a value does not fit the column type.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Refused', '{"columns": [{"key": "t", "type": "text"}, {"key": "n", "type": "number"}, {"key": "i", "type": "integer"},
    {"key": "d", "type": "decimal"}, {"key": "b", "type": "checkbox"}, {"key": "day", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "time", "type": "time"}, {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}},
    {"key": "price", "type": "currency"}, {"key": "who", "type": "person_name"}, {"key": "r", "type": "uuid"}, {"key": "ip", "type": "ip"},
    {"key": "m", "type": "json"}]}') ->> 'slug';

-- The error names the nearest operator.
SELECT op, try_count('refused', jsonb_build_object('t', jsonb_build_object(op, 'x'))::text)
FROM unnest(ARRAY['lik', 'not_lke', 'contain_word', 'match', 'lenght', 'is_exact', 'withn', 'regex', 'size']) op;
-- The error names the nearest part of a value.
SELECT path, try_count('refused', jsonb_build_object(path, 'x')::text)
FROM unnest(ARRAY['who.frist', 'who.x', 'price.curency', 'price.amount.x', 't.x', 'tags.0', 'created_at.yeer', 'm..a', 'm.', 'mm.a', 'who.']) path;
-- The value is not one of the type.
SELECT f, try_count('refused', f) FROM unnest(ARRAY['{"time": "25:00"}', '{"time": "10"}', '{"time": 10}', '{"time": {"in": ["10:00", "x"]}}',
    '{"ip": "1.2.3"}', '{"ip": "10.0.0.0/33"}', '{"ip": 1}', '{"who": {"eq": {"frist": "J"}}}', '{"who": 1}', '{"who.first": 1}', '{"price": true}',
    '{"price.amount": "1"}', '{"price.currency": 1}', '{"r": "x"}', '{"tags": {"is_exactly": 1}}', '{"tags": {"is_exactly": null}}',
    '{"i": 1e30}', '{"i": 1.5}', '{"n": 1e400}', '{"d": "1"}', '{"at": {"between": ["2026-01-01", "x"]}}', '{"day": {"in": ["2026-01-01", "2026-13-01"]}}',
    '{"day": {"not_in": ["tomorow"]}}']) f;
-- The operator does not apply to the type. The error lists those that do.
SELECT f, try_count('refused', f) FROM unnest(ARRAY['{"b": {"like": "x"}}', '{"tags": {"in": ["a"]}}', '{"tags": {"matches": "a"}}',
    '{"time": {"within": {"last": {"days": 1}}}}', '{"ip": {"contains": "1"}}', '{"m": {"within": {"unit": "day"}}}']) f;

CALL drop_tables();
