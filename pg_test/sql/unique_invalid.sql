-- unique_invalid: a unique rule is there only if an index keeps it that is valid, ready, unique, and over the right expression. What a failed
-- CREATE INDEX CONCURRENTLY leaves behind, under whatever name, keeps nothing.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
\pset format unaligned
\t on
CREATE FUNCTION pg_temp.plain(text text) RETURNS text RETURN regexp_replace(text, '\m(deals)_\d+', '\1_N', 'g');
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "code", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "a", "code": "1"}, {"name": "a", "code": "2"}]');
SELECT pg_temp.plain(dt_index_ddl('deals', '{name}', '{"unique": true}'));
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
-- as dt_index_ddl has it, under the name that a rule's index has
\set ECHO none
\set VERBOSITY sqlstate
SELECT dt_index_ddl('deals', '{name}', '{"unique": true}') \gexec
\set VERBOSITY default
\set ECHO all
SELECT pg_temp.plain(name), columns, is_unique, valid FROM dt_indexes('deals');
SELECT pg_temp.plain(try($$SELECT dt_alter_column('deals', 'name', '{"unique": true}')$$));
SELECT key, is_unique FROM dt_columns('deals');
SELECT try($$SELECT dt_upsert('deals', '[{"name": "a"}]', '{name}')$$);
SELECT dt_delete_where('deals', '{"code": "2"}');
SELECT dt_alter_column('deals', 'name', '{"unique": true}') -> 'unique';
SELECT pg_temp.plain(name), columns, is_unique, valid FROM dt_indexes('deals') ORDER BY name;
SELECT try($$SELECT dt_insert('deals', '{"name": "a"}')$$) LIKE '23505%';
-- one over another expression, or of only some records, is not the rule either
CREATE FUNCTION pg_temp.run(statement text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE statement; END $$;
SELECT pg_temp.run(format('CREATE UNIQUE INDEX one ON %s (dt.get_folded(data, ''code''))', :'storage'));
SELECT pg_temp.run(format('CREATE UNIQUE INDEX two ON %s (dt.get_text(data, ''code'')) WHERE version > 5', :'storage'));
SELECT key, is_unique FROM dt_columns('deals');
SELECT try($$SELECT dt_upsert('deals', '[{"code": "1"}]', '{code}')$$);
SELECT dt_alter_column('deals', 'code', '{"unique": true}') -> 'unique';
SELECT try($$SELECT dt_insert('deals', '{"code": "1"}')$$) LIKE '23505%', count(*) FROM dt_upsert('deals', '[{"code": "1"}]', '{code}');
-- and the rule's own end leaves the others alone
SELECT dt_alter_column('deals', 'code', '{"unique": false}') -> 'unique';
SELECT pg_temp.plain(name), columns, is_unique, valid FROM dt_indexes('deals') ORDER BY name;
CALL drop_tables();
