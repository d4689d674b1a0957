-- types_color: a color, stored as #rrggbb in lower case.
\pset format unaligned
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Labels', '{"columns": [{"key": "v", "type": "color"}]}') ->> 'slug' AS slug;

-- ## Accepted

SELECT given, put('labels', given) AS stored
FROM unnest(ARRAY['"#1e90ff"',
    '"#1E90FF"',
    '"#ABC"',
    '"#000"',
    '"#ffffff"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Refused

SELECT given, put('labels', given) AS fault
FROM unnest(ARRAY['"1e90ff"',
    '"#"',
    '"#ab"',
    '"#abcd"',
    '"#abcde"',
    '"#aabbccdd"',
    '"#ggg"',
    '"#1e90fg"',
    '"red"',
    '"rgb(1,2,3)"',
    '" #abc"',
    '"#abc "',
    '"#äöü"',
    '"＃abc"',
    '"#👍👍👍"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Wrong JSON kinds, and empty

SELECT given, put('labels', given) AS fault
FROM unnest(ARRAY['null',
    '""',
    '1',
    '1.5',
    'true',
    '[]',
    '["a"]',
    '{}',
    '{"a": 1}']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT length(put('labels', to_json(repeat('#', 10000000))::text)) AS "length of the message about 10 MB";

-- ## Bad config

SELECT config, try(format('SELECT dt_add_column(''labels'', ''bad'', ''color'', %L)', '{"config": ' || config || '}')) AS error
FROM unnest(ARRAY['{"alpha": true}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default; filters compare the stored form

SELECT dt_create_table('Paints', '{"columns": [{"key": "v", "type": "color", "required": true, "unique": true}, {"key": "edge", "type": "color", "default": "#FFF"}]}') #> '{columns,1,default}' AS "default";
SELECT given, put('paints', given) AS stored
FROM unnest(ARRAY['"#abc"',
    '"#AABBCC"',
    '"#def"',
    '""',
    'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT data FROM dt_query('paints', '{"sort": "-v"}');
SELECT filter, dt_count('paints', filter::jsonb) FROM unnest(ARRAY['{"v": "#aabbcc"}', '{"v": "#ABC"}', '{"v": {"in": ["#ABC", "#DDEEFF"]}}', '{"v": {"not_in": ["#ABC"]}}', '{"v": {"starts_with": "#AA"}}', '{"edge": {"neq": "#FFF"}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_add_column('paints', 'bad', 'color', '{"default": "white"}')$$);

CALL drop_tables();
