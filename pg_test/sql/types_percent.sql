-- A percent value is stored as the number before the sign: 12.5 is 12.5 %.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Shares', '{"columns": [{"key": "v", "type": "percent"}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted as given, or refused

SELECT * FROM put_each('shares', ARRAY['0', '-0', '12.5', '12.50', '-3', '250', '1e2', 'null']);
SELECT given, left(put('shares', given), 150) AS fault
FROM unnest(ARRAY['"12 %"', '""', 'true', '[12]', '{}', '1e309', '1e400', '-1e400']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT length(put('shares', '1e308')) AS digits, put('shares', '9223372036854775808') AS large,
    put('shares', '0.1234567890123456789012345678901234567890') AS fine;

-- ## min, max, precision

SELECT dt_create_table('Rates', '{"columns": [{"key": "v", "type": "percent", "config": {"min": 0, "max": 100, "precision": 1}, "default": 50}]}')
    #> '{columns,0,config}' AS config;
SELECT * FROM put_each('rates', ARRAY['0', '100', '100.0', '33.3', '33.33', '-0.1', '100.1', 'null']);

-- ## Filters and sorts compare numbers

SELECT data FROM dt_query('rates', '{"filter": {"v": {"between": [0, 60]}}, "sort": "-v"}');
SELECT dt_count('rates', '{"v": 100}') AS "100 and 100.0 are the same";
SELECT try($$SELECT dt_count('rates', '{"v": "50 %"}')$$);

-- ## unique, required, bad config

SELECT dt_add_column('shares', 'u', 'percent', '{"unique": true}') ->> 'unique' AS "unique";
SELECT * FROM put_each('shares', ARRAY['5', '5.0', '6', 'null', 'null'], 'u');
SELECT try($$SELECT dt_add_column('shares', 'r', 'percent', '{"required": true}')$$) ~ '^23502 ' AS "records lack the required value";
SELECT options, try_column('shares', 'percent', options) AS error
FROM unnest(ARRAY['{"config": {"min": 2, "max": 1}}', '{"config": {"unit": "%"}}', '{"config": {"precision": 16}}', '{"default": "5 %"}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx

CALL drop_tables();
