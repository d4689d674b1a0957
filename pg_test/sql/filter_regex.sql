-- matches and imatches filter texts by a regular expression of PostgreSQL.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Patterns', '{"columns": [{"key": "id_", "type": "text"}, {"key": "t", "type": "long_text"}, {"key": "n", "type": "number"},
    {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('patterns', '[{"id_": "a", "t": "AB-123"}, {"id_": "b", "t": "ab-123"}, {"id_": "c", "t": "one\ntwo"},
    {"id_": "d", "t": "Größe 🦀"}, {"id_": "e", "t": ""}, {"id_": "f"}, {"id_": "g", "meta": {"s": "x9"}}, {"id_": "h", "meta": {"s": 9}}]');

SELECT p, found('patterns', jsonb_build_object('t', jsonb_build_object('matches', p)), 'id_'),
    found('patterns', jsonb_build_object('t', jsonb_build_object('imatches', p)), 'id_')
FROM unnest(ARRAY['^[A-Z]{2}-\d+$', '123', '^two', '(?n)^two', 'ö.e', '🦀', '', '^$', '.', '(a|A)b', '\mtwo\M', '(.)\1', '''', '$1']) p;
-- Empty values match the negation.
SELECT found('patterns', '{"not": {"t": {"matches": "."}}}', 'id_'),
    found('patterns', '{"and": [{"t": {"matches": "1"}}, {"not": {"t": {"imatches": "AB"}}}]}', 'id_');
-- Parts of JSON values that are texts can be matched, and so can system fields.
SELECT found('patterns', '{"meta.s": {"matches": "\\d"}}', 'id_'), dt_count('patterns', '{"created_by": {"matches": ".+"}}');

-- A bad expression is refused with 2201B and PostgreSQL's reason, also if there are no records.
SELECT p, try_count('patterns', jsonb_build_object('t', jsonb_build_object('matches', p))::text)
FROM unnest(ARRAY['(', '[a', '*', 'a{2', 'a{2,1}', 'a{999}', '\', '[[:foo:]]', '(?z)a', '\1', '[b-a]', '+']) p;
SELECT try($$SELECT dt_count('patterns', '{"t": {"imatches": "("}}')$$);
SELECT try($$SELECT dt_query('patterns', '{"filter": [{"column": "meta.s", "operator": "matches", "value": "("}], "limit": 0}')$$);
SELECT try($$SELECT dt_update_where('patterns', '{"t": {"matches": "("}}', '{}')$$)
    = try($$SELECT dt_delete_where('patterns', '{"t": {"matches": "("}}')$$) AS same;
SELECT dt_create_table('Nothing', '{"columns": [{"key": "t", "type": "text"}]}') ->> 'slug', try($$SELECT dt_count('nothing', '{"t": {"matches": "("}}')$$);
-- An expression that is too complex, or nested too deeply, is refused in the same way.
SELECT try($$SELECT dt_count('patterns', '{"t": {"matches": "(((x{1,255}){1,255}){1,255}){1,255}"}}')$$);
SELECT left(try_count('patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('(', 4000) || repeat(')', 4000)))::text), 5);
-- A very long expression is refused by its length.
SELECT try_count('patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('x', 10001)))::text);
SELECT dt_count('patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('x', 10000))));
-- The session goes on after a bad expression.
BEGIN;
SAVEPOINT s;
SELECT dt_count('patterns', '{"t": {"matches": "("}}');
ROLLBACK TO s;
SELECT dt_count('patterns', '{"t": {"matches": "(1)"}}');
COMMIT;
-- Only texts can be matched.
SELECT f, try_count('patterns', f) FROM unnest(ARRAY['{"n": {"matches": "1"}}', '{"t": {"matches": 1}}', '{"t": {"matches": null}}',
    '{"t": {"imatches": {"value": "a"}}}', '{"t": {"match": "a"}}']) f;

CALL drop_tables();
