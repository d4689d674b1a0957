-- alter_config: changes of a column's config on a table that holds records.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
\pset format unaligned
\pset tuples_only on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}}, {"key": "note", "type": "long_text"}]}') ->> 'slug';
SELECT count(*) FROM generate_series(1, 4) AS n, dt_insert('deals', jsonb_build_object('name', repeat('n', n), 'amount', n, 'stage', CASE WHEN n < 3 THEN 'open' ELSE 'won' END, 'note', repeat('x', n)), ('00000000-0000-7000-8000-00000000000' || n)::uuid);

-- ## Values that the new config does not allow: counted, with the first of them

SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"max": 2}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"min": 2}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'name', '{"config": {"pattern": "^n{2,3}$"}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'stage', '{"config": {"options": ["won"]}}')$$);
SELECT config FROM dt_columns('deals');

-- ## on_failure as for a change of type

SELECT c -> 'converted', c -> 'failed', c -> 'examples' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 2}, "dry_run": true}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 3}, "on_failure": "keep"}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 2}, "on_failure": "null"}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"config": {"options": ["won"]}, "on_failure": "keep"}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "id"}');

-- ## Empty texts are no values: they go where the new config does not take them

SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"name": ""}');
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'name', '{"config": {"min_length": 1}}') AS c;
SELECT data FROM dt_get('deals', '00000000-0000-7000-8000-000000000001');

-- ## A change that cannot make a value invalid looks at none: nothing is counted

SELECT c ? 'converted' FROM dt_alter_column('deals', 'stage', '{"config": {"options": [{"value": "won", "label": "Won", "color": "#00ff00"}, "lost"]}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": {"max_length": 5}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": {"max_length": 10}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": null}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"label": "Note", "config": {}}') AS c;

-- ## Renaming the value of an option: values follow its label

SELECT c -> 'config' FROM dt_alter_column('deals', 'stage', '{"config": {"options": [{"value": "w", "label": "Won"}, "lost"]}}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');

-- ## A key that shares an index with a column in the trash can be renamed, and converted

SELECT dt_create_index('deals', '{stage,name}') LIKE 'deals%', dt_create_index('deals', '{stage,amount}', '{"unique": true}') LIKE 'deals%';
SELECT dt_drop_column('deals', 'name');
SELECT dt_alter_column('deals', 'stage', '{"key": "phase"}') ->> 'key';
SELECT columns, is_unique FROM dt_indexes('deals') ORDER BY columns;
SELECT dt_alter_column('deals', 'phase', '{"type": "text"}') ->> 'type';
SELECT dt_restore_column('deals', 'name') ->> 'key';
SELECT columns, is_unique FROM dt_indexes('deals') ORDER BY columns;

-- An index that a DBA has named keeps its name.

SELECT format('ALTER INDEX dt_data.%I RENAME TO my_index', name) AS rename FROM dt_indexes('deals') WHERE columns = '{phase,name}' \gset
:rename;
SELECT dt_alter_column('deals', 'phase', '{"key": "stage"}') ->> 'key';
SELECT name FROM dt_indexes('deals') WHERE columns = '{stage,name}';

CALL drop_tables();
