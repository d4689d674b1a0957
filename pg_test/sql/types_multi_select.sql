-- types_multi_select: a set of options, in the order given.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Posts', '{"columns": [{"key": "v", "type": "multi_select", "config": {"options": ["red", "green", "blue", "it''s"]}}]}') #>> '{columns,0,type}' AS type;

SELECT given, put('posts', given) AS stored
FROM unnest(ARRAY['["red"]', '["green", "red"]', '["red", "green", "blue", "it''s"]', '[]', 'null',
    '["red", "red"]', '["red", "green", "red", "green"]', '"red, green"', '["pink"]', '["red", "pink", "grey"]', '["Red"]', '[null]', '["red", 1]', '[["red"]]', '"red"', '{"red": true}', '1'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## min_items, max_items

SELECT dt_create_table('Teams', '{"columns": [{"key": "v", "type": "multi_select", "config": {"options": ["a", "b", "c", "d"], "min_items": 2, "max_items": 3}}]}') ->> 'slug' AS slug;
SELECT given, put('teams', given) AS stored
FROM unnest(ARRAY['["a", "b"]', '["a", "b", "c"]', '["a"]', '[]', '["a", "b", "c", "d"]', '["a", "a", "b", "c", "x"]', 'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Bad config

SELECT config, try(format('SELECT dt_add_column(''posts'', ''bad'', ''multi_select'', %L)', '{"config": ' || config || '}')) AS error
FROM unnest(ARRAY['{}', '{"options": ["a"], "min_items": 3, "max_items": 2}', '{"options": ["a"], "min_items": -1}', '{"options": ["a"], "max_items": 0}', '{"options": ["a"], "allow_multiple": true}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required: an empty list is empty. A set cannot be unique

SELECT dt_create_table('Needs', '{"columns": [{"key": "v", "type": "multi_select", "required": true, "config": {"options": ["a", "b"]}}]}') ->> 'slug' AS slug;
SELECT given, put('needs', given) AS stored FROM unnest(ARRAY['["a"]', '[]', 'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"unique": true}')$$);
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"default": "a"}')$$);
SELECT dt_alter_column('needs', 'v', '{"default": ["b", "a"]}') -> 'default' AS default;
SELECT data FROM dt_insert('needs', '{}');

CALL drop_tables();
