-- A session keeps the definitions of tables. It sees every change at once, and forgets a change that is rolled back.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Kept', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
-- This returns the data of the new record, or the first line of the error.
CREATE FUNCTION pg_temp.put(data text, table_name text DEFAULT 'kept') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (dt_insert(table_name, data::jsonb)).data::text;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT pg_temp.put('{"name": "warm"}'), dt_count('kept');

-- A change of a column takes effect in the next call.
SELECT dt_add_column('kept', 'n', 'integer') ->> 'key', pg_temp.put('{"n": "x"}');
SELECT pg_temp.put('{"n": 1}'), dt_count('kept', '{"n": 1}');
SELECT dt_alter_column('kept', 'n', '{"config": {"max": 5}}') ->> 'key';
SELECT pg_temp.put('{"n": 9}');
SELECT dt_alter_column('kept', 'n', '{"default": 3}') ->> 'key';
SELECT pg_temp.put('{}');
SELECT dt_alter_column('kept', 'n', '{"key": "number"}') ->> 'key';
SELECT pg_temp.put('{"n": 2}'), pg_temp.put('{"number": 2}'), dt_count('kept', '{"number": {"exists": true}}');
SELECT dt_drop_column('kept', 'number'), pg_temp.put('{"number": 2}');
SELECT dt_restore_column('kept', 'number') ->> 'key', pg_temp.put('{"number": 4}');
SELECT dt_drop_column('kept', 'number', permanently => true), pg_temp.put('{"number": 2}');
-- So does a change of the table's settings.
SELECT dt_alter_table('kept', '{"open": true}') ->> 'open', pg_temp.put('{"free": 1}');
SELECT dt_alter_table('kept', '{"open": false}') ->> 'open', pg_temp.put('{"free": 1}');
-- One statement may make several changes and see each of them.
SELECT dt_add_column('kept', 'a', 'text') ->> 'key', pg_temp.put('{"a": "1"}'), dt_alter_column('kept', 'a', '{"key": "b"}') ->> 'key',
    pg_temp.put('{"b": "1"}'), dt_drop_column('kept', 'b', permanently => true), pg_temp.put('{"b": "1"}');

-- A transaction that is rolled back leaves nothing behind.
BEGIN;
SELECT dt_add_column('kept', 'gone', 'integer', '{"required": false, "default": 7}') ->> 'key';
SELECT pg_temp.put('{}');
ROLLBACK;
SELECT pg_temp.put('{}'), pg_temp.put('{"gone": 1}');
BEGIN;
SELECT dt_alter_column('kept', 'name', '{"key": "title"}') ->> 'key';
SELECT pg_temp.put('{"name": "x"}'), pg_temp.put('{"title": "x"}');
ROLLBACK;
SELECT pg_temp.put('{"name": "x"}'), pg_temp.put('{"title": "x"}');
-- A call that fails leaves nothing behind either.
SELECT split_part(try($$SELECT dt_add_column('kept', 'must', 'text', '{"required": true}')$$), ':', 1);
SELECT pg_temp.put('{}'), dt_count('kept', '{"name": "x"}');

-- Rolling back to a savepoint undoes what came after it, and no more.
BEGIN;
SELECT dt_add_column('kept', 'first', 'text') ->> 'key';
SAVEPOINT s;
SELECT dt_add_column('kept', 'second', 'text') ->> 'key';
SELECT pg_temp.put('{"first": "1", "second": "2"}');
ROLLBACK TO s;
SELECT pg_temp.put('{"first": "1"}'), pg_temp.put('{"second": "2"}');
SAVEPOINT t;
SELECT dt_add_column('kept', 'third', 'text') ->> 'key';
RELEASE t;
SELECT pg_temp.put('{"third": "3"}');
ROLLBACK TO s;
SELECT pg_temp.put('{"third": "3"}'), pg_temp.put('{"first": "1"}');
COMMIT;
SELECT pg_temp.put('{"first": "1"}'), pg_temp.put('{"second": "2"}');
-- The same holds for a block of PL/pgSQL.
DO $$
BEGIN
    PERFORM dt_drop_column('kept', 'first');
    RAISE NOTICE '%', pg_temp.put('{"first": "1"}');
    RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
    RAISE NOTICE '%', pg_temp.put('{"first": "1"}');
END
$$;

-- A name can be changed, swapped, dropped and taken again.
SELECT dt_create_table('Other', '{"columns": [{"key": "o", "type": "text"}]}') ->> 'slug', dt_count('other');
SELECT dt_alter_table('kept', '{"slug": "renamed"}') ->> 'slug', try($$SELECT dt_count('kept')$$) ~ '^42P01', dt_count('renamed') > 0, dt_count('Kept') > 0;
SELECT dt_alter_table('other', '{"slug": "kept"}') ->> 'slug';
SELECT dt_count('kept'), pg_temp.put('{"o": "1"}'), pg_temp.put('{"name": "1"}', 'renamed');
BEGIN;
SELECT dt_alter_table('kept', '{"slug": "elsewhere"}') ->> 'slug', dt_alter_table('renamed', '{"slug": "kept"}') ->> 'slug';
SELECT pg_temp.put('{"o": "1"}'), pg_temp.put('{"name": "1"}'), pg_temp.put('{"o": "1"}', 'elsewhere');
ROLLBACK;
SELECT pg_temp.put('{"o": "1"}'), pg_temp.put('{"name": "1"}', 'renamed'), pg_temp.put('{"o": "1"}', 'elsewhere');
-- A table in the trash is not found. Restored, it is as it was.
SELECT dt_drop_table('kept'), pg_temp.put('{"o": "1"}'), try($$SELECT * FROM dt_query('kept')$$) ~ '^42P01';
SELECT dt_restore_table('kept') ->> 'slug', pg_temp.put('{"o": "1"}');
-- Another table can take the name of a dropped one.
SELECT dt_drop_table('kept', permanently => true), pg_temp.put('{"o": "1"}');
SELECT dt_create_table('Kept again', '{"slug": "kept", "columns": [{"key": "p", "type": "text"}]}') ->> 'slug', pg_temp.put('{"o": "1"}'),
    pg_temp.put('{"p": "1"}');
BEGIN;
SELECT dt_drop_table('kept', permanently => true);
SELECT dt_create_table('Kept anew', '{"slug": "kept", "columns": [{"key": "q", "type": "text"}]}') ->> 'slug', pg_temp.put('{"p": "1"}'),
    pg_temp.put('{"q": "1"}');
ROLLBACK;
SELECT pg_temp.put('{"p": "1"}'), pg_temp.put('{"q": "1"}');
-- A table that was made in a transaction is gone when that is rolled back.
BEGIN;
SELECT dt_create_table('Never') ->> 'slug', dt_count('never');
ROLLBACK;
SELECT try($$SELECT dt_count('never')$$);

-- Under REPEATABLE READ a transaction sees its own changes, and the records as of its beginning.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT dt_count('kept');
SELECT dt_add_column('kept', 'late', 'integer', '{"default": 1}') ->> 'key', pg_temp.put('{}'), dt_count('kept', '{"late": 1}');
SELECT dt_count('kept', '{"late": 1}');
ROLLBACK;
SELECT pg_temp.put('{}'), pg_temp.put('{"late": 1}');

-- A name is a different table for each organisation.
SET dt.user_role = 'platform_admin';
SET dt.org_id = 'acme';
SELECT dt_create_table('Acme''s', '{"slug": "kept", "columns": [{"key": "acme", "type": "text"}]}') ->> 'slug', pg_temp.put('{"acme": "1"}'),
    pg_temp.put('{"p": "1"}');
SET dt.org_id = 'globex';
SELECT pg_temp.put('{"acme": "1"}'), pg_temp.put('{"p": "1"}');
RESET dt.org_id;
SELECT pg_temp.put('{"acme": "1"}'), pg_temp.put('{"p": "1"}');

-- A plan cache that is too small for its queries makes them slow, and changes nothing else.
SET dt.plan_cache_size = 1;
SELECT count(*)
FROM generate_series(1, 5) i, LATERAL (SELECT pg_temp.put('{"p": "many"}'), dt_count('kept', '{"p": "many"}'), dt_page('kept', '{"sort": "p"}')) calls;
RESET dt.plan_cache_size;

CALL drop_tables();
RESET dt.user_role;
