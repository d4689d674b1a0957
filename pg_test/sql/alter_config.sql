-- dt_alter_column changes the config of a column on a table that holds records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}}, {"key": "note", "type": "long_text"}]}') ->> 'slug';
SELECT count(*) FROM generate_series(1, 4) AS n, dt_insert('deals', jsonb_build_object('name', repeat('n', n), 'amount', n,
    'stage', CASE WHEN n < 3 THEN 'open' ELSE 'won' END, 'note', repeat('x', n)), ('00000000-0000-7000-8000-00000000000' || n)::uuid);

-- ## Values that the new config does not allow are counted, and the first of them are shown

SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"max": 2}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"min": 2}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'name', '{"config": {"pattern": "^n{2,3}$"}}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'stage', '{"config": {"options": ["won"]}}')$$);
SELECT config FROM dt_columns('deals');

-- ## on_failure works as it does for a change of type

SELECT c -> 'converted', c -> 'failed', c -> 'examples' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 2}, "dry_run": true}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 3}, "on_failure": "keep"}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'amount', '{"config": {"max": 2}, "on_failure": "null"}') AS c;
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'stage', '{"config": {"options": ["won"]}, "on_failure": "keep"}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "id"}');

-- ## An empty text is removed where the new config does not take it

SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"name": ""}');
SELECT c -> 'converted', c -> 'failed' FROM dt_alter_column('deals', 'name', '{"config": {"min_length": 1}}') AS c;
SELECT data FROM dt_get('deals', '00000000-0000-7000-8000-000000000001');

-- ## A change that cannot make a value invalid reads no values

SELECT c ? 'converted' FROM dt_alter_column('deals', 'stage', '{"config": {"options": [{"value": "won", "label": "Won", "color": "#00ff00"}, "lost"]}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": {"max_length": 5}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": {"max_length": 10}}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"config": null}') AS c;
SELECT c ? 'converted' FROM dt_alter_column('deals', 'note', '{"label": "Note", "config": {}}') AS c;

-- ## When the value of an option is renamed, records follow by its label

SELECT c -> 'config' FROM dt_alter_column('deals', 'stage', '{"config": {"options": [{"value": "w", "label": "Won"}, "lost"]}}') AS c;
SELECT data -> 'stage' FROM dt_query('deals', '{"sort": "id"}');

-- ## A key that shares an index with a column in the trash can be renamed and converted

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
