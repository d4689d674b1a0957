-- A status is one of a list of options, each of a category.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Tasks', '{"columns": [{"key": "v", "type": "status", "config": {"options": [
    {"value": "idea", "category": "todo"}, {"value": "doing", "label": "Doing 🎉", "color": "#00aa00", "category": "in_progress"},
    {"value": "shipped", "category": "done"}, "parked"]}}]}')
    #> '{columns,0,config,options}' AS options;

SELECT * FROM put_each('tasks', ARRAY['"idea"', '"doing"', '"parked"', 'null', '"Doing 🎉"', '"Idea"', '"in_progress"', '""', '" idea"', '0', 'true',
    '["idea"]', '{"value": "idea"}']);

-- ## Without options there is one for each category

SELECT dt_create_table('Plain', '{"columns": [{"key": "v", "type": "status"}]}') #> '{columns,0,config,options}' AS options;
SELECT put('plain', '"in_progress"') AS stored, put('plain', '"started"') AS fault;
SELECT dt_alter_column('plain', 'v', '{"config": null}') #>> '{config,options,0,value}' AS first;

-- ## Filters and sort by the value

SELECT f, (SELECT string_agg(data ->> 'v', ' ' ORDER BY data ->> 'v') FROM dt_query('tasks', jsonb_build_object('filter', f))) AS found
FROM unnest(ARRAY['{"v": "idea"}', '{"v": {"in": ["idea", "doing"]}}', '{"v": {"neq": "idea"}}', '{"v": {"starts_with": "P"}}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT data ->> 'v' AS v FROM dt_query('tasks', '{"sort": "-v", "filter": {"v": {"is_not_empty": true}}}');

-- ## Required, unique, default

SELECT dt_create_table('Stages', '{"columns": [{"key": "v", "type": "status", "required": true, "unique": true},
    {"key": "w", "type": "status", "default": "todo"}]}') #> '{columns,1,default}' AS default;
SELECT put('stages', '"done"') AS first, put('stages', '"done"') AS second, put('stages', '""') AS blank;
SELECT data FROM dt_query('stages');
SELECT try($$SELECT dt_add_column('stages', 'bad', 'status', '{"default": "Todo"}')$$) AS error;

-- ## Bad config

SELECT config, left(try_config('stages', 'status', config), 120) AS error
FROM unnest(ARRAY['{"options": []}', '{"options": ["a", "a"]}', '{"options": [{"value": "a", "category": "later"}]}',
    '{"options": [{"value": "a", "group": "todo"}]}', '{"options": ["a"], "allow_multiple": true}',
    '{"categories": []}']) WITH ORDINALITY AS g(config, n) ORDER BY n;

CALL drop_tables();
