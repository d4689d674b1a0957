-- A date is a calendar day of the years 0001 to 9999.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Days', '{"columns": [{"key": "v", "type": "date"}]}') ->> 'slug' AS slug;

SELECT * FROM put_each('days', ARRAY['"2026-01-28"', '"0001-01-01"', '"9999-12-31"', '"2024-02-29"', '"2000-02-29"', '"1582-10-10"', 'null']);

SELECT * FROM put_each('days', ARRAY['"0000-01-01"', '"10000-01-01"', '"-0001-01-01"', '"+2026-01-28"', '"2026-02-29"', '"1900-02-29"',
    '"2026-13-01"', '"2026-00-10"', '"2026-04-31"', '"2026-01-00"', '"2026-1-28"', '"20260128"', '"28.01.2026"', '"01/28/2026"', '" 2026-01-28"',
    '"2026-01-28T00:00:00Z"', '"2026-01-28 "', '"２０２６-01-28"', '"today"', '"infinity"', '"epoch"', '""', '20260128', 'true', '["2026-01-28"]',
    '{}']) AS g(given, fault);

-- The year 0001 sorts before all others, and 9999 after them.

SELECT data ->> 'v' AS v, dt.get_date(data, 'v') = (data ->> 'v')::date AS same
FROM dt_query('days', '{"filter": {"v": {"is_not_empty": true}}, "sort": "v"}');

-- ## min, max: both included

SELECT dt_create_table('Quarter', '{"columns": [{"key": "v", "type": "date", "config": {"min": "2026-01-01", "max": "2026-03-31"}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('quarter', ARRAY['"2026-01-01"', '"2026-03-31"', '"2025-12-31"', '"2026-04-01"', '"2026-02-30"']);
SELECT config, try_config('days', 'date', config) AS error
FROM unnest(ARRAY['{"min": "2026-02-01", "max": "2026-01-01"}', '{"min": "2026-02-30"}', '{"min": "today"}', '{"max": 2026}', '{"timezone": "UTC"}',
    '{"date_order": "dym"}', '{"date_order": true}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## date_order is for typecast, and does not change what is stored and accepted

SELECT dt_add_column('days', 'us', 'date', '{"config": {"date_order": "mdy"}}') -> 'config' AS config;
SELECT put('days', '"2026-01-28"', 'us') AS stored, put('days', '"01/28/2026"', 'us') AS fault;

-- ## Required, unique

SELECT dt_create_table('Holidays', '{"columns": [{"key": "v", "type": "date", "required": true, "unique": true}]}') ->> 'slug' AS slug;
SELECT put('holidays', '"9999-12-31"') AS first, put('holidays', '"9999-12-31"') AS second, put('holidays', '""') AS blank, put('holidays', '0') AS number;

-- ## Defaults: a day, "today", or "now", which is today, too. Today is that of the session

SELECT dt_add_column('days', 'made', 'date', '{"default": "today"}') ->> 'default' AS default;
SELECT dt_add_column('days', 'seen', 'date', '{"default": "now"}') ->> 'default' AS default;
SELECT dt_add_column('days', 'due', 'date', '{"default": "2026-12-31"}') ->> 'default' AS default;
SELECT try($$SELECT dt_add_column('days', 'bad', 'date', '{"default": "tomorrow"}')$$);
SET timezone = 'Pacific/Kiritimati';
SELECT (data ->> 'made')::date = current_date AS today, data -> 'made' = data -> 'seen' AS same, data ->> 'due' AS due FROM dt_insert('days', '{}');
SELECT data ->> 'made' AS east FROM dt_insert('days', '{}') \gset
SET timezone = 'Pacific/Pago_Pago';
SELECT (data ->> 'made')::date = current_date AS today FROM dt_insert('days', '{}');
SELECT data ->> 'made' < :'east' AS "a day earlier in the west" FROM dt_insert('days', '{}');
RESET timezone;

CALL drop_tables();
