-- An index that compares whole values takes 2,600 bytes of a record. A longer text is a fault like any other, found before PostgreSQL finds it.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Long', '{"columns": [{"key": "name", "type": "text", "index": true}, {"key": "code", "type": "text", "unique": true},
    {"key": "free", "type": "long_text"}, {"key": "n", "type": "decimal", "index": true}, {"key": "must", "type": "text", "required": true},
    {"key": "a", "type": "text"}, {"key": "b", "type": "text"},
    {"key": "users", "type": "user", "config": {"allow_multiple": true}, "index": true}]}') ->> 'slug';
-- Random letters, which PostgreSQL cannot pack.
CREATE FUNCTION pg_temp.letters(bytes int) RETURNS text LANGUAGE sql IMMUTABLE
BEGIN ATOMIC SELECT left(string_agg(md5(i::text), ''), bytes) FROM generate_series(1, bytes / 32 + 1) i; END;
CREATE FUNCTION pg_temp.faults(data jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    PERFORM dt_insert('long', data);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN SQLSTATE || ' ' || (SELECT string_agg(concat_ws(' ', f ->> 'column', f ->> 'code', f ->> 'message'), '; ')
        FROM jsonb_array_elements(detail::jsonb) f);
END
$$;

-- It is told beside all other faults. The limit counts bytes, and holds for texts that could be packed.
SELECT pg_temp.faults(jsonb_build_object('must', 'x', 'name', pg_temp.letters(2600), 'code', pg_temp.letters(2600)));
SELECT pg_temp.faults(jsonb_build_object('name', pg_temp.letters(2601), 'code', repeat('é', 1301)));
SELECT pg_temp.faults(jsonb_build_object('must', 'x', 'name', repeat('a', 9600)));
SELECT pg_temp.faults(jsonb_build_object('must', 'x', 'free', pg_temp.letters(9600)));
SELECT pg_temp.faults(jsonb_build_object('must', 'x', 'n', repeat('7', 5100)::numeric)), pg_temp.faults(jsonb_build_object('must', 'x', 'n',
    repeat('7', 5300)::numeric));
SELECT pg_temp.faults(jsonb_build_object('must', 'x', 'users', jsonb_build_array('u1', pg_temp.letters(2601))));
-- All functions that write tell it, and typecast cannot mend it.
SELECT left(try(format($$SELECT dt_update('long', (SELECT id FROM dt_query('long', '{"limit": 1}')), %L)$$,
    jsonb_build_object('name', pg_temp.letters(9600)))), 150);
SELECT left(try(format($$SELECT dt_upsert('long', %L, '{code}')$$, jsonb_build_array(jsonb_build_object('must', 'x', 'code',
    pg_temp.letters(9600))))), 150);
SELECT dt_validate('long', jsonb_build_object('must', 'x', 'name', pg_temp.letters(9600)), '{"typecast": true}') #>> '{errors,0,code}';
SELECT left(try(format('INSERT INTO dt_data.%I (data) VALUES (%L)', (SELECT storage FROM dt.tables WHERE slug = 'long'),
    jsonb_build_object('must', 'x', 'name', pg_temp.letters(9600)))), 100);
-- A record that is refused for it is skipped like any other.
SELECT id IS NOT NULL AS written, errors #>> '{0,column}' AS "column", errors #>> '{0,code}' AS code FROM dt_insert_many('long',
    jsonb_build_array('{"must": "1"}'::jsonb, jsonb_build_object('must', '2', 'name', pg_temp.letters(9600)), '{"must": "3"}'::jsonb),
    '{"on_error": "skip"}');

-- What only several columns exceed together is 54000, which names them. It is skipped, too.
SELECT plain(dt_create_index('long', '{a,b}'));
SELECT try(format($$SELECT dt_insert('long', %L)$$, jsonb_build_object('must', 'x', 'a', pg_temp.letters(1900), 'b', pg_temp.letters(1900))));
SELECT must, written, errors FROM (SELECT r.at AS must, i.id IS NOT NULL AS written, i.errors FROM dt_insert_many('long', jsonb_build_array(
    '{"must": "1"}'::jsonb, '{"must": "2", "a": "1", "b": "1"}'::jsonb,
    jsonb_build_object('must', '3', 'a', pg_temp.letters(1900), 'b', pg_temp.letters(1900)), '{"must": "4"}'::jsonb),
    '{"on_error": "skip"}') WITH ORDINALITY AS i(id, errors, at) JOIN generate_series(1, 4) AS r(at) ON r.at = i.at) s ORDER BY must;

-- An index is not made over records that it does not take. How many there are is told, and the first ids.
SELECT count(*) FROM generate_series(1, 7) i, dt_insert('long', jsonb_build_object('must', 'y', 'free', pg_temp.letters(3000)),
    format('00000000-0000-7000-8000-00000000000%s', i)::uuid);
SELECT try($$SELECT dt_create_index('long', '{free}')$$);
SELECT try($$SELECT dt_alter_column('long', 'free', '{"index": true}')$$);
SELECT try($$SELECT dt_alter_column('long', 'free', '{"unique": true}')$$) LIKE '54000 %';
SELECT left(try($$SELECT dt_alter_column('long', 'free', '{"type": "rich_text", "index": true}')$$), 150);
-- A dry run foretells it, and a default of an indexed column obeys the limit.
SELECT left(try(format($$SELECT dt_alter_column('long', 'free', %L)$$, '{"dry_run": true, ' || change || '}')), 60)
FROM unnest(ARRAY['"index": true', '"unique": true', '"unique": true, "key": "renamed"']) change;
SELECT left(try(format($$SELECT dt_add_column('long', 'd', 'text', %L)$$, jsonb_build_object('index', true, 'default', repeat('a', 3000)))), 90);
-- Two columns may exceed it together only.
SELECT dt_drop_index('long', (SELECT name FROM dt_indexes('long') WHERE columns = '{a,b}'));
SELECT (dt_insert('long', jsonb_build_object('must', 'z', 'a', pg_temp.letters(1900), 'b', pg_temp.letters(1900)),
    '00000000-0000-7000-8000-000000000009')).version;
SELECT try($$SELECT dt_create_index('long', '{a,b}')$$);
-- A text of any length can be searched.
SELECT plain(dt_create_index('long', '{free}', '{"kind": "search"}'));

-- An index has at most as many columns as PostgreSQL's.
SELECT try(format($$SELECT dt_create_index('long', %L)$$, (SELECT array_agg('c' || i) FROM generate_series(1, 31) i)));
CALL drop_tables();
