-- A color is stored as #rrggbb in lower case.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Labels', '{"columns": [{"key": "v", "type": "color"}]}') ->> 'slug' AS slug;

-- ## Accepted

SELECT * FROM put_each('labels', ARRAY['"#1e90ff"', '"#1E90FF"', '"#ABC"', '"#000"', '"#ffffff"']);

-- ## Refused

SELECT * FROM put_each('labels', ARRAY['"1e90ff"', '"#"', '"#ab"', '"#abcd"', '"#abcde"', '"#aabbccdd"', '"#ggg"', '"#1e90fg"', '"red"',
    '"rgb(1,2,3)"', '" #abc"', '"#abc "', '"#äöü"', '"＃abc"', '"#👍👍👍"']) AS g(given, fault);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('labels');
SELECT length(put('labels', to_json(repeat('#', 10000000))::text)) AS "length of the message about 10 MB";

-- ## Bad config

SELECT config, try_config('labels', 'color', config) AS error
FROM unnest(ARRAY['{"alpha": true}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default, and filters, which compare the stored form

SELECT dt_create_table('Paints', '{"columns": [{"key": "v", "type": "color", "required": true, "unique": true},
    {"key": "edge", "type": "color", "default": "#FFF"}]}') #> '{columns,1,default}' AS "default";
SELECT * FROM put_each('paints', ARRAY['"#abc"', '"#AABBCC"', '"#def"', '""', 'null']);
SELECT data FROM dt_query('paints', '{"sort": "-v"}');
SELECT filter, dt_count('paints', filter::jsonb) FROM unnest(ARRAY['{"v": "#aabbcc"}', '{"v": "#ABC"}', '{"v": {"in": ["#ABC", "#DDEEFF"]}}',
    '{"v": {"not_in": ["#ABC"]}}', '{"v": {"starts_with": "#AA"}}', '{"edge": {"neq": "#FFF"}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_add_column('paints', 'bad', 'color', '{"default": "white"}')$$);

CALL drop_tables();
