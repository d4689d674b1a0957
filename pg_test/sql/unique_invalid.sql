-- A unique rule holds only if an index keeps it that is valid, ready, unique, and over the right expression. An index that a failed CREATE
-- INDEX CONCURRENTLY leaves behind keeps nothing, whatever its name.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "code", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "a", "code": "1"}, {"name": "a", "code": "2"}]');
SELECT plain(dt_index_ddl('deals', '{name}', '{"unique": true}'));
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
-- This makes an invalid index under the name of a rule's index, as dt_index_ddl writes it.
\set ECHO none
\set VERBOSITY sqlstate
SELECT dt_index_ddl('deals', '{name}', '{"unique": true}') \gexec
\set VERBOSITY default
\set ECHO all
SELECT plain(name), columns, is_unique, valid FROM dt_indexes('deals');
SELECT plain(try($$SELECT dt_alter_column('deals', 'name', '{"unique": true}')$$));
SELECT key, is_unique FROM dt_columns('deals');
SELECT try($$SELECT dt_upsert('deals', '[{"name": "a"}]', '{name}')$$);
SELECT dt_delete_where('deals', '{"code": "2"}');
SELECT dt_alter_column('deals', 'name', '{"unique": true}') -> 'unique';
SELECT plain(name), columns, is_unique, valid FROM dt_indexes('deals') ORDER BY name;
SELECT try($$SELECT dt_insert('deals', '{"name": "a"}')$$) LIKE '23505%';
-- An index over another expression, or over some of the records, is not the rule.
SELECT run(format('CREATE UNIQUE INDEX one ON %s (dt.get_folded(data, ''code''))', :'storage'));
SELECT run(format('CREATE UNIQUE INDEX two ON %s (dt.get_text(data, ''code'')) WHERE version > 5', :'storage'));
SELECT key, is_unique FROM dt_columns('deals');
SELECT try($$SELECT dt_upsert('deals', '[{"code": "1"}]', '{code}')$$);
SELECT dt_alter_column('deals', 'code', '{"unique": true}') -> 'unique';
SELECT try($$SELECT dt_insert('deals', '{"code": "1"}')$$) LIKE '23505%', count(*) FROM dt_upsert('deals', '[{"code": "1"}]', '{code}');
-- When the rule ends, the other indexes stay.
SELECT dt_alter_column('deals', 'code', '{"unique": false}') -> 'unique';
SELECT plain(name), columns, is_unique, valid FROM dt_indexes('deals') ORDER BY name;
CALL drop_tables();
