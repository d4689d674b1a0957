-- A number is a finite double, stored with the digits given.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Figures', '{"columns": [{"key": "v", "type": "number"}]}') ->> 'slug' AS slug;

-- ## Accepted: what a double can hold, digit for digit

SELECT given, CASE WHEN length(stored) > 60 THEN left(stored, 20) || '… ' || length(stored) || ' characters' ELSE stored END AS stored
FROM (
    SELECT given, put('figures', given) AS stored, n
    FROM unnest(ARRAY['0', '-0', '1', '-1.5', '1.50', '1e3', '1E-3', '0.1', '0.1000000000000000055511151231257827021181583404541015625',
        '9007199254740993', '1e308', '-1e308', '1.7976931348623157e308', '1e-400', 'null']) WITH ORDINALITY AS g(given, n)
) AS s ORDER BY n;

-- ## Refused

SELECT given, left(put('figures', given), 150) AS fault
FROM unnest(ARRAY['1e309', '-1e309', '1e400', '1.8e308', '"1"', '""', 'true', '[1]', '{}', 'NaN', 'Infinity', '01', '1.'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## min, max (both included), precision

SELECT dt_create_table('Scores',
    '{"columns": [{"key": "v", "type": "number", "config": {"min": -1.5, "max": 10, "precision": 2, "unit": "pt", "format": "0.00"}}]}')
    #> '{columns,0,config}' AS config;
SELECT given, left(put('scores', given), 150) AS stored
FROM unnest(ARRAY['-1.5', '-1.51', '10', '10.0', '10.000', '10.01', '1.25', '1.255', '1.250', '0.1', '0.3', '1e-2', '1e-3', '1e309', '-1e309', '99.999'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- A limit in the config that a double cannot hold is still exact.

SELECT dt_add_column('scores', 'w', 'number', '{"config": {"max": 9007199254740992}}') #>> '{config,max}' AS max;
SELECT * FROM put_each('scores', ARRAY['9007199254740992', '9007199254740993', '9007199254740992.0000000001'], 'w');

-- ## Bad config

SELECT config, try_config('figures', 'number', config) AS error
FROM unnest(ARRAY['{"min": 2, "max": 1}', '{"min": "0"}', '{"precision": -1}', '{"precision": 16}', '{"precision": 1.5}', '{"scale": 2}', '{"minimum": 0}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Default, unique: 1 and 1.0 are the same number

SELECT dt_create_table('Uniques',
    '{"columns": [{"key": "v", "type": "number", "unique": true}, {"key": "d", "type": "number", "default": 0}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('uniques', '{"v": 1}');
SELECT * FROM put_each('uniques', ARRAY['1.0', '0', '-0', '2', 'null', 'null']);
SELECT try($$SELECT dt_add_column('uniques', 'bad', 'number', '{"default": "0"}')$$);
SELECT try($$SELECT dt_add_column('uniques', 'bad', 'number', '{"default": 1e400}')$$) ~ '^22023 ' AS "a default out of range is refused";

CALL drop_tables();
