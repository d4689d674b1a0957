-- A change of type is refused, or says what to do with the values that do not convert.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM generate_series(1, 8) AS n, dt_insert('deals', jsonb_build_object('name', 'n' || n,
    'amount', (ARRAY['12', 'abc', '12.50', '', '7', 'x💥', '-1', 'zzz'])[n]), ('00000000-0000-7000-8000-00000000000' || n)::uuid);
SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000008');
SELECT format('SELECT data FROM %s ORDER BY id', dt_describe('deals') ->> 'storage') AS stored \gset

-- ## By default the change is refused, and records in the trash count

SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"type": "number"}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"type": "number", "on_failure": "abort"}')$$) LIKE '22023%';
SELECT type FROM dt_columns('deals') WHERE key = 'amount';
:stored;

-- ## A dry run reports, and changes nothing

SELECT jsonb_pretty(dt_alter_column('deals', 'amount', '{"type": "number", "dry_run": true, "label": "Sum"}'));
SELECT dt_alter_column('deals', 'amount', '{"dry_run": true, "width": 5}') -> 'width';
SELECT type, label, width FROM dt_columns('deals') WHERE key = 'amount';
BEGIN READ ONLY;
SELECT dt_alter_column('deals', 'amount', '{"type": "integer", "dry_run": true}') -> 'failed';
COMMIT;

-- ## keep: the values move to _unconverted, and neither version nor updated_at changes

SELECT c -> 'type', c -> 'converted', c -> 'failed', jsonb_array_length(c -> 'examples')
FROM dt_alter_column('deals', 'amount', '{"type": "number", "on_failure": "keep"}') AS c;
:stored;
SELECT sum(version), bool_and(created_at = updated_at) FROM dt_query('deals');

-- A filter finds them, and a query can return them alone.

SELECT data FROM dt_query('deals', '{"filter": {"_unconverted.amount": {"is_not_empty": true}}, "sort": "name"}');
SELECT dt_count('deals', '{"_unconverted.amount": "abc"}'), dt_count('deals', '{"_unconverted": {"is_empty": false}}');
SELECT data FROM dt_query('deals', '{"filter": {"name": "n2"}, "columns": ["_unconverted"]}');
SELECT dt_json_schema('deals') #> '{properties,_unconverted}' IS NULL;

-- They can be removed, and cannot be written.

SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"amount": 5}');
SELECT f, try(f) FROM unnest(ARRAY[
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"_unconverted": {"amount": "other"}}')$$,
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"_unconverted": {"amount": "abc", "more": 1}}')$$,
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"_unconverted": "abc"}')$$,
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"_unconverted": {"amount": "abc"}}')$$,
    $$SELECT dt_insert('deals', '{"_unconverted": {}}')$$,
    $$SELECT dt_add_column('deals', '_unconverted', 'json')$$,
    $$SELECT dt_alter_column('deals', 'amount', '{"key": "_unconverted"}')$$]) AS f;
SELECT dt_validate('deals', '{"_unconverted": {"a": 1}}') -> 'errors';
SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"_unconverted": {"amount": "abc"}, "name": "same"}');
SELECT data FROM dt_replace('deals', '00000000-0000-7000-8000-000000000002', '{"name": "replaced"}');
SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000002', '{"_unconverted": null}');
SELECT data FROM dt_insert('deals', '{"name": "null", "_unconverted": null}');
SELECT data FROM dt_replace('deals', '00000000-0000-7000-8000-000000000006', '{"name": "n6", "_unconverted": {}}');
SELECT dt_delete_where('deals', '{"name": "null"}', true);

-- A value that is kept later stands beside the earlier ones.

SELECT data FROM dt_restore('deals', '00000000-0000-7000-8000-000000000008');
SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000008', '{"amount": 0.5}');
SELECT c -> 'failed' FROM dt_alter_column('deals', 'amount', '{"type": "integer", "on_failure": "keep"}') AS c;
SELECT data FROM dt_query('deals', '{"filter": {"_unconverted": {"is_not_empty": true}}, "sort": "name"}');

-- ## null: the values are removed, and a required column must not be left without values

SELECT dt_add_column('deals', 'code', 'text') ->> 'key';
SELECT dt_update_where('deals', '{"all": true}', '{"code": "12"}'), dt_update_where('deals', '{"name": "n1"}', '{"code": "a"}');
SELECT dt_alter_column('deals', 'code', '{"required": true}') -> 'required';
SELECT try($$SELECT dt_alter_column('deals', 'code', '{"type": "integer", "on_failure": "null"}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'code', '{"type": "integer", "on_failure": "keep"}')$$) LIKE '23502%';
SELECT c -> 'converted', c -> 'failed', c -> 'required'
FROM dt_alter_column('deals', 'code', '{"type": "integer", "on_failure": "null", "required": false}') AS c;
:stored;

-- ## Unique: two texts may become the same number

SELECT dt_add_column('deals', 'no', 'text', '{"unique": true}') ->> 'key';
SELECT dt_update_where('deals', '{"name": "n1"}', '{"no": "5"}'), dt_update_where('deals', '{"name": "n3"}', '{"no": "5.0"}');
SELECT try($$SELECT dt_alter_column('deals', 'no', '{"type": "number"}')$$);
SELECT type FROM dt_columns('deals') WHERE key = 'no';
SELECT dt_alter_column('deals', 'no', '{"type": "decimal", "unique": false}') ->> 'type';
SELECT data -> 'no' FROM dt_query('deals', '{"filter": {"no": 5}}');

-- ## Indexes follow, or prevent the change

SELECT dt_create_index('deals', '{no,name}') LIKE 'deals%', dt_alter_column('deals', 'no', '{"index": true}') -> 'index';
SELECT dt_alter_column('deals', 'no', '{"type": "text"}') ->> 'type';
SELECT columns, kind, is_unique FROM dt_indexes('deals') ORDER BY columns;
SELECT plain(try($$SELECT dt_alter_column('deals', 'no', '{"type": "multi_select"}')$$));
SELECT plain(try($$SELECT dt_alter_column('deals', 'no', '{"type": "json", "dry_run": true}')$$));
SELECT try($$SELECT dt_alter_column('deals', 'no', '{"type": "json", "unique": true}')$$);
SELECT dt_drop_index('deals', name) FROM dt_indexes('deals') WHERE columns = '{no,name}';
SELECT dt_alter_column('deals', 'no', '{"type": "multi_select"}') -> 'config';
SELECT columns, kind, is_unique FROM dt_indexes('deals') ORDER BY columns;
SELECT dt_count('deals', '{"no": {"has_any": ["5.0"]}}');

-- ## A default is converted like a value

SELECT dt_add_column('deals', 'rate', 'text', '{"default": "12"}') ->> 'default';
SELECT c -> 'default', c -> 'converted' FROM dt_alter_column('deals', 'rate', '{"type": "number"}') AS c;
SELECT dt_alter_column('deals', 'rate', '{"default": 12.5}') -> 'default';
SELECT try($$SELECT dt_alter_column('deals', 'rate', '{"type": "integer"}')$$);
SELECT dt_alter_column('deals', 'rate', '{"type": "integer", "default": null}') -> 'default';
SELECT dt_alter_column('deals', 'rate', '{"type": "date", "default": "today"}') -> 'default';
SELECT try($$SELECT dt_alter_column('deals', 'rate', '{"type": "text"}')$$);
SELECT dt_alter_column('deals', 'rate', '{"type": "datetime", "default": "now"}') -> 'default';
SELECT dt_alter_column('deals', 'rate', '{"type": "date"}') -> 'default';

-- ## Key and type change in one call

SELECT c ->> 'key', c ->> 'type', c -> 'converted' FROM dt_alter_column('deals', 'code', '{"key": "number", "type": "text", "index": true}') AS c;
SELECT data -> 'number', count(*) FROM dt_query('deals') GROUP BY 1 ORDER BY 1;
SELECT columns FROM dt_indexes('deals') ORDER BY columns;

-- ## What is refused whatever the values are

SELECT dt_add_column('deals', 'created', 'created_at') ->> 'key';
SELECT f, try(f) FROM unnest(ARRAY[
    $$SELECT dt_alter_column('deals', 'created', '{"type": "datetime"}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "created_by"}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number", "on_failure": "skip"}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number", "on_failure": null}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number", "dry_run": "yes"}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number", "config": {"mn": 1}}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number", "config": []}')$$]) AS f;

CALL drop_tables();
