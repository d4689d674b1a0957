-- A select is one of a list of options.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "v", "type": "select", "config": {"options": [
    {"value": "open", "label": "Open", "color": "#999999"}, {"value": "won", "label": "Won 🎉"},
    {"value": "it''s \"over\""}]}}]}') #> '{columns,0,config,options}' AS options;

SELECT * FROM put_each('deals', ARRAY['"open"', '"won"', '"it''s \"over\""', 'null', '"Open"', '"Won 🎉"', '"lost"', '""', '" open"', '0', 'true',
    '["open"]', '{"value": "open"}']);

-- A bare string stands for an option of that value.

SELECT dt_add_column('deals', 'short', 'select', '{"config": {"options": ["a", {"value": "b"}]}, "default": "a"}') -> 'config' AS config;
SELECT data FROM dt_insert('deals', '{}');

-- ## allow_multiple makes it a multi_select

SELECT dt_add_column('deals', 'tags', 'select', '{"config": {"options": ["x", "y"], "allow_multiple": true}}') -> 'config' AS config;
SELECT * FROM put_each('deals', ARRAY['["y", "x"]', '[]', '"x"', '["x", "x"]', '["x", "y", "x", "y"]', '["z"]', '"x, y"', '{}'], 'tags');

-- ## Bad config

SELECT config, try_config('deals', 'select', config) AS error
FROM unnest(ARRAY['{}', '{"options": []}', '{"options": "a"}', '{"options": ["a", "a"]}', '{"options": ["a", {"value": "a"}]}', '{"options": [""]}',
    '{"options": [1]}',
    '{"options": [{"label": "A"}]}', '{"options": [{"value": "a", "colour": "red"}]}', '{"options": ["a"], "allow_multiple": "yes"}', '{"option": ["a"]}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Options can be added, and those in use cannot be removed

SELECT dt_alter_column('deals', 'v', '{"config": {"options": ["open", "won", "lost", "it''s \"over\""]}}') #>> '{config,options,2,value}' AS added;
SELECT put('deals', '"lost"');
SELECT regexp_replace(try($$SELECT dt_alter_column('deals', 'v', '{"config": {"options": ["open", "won"]}}')$$), '"id":"[^"]*"|"ids":\[[^]]*\]', '…',
    'g') AS error;

-- ## Required, unique, default

SELECT try($$SELECT dt_add_column('deals', 'bad', 'select', '{"config": {"options": ["a"]}, "default": "b"}')$$);
SELECT dt_add_column('deals', 'slot', 'select', '{"config": {"options": ["one", "two"]}, "unique": true}') ->> 'unique' AS unique;
SELECT put('deals', '"one"', 'slot') AS first, put('deals', '"one"', 'slot') AS second;

CALL drop_tables();
