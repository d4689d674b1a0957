-- An import that comes in chunks.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SET dt.user_id = 'ada';
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"}]}') ->> 'slug' AS slug;

-- ## In any order, cut anywhere, one of them sent again
SELECT dt_import_begin('deals') AS import \gset
SELECT dt_import_chunk(:'import', 2, '\x85'::bytea || E'bo,2\nGlo');
SELECT dt_import_chunk(:'import', 0, 'name,amo');
SELECT dt_import_chunk(:'import', 7, E'bex,3\n');
SELECT dt_import_chunk(:'import', 1, E'unt\nAcme,1\n'::bytea || '\xc3');
SELECT dt_import_chunk(:'import', 7, E'bex,4\n');
-- One that is missing is noticed.
SELECT try(format('SELECT dt_import_run(%L)', :'import'));
SELECT dt_import_chunk(:'import', n, '') FROM generate_series(3, 6) n;
SELECT dt_import_run(:'import') - '{faults,columns_created,options_created,left_out}'::text[] AS report;
SELECT data FROM dt_query('deals', '{"sort": "id"}');
SELECT replace(try(format('SELECT dt_import_run(%L)', :'import')), :'import', '…');
SELECT count(*) FROM dt.file_chunks WHERE content_id = :'import';

-- ## What fails can be mended and run again
SELECT dt_import_begin('deals', '{"batch": 1}') AS import \gset
SELECT dt_import_chunk(:'import', 0, E'name,amount\nHooli,many\n');
SELECT regexp_replace(try(format('SELECT dt_import_run(%L)', :'import')), E'\n.*', '');
SELECT dt_import_chunk(:'import', 0, E'name,amount\nHooli,5\n');
SELECT dt_import_run(:'import') -> 'inserted' AS inserted;
-- What was only tried stays.
SELECT dt_import_begin('deals', '{"dry_run": true}') AS import \gset
SELECT dt_import_chunk(:'import', 0, E'name\nVandelay\n');
SELECT dt_import_run(:'import') -> 'inserted' AS inserted;
SELECT dt_import_run(:'import') -> 'inserted' AS inserted;
SELECT dt_import_cancel(:'import');
SELECT dt_import_cancel(:'import');
-- Nothing was sent.
SELECT dt_import_begin('deals') AS import \gset
SELECT replace(try(format('SELECT dt_import_run(%L)', :'import')), :'import', '…');

-- ## It is the affair of who has begun it
SET dt.user_id = 'bob';
SELECT replace(try(format('SELECT dt_import_chunk(%L, 0, %L)', :'import', 'x')), :'import', '…');
SELECT replace(try(format('SELECT dt_import_run(%L)', :'import')), :'import', '…');
SELECT dt_import_cancel(:'import');
SET dt.user_id = 'ada';
SELECT dt_import_cancel(:'import');

-- ## What is refused
SELECT try($$SELECT dt_import_begin('daels')$$);
SELECT try($$SELECT dt_import_begin('deals', '{"fromat": "csv"}')$$);
SELECT dt_import_begin('deals') AS import \gset
SELECT try(format('SELECT dt_import_chunk(%L, -1, %L)', :'import', 'x'));
SELECT try(format('SELECT dt_import_chunk(%L, NULL, %L)', :'import', 'x'));
SELECT try(format('SELECT dt_import_chunk(%L, 0, NULL)', :'import'));
SELECT dt_import_chunk(:'import', 0, '');
SELECT try($$SELECT dt_import_chunk('0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c', 0, 'x')$$);

-- ## What is not run within a day goes
UPDATE dt.imports SET created_at = now() - interval '25 hours';
SELECT dt_import_begin('lakes', '{"create": true}') AS import \gset
SELECT table_name FROM dt.imports;
SELECT count(*) FROM dt.file_chunks c WHERE NOT EXISTS (SELECT FROM dt.file_contents f WHERE f.id = c.content_id);
SELECT dt_import_chunk(:'import', 0, E'name,depth\nFemunden,153\n');
SELECT dt_import_run(:'import') -> 'inserted' AS inserted;

-- A DBA removes them with the files that nothing refers to.
SELECT dt_import_begin('deals') AS import \gset
SELECT dt_import_chunk(:'import', 0, 'x');
SELECT dt_clean_files('1 day') >= 0 AS cleaned, (SELECT count(*) FROM dt.imports WHERE id = :'import') AS there;
UPDATE dt.imports SET created_at = now() - interval '2 days';
SELECT dt_clean_files('1 day') > 0 AS cleaned;
SELECT (SELECT count(*) FROM dt.imports) AS there, (SELECT count(*) FROM dt.file_chunks WHERE content_id = :'import') AS chunks;
CALL drop_tables();
