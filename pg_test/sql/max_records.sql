-- The setting max_records limits the records of a table. A write that would exceed it fails.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Small',
    '{"settings": {"max_records": 3}, "columns": [{"key": "a", "type": "text", "unique": true}]}') #> '{settings,max_records}' AS max_records;
SELECT data FROM dt_insert('small', '{"a": "1"}', '00000000-0000-7000-8000-000000000001');
SELECT count(*) FROM dt_insert_many('small', '[{"a": "2"}, {"a": "3"}]');
SELECT try($$SELECT dt_insert('small', '{"a": "4"}')$$);
SELECT try($$SELECT dt_insert_many('small', '[{"a": "4"}]')$$) LIKE '23514 %' AS insert_many,
    try($$SELECT dt_upsert('small', '[{"a": "4"}]', ARRAY['a'])$$) LIKE '23514 %' AS upsert,
    (SELECT errors #>> '{0,code}' FROM dt_insert_many('small', '[{"a": "4"}]', '{"on_error": "skip"}')) AS skipping;
SELECT inserted FROM dt_upsert('small', '[{"a": "3"}]', ARRAY['a']);
SELECT data FROM dt_update('small', '00000000-0000-7000-8000-000000000001', '{"a": "one"}');

-- SQL and COPY obey the limit, too.

SELECT dt_describe('small') ->> 'storage' AS storage \gset
SELECT try(format('INSERT INTO %s (data) VALUES (''{"a": "4"}'')', :'storage'));

-- Records in the trash do not count. A restored record does.

SELECT dt_delete('small', '00000000-0000-7000-8000-000000000001') AS trashed;
SELECT data FROM dt_insert('small', '{"a": "4"}');
SELECT try($$SELECT dt_restore('small', '00000000-0000-7000-8000-000000000001')$$) LIKE '23514 %' AS full;
SELECT dt_delete_where('small', '{"a": "4"}', true) AS deleted;
SELECT data FROM dt_restore('small', '00000000-0000-7000-8000-000000000001');

-- The limit can be raised, lowered below the number of records, and removed. Lowering loses nothing, and lets nothing in.

SELECT dt_alter_table('small', '{"settings": {"max_records": 4}}') #> '{settings,max_records}' AS max_records;
SELECT data FROM dt_insert('small', '{"a": "5"}');
SELECT dt_alter_table('small', '{"settings": {"max_records": 2}}') #> '{settings,max_records}' AS max_records;
SELECT dt_count('small') AS count, try($$SELECT dt_insert('small', '{"a": "6"}')$$) LIKE '23514 %' AS full;
SELECT dt_update_where('small', '{"a": "5"}', '{"a": "five"}') AS "changes go on";
SELECT inserted FROM dt_upsert('small', '[{"a": "five"}]', ARRAY['a']);
-- Each statement of a transaction is counted, and each attempt to skip what is too much.
SELECT dt_create_table('Few', '{"settings": {"max_records": 3}, "columns": [{"key": "n", "type": "integer"}]}') ->> 'slug' AS slug;
DO $$
BEGIN
    FOR i IN 1..9 LOOP
        PERFORM dt_insert('few', jsonb_build_object('n', i));
    END LOOP;
END
$$;
BEGIN;
SELECT count(*) FROM dt_insert_many('few', '[{"n": 1}, {"n": 2}]');
SELECT (dt_insert('few', '{"n": 3}')).data;
SELECT try($$SELECT dt_insert('few', '{"n": 4}')$$) LIKE '23514 %' AS full;
COMMIT;
SELECT dt_count('few') AS count, dt_delete_where('few', '{"n": {"gt": 1}}', true) AS deleted;
SELECT count(id) AS written, count(errors) AS refused FROM dt_insert_many('few', (SELECT jsonb_agg(jsonb_build_object('n', i)) FROM generate_series(2, 20) i),
    '{"on_error": "skip"}');
SELECT string_agg(data ->> 'n', ' ') AS stored FROM dt_query('few', '{"sort": "n"}');
-- Above the limit, records can be moved to the trash and deleted.
BEGIN;
SELECT dt_delete('small', '00000000-0000-7000-8000-000000000001') AS trashed, dt_count('small') AS before;
SELECT dt_delete_where('small', '{"a": "five"}') AS trashed, dt_delete_where('small', '{"a": "2"}', true) AS deleted;
SELECT dt_count('small') AS after, try($$SELECT * FROM dt_restore('small', '00000000-0000-7000-8000-000000000001')$$) AS restored;
ROLLBACK;
SELECT dt_alter_table('small', '{"settings": {"max_records": null}}') -> 'settings' AS settings;
SELECT data FROM dt_insert('small', '{"a": "6"}');
SELECT tgname FROM pg_trigger WHERE tgrelid = :'storage'::regclass AND NOT tgisinternal ORDER BY 1;
SELECT dt_alter_table('small', '{"settings": {"max_records": 0}}') #> '{settings,max_records}' AS max_records;
SELECT try($$SELECT dt_insert('small', '{"a": "7"}')$$) LIKE '23514 %' AS full;

SELECT settings, try(format('SELECT dt_alter_table(''small'', %L)', '{"settings": {"max_records": ' || settings || '}}')) AS error
FROM unnest(ARRAY['-1', '1.5', '"3"', '1e30']) AS settings;

CALL drop_tables();
