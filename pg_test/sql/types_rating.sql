-- A rating is a whole number of stars, from 1 to the max of the config, by default 5.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Reviews', '{"columns": [{"key": "v", "type": "rating"}, {"key": "ten", "type": "rating", "config": {"max": 10, "icon": "heart"}}]}')
    #> '{columns,1,config}' AS config;

SELECT given, put('reviews', given) AS stored, put('reviews', given, 'ten') AS of_ten
FROM unnest(ARRAY['1', '5', '3.0', '6', '10', '11', '0', '-0', '-1', '3.5', '9223372036854775808', 'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, left(put('reviews', given), 80) AS fault
FROM unnest(ARRAY['"4"', '""', '"★★★"', 'true', '[4]', '{}', '1e308', '1e400', '3.0000000000000000000000000000000000000001'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Filters and sorts

SELECT data FROM dt_query('reviews', '{"filter": {"v": {"gte": 3}}, "sort": "-v"}');
SELECT dt_count('reviews', '{"v": 3}') AS "3.0 is 3";
SELECT try($$SELECT dt_count('reviews', '{"v": 3.5}')$$);

-- ## Rules

SELECT dt_create_table('Rated',
    '{"columns": [{"key": "v", "type": "rating", "required": true, "unique": true, "default": 3}]}') #> '{columns,0,default}' AS "default";
SELECT * FROM put_each('rated', ARRAY['null', '3', '4', '4.0']);

-- ## Bad config

SELECT options, try_column('reviews', 'rating', options) AS error
FROM unnest(ARRAY['{"config": {"max": 11}}', '{"config": {"max": 0}}', '{"config": {"max": 4.5}}', '{"config": {"icon": 1}}', '{"config": {"min": 1}}',
    '{"default": 6}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx
SELECT dt_add_column('reviews', 'written', 'rating', '{"config": {"max": 7.0}}') #> '{config}' AS "a whole number, however written",
    put('reviews', '7', 'written') AS stored, put('reviews', '8', 'written') AS fault;

CALL drop_tables();
