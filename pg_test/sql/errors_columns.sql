-- The functions on columns refuse mistakes with SQLSTATE, message, DETAIL and HINT.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}}]}') ->> 'slug';

-- ## Types

SELECT type, try(format('SELECT dt_add_column(''deals'', ''x'', %L)', type))
FROM unnest(ARRAY['', 'Text', 'txt', 'numbr', 'varchar', 'multiselect', 'text; drop table dt.columns', '💥', repeat('t', 300)]) AS type;
SELECT try('SELECT dt_add_column(''deals'', ''x'', NULL)');
SELECT try('SELECT dt_add_column(''deals'', NULL, ''text'')');

-- ## Options

SELECT options, try(format('SELECT dt_add_column(''deals'', ''x'', ''text'', %L)', options))
FROM unnest(ARRAY['[]', '5', '{"lable": "X"}', '{"key": "y"}', '{"type": "date"}', '{"label": 5}', '{"required": "yes"}', '{"unique": 1}', '{"index": null}',
    '{"description": 5}', '{"width": "10"}', '{"width": -1}', '{"width": 1000000}', '{"visible": 0}', '{"config": []}', '{"config": {"max": 5}}',
    '{"backfill": true}']) WITH ORDINALITY AS o(options, n) ORDER BY n;
SELECT try('SELECT dt_add_column(''deals'', ''name'', ''text'')');

-- ## Alter

SELECT changes, try(format('SELECT dt_alter_column(''deals'', ''amount'', %L)', changes))
FROM unnest(ARRAY['[]', 'null', '{"key": 5}', '{"key": "name"}', '{"key": "id"}', '{"key": "Amount"}', '{"type": "texxt"}', '{"type": null}', '{"positon": 1}',
    '{"required": null}', '{"config": {"mn": 0}}', '{"default": "x"}', '{"default": 1e309}']) WITH ORDINALITY AS o(changes, n) ORDER BY n;
SELECT try('SELECT dt_alter_column(''deals'', ''amount'', NULL)');

-- ## No such column: the error names the nearest

SELECT f, try(f) FROM unnest(ARRAY['SELECT dt_alter_column(''deals'', ''amuont'', ''{}'')', 'SELECT dt_drop_column(''deals'', ''nam'')',
    'SELECT dt_drop_column(''deals'', ''nam'', true)', 'SELECT dt_restore_column(''deals'', ''stage'')', 'SELECT dt_restore_column(''deals'', ''stag'')',
    'SELECT dt_reorder_columns(''deals'', ''{name,stgae}'')', 'SELECT dt_upsert(''deals'', ''[]'', ''{nmae}'')',
    'SELECT dt_create_index(''deals'', ''{amounts}'')', 'SELECT dt_alter_column(''deals'', ''zzz'', ''{}'')',
    'SELECT dt_alter_column(''deals'', ''created_at'', ''{}'')',
    'SELECT dt_alter_column(''deals'', '''', ''{}'')', 'SELECT dt_alter_column(''deals'', ''name''''; drop table dt.columns; --'', ''{}'')',
    'SELECT dt_alter_column(''deals'', repeat(''n'', 300), ''{}'')', 'SELECT dt_alter_column(''deals'', NULL, ''{}'')'])
    WITH ORDINALITY AS f(f, n) ORDER BY n;
SELECT dt_drop_column('deals', 'stage');
SELECT try('SELECT dt_restore_column(''deals'', ''stge'')');

-- ## A rule that the records break

SELECT count(*) FROM dt_insert('deals', '{"name": "a", "amount": 5}', '00000000-0000-7000-8000-000000000001');
SELECT count(*) FROM dt_insert('deals', '{"name": "a"}', '00000000-0000-7000-8000-000000000002');
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"required": true}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'name', '{"unique": true}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"max": 4}}')$$);
SELECT try($$SELECT dt_create_index('deals', '{name}', '{"unique": true}')$$);
SELECT try($$SELECT dt_add_column('deals', 'must', 'text', '{"required": true}')$$);

-- A record in the trash that lacks a required value does not prevent changes of other columns.

SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000002');
SELECT dt_alter_column('deals', 'amount', '{"required": true}') -> 'required';
SELECT try($$SELECT dt_alter_column('deals', 'name', '{"config": {"max_length": 100}}')$$);

-- ## Limits

SELECT try($$SELECT dt_create_table('Wide',
    jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', 'c' || i, 'type', 'text')) FROM generate_series(1, 1601) AS i)))$$);
SELECT try($$SELECT dt_columns('deals', 'all')$$);

CALL drop_tables();
