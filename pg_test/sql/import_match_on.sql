-- With match_on rows change the records that there are.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table('People', '{"settings": {"enable_revisions": true}, "columns": [
    {"key": "email", "type": "email", "unique": true},
    {"key": "name", "type": "text"},
    {"key": "age", "type": "integer", "default": 18},
    {"key": "note", "type": "json"}]}') ->> 'slug' AS slug;
CREATE FUNCTION counts(report jsonb) RETURNS text
    RETURN (SELECT string_agg(key || ' ' || value, ', ' ORDER BY key) FROM jsonb_each(report)
        WHERE key IN ('inserted', 'updated', 'unchanged', 'skipped', 'fault_count', 'rows'));
SELECT counts(dt_import('people', E'email,name,age\nada@example.com,Ada,36\nbob@example.com,Bob,\n'));
SELECT data FROM dt_query('people', '{"sort": "email"}');

-- ## A row that agrees changes the record; an empty cell empties; what the file does not have stays
SELECT counts(dt_import('people', E'email,name\nADA@example.com,Ada L.\nbob@example.com,\ncid@example.com,Cid\n', '{"match_on": "email"}'));
SELECT data, version FROM dt_query('people', '{"sort": "email"}');
-- The same again says nothing new, and writes nothing.
SELECT counts(dt_import('people', E'email,name\nADA@example.com,Ada L.\nbob@example.com,\ncid@example.com,Cid\n', '{"match_on": ["email"]}'));
SELECT counts(dt_import('people', E'email,name\nada@example.com,Ada L.\nbob@example.com,\ncid@example.com,Cid\n', '{"match_on": ["email"]}'));
SELECT data ->> 'email' AS email, version FROM dt_query('people', '{"sort": "email"}');
-- New records have the defaults of columns that the file does not have.
SELECT data -> 'age' AS age FROM dt_query('people', '{"filter": {"email": "cid@example.com"}}');

-- ## Of rows about the same record the last one counts, in one batch and in several
SELECT counts(dt_import('people', E'email,name\ndee@example.com,1\ndee@example.com,2\nDEE@example.com,3\n', '{"match_on": "email"}'));
SELECT counts(dt_import('people', E'email,name\neve@example.com,1\neve@example.com,2\neve@example.com,3\n', '{"match_on": "email", "batch": 1}'));
SELECT data ->> 'email' AS email, data ->> 'name' AS name, version FROM dt_query('people', '{"filter": {"email": {"in": ["dee@example.com",
    "eve@example.com"]}}, "sort": "email"}');

-- ## What is wrong
SELECT try($$SELECT dt_import('people', E'email,name\n,Nobody\n', '{"match_on": "email"}')$$);
SELECT try($$SELECT dt_import('people', E'email,age\nada@example.com,old\n', '{"match_on": "email"}')$$);
SELECT counts(dt_import('people', E'email,age,name\nada@example.com,old,Ada\n,5,x\nfay@example.com,7,Fay\n', '{"match_on": "email", "on_error": "skip"}'));
-- A cell at fault is left empty, which leaves the record as it is there.
SELECT counts(dt_import('people', E'email,age,name\nada@example.com,old,Ada\n', '{"match_on": "email", "on_error": "empty"}'));
SELECT data FROM dt_query('people', '{"filter": {"email": "ada@example.com"}}');
-- Records in the trash do not count.
SELECT dt_delete('people', id) FROM dt_query('people', '{"filter": {"email": "fay@example.com"}}');
SELECT counts(dt_import('people', E'email,name\nfay@example.com,Fay\n', '{"match_on": "email"}'));
SELECT counts(dt_import('people', E'email,name\nfay@example.com,Fay B.\n', '{"match_on": "email", "dry_run": true}'));
SELECT data ->> 'name' AS name FROM dt_query('people', '{"filter": {"email": "fay@example.com"}}');

-- ## Each change is in the history
SELECT version, action, changes FROM dt_history('people', (SELECT id FROM dt_query('people', '{"filter": {"email": "dee@example.com"}}')));
DROP FUNCTION counts;
CALL drop_tables();
