-- A user is the id of a user of the application, or several (alias user_reference).

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SET dt.user_id = 'user-7';
SELECT dt_create_table('Tasks', '{"columns": [{"key": "v", "type": "user_reference"}, {"key": "team", "type": "user", "config": {"allow_multiple": true}}]}')
    #>> '{columns,0,type}' AS type;

-- ## One: any text that is not empty, stored as given

SELECT * FROM put_each('tasks', ARRAY['"user-7"', '"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"', '"auth0|5f7c8ec7"', '"me"', '" "', '"Jané 👍"',
    '"a\u202eb"', '"''; DROP TABLE dt.tables; --"']);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('tasks');

-- ## allow_multiple: an array of distinct ids, or a single one

SELECT * FROM put_each('tasks', ARRAY['["user-7", "user-8"]', '["b", "a"]', '"user-7"', '[]', '["a", "a"]', '["a", ""]', '["a", 1]', '[["a"]]', '""',
    'null', '7', '{}'], 'team');

-- ## Bad config

SELECT config, try_config('tasks', 'user', config) AS error
FROM unnest(ARRAY['{"allow_multiple": "yes"}', '{"multiple": true}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## The default "me" is the user who inserts

SELECT dt_create_table('Notes', '{"columns": [{"key": "n", "type": "integer"}, {"key": "v", "type": "user", "default": "me", "required": true, "index": true},
    {"key": "team", "type": "user", "default": "me", "config": {"allow_multiple": true}, "index": true}]}') #>> '{columns,1,default}' AS "default";
SELECT data FROM dt_insert('notes', '{"n": 1}');
SELECT data FROM dt_insert('notes', '{"n": 2, "v": "user-8", "team": ["user-8", "user-7"]}');
SET dt.user_id = 'user-8';
SELECT data FROM dt_insert('notes', '{"n": 3, "v": null}');
SELECT data FROM dt_insert('notes', '{"n": 4, "v": "user-9", "team": ["user-9"]}');
SELECT dt_json_schema('notes') #> '{properties,v,default}' AS "no default in the schema";

-- ## In filters "me" is the caller

SELECT filter, (SELECT array_agg(data -> 'n') FROM dt_query('notes', jsonb_build_object('filter', filter::jsonb, 'sort', 'n'))) AS found
FROM unnest(ARRAY['{"v": "me"}', '{"v": {"neq": "me"}}', '{"v": {"in": ["me", "user-9"]}}', '{"v": {"not_in": ["me"]}}', '{"v": "user-7"}',
    '{"team": {"has_any": ["me"]}}', '{"team": {"has_all": ["me", "user-7"]}}', '{"team": {"has_none": ["me"]}}',
    '{"team": {"contains": "me"}}', '{"team": ["user-7", "me"]}', '{"team": {"has_any": "user-9"}}', '{"created_by": "me"}',
    '{"team": {"is_empty": true}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SET dt.user_id = 'user-7';
SELECT dt_count('notes', '{"v": "me"}') AS v, dt_count('notes', '{"team": {"has_any": ["me"]}}') AS team;
SELECT try($$SELECT dt_count('notes', '{"v": 7}')$$);
SELECT split_part(try($$SELECT dt_count('notes', '{"v": {"has_any": ["me"]}}')$$), E'\n', 1) AS error;
SELECT try($$SELECT dt_count('notes', '{"team": {"has_any": [7]}}')$$);

-- ## Unique, bad defaults

SELECT dt_create_table('Profiles', '{"columns": [{"key": "v", "type": "user", "unique": true}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('profiles', ARRAY['"user-7"', '"user-7"', '"User-7"', 'null', 'null']);
SELECT try($$SELECT dt_add_column('profiles', 'bad', 'user', '{"unique": true, "config": {"allow_multiple": true}}')$$);
SELECT try($$SELECT dt_add_column('profiles', 'bad', 'user', '{"default": 7}')$$);
SELECT try($$SELECT dt_add_column('profiles', 'bad', 'user', '{"default": ["a"]}')$$);
SELECT dt_add_column('profiles', 'team', 'user', '{"default": ["a"], "config": {"allow_multiple": true}}') -> 'default' AS "default";

CALL drop_tables();
