-- dt_insert_many names the bad record. With on_error skip it stores the good records and returns the faults of the others.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table('People', '{"columns": [
    {"key": "name", "type": "text", "required": true},
    {"key": "email", "type": "text", "unique": true},
    {"key": "code", "type": "integer"}, {"key": "site", "type": "text"},
    {"key": "age", "type": "integer", "config": {"min": 0}, "default": 18}]}') ->> 'slug' AS slug;
SELECT dt_create_index('people', '{code,site}', '{"unique": true}') IS NOT NULL AS made;

-- ## A failing call names the record by its index, and stores nothing
SELECT try($$SELECT dt_insert_many('people', '[{"name": "a"}, {"name": "b", "age": -1, "emial": "x"}, {"age": "x"}]')$$);
SELECT try($$SELECT dt_insert_many('people', '[{"name": "a", "email": "x@y"}, {"name": "b"}, {"name": "c", "email": "x@y"}]')$$);
SELECT count(*) FROM dt_query('people');
-- A single record has no index, also after a call that failed.
SELECT try($$SELECT dt_insert('people', '{"age": -1}')$$);

-- ## on_error skip: a row for each record, in order, with its id or its faults
SELECT dt_insert('people', '{"name": "Zoe", "email": "zoe@example.com", "code": 1, "site": "A"}') IS NOT NULL AS stored;
SELECT n, id IS NOT NULL AS stored, errors FROM dt_insert_many('people', '[
    {"name": "a", "email": "a@example.com", "code": 1, "site": "B"},
    {"email": "b@example.com", "age": -1},
    7,
    {"name": "c", "email": "zoe@example.com"},
    {"name": "d", "email": "a@example.com", "code": 1, "site": "A"},
    {"name": "e", "email": ""},
    {"name": "f", "email": ""},
    null]', '{"on_error": "skip"}') WITH ORDINALITY AS r(id, errors, n);
SELECT data FROM dt_query('people', '{"sort": "id"}');
-- Without faults there are no errors.
SELECT id IS NOT NULL AS stored, errors FROM dt_insert_many('people', '[{"name": "g"}]', '{"on_error": "skip"}');
SELECT id IS NOT NULL AS stored, errors FROM dt_insert_many('people', '[{"name": "h"}]');
SELECT count(*) FROM dt_insert_many('people', '[]', '{"on_error": "skip"}');

-- ## What no write may touch is refused like any other fault, and dt_validate says the same
SELECT dt_add_column('people', 'no', 'autonumber') ->> 'key' AS added, dt_drop_column('people', 'site') AS dropped;
SELECT r.value AS record, f.errors, dt_validate('people', r.value) -> 'errors' = f.errors AS same
FROM jsonb_array_elements('[{"name": "i", "site": "A"}, {"name": "j", "no": 7}, {"name": "k", "_unconverted": {"age": "x"}}]') AS r,
    dt_insert_many('people', jsonb_build_array(r.value), '{"on_error": "skip"}') AS f;
-- With typecast the first bad record is told, whatever is wrong with it.
SELECT try($$SELECT dt_insert_many('people', '[{"name": "i", "site": "A"}, {"name": "j", "age": "old"}]', '{"typecast": true}')$$);

-- ## Options that mean nothing
SELECT o, try(format('SELECT dt_insert_many(''people'', ''[]'', %L)', o))
FROM unnest(ARRAY['{"on_error": "ignore"}', '{"typecst": true}', '{"date_order": "mdy"}',
    '{"create_options": true}', '{"typecast": true, "date_order": "american"}', '{"typecast": true, "decimal_mark": ";"}', '{"typecast": 1}',
    '{"typecast": true, "time_zone": "Mars"}']) AS o;
CALL drop_tables();
