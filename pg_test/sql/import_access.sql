-- Whoever imports can do no more than with the other functions.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SET client_min_messages = warning;
-- Off, PostgreSQL refuses what policies would cut.
SET row_security = on;
CREATE ROLE import_reader;
CREATE ROLE import_writer;
SELECT dt_grant('import_reader', 'reader'), dt_grant('import_writer', 'writer');
SET dt.user_id = 'ada';
SELECT dt_create_table('Deals', '{"columns": [
    {"key": "name", "type": "text"},
    {"key": "secret", "type": "text", "permissions": {"read": "admin", "write": "admin"}},
    {"key": "fixed", "type": "text", "permissions": {"write": "admin"}}]}') ->> 'slug' AS slug;
SELECT dt_share('deals', 'bob', 'edit');
SELECT dt_create_table('Private', '{"visibility": "private", "columns": [{"key": "name", "type": "text"}]}') ->> 'slug' AS slug;

-- ## Capabilities: to import is a writer's, to make tables and columns a designer's
SET ROLE import_reader;
SELECT try($$SELECT dt_import('deals', 'name')$$);
SELECT dt_infer(E'a\n1\n') #>> '{columns,0,type}' AS type;
SET ROLE import_writer;
SET dt.user_id = 'bob';
SELECT dt_import('deals', E'name\nAcme\n') -> 'inserted' AS inserted;
SELECT try($$SELECT dt_create_table_from('X', E'a\n1\n')$$);
SELECT try($$SELECT dt_import('x', E'a\n1\n', '{"create": true}')$$);
SELECT try($$SELECT dt_import('deals', E'name,a\nx,1\n', '{"create_columns": true}')$$);
SELECT dt_import_begin('x', '{"create": true}') AS import \gset
SELECT dt_import_chunk(:'import', 0, E'a\n1\n');
SELECT try(format('SELECT dt_import_run(%L)', :'import'));

-- ## Columns that one may not read are none; those that one may not write are refused
SELECT try($$SELECT dt_import('deals', E'name,secret\nx,1\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,fixed\nx,1\n')$$);
SELECT dt_import('deals', E'name,fixed\nx,\n') -> 'inserted' AS inserted;
-- Who may not change the table brings no options, and needs none where they are there.
RESET ROLE;
SET dt.user_id = 'ada';
SELECT dt_add_column('deals', 'stage', 'select', '{"config": {"options": ["open"]}}') ->> 'key' AS key;
SET ROLE import_writer;
SET dt.user_id = 'bob';
SELECT dt_import('deals', E'name,stage\ny,open\n') -> 'inserted' AS inserted;
SELECT split_part(try($$SELECT dt_import('deals', E'name,stage\ny,won\n')$$), E'\n', 1);
-- Tables that one does not see are none.
SELECT try($$SELECT dt_import('private', E'name\nx\n')$$);
SELECT try($$SELECT dt_import_begin('private')$$);
RESET ROLE;
SET dt.user_id = 'ada';
SELECT data FROM dt_query('deals', '{"sort": "id"}');
SELECT count(*) FROM dt_query('private');

-- ## Nobody reads what others have sent
SET ROLE import_writer;
SELECT try('SELECT FROM dt.imports');
SELECT try('SELECT FROM dt.file_chunks');
SELECT count(*) FROM dt.progress;
RESET ROLE;
DROP OWNED BY import_reader, import_writer;
DROP ROLE import_reader, import_writer;
CALL drop_tables();
