-- Permissions of columns: one that a caller may not read is not there for them, in whatever way they ask; one that they may not write stays as it is.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- Off, PostgreSQL refuses what policies would cut.
SET row_security = on;
SET dt.user_id = 'boss';
SELECT dt_create_table('Staff', '{"columns": [{"key": "name", "type": "text", "unique": true},
    {"key": "salary", "type": "integer", "index": true, "permissions": {"read": "admin"}},
    {"key": "grade", "type": "select", "config": {"options": ["a", "b"]}, "permissions": {"write": "admin"}},
    {"key": "note", "type": "text", "permissions": {"read": "edit"}, "default": "new"}]}') ->> 'slug';
SELECT dt_describe('staff') ->> 'storage' AS storage \gset
SELECT key, dt_describe('staff') -> 'columns' -> (position - 1)::int -> 'permissions' FROM dt_columns('staff');
SELECT try(format('SELECT dt_alter_column(''staff'', ''note'', %L)', c)) FROM unnest(ARRAY['{"permissions": {"read": "boss"}}',
    '{"permissions": {"see": "view"}}',
    '{"permissions": "view"}', '{"permissions": {"read": 5}}']) c;
SELECT dt_insert('staff', '{"name": "Ada", "salary": 100, "grade": "a"}', '00000000-0000-4000-8000-000000000001') IS NOT NULL,
    dt_insert('staff', '{"name": "Bob", "salary": 50, "grade": "b"}', '00000000-0000-4000-8000-000000000002') IS NOT NULL;
SELECT dt_create_index('staff', '{salary,name}') IS NOT NULL, dt_create_index('staff', '{}', '{"kind": "search"}') IS NOT NULL;
SELECT dt_share('staff', 'viewer', 'view'), dt_share('staff', 'editor', 'edit');

-- ## Who may not read a column
SET dt.user_id = 'viewer';
SELECT data FROM dt_query('staff', '{"sort": "name"}');
SELECT data FROM dt_get('staff', '00000000-0000-4000-8000-000000000001');
SELECT dt_page('staff', '{"sort": "name", "columns": ["name", "grade"]}') -> 'records' -> 0 -> 'data';
SELECT r -> 'data' FROM dt_query_json('staff', '{"sort": "name"}') r;
SELECT dt_describe('staff') -> 'columns' @? '$[*] ? (@.key == "salary" || @.key == "note")', jsonb_path_query_array(dt_describe('staff'),
    '$.indexes[*].columns');
SELECT key FROM dt_columns('staff', 'include');
SELECT columns FROM dt_indexes('staff') ORDER BY name COLLATE "C";
SELECT jsonb_path_query_array(dt_json_schema('staff'), '$.properties.keyvalue().key');
-- Every way to name it says what it would say of a column that there is not. The nearest name is not it.
SELECT replace(try(q), 'salary', 'COLUMN') = replace(try(replace(q, 'salary', 'salery')), 'salery', 'COLUMN') AS same, split_part(try(q), E'\n', 1)
FROM unnest(ARRAY[$q$SELECT dt_query('staff', '{"filter": {"salary": 100}}')$q$, $q$SELECT dt_query('staff', '{"filter": {"salary": {"gt": 70}},
    "sort": "name"}')$q$,
    $q$SELECT dt_query('staff', '{"sort": "-salary"}')$q$, $q$SELECT dt_query('staff', '{"columns": ["salary"]}')$q$, $q$SELECT dt_count('staff',
    '{"salary": {"gte": 1}}')$q$,
    $q$SELECT dt_aggregate('staff', '{"aggregates": {"x": {"sum": "salary"}}}')$q$, $q$SELECT dt_aggregate('staff', '{"group_by": ["salary"],
    "aggregates": {"n": "count"}}')$q$,
    $q$SELECT dt_explain('staff', '{"filter": {"salary": 5}}')$q$, $q$SELECT dt_query('staff', '{"search": "a", "search_columns": ["salary"]}')$q$,
    $q$SELECT dt_index_ddl('staff', '{salary}')$q$, $q$SELECT dt_page('staff', '{"filter": {"or": [{"name": "x"}, {"salary": {"between": [1, 2]}}]}}')$q$,
    $q$SELECT dt_query('staff', '{"filter": {"salary": {"is_empty": true}}}')$q$, $q$SELECT dt_validate('staff', '{"salary": 5}') ->> 'errors'$q$,
    $q$SELECT dt_query('staff', '{"filter": {"salary.x": 5}}')$q$]) q;
SELECT try($q$SELECT dt_query('staff', '{"filter": {"salarx": 100}}')$q$);
SELECT dt_validate('staff', '{"name": "x", "salary": 5}') -> 'errors';
-- A search over all columns is over those that are there.
SELECT count(*) FROM dt_query('staff', '{"search": "new"}');
-- What a conversion could not convert is kept beside: not for them.
SET dt.user_id = 'boss';
SELECT dt_alter_column('staff', 'note', '{"type": "integer", "on_failure": "keep", "default": null}') -> 'failed';
SELECT data FROM dt_query('staff', '{"sort": "name", "limit": 1}');
SET dt.user_id = 'viewer';
SELECT data FROM dt_query('staff', '{"sort": "name", "limit": 1}');
SELECT try($q$SELECT dt_query('staff', '{"filter": {"_unconverted.note": "new"}}')$q$);
SELECT try($q$SELECT data FROM dt_query('staff', '{"columns": ["_unconverted"]}')$q$);
SELECT try($q$SELECT dt_aggregate('staff', '{"group_by": ["_unconverted.note"], "aggregates": {"n": "count"}}')$q$);
-- Nor is it theirs to throw away.
SET dt.user_id = 'boss';
SELECT dt_alter_column('staff', 'note', '{"permissions": {"read": "admin"}}') IS NOT NULL;
SET dt.user_id = 'editor';
SELECT try(q) FROM unnest(ARRAY[$q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"_unconverted": null}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"_unconverted": {}}', options => '{"typecast": true}')$q$]) q;
SELECT data FROM dt_replace('staff', '00000000-0000-4000-8000-000000000001', '{"name": "Ada", "grade": "a"}');
SET dt.user_id = 'boss';
SELECT data -> '_unconverted' FROM dt_get('staff', '00000000-0000-4000-8000-000000000001');
SELECT dt_alter_column('staff', 'note', '{"permissions": {"write": "admin"}}') IS NOT NULL;
SET dt.user_id = 'editor';
SELECT try($q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"_unconverted": null}')$q$);
SET dt.user_id = 'boss';
SELECT dt_alter_column('staff', 'note', '{"permissions": {"read": "edit"}}') IS NOT NULL;
SET dt.user_id = 'boss';
SELECT dt_alter_column('staff', 'note', '{"type": "text", "retry_unconverted": true}') ->> 'type';

-- ## Who may not write a column
SET dt.user_id = 'editor';
SELECT data FROM dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"note": "x"}');
SELECT data FROM dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"grade": "a"}');
SELECT try(q) FROM unnest(ARRAY[$q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"grade": "b"}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"grade": null}')$q$,
    $q$SELECT dt_insert('staff', '{"name": "New", "grade": "a"}')$q$, $q$SELECT dt_update_where('staff', '{"all": true}', '{"grade": "a"}')$q$,
    $q$SELECT dt_replace('staff', '00000000-0000-4000-8000-000000000001', '{"name": "Ada"}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"salary": 5}')$q$, $q$SELECT dt_insert('staff', '{"name": "New", "salary": 5}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"salary": "5"}', options => '{"typecast": true}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"salary": "much"}')$q$,
    $q$SELECT dt_upsert('staff', '[{"name": "Ada", "salary": 5}]', '{name}')$q$, $q$SELECT dt_upsert('staff', '[{"salary": 5}]', '{salary}')$q$]) q;
SELECT errors FROM dt_insert_many('staff', '[{"name": "New", "salary": 5}]', '{"on_error": "skip"}');
-- What they may not read stays, also where all else is replaced.
SELECT data FROM dt_replace('staff', '00000000-0000-4000-8000-000000000001', '{"name": "Ada L.", "grade": "a"}');
SET dt.user_id = 'boss';
SELECT data FROM dt_query('staff', '{"sort": "name"}');
-- A rule of a column that is not there for them refuses a record without a word about the column.
SELECT dt_alter_column('staff', 'salary', '{"required": true}') ->> 'required';
SET dt.user_id = 'editor';
SELECT try($q$SELECT dt_insert('staff', '{"name": "New"}')$q$);
SELECT errors FROM dt_insert_many('staff', '[{"name": "New"}]', '{"on_error": "skip"}');
-- A unique rule of such a column cannot be asked what others have.
SET dt.user_id = 'boss';
SELECT dt_alter_column('staff', 'salary', '{"required": false, "unique": true}') ->> 'unique';
SET dt.user_id = 'editor';
SELECT try($q$SELECT dt_insert('staff', '{"name": "New", "salary": 50}')$q$);

-- Faults are told together, as of columns that are not there.
SELECT replace(try(q), 'salary', 'COLUMN') = replace(try(replace(q, 'salary', 'salery')), 'salery', 'COLUMN') AS same, split_part(try(q), E'\n', 1)
FROM unnest(ARRAY[$q$SELECT dt_insert('staff', '{"name": 5, "salary": 5, "zzz": 1}')$q$, $q$SELECT dt_insert_many('staff', '[{"name": "x"},
    {"salary": 5}]')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000002', '{"salary": 5, "grade": "a"}')$q$,
    $q$SELECT dt_update_where('staff', '{"name": "Bob"}', '{"salary": "x"}')$q$, $q$SELECT dt_update_many('staff',
    '[{"id": "00000000-0000-4000-8000-000000000002", "patch": {"salary": 5}}]')$q$,
    $q$SELECT dt_restore('staff', '00000000-0000-4000-8000-000000000002', '{"patch": {"salary": 5}}')$q$]) q, (SELECT dt_delete('staff',
    '00000000-0000-4000-8000-000000000002')) d;

-- To name the value that is there is refused like any other: whether a write passes tells nothing. Nor does a null.
SET dt.user_id = 'editor';
SELECT split_part(try(replace(q, 'VALUE', v)), E'\n', 1), count(*) FROM unnest('{100,50,5,"null"}'::text[]) v, unnest(ARRAY[
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"salary": VALUE}')$q$, $q$SELECT dt_replace('staff',
    '00000000-0000-4000-8000-000000000001', '{"salary": VALUE}')$q$,
    $q$SELECT dt_update('staff', '00000000-0000-4000-8000-000000000001', '{"salary": VALUE}', options => '{"typecast": true}')$q$,
    $q$SELECT dt_update_where('staff', '{"name": "Ada L."}', '{"salary": VALUE}')$q$,
    $q$SELECT dt_update_many('staff', '[{"id": "00000000-0000-4000-8000-000000000001", "patch": {"salary": VALUE}}]')$q$,
    $q$SELECT dt_upsert('staff', '[{"name": "Ada L.", "salary": VALUE}]', '{name}')$q$, $q$SELECT dt_insert('staff', '{"salary": VALUE}')$q$]) q
GROUP BY 1 ORDER BY 1;
SELECT errors FROM dt_upsert('staff', '[{"name": "Ada L.", "salary": 100}]', '{name}', '{"on_error": "skip"}');
SELECT errors FROM dt_update_many('staff', '[{"id": "00000000-0000-4000-8000-000000000001", "patch": {"salary": 100}}]', '{"on_error": "skip"}');

-- ## A rule of columns that they may not read tells neither these nor their values
SET dt.user_id = 'boss';
SELECT dt_create_table('Keys', '{"settings": {"record_name_format": "{name} ({secret})"}, "columns": [{"key": "name", "type": "text"},
    {"key": "secret", "type": "text", "unique": true,
    "permissions": {"read": "admin"}}, {"key": "link", "type": "text", "default": "q", "permissions": {"write": "admin"}}]}') ->> 'slug',
    dt_share('keys', 'editor', 'edit');
SELECT dt_insert('keys', '{"name": "a", "secret": "s1"}', '00000000-0000-4000-8000-00000000000a') IS NOT NULL, dt_delete('keys',
    '00000000-0000-4000-8000-00000000000a');
SELECT dt_insert('keys', '{"name": "b", "secret": "s1"}', '00000000-0000-4000-8000-00000000000b') IS NOT NULL;
SET dt.user_id = 'editor';
SELECT try($$SELECT dt_restore('keys', '00000000-0000-4000-8000-00000000000a')$$);
\set VERBOSITY verbose
SELECT dt_restore('keys', '00000000-0000-4000-8000-00000000000a');
\set VERBOSITY default
SELECT try($$SELECT dt_restore('keys', '00000000-0000-4000-8000-00000000000a', '{"patch": {"name": "c"}}')$$);
-- Nor do the name of the record and the SQL of a query.
SELECT dt_describe('keys') -> 'settings', dt_explain('keys') ->> 'sql';
-- The default of a column that they may not write is written, in every way to insert.
SELECT data FROM dt_insert('keys', '{"name": "n1"}');
SELECT data FROM dt_insert('keys', '{"name": "n2"}', options => '{"typecast": true}');
SELECT count(id), count(errors) FROM dt_insert_many('keys', '[{"name": "n3"}, {"name": "n4"}]', '{"on_error": "skip"}');
SELECT data FROM dt_query('keys', '{"sort": "name"}');
-- A record that gives a value to such a column is left out like any other that is refused, and dt_validate foretells it.
SELECT errors FROM dt_insert_many('keys', '[{"name": "n5"}, {"name": "n6", "link": "x"}]', '{"on_error": "skip"}');
SELECT dt_validate('keys', '{"name": "n7", "link": "x"}') -> 'errors';
SET dt.user_id = 'boss';
SELECT dt_alter_column('keys', 'name', '{"unique": true}') ->> 'unique';
SET dt.user_id = 'editor';
SELECT inserted, errors FROM dt_upsert('keys', '[{"name": "n1", "link": "x"}, {"name": "n8"}, {"name": "n9", "link": "x"}]', '{name}', '{"on_error": "skip"}');
SELECT try($$SELECT dt_insert_many('keys', '[{"name": "m"}, {"name": "l", "link": "x"}]')$$);

-- ## In an open table a key that is not for everybody cannot be named, as one that is in the trash
SET dt.user_id = 'boss';
SELECT dt_create_table('Loose', '{"open": true, "columns": [{"key": "pay", "type": "integer", "permissions": {"read": "admin"}}]}') ->> 'slug',
    dt_share('loose', 'viewer', 'view');
SELECT dt_insert('loose', '{"pay": 5, "free": 1}') IS NOT NULL;
SET dt.user_id = 'viewer';
SELECT data FROM dt_query('loose');
SELECT data FROM dt_query('loose', '{"columns": ["free", "pay"]}');
SELECT try($q$SELECT data FROM dt_query('loose', '{"filter": {"pay": 5}}')$q$);
SELECT data FROM dt_query('loose', '{"search": "5"}');

-- ## SQL on the storage: data shows all columns, so it is for those who may read all
CREATE ROLE regress_dt_columns;
GRANT USAGE ON SCHEMA dt_data TO regress_dt_columns;
GRANT SELECT, INSERT, UPDATE, DELETE ON :storage TO regress_dt_columns;
GRANT SELECT ON dt.columns, dt.tables TO regress_dt_columns;
SET ROLE regress_dt_columns;
SET dt.user_id = 'editor';
SELECT count(*) FROM :storage;
SELECT key FROM dt.columns ORDER BY key;
UPDATE :storage SET data = data || '{"salary": 0}' RETURNING data;
SELECT plain(try(format('INSERT INTO %s (data) VALUES (''{"name": "x"}'')', :'storage')));
-- Nothing of the rules is told to whom the table does not exist, or not as a whole.
SELECT plain(try(format('INSERT INTO %s (data) VALUES (''{"grade": "none", "salary": "x"}'')', :'storage')));
SET dt.org_id = 'globex';
SELECT plain(try(format('INSERT INTO %s (data) VALUES (''{"grade": "none"}'')', :'storage')));
RESET dt.org_id;
SET dt.user_id = 'boss';
SELECT count(*) FROM :storage;
RESET ROLE;
SELECT dt_alter_column('staff', 'salary', '{"permissions": null}') -> 'permissions';
SET ROLE regress_dt_columns;
SET dt.user_id = 'editor';
SELECT count(*) FROM :storage;
UPDATE :storage SET data = data || '{"grade": "b"}';
UPDATE :storage SET data = data || '{"note": "sql"}';
SELECT data FROM :storage ORDER BY data ->> 'name';
RESET ROLE;
REVOKE ALL ON ALL TABLES IN SCHEMA dt_data FROM regress_dt_columns;
DROP OWNED BY regress_dt_columns;
DROP ROLE regress_dt_columns;
RESET dt.user_id;
CALL drop_tables();
