-- Who reads a file: whoever sees a record that refers to it, by role, organisation, row and column.
\set VERBOSITY terse
SET client_min_messages = warning;
SET row_security = on;
\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/files.sql"`
CREATE FUNCTION pg_temp.be(user_id text, org text DEFAULT 'acme', user_role text DEFAULT 'member') RETURNS void LANGUAGE sql
RETURN (SELECT set_config('dt.user_id', user_id, false) || set_config('dt.user_role', user_role, false) || set_config('dt.org_id', org, false) IS NULL);
CREATE FUNCTION pg_temp.reads(OUT n text, OUT text text) RETURNS SETOF record LANGUAGE sql AS
    $$ SELECT f.n, convert_from(p, 'UTF8') FROM f, dt_file_read(f.id) AS p ORDER BY 1 $$;

SELECT pg_temp.be('root', 'acme', 'org_admin');
SELECT FROM dt_create_table('F Own', '{"slug": "f_own", "row_access": "owner", "columns": [{"key": "name", "type": "text"}, {"key": "files", "type": "file"},
    {"key": "secret", "type": "file", "permissions": {"read": "admin", "write": "admin"}}]}');
SELECT FROM dt_create_table('F Private', '{"slug": "f_private", "visibility": "private", "columns": [{"key": "files", "type": "file"}]}');
INSERT INTO f SELECT n, (dt_file_create(n || '.txt', convert_to('text of ' || n,
    'UTF8')) ->> 'id')::uuid FROM unnest('{root,secret,private,both,loose}'::text[]) AS n;
SELECT pg_temp.be('ada');
INSERT INTO f SELECT n, (dt_file_create(n || '.txt', convert_to('text of ' || n, 'UTF8')) ->> 'id')::uuid FROM unnest('{ada,old}'::text[]) AS n;
SELECT FROM dt_insert('f_own', jsonb_build_object('name', 'ada', 'files', pg_temp.f('ada', 'both')));
SELECT version FROM dt_insert('f_own', jsonb_build_object('name', 'old', 'files', pg_temp.f('old')));
SELECT version FROM dt_update('f_own', (SELECT id FROM dt_query('f_own', '{"filter": {"name": "old"}}')), '{"files": null}');
SELECT pg_temp.be('root', 'acme', 'org_admin');
SELECT FROM dt_insert('f_own', jsonb_build_object('name', 'root', 'files', pg_temp.f('root'), 'secret', pg_temp.f('secret')));
SELECT FROM dt_insert('f_private', jsonb_build_object('files', pg_temp.f('private', 'both')));

SELECT 'root' AS who, * FROM pg_temp.reads();
SELECT pg_temp.be('ada');
SELECT 'ada' AS who, * FROM pg_temp.reads();
SELECT pg_temp.be('bob');
SELECT 'bob' AS who, * FROM pg_temp.reads();
SELECT count(*) FILTER (WHERE dt_file_preview(id) IS NOT NULL) AS previews, count(dt_thumbnail(id, 'small')) AS thumbnails FROM f;
SELECT pg_temp.be('eve', 'other', 'org_admin');
SELECT 'eve' AS who, * FROM pg_temp.reads();
-- Files of another organisation are not attached, and not told from what is not there.
SELECT FROM dt_create_table('F Eve', '{"slug": "f_eve", "columns": [{"key": "files", "type": "file"}]}');
SELECT try($$SELECT dt_insert('f_eve', jsonb_build_object('files', pg_temp.f('ada')))$$) ~ 'is no file of your organisation' AS refused;
SELECT try($$SELECT dt_insert('f_eve', '{"files": [{"id": "00000000-0000-0000-0000-000000000000"}]}')$$) ~ 'is no file of your organisation' AS refused;
SELECT dt_file_create('x', 'text of ada') ->> 'size' AS size;
SELECT count(*), count(DISTINCT org_id) FROM dt.file_contents WHERE size = 11;

-- A record in the trash shows its files to those who see it there; the table in the trash to nobody.
SELECT pg_temp.be('ada');
SELECT dt_delete_where('f_own', '{"name": "ada"}') AS trashed;
SELECT 'ada' AS who, * FROM pg_temp.reads();
SELECT pg_temp.be('root', 'acme', 'org_admin');
SELECT FROM dt_drop_table('f_own');
SELECT 'root' AS who, * FROM pg_temp.reads();
SELECT FROM dt_restore_table('f_own');
SELECT count(*) FROM pg_temp.reads();

-- A database role needs the capability, and what policies bind it reads no tables of files at all.
CREATE ROLE dyntables_files_role;
SET ROLE dyntables_files_role;
SELECT try($$SELECT dt_file_read('00000000-0000-0000-0000-000000000000')$$);
SELECT try($$SELECT FROM dt.files$$);
SELECT try($$SELECT FROM dt.file_chunks$$);
RESET ROLE;
SELECT dt_grant('dyntables_files_role', 'reader');
GRANT SELECT ON dt.files, dt.file_chunks, dt.file_refs, dt.file_contents, dt.file_thumbnails TO dyntables_files_role;
SET ROLE dyntables_files_role;
SELECT pg_temp.be('ada');
SELECT 'ada' AS who, * FROM (SELECT f.n, convert_from(p, 'UTF8') FROM f, dt_file_read(f.id) AS p ORDER BY 1) AS r;
SELECT try($$SELECT dt_file_create('x', 'x')$$);
SELECT try($$SELECT dt_clean_files()$$);
SELECT (SELECT count(*) FROM dt.files), (SELECT count(*) FROM dt.file_chunks), (SELECT count(*) FROM dt.file_refs), (SELECT count(*) FROM dt.file_contents);
RESET ROLE;
REVOKE ALL ON dt.files, dt.file_chunks, dt.file_refs, dt.file_contents, dt.file_thumbnails FROM dyntables_files_role;
SELECT dt_revoke('dyntables_files_role', 'reader');
DROP ROLE dyntables_files_role;

-- A file of many records is found without reading them all.
SELECT pg_temp.be('root', 'acme', 'org_admin');
SELECT storage FROM dt.tables WHERE slug = 'f_private' \gset
INSERT INTO dt_data.:"storage" (data) SELECT jsonb_build_object('files', pg_temp.f('private')) FROM generate_series(1, 3000);
SELECT count(*) FROM dt_file_read((SELECT id FROM f WHERE n = 'private'));
BEGIN;
SET LOCAL enable_seqscan = on;
SELECT pg_stat_get_xact_tuples_returned(format('dt_data.%I', :'storage')::regclass) AS before \gset
SELECT count(*) FROM dt_file_read((SELECT id FROM f WHERE n = 'private'));
SELECT pg_stat_get_xact_tuples_returned(format('dt_data.%I', :'storage')::regclass) - :before < 100 AS few;
COMMIT;
SELECT FROM dt_drop_table('f_private', true);
SELECT FROM dt_drop_table('f_own', true);
SELECT pg_temp.be('eve', 'other', 'org_admin');
SELECT FROM dt_drop_table('f_eve', true);
SELECT dt_clean_files('0') > 0;
SELECT (SELECT count(*) FROM dt.files), (SELECT count(*) FROM dt.file_contents), (SELECT count(*) FROM dt.file_chunks), (SELECT count(*) FROM dt.file_refs);
