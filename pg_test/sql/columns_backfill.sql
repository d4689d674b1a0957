-- A column is added with its default in one call. What is there already may be left as it is.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Tasks', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('tasks', '[{"name": "a"}, {"name": "b"}]');
SELECT dt_delete('tasks', (SELECT id FROM dt_insert('tasks', '{"name": "c"}')));
SELECT try($$SELECT dt_add_column('tasks', 'stage', 'select', '{"config": {"options": ["open", "won"]}, "default": "open",
    "required": true}')$$) LIKE '23502 %';
SELECT dt_add_column('tasks', 'stage', 'select', '{"config": {"options": ["open", "won"]}, "default": "open", "required": true,
    "backfill": true}') ->> 'required';
SELECT data, version FROM dt_query('tasks', '{"sort": "name"}');
SELECT data FROM dt_insert('tasks', '{"name": "d"}');
-- There must be a default, and it must fit.
SELECT try($$SELECT dt_add_column('tasks', 'n', 'integer', '{"backfill": true}')$$);
SELECT try($$SELECT dt_add_column('tasks', 'n', 'integer', '{"default": "x", "backfill": true}')$$) LIKE '22023 %';
SELECT try($$SELECT dt_add_column('tasks', 'n', 'integer', '{"default": 1, "unique": true, "backfill": true}')$$);
SELECT try($$SELECT dt_add_column('tasks', 'n', 'integer', '{"default": 1, "backfill": 1}')$$);
SELECT key FROM dt_columns('tasks');

-- A column of the key and type is returned as it is; one of another type is in the way.
SELECT dt_add_column('tasks', 'name', 'text', '{"label": "Title", "if_not_exists": true}') ->> 'label';
SELECT try($$SELECT dt_add_column('tasks', 'name', 'number', '{"if_not_exists": true}')$$);
SELECT try($$SELECT dt_add_column('tasks', 'name', 'text', '{"if_not_exists": false}')$$) LIKE '23505 %';
SELECT dt_add_column('tasks', 'n', 'integer', '{"if_not_exists": true}') ->> 'key';
SELECT dt_drop_column('tasks', 'n');
SELECT try($$SELECT dt_add_column('tasks', 'n', 'integer', '{"if_not_exists": true}')$$);

-- A table of the slug is returned as it is, and a new one is made if there is none.
SELECT dt_create_table('Tasks', '{"if_not_exists": true, "columns": [{"key": "other", "type": "text"}]}') #>> '{columns,0,key}';
SELECT dt_create_table('My tasks', '{"if_not_exists": true, "slug": "tasks"}') ->> 'name';
SELECT dt_create_table('Others', '{"if_not_exists": true, "columns": [{"key": "other", "type": "text"}]}') #>> '{columns,0,key}';
SELECT try($$SELECT dt_create_table('Tasks', '{"if_not_exists": false}')$$) LIKE '23505 %';
SELECT try($$SELECT dt_alter_table('tasks', '{"if_not_exists": true}')$$);
SELECT dt_drop_table('others');
SELECT try($$SELECT dt_create_table('Others', '{"if_not_exists": true}')$$);
-- A number that is taken, as after the catalog was copied without its sequence, is passed over.
SELECT setval(pg_get_serial_sequence('dt.tables', 'no'), 1, false) IS NOT NULL;
SELECT dt_create_table('More') ->> 'slug', dt_create_table('Even more', '{"if_not_exists": true}') ->> 'slug';
SELECT count(*) = count(DISTINCT no) FROM dt_tables('include');
CALL drop_tables();
