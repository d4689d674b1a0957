-- A multi_select is a set of options, in the order given.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Posts',
    '{"columns": [{"key": "v", "type": "multi_select", "config": {"options": ["red", "green", "blue", "it''s"]}}]}') #>> '{columns,0,type}' AS type;

SELECT * FROM put_each('posts', ARRAY['["red"]', '["green", "red"]', '["red", "green", "blue", "it''s"]', '[]', 'null', '["red", "red"]',
    '["red", "green", "red", "green"]', '"red, green"', '["pink"]', '["red", "pink", "grey"]', '["Red"]', '[null]', '["red", 1]', '[["red"]]',
    '"red"', '{"red": true}', '1']);

-- ## min_items, max_items

SELECT dt_create_table('Teams',
    '{"columns": [{"key": "v", "type": "multi_select", "config": {"options": ["a", "b", "c", "d"], "min_items": 2, "max_items": 3}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('teams', ARRAY['["a", "b"]', '["a", "b", "c"]', '["a"]', '[]', '["a", "b", "c", "d"]', '["a", "a", "b", "c", "x"]', 'null']);

-- ## Bad config

SELECT config, try_config('posts', 'multi_select', config) AS error
FROM unnest(ARRAY['{}', '{"options": ["a"], "min_items": 3, "max_items": 2}', '{"options": ["a"], "min_items": -1}', '{"options": ["a"], "max_items": 0}',
    '{"options": ["a"], "allow_multiple": true}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required: an empty list is empty. A set cannot be unique

SELECT dt_create_table('Needs', '{"columns": [{"key": "v", "type": "multi_select", "required": true, "config": {"options": ["a", "b"]}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('needs', ARRAY['["a"]', '[]', 'null']);
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"unique": true}')$$);
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"default": "a"}')$$);
SELECT dt_alter_column('needs', 'v', '{"default": ["b", "a"]}') -> 'default' AS default;
SELECT data FROM dt_insert('needs', '{}');

CALL drop_tables();
