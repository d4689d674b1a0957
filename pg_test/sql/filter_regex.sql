--
-- Filters by regular expression: matches, imatches
--
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
\pset format unaligned
\t on
SELECT dt_create_table('Patterns', '{"columns": [{"key": "id_", "type": "text"}, {"key": "t", "type": "long_text"}, {"key": "n", "type": "number"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('patterns', '[{"id_": "a", "t": "AB-123"}, {"id_": "b", "t": "ab-123"}, {"id_": "c", "t": "one\ntwo"}, {"id_": "d", "t": "Größe 🦀"}, {"id_": "e", "t": ""}, {"id_": "f"}, {"id_": "g", "meta": {"s": "x9"}}, {"id_": "h", "meta": {"s": 9}}]');
CREATE FUNCTION pg_temp.found(filter jsonb) RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(string_agg(data ->> 'id_', '' ORDER BY (data ->> 'id_') COLLATE "C"), '-') FROM dt_query('patterns', jsonb_build_object('filter', filter));
END;

SELECT p, pg_temp.found(jsonb_build_object('t', jsonb_build_object('matches', p))), pg_temp.found(jsonb_build_object('t', jsonb_build_object('imatches', p)))
FROM unnest(ARRAY['^[A-Z]{2}-\d+$', '123', '^two', '(?n)^two', 'ö.e', '🦀', '', '^$', '.', '(a|A)b', '\mtwo\M', '(.)\1', '''', '$1']) p;
-- Empties match the negation
SELECT pg_temp.found('{"not": {"t": {"matches": "."}}}'), pg_temp.found('{"and": [{"t": {"matches": "1"}}, {"not": {"t": {"imatches": "AB"}}}]}');
-- Parts of JSON values that are texts, and system fields
SELECT pg_temp.found('{"meta.s": {"matches": "\\d"}}'), dt_count('patterns', '{"created_by": {"matches": ".+"}}');

-- What is no regular expression is 2201B, with PostgreSQL's reason, whether or not there are records
SELECT p, try(format('SELECT dt_count(%L, %L)', 'patterns', jsonb_build_object('t', jsonb_build_object('matches', p)))) FROM unnest(ARRAY['(', '[a', '*', 'a{2', 'a{2,1}', 'a{999}', '\', '[[:foo:]]', '(?z)a', '\1', '[b-a]', '+']) p;
SELECT try($$SELECT dt_count('patterns', '{"t": {"imatches": "("}}')$$);
SELECT try($$SELECT dt_query('patterns', '{"filter": [{"column": "meta.s", "operator": "matches", "value": "("}], "limit": 0}')$$);
SELECT try($$SELECT dt_update_where('patterns', '{"t": {"matches": "("}}', '{}')$$) = try($$SELECT dt_delete_where('patterns', '{"t": {"matches": "("}}')$$) AS same;
SELECT dt_create_table('Nothing', '{"columns": [{"key": "t", "type": "text"}]}') ->> 'slug', try($$SELECT dt_count('nothing', '{"t": {"matches": "("}}')$$);
-- So is one that is too complex for PostgreSQL, or nested too deep
SELECT try($$SELECT dt_count('patterns', '{"t": {"matches": "(((x{1,255}){1,255}){1,255}){1,255}"}}')$$);
SELECT left(try(format('SELECT dt_count(%L, %L)', 'patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('(', 4000) || repeat(')', 4000))))), 5);
-- A very long one is refused outright
SELECT try(format('SELECT dt_count(%L, %L)', 'patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('x', 10001)))));
SELECT dt_count('patterns', jsonb_build_object('t', jsonb_build_object('matches', repeat('x', 10000))));
-- After a bad one the session goes on
BEGIN;
SAVEPOINT s;
SELECT dt_count('patterns', '{"t": {"matches": "("}}');
ROLLBACK TO s;
SELECT dt_count('patterns', '{"t": {"matches": "(1)"}}');
COMMIT;
-- Only texts match
SELECT f, try(format('SELECT dt_count(%L, %L)', 'patterns', f)) FROM unnest(ARRAY['{"n": {"matches": "1"}}', '{"t": {"matches": 1}}', '{"t": {"matches": null}}', '{"t": {"imatches": {"value": "a"}}}', '{"t": {"match": "a"}}']) f;

CALL drop_tables();
