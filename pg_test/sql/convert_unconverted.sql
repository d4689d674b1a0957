-- A value that did not convert is kept under the key of its column. It follows a new key, and is dropped with the column.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Deals', '{"columns": [{"key": "n", "type": "integer"}, {"key": "amount", "type": "text"}, {"key": "due", "type": "text"},
    {"key": "total_2", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('deals',
    '[{"n": 1, "amount": "12"}, {"n": 2, "amount": "a lot", "due": "soon"}, {"n": 3, "amount": "1.5", "total_2": "x"}, {"n": 4, "due": "later"}]');
CREATE FUNCTION pg_temp.kept() RETURNS TABLE (kept text) LANGUAGE sql AS $$ SELECT data::text FROM dt_query('deals', '{"sort": "n"}') $$;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'amount', '{"type": "number", "on_failure": "keep"}') AS c;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'amount', '{"type": "integer", "on_failure": "keep"}') AS c;
-- The second record gets a new value, which does not convert either.
SELECT dt_update_where('deals', '{"n": 2}', '{"amount": 7}') AS updated;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'amount', '{"config": {"max": 6}, "on_failure": "keep"}') AS c;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'due', '{"type": "date", "on_failure": "keep"}') AS c;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'total_2', '{"type": "date", "on_failure": "keep"}') AS c;
SELECT * FROM pg_temp.kept();

-- ## A new key changes neither version nor updated_at, nor what other columns keep

SELECT dt_alter_column('deals', 'amount', '{"key": "total"}') ->> 'key' AS key;
SELECT * FROM pg_temp.kept();
SELECT dt_count('deals', '{"_unconverted.total": "a lot"}') AS found;
SELECT count(*) FILTER (WHERE version = 1 AND updated_at = created_at) AS untouched FROM dt_query('deals', '{"filter": {"n": {"neq": 2}}}');
-- The key may change together with the type.
SELECT c ->> 'key' AS key, c -> 'failed' AS failed FROM dt_alter_column('deals', 'total', '{"key": "sum", "type": "date", "on_failure": "keep"}') AS c;
SELECT * FROM pg_temp.kept();

-- ## A column in the trash keeps the values, and a dropped column loses them

SELECT dt_drop_column('deals', 'due');
SELECT data -> '_unconverted' AS kept FROM dt_query('deals', '{"filter": {"n": 4}}');
SELECT dt_drop_column('deals', 'due', true);
SELECT * FROM pg_temp.kept();
SELECT dt_drop_column('deals', 'sum', true);
SELECT * FROM pg_temp.kept();
SELECT dt_drop_column('deals', 'total_2', true);
SELECT * FROM pg_temp.kept();
-- Records in the trash are treated the same.
SELECT dt_add_column('deals', 'late', 'text') ->> 'key' AS key;
SELECT dt_update_where('deals', '{"n": 1}', '{"late": "very"}') AS updated, dt_delete_where('deals', '{"n": 1}') AS deleted;
SELECT c -> 'failed' AS failed FROM dt_alter_column('deals', 'late', '{"type": "date", "on_failure": "keep"}') AS c;
SELECT dt_alter_column('deals', 'late', '{"key": "later"}') ->> 'key' AS key;
SELECT data FROM dt_query('deals', '{"trash": "only"}');
SELECT dt_drop_column('deals', 'later', true);
SELECT data FROM dt_query('deals', '{"trash": "only"}');

CALL drop_tables();
