-- What dt_import refuses, and what it says of it: row, line, column, code and value.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table('Deals', '{"columns": [
    {"key": "name", "type": "text", "required": true},
    {"key": "amount", "type": "number", "config": {"max": 1000}},
    {"key": "email", "type": "email", "unique": true},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}}]}') ->> 'slug' AS slug;

-- ## The first row that is refused ends the import
SELECT try($$SELECT dt_import('deals', E'name,amount,email\nAcme,5,a@example.com\nGlobex,many,b@\n,2000,\n')$$);
SELECT count(*) FROM dt_query('deals');
-- A cell of several lines: the line is that in which the row begins.
SELECT try($$SELECT dt_import('deals', E'name,amount\n"Ac\nme",5\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,amount\nAcme,5,6\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,email\nAcme,a@example.com\nGlobex,b@example.com\nInitech,a@example.com\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,stage\nAcme,lost\n', '{"create_options": false}')$$);
SELECT try($$SELECT dt_import('deals', E'name,stage\na,1\nb,2\nc,3\n', '{"max_options": 2, "batch": 1}')$$);
-- NUL bytes are no text.
SELECT try($$SELECT dt_import('deals', 'name,amount'::bytea || '\x0a4100622c350a')$$);

-- ## Rows, or cells, are left out
SELECT jsonb_pretty(dt_import('deals',
    E'name,amount,email\nAcme,5,a@example.com\nGlobex,many,b@\nInitech,7,A@example.com\n,8,\nHooli,9,h@example.com\n', '{"on_error": "skip"}'));
SELECT data FROM dt_query('deals', '{"sort": "id"}');
SELECT dt_import('deals', E'name,amount,email\nGlobex,many,b@\n,8,\n',
    '{"on_error": "empty"}') - '{columns_created,options_created,left_out,unchanged}'::text[] AS report;
SELECT data FROM dt_query('deals', '{"sort": "id"}');
-- All faults are counted, the first hundred are told.
SELECT jsonb_array_length(r -> 'faults') AS told, r -> 'fault_count' AS counted, r -> 'skipped' AS skipped
FROM dt_import('deals', ('name,amount' || (SELECT string_agg(E'\nx,y', '') FROM generate_series(1, 250)))::bytea, '{"on_error": "skip"}') AS r;

-- ## A dry run tries all of it and keeps nothing
SELECT r - '{columns_created,options_created,left_out,unchanged}'::text[] AS report FROM dt_import('deals',
    E'name,amount,email\nVandelay,1,v@example.com\nx,1,a@example.com\ny,z,\n', '{"dry_run": true}') AS r;
SELECT r -> 'options_created' AS options FROM dt_import('deals', E'name,stage\nVandelay,lost\n', '{"dry_run": true}') AS r;
SELECT count(*) FROM dt_query('deals');
SELECT config -> 'options' AS options FROM dt_columns('deals') WHERE key = 'stage';

-- ## Headers
SELECT try($$SELECT dt_import('deals', E'name,amuont\nAcme,5\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,Name\nAcme,5\n')$$);
SELECT try($$SELECT dt_import('deals', E'name,amount\nAcme,5\n', '{"columns": {"nmae": "name"}}')$$);
SELECT try($$SELECT dt_import('deals', E'a,b\nAcme,5\n', '{"columns": {"a": "nmae", "b": null}}')$$);
SELECT try($$SELECT dt_import('deals', E'a,b\nAcme,5\n', '{"columns": {"a": 7}}')$$);
SELECT try($$SELECT dt_import('deals', E'a,b\nAcme,5\n', '{"columns": ["name"]}')$$);

-- ## Options, tables, sizes
SELECT try($$SELECT dt_import('deals', 'name', '{"delimeter": ";"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"typecast": true}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"on_error": "ignore"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"format": "xls"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"encoding": "utf8mb4"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"delimiter": "::"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"batch": "many"}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"match_on": {}}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '{"match_on": ["name"]}')$$);
SELECT try($$SELECT dt_import('deals', 'name', '[]')$$);
SELECT try($$SELECT dt_import('daels', 'name')$$);
SELECT try($$SELECT dt_import('deals', NULL)$$);
SELECT try($$SELECT dt_import(NULL, 'name')$$);
SET dt.max_import_size = '1kB';
SELECT try($$SELECT dt_import('deals', decode(repeat('61', 2000), 'hex'))$$);
RESET dt.max_import_size;
SELECT try($$SET dt.max_import_size = '1GB'$$);
SELECT count(*) FROM dt_query('deals');

-- ## A limit of the table
SELECT dt_alter_table('deals', '{"settings": {"max_records": 5}}') ->> 'slug' AS slug;
SELECT try($$SELECT dt_import('deals', E'name\na\nb\nc\n')$$);
CALL drop_tables();
