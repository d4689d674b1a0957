-- types_decimal: an exact number of any size (see also exactness).
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Amounts', '{"columns": [{"key": "v", "type": "decimal"}]}') ->> 'slug' AS slug;

SELECT given, put('amounts', given) AS stored
FROM unnest(ARRAY['0', '19.99', '19.990', '-0.00', '1234567890123456789012345678901234567890', '0.1234567890123456789012345678901234567890', '1e3', '1e-10', 'null'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

SELECT given, length(put('amounts', given)) AS digits
FROM unnest(ARRAY['1e400', '-1e309', '1e-400', '1e100000']) WITH ORDINALITY AS g(given, n) ORDER BY n;

SELECT given, put('amounts', given) AS fault
FROM unnest(ARRAY['"1"', '""', 'true', '[]', '{}', '1e131073']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## min, max, scale: exact, whatever the number of digits

SELECT dt_create_table('Prices', '{"columns": [{"key": "v", "type": "decimal", "config": {"min": 0, "max": 1000000000000000000000.01, "scale": 2}}]}')
    #> '{columns,0,config}' AS config;
SELECT given, put('prices', given) AS stored
FROM unnest(ARRAY['0', '0.01', '0.10', '0.1000', '0.001', '-0.01', '1000000000000000000000.01', '1000000000000000000000.02', '999999999999999999999.99', '999999999999999999999.999'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT left(put('prices', '1e400'), 30) AS fault;

SELECT dt_add_column('prices', 'fine', 'decimal', '{"config": {"scale": 30}}') #> '{config}' AS config;
SELECT given, put('prices', given, 'fine') AS stored
FROM unnest(ARRAY['0.123456789012345678901234567890', '0.1234567890123456789012345678901']) WITH ORDINALITY AS g(given, n) ORDER BY n;

SELECT config, try(format('SELECT dt_add_column(''prices'', ''bad'', ''decimal'', %L)', '{"config": ' || config || '}')) AS error
FROM unnest(ARRAY['{"min": 2, "max": 1}', '{"scale": -1}', '{"scale": "2"}', '{"precision": 2}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

CALL drop_tables();
