-- Columns become a select or a set of options, and their options are given, kept or made.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "stage", "type": "text"}, {"key": "tags", "type": "text"}, {"key": "n", "type": "number"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[{"stage": "won", "tags": "a, b", "n": 2}, {"stage": "open", "tags": "b; c", "n": 10}, {"stage": "won"},
    {"stage": ""}, {"stage": "Größe 💥"}, {"stage": "it''s, \"odd\""}]');

-- ## Without options they are made from the values, in the order of code points

SELECT c -> 'config', c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"type": "select"}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');
SELECT c -> 'config' FROM dt_alter_column('deals', 'tags', '{"type": "multi_select"}') AS c;
SELECT data -> 'tags' FROM dt_query('deals', '{"sort": "id", "limit": 2}');
SELECT c -> 'config' FROM dt_alter_column('deals', 'n', '{"type": "select"}') AS c;
SELECT dt_count('deals', '{"n": "10"}');

-- ## From one type with options to another, the options stay with their label and color

SELECT dt_alter_column('deals', 'stage',
    '{"config": {"options": [{"value": "won", "label": "Won!", "color": "#00ff00"}, "open", "Größe 💥", "it''s, \"odd\"", "unused"]}}') #> '{config,options,0}';
SELECT c -> 'config' FROM dt_alter_column('deals', 'stage', '{"type": "multi_select"}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');
SELECT c -> 'config' -> 'options' -> 0, c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"type": "select"}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');
SELECT c -> 'type' FROM dt_alter_column('deals', 'stage', '{"type": "text"}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');

-- ## With options in the config, other values fail, or become options on request

SELECT regexp_replace(try($$SELECT dt_alter_column('deals', 'stage', '{"type": "select", "config": {"options": [{"value": "w", "label": "Won"}, "OPEN"]}}')$$),
    '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g');
SELECT c -> 'config', c -> 'converted', c -> 'failed'
FROM dt_alter_column('deals', 'stage', '{"type": "select", "config": {"options": [{"value": "w", "label": "Won"}, "OPEN"]}, "create_options": true}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');
SELECT c -> 'config', c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"config": {"options": ["w", "OPEN", "new"]}, "create_options": true}') AS c;
SELECT c -> 'config', c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"config": {"options": ["w"]}, "on_failure": "null"}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');

-- ## A dry run shows the options that would be made

SELECT c -> 'config' FROM dt_alter_column('deals', 'n', '{"type": "multi_select", "dry_run": true}') AS c;
SELECT type FROM dt_columns('deals') WHERE key = 'n';

-- ## There are at most 100 options, and at least one

SELECT dt_create_table('Many', '{"columns": [{"key": "v", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('many', (SELECT jsonb_agg(jsonb_build_object('v', 'v' || i)) FROM generate_series(1, 101) AS i));
SELECT try($$SELECT dt_alter_column('many', 'v', '{"type": "select"}')$$);
SELECT dt_delete_where('many', '{"v": "v101"}', true);
SELECT jsonb_array_length(c #> '{config,options}') FROM dt_alter_column('many', 'v', '{"type": "select"}') AS c;
SELECT dt_add_column('many', 'empty', 'text') ->> 'key';
SELECT try($$SELECT dt_alter_column('many', 'empty', '{"type": "select"}')$$);
SELECT try($$SELECT dt_alter_column('many', 'empty', '{"type": "select", "config": {"options": 5}, "create_options": true}')$$);

CALL drop_tables();
