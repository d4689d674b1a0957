-- A duration is a length of time, as a number of seconds.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Laps', '{"columns": [{"key": "v", "type": "duration"}, {"key": "diff", "type": "duration", "config": {"signed": true}}]}')
    #> '{columns,1,config}' AS config;

SELECT given, left(put('laps', given), 80) AS stored, left(put('laps', given, 'diff'), 80) AS signed
FROM unnest(ARRAY['0', '-0', '90', '5400.250', '-1', '-0.5', '9223372036854775808', '0.0000000001', 'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, left(put('laps', given), 150) AS fault
FROM unnest(ARRAY['"1:30"', '"PT1H30M"', '""', 'true', '[90]', '{}', '1e309', '1e400']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT left(put('laps', '-1e400', 'diff'), 10) AS fault, length(put('laps', '1e308')) AS digits;

-- ## Filters, sorts, rules

SELECT data FROM dt_query('laps', '{"filter": {"diff": {"lt": 90}}, "sort": "diff"}');
SELECT dt_create_table('Timed',
    '{"columns": [{"key": "v", "type": "duration", "required": true, "unique": true, "default": 3600}]}') #> '{columns,0,default}' AS "default";
SELECT * FROM put_each('timed', ARRAY['null', '3600.0', '60']);

-- A column can stop being signed only if it has no negative values.

SELECT try($$SELECT dt_alter_column('laps', 'diff', '{"config": {}}')$$) ~ '^[0-9]+ ' AS "refused while there are negative values";

-- ## Bad config

SELECT options, try_column('laps', 'duration', options) AS error
FROM unnest(ARRAY['{"config": {"signed": 1}}', '{"config": {"unit": "h"}}', '{"default": -1}', '{"default": "1:30"}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx

CALL drop_tables();
