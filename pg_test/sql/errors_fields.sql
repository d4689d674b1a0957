-- An error says in fields of its own what drivers read: schema, table, column and constraint.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\pset fieldsep ' | '
CREATE FUNCTION pg_temp.fields(statement text, OUT state text, OUT "table" text, OUT "column" text, OUT "constraint" text, OUT detail text)
LANGUAGE plpgsql AS $$
DECLARE
    schema_name text;
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, schema_name = SCHEMA_NAME, "table" = TABLE_NAME, "column" = COLUMN_NAME,
        "constraint" = CONSTRAINT_NAME, detail = PG_EXCEPTION_DETAIL;
    "table" := concat_ws('.', nullif(schema_name, ''), nullif("table", ''));
    -- Each DETAIL is an array of objects with a code and a message.
    detail := CASE WHEN detail LIKE '[%' AND jsonb_typeof(detail::jsonb) = 'array'
        AND NOT jsonb_path_exists(detail::jsonb, '$[*] ? (!exists(@.code) || !exists(@.message))') THEN 'array' ELSE detail END;
END
$$;

SELECT dt_create_table('Deals', '{"settings": {"max_records": 3}, "columns": [{"key": "name", "type": "text", "required": true, "unique": true},
    {"key": "amount", "type": "number", "config": {"max": 100}}, {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
    {"key": "city", "type": "text"}, {"key": "zip", "type": "text"}]}') ->> 'slug';
SELECT plain(dt_create_index('deals', '{city,zip}', '{"unique": true}'));
SELECT (dt_insert('deals', '{"name": "Acme", "city": "Bonn", "zip": "1"}', '00000000-0000-7000-8000-000000000001')).version;

-- Records: the first fault gives column and constraint; a unique rule is named by its index.
SELECT s.statement, f.state, f."table", f."column", plain(f."constraint") AS "constraint", f.detail FROM unnest(ARRAY[
    $$SELECT dt_insert('deals', '{"amount": 101}')$$,
    $$SELECT dt_insert('deals', '{"name": "B", "amount": 101}')$$,
    $$SELECT dt_insert('deals', '{"name": "B", "colour": 1}')$$,
    $$SELECT dt_insert('deals', '[]')$$,
    $$SELECT dt_insert('deals', '{"name": "Acme"}')$$,
    $$SELECT dt_insert('deals', '{"name": "B", "city": "Bonn", "zip": "1"}')$$,
    $$SELECT dt_insert('deals', '{"name": "B"}', '00000000-0000-7000-8000-000000000001')$$,
    $$SELECT dt_insert_many('deals', '[{"name": "B"}, {"name": "B"}]')$$,
    $$SELECT dt_insert_many('deals', '[{"name": "B"}, {"name": "C"}, {"name": "D"}]')$$,
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"stage": "lost"}')$$,
    $$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}', 7)$$,
    $$SELECT dt_upsert('deals', '[{"name": "Acme", "amount": 101}]', '{name}')$$,
    $$SELECT dt_upsert('deals', '[{"name": "Acme"}]', '{city}')$$,
    $$SELECT run(format('INSERT INTO dt_data.%I (data) VALUES (%L)', (SELECT storage FROM dt.tables WHERE slug = 'deals'), '{"amount": 101}'))$$
]) WITH ORDINALITY AS s(statement, n), pg_temp.fields(s.statement) f ORDER BY n;

-- Documents.
SELECT s.statement, f.* FROM unnest(ARRAY[
    $$SELECT dt_query('nothing')$$,
    $$SELECT dt_query('deals', '{"filter": {"amuont": 1}}')$$,
    $$SELECT dt_query('deals', '{"filter": {"amount": "many"}}')$$,
    $$SELECT dt_query('deals', '{"sort": "amuont"}')$$,
    $$SELECT dt_query('deals', '{"limit": -1}')$$,
    $$SELECT dt_page('deals', '{"after": "xyz"}')$$,
    $$SELECT dt_count('deals', '{"stage": "lost"}')$$,
    $$SELECT dt_aggregate('deals', '{"aggregates": {"n": "cuont"}}')$$,
    $$SELECT dt_delete_where('deals', '{}')$$,
    $$SELECT dt_insert_many('deals', '{}')$$,
    $$SELECT dt_update_many('deals', '[{"id": 1}]')$$,
    $$SELECT dt_validate('deals', '{}', '{"tpyecast": true}')$$
]) WITH ORDINALITY AS s(statement, n), pg_temp.fields(s.statement) f ORDER BY n;

-- Definitions.
SELECT s.statement, f.* FROM unnest(ARRAY[
    $$SELECT dt_create_table('Deals')$$,
    $$SELECT dt_add_column('deals', 'name', 'text')$$,
    $$SELECT dt_add_column('deals', 'price', 'number', '{"config": {"max": "x"}}')$$,
    $$SELECT dt_add_column('deals', 'price', 'number', '{"required": true}')$$,
    $$SELECT dt_alter_column('deals', 'name', '{"type": "number"}')$$,
    $$SELECT dt_alter_column('deals', 'nmae', '{"required": true}')$$,
    $$SELECT dt_drop_index('deals', 'none')$$,
    $$SELECT dt_create_index('deals', '{name}', '{"kind": "set"}')$$
]) WITH ORDINALITY AS s(statement, n), pg_temp.fields(s.statement) f ORDER BY n;

-- Errors of other causes keep what PostgreSQL says of them, and what was called before is not named.
SELECT f.* FROM pg_temp.fields($$SELECT dt_types() / 0$$) f;
SELECT f.* FROM pg_temp.fields($$SELECT dt.get_text(NULL, 'a'), dt.validate_record()$$) f;
CALL drop_tables();
