-- When the type of a column changes, this is what each value becomes.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

-- There is one record for each value. The values before and after are returned in order, and those that do not convert are shown as kept.
CREATE FUNCTION becomes(from_type text, from_config jsonb, to_type text, to_config jsonb, VARIADIC given jsonb[])
RETURNS TABLE (before jsonb, after jsonb, kept jsonb) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_create_table('Values',
        jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'v', 'type', from_type, 'config', from_config))));
    PERFORM dt_insert_many('values', (SELECT jsonb_agg(jsonb_build_object('v', value) ORDER BY n) FROM unnest(given) WITH ORDINALITY AS g(value, n)));
    CREATE TEMP TABLE before AS SELECT id, data -> 'v' AS value FROM dt_query('values');
    PERFORM dt_alter_column('values', 'v', jsonb_build_object('type', to_type, 'on_failure', 'keep')
        || CASE WHEN to_config IS NULL THEN '{}' ELSE jsonb_build_object('config', to_config) END);
    RETURN QUERY SELECT b.value, q.data -> 'v', q.data #> '{_unconverted,v}' FROM before AS b JOIN dt_query('values') AS q USING (id) ORDER BY b.id;
    PERFORM dt_drop_table('values', true);
    DROP TABLE before;
END
$$;
\pset format unaligned
\pset null -
SET timezone = 'UTC';

-- ## Text to numbers, as people write them, if there is one way to read it

SELECT * FROM becomes('text', '{}', 'number', '{}', '"12"', '" 12.50 "', '"1,234.50"', '"1,234"', '"abc"', '"1e308"', '"1e309"', '"12 %"', '"💥"');
SELECT * FROM becomes('text', '{}', 'integer', '{}', '"12"', '"12.5"', '"-9223372036854775807"', '"-9223372036854775808"');
SELECT * FROM becomes('text', '{}', 'decimal', '{}', '"1234567890123456789012345678901234567890.10"', '"0.1"');
SELECT * FROM becomes('text', '{}', 'checkbox', '{}', '"yes"', '"0"', '"maybe"');

-- ## Numbers

SELECT * FROM becomes('number', '{}', 'integer', '{}', '12', '12.0', '12.5', '1e300');
SELECT left(before::text, 42) AS before, after, left(kept::text, 42) AS kept
FROM becomes('decimal', '{}', 'number', '{}', '1234567890123456789012345678901234567890', '0.10', '1e400');
SELECT * FROM becomes('decimal', '{}', 'text', '{}', '1234567890123456789012345678901234567890.10', '-0.5');
SELECT * FROM becomes('number', '{}', 'checkbox', '{}', '1', '0', '5');
SELECT * FROM becomes('number', '{}', 'date', '{}', '20260128', '2026');
SELECT * FROM becomes('checkbox', '{}', 'text', '{}', 'true', 'false');

-- ## Money: a bare number takes the currency of the config, and no other

SELECT * FROM becomes('number', '{}', 'currency', '{"currency": "EUR"}', '12.5');
SELECT * FROM becomes('number', '{}', 'currency', '{}', '12.5');
SELECT * FROM becomes('currency', '{"currency": "EUR"}', 'number', '{}', '{"amount": 12.50, "currency": "EUR"}', '{"amount": 12.50, "currency": "USD"}');
SELECT * FROM becomes('currency', '{}', 'number', '{}', '{"amount": 12.50, "currency": "EUR"}');
SELECT * FROM becomes('currency', '{"currency": "EUR"}', 'text', '{}', '{"amount": 12.50, "currency": "EUR"}', '{"amount": 12.50, "currency": "USD"}');

-- ## Dates: a day is midnight in the zone of the datetime column, or else of the session

SELECT * FROM becomes('text', '{}', 'date', '{}', '"2026-01-28"', '"28 Jan 2026"', '"01/28/2026"', '"01/02/2026"', '"2026-02-30"');
SELECT * FROM becomes('datetime', '{}', 'date', '{}', '"2026-01-28T00:00:00Z"', '"2026-01-28T14:30:00Z"');
SELECT * FROM becomes('datetime', '{"timezone": "Europe/Berlin"}', 'date', '{}', '"2026-01-27T23:00:00Z"', '"2026-01-28T00:00:00Z"');
SELECT * FROM becomes('date', '{}', 'datetime', '{}', '"2026-01-28"');
SELECT * FROM becomes('date', '{}', 'datetime', '{"timezone": "Europe/Berlin"}', '"2026-01-28"', '"2026-07-28"');
SET timezone = 'America/New_York';
SELECT * FROM becomes('date', '{}', 'datetime', '{}', '"2026-01-28"');
SELECT * FROM becomes('datetime', '{}', 'date', '{}', '"2026-01-28T05:00:00Z"', '"2026-01-28T00:00:00Z"');
SET timezone = 'UTC';
SELECT * FROM becomes('datetime', '{}', 'text', '{}', '"2026-01-28T14:30:00Z"');
SELECT * FROM becomes('datetime', '{}', 'time', '{}', '"2026-01-28T14:30:00Z"');

-- ## Sets

SELECT * FROM becomes('multi_select', '{"options": ["a", "b", "c, d"]}', 'select', NULL, '["a"]', '["c, d"]', '["a", "b"]');
SELECT * FROM becomes('select', '{"options": ["a", "b"]}', 'multi_select', NULL, '"a"', '"b"');
SELECT * FROM becomes('multi_select', '{"options": ["a", "b", "c, d"]}', 'text', '{}', '["a", "b"]', '["a", "c, d"]');
SELECT * FROM becomes('multi_select', '{"options": ["1", "234"]}', 'number', '{}', '["1"]', '["1", "234"]');

-- ## JSON: every value becomes JSON as it is, and JSON becomes what its own kind can

SELECT * FROM becomes('person_name', '{}', 'json', '{}', '{"first": "Jane", "last": "Doe"}');
SELECT * FROM becomes('text', '{}', 'json', '{}', '"{\"a\": 1}"', '""');
SELECT * FROM becomes('json', '{}', 'text', '{}', '"a"', '12.50', 'true', '[1, "a"]', '{"a": 1}', '[]');
SELECT * FROM becomes('json', '{}', 'number', '{}', '"12"', '12', 'true', '[12]', '{"a": 12}');
SELECT * FROM becomes('json', '{}', 'person_name', '{}', '{"first": "Jane"}', '{"first": "Jane", "age": 5}', '"Jane Doe"');
SELECT left(before::text, 10) AS before, after, before = kept AS kept
FROM becomes('json', '{}', 'text', '{"max_length": 10}', (repeat('[', 100) || repeat(']', 100))::jsonb);

-- ## Text with line breaks, and empty values

SELECT * FROM becomes('long_text', '{}', 'text', '{}', '"one line"', '"two\nlines"', '"🎉"');
SELECT * FROM becomes('text', '{}', 'number', '{}', '""', '"  "', 'null');
SELECT * FROM becomes('text', '{}', 'long_text', '{}', '""', '"  "');
SELECT * FROM becomes('uuid', '{}', 'text', '{}', '"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"');
SELECT * FROM becomes('text', '{}', 'uuid', '{}', '"0197A5B87C317E2A9C0D3F5A8B1E2D4C"', '"x"');

DROP FUNCTION becomes;
CALL drop_tables();
