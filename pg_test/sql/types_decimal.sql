-- A decimal is an exact number of any size. exactness.sql shows more.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Amounts', '{"columns": [{"key": "v", "type": "decimal"}]}') ->> 'slug' AS slug;

SELECT * FROM put_each('amounts', ARRAY['0', '19.99', '19.990', '-0.00', '1234567890123456789012345678901234567890',
    '0.1234567890123456789012345678901234567890', '1e3', '1e-10', 'null']);

SELECT given, length(put('amounts', given)) AS digits
FROM unnest(ARRAY['1e400', '-1e309', '1e-400', '1e100000']) WITH ORDINALITY AS g(given, n) ORDER BY n;

SELECT * FROM put_each('amounts', ARRAY['"1"', '""', 'true', '[]', '{}', '1e131073']) AS g(given, fault);

-- ## min, max, scale: exact, whatever the number of digits

SELECT dt_create_table('Prices', '{"columns": [{"key": "v", "type": "decimal", "config": {"min": 0, "max": 1000000000000000000000.01, "scale": 2}}]}')
    #> '{columns,0,config}' AS config;
SELECT * FROM put_each('prices', ARRAY['0', '0.01', '0.10', '0.1000', '0.001', '-0.01', '1000000000000000000000.01', '1000000000000000000000.02',
    '999999999999999999999.99', '999999999999999999999.999']);
SELECT left(put('prices', '1e400'), 30) AS fault;

SELECT dt_add_column('prices', 'fine', 'decimal', '{"config": {"scale": 30}}') #> '{config}' AS config;
SELECT * FROM put_each('prices', ARRAY['0.123456789012345678901234567890', '0.1234567890123456789012345678901'], 'fine');

SELECT config, try_config('prices', 'decimal', config) AS error
FROM unnest(ARRAY['{"min": 2, "max": 1}', '{"scale": -1}', '{"scale": "2"}', '{"precision": 2}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

CALL drop_tables();
