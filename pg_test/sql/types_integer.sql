-- An integer is a whole number within ±9223372036854775807.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Counts', '{"columns": [{"key": "v", "type": "integer"}]}') ->> 'slug' AS slug;

SELECT * FROM put_each('counts', ARRAY['0', '-0', '42', '-7', '1.0', '1e3', '9223372036854775807', '-9223372036854775807', 'null']);

SELECT * FROM put_each('counts', ARRAY['9223372036854775808', '-9223372036854775808', '1e19', '1.5', '0.1', '"1"', '""', 'true', '[1]',
    '{}']) AS g(given, fault);
SELECT put('counts', '1e400') LIKE 'maximum: 1%' AS "1e400 is above the maximum";

-- A whole number may be written with a point. It is compared by its value.

SELECT data, dt.get_int8(data, 'v') FROM dt_query('counts', '{"filter": {"v": {"in": [1, 1000, 9223372036854775807]}}, "sort": "v"}');

-- ## min, max

SELECT dt_create_table('Dice', '{"columns": [{"key": "v", "type": "integer", "config": {"min": 1, "max": 6}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('dice', ARRAY['1', '6', '0', '7', '3.5', '9223372036854775808']);
SELECT config, try_config('dice', 'integer', config) AS error
FROM unnest(ARRAY['{"min": 6, "max": 1}', '{"min": 0.5}', '{"max": 9223372036854775808}', '{"precision": 0}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

CALL drop_tables();
