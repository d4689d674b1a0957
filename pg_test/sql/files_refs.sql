-- Which records refer to which files: by every way in which records come, change and go.
\set VERBOSITY terse
SET client_min_messages = warning;
\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/files.sql"`
SELECT FROM dt_create_table('F Refs', '{"slug": "f_refs", "columns": [{"key": "name", "type": "text"}, {"key": "files", "type": "file"},
    {"key": "logo", "type": "image", "config": {"multiple": false}}]}');
SELECT FROM dt_create_table('F Kept', '{"slug": "f_kept", "settings": {"enable_revisions": false}, "columns": [{"key": "name", "type": "text"},
    {"key": "files", "type": "file"}]}');
SELECT FROM dt_create_table('F None', '{"slug": "f_none", "columns": [{"key": "name", "type": "text"}]}');
INSERT INTO f SELECT n, (dt_file_create(n || '.txt', convert_to('text ' || n, 'UTF8')) ->> 'id')::uuid FROM unnest('{a,b,c,d,e}'::text[]) AS n;
INSERT INTO f SELECT 'png', (dt_file_create('logo.png',
    decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')) ->> 'id')::uuid;
SELECT t.slug, g.tgname FROM dt.tables t JOIN pg_trigger g ON g.tgrelid = ('dt_data.' || t.storage)::regclass WHERE t.slug LIKE 'f\_%'
    AND g.tgname LIKE 'dt_files%' ORDER BY 1, 2;

-- ## The server says what a file is, the client what it is called

SELECT data #- '{files,0,id}' AS data FROM dt_insert('f_refs', jsonb_build_object('name', 'one', 'files',
    jsonb_build_array(pg_temp.f('a') -> 0 || '{"name": "mine.txt", "description": "d", "size": 1, "type": "image/png", "sha256": "0", "width": null}')));
SELECT data #- '{logo,id}' AS data FROM dt_insert('f_refs', jsonb_build_object('name', 'two', 'logo', pg_temp.f('png')));
SELECT try($$SELECT dt_insert('f_refs', jsonb_build_object('logo', pg_temp.f('a')))$$) 
    ~ '^23514 .*is of type text/plain, and allowed are image/\*' AS "no image";
SELECT try($$SELECT dt_insert('f_refs', '{"files": [{"id": "00000000-0000-0000-0000-000000000000"}]}')$$);
SELECT try($$SELECT dt_insert('f_refs', '{"files": [{"id": "x"}]}')$$);
SELECT try($$SELECT dt_insert('f_refs', '{"files": [{"url": "javascript:alert(1)"}]}')$$);
SELECT try(format($$SELECT dt_insert('f_refs', '{"files": [{"id": %s}]}')$$,
    to_json(dt_file_begin('x')))) ~ '23514 .*is no file of your organisation, or its upload is not finished' AS "not finished";
SELECT v.valid FROM jsonb_to_record(dt_validate('f_refs', jsonb_build_object('files', pg_temp.f('a', 'b')))) AS v(valid boolean);
SELECT try($$SELECT dt_insert('f_refs', jsonb_build_object('files', pg_temp.f('a', 'a')))$$) ~ 'has the same file twice' AS twice;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;

-- ## Records change

SELECT version FROM dt_update('f_refs', (SELECT id FROM dt_query('f_refs', '{"filter": {"name": "one"}}')), jsonb_build_object('files',
    pg_temp.f('b', 'c')));
SELECT version FROM dt_insert('f_kept', jsonb_build_object('name', 'k', 'files', pg_temp.f('a', 'd')));
SELECT version FROM dt_update('f_kept', (SELECT id FROM dt_query('f_kept')), jsonb_build_object('files', pg_temp.f('d')));
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;
SELECT dt_delete_where('f_refs', '{"name": "one"}') AS trashed;
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE refs > 0;
SELECT dt_empty_trash('f_refs', '0') AS emptied;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;

-- ## The history keeps them until it is pruned, and brings them back

SELECT version, jsonb_array_length(data -> 'files') AS files FROM dt_revert('f_refs',
    (SELECT record_id FROM dt_history('f_refs') WHERE action = 'delete'), 1);
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;
SELECT dt_clean_files('0');
SELECT n FROM f JOIN dt.files USING (id) ORDER BY 1;
SELECT dt_prune_history('f_refs', '0') > 0 AS pruned;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;
SELECT dt_clean_files('0');
SELECT n FROM f JOIN dt.files USING (id) ORDER BY 1;

-- ## Plain SQL

SELECT t.storage AS kept FROM dt.tables t WHERE slug = 'f_kept' \gset
INSERT INTO f SELECT n, (dt_file_create(n || '.txt', convert_to('text ' || n, 'UTF8')) ->> 'id')::uuid FROM unnest('{x,y,z}'::text[]) AS n;
INSERT INTO dt_data.:"kept" (data) SELECT jsonb_build_object('name', n, 'files', pg_temp.f(n, 'x')) FROM unnest('{y,z}'::text[]) AS n;
COPY (SELECT jsonb_build_object('name', 'copied', 'files', pg_temp.f('x'))) TO PROGRAM 'cat > /tmp/pg_dyntables_files_refs.txt';
COPY dt_data.:"kept" (data) FROM PROGRAM 'cat /tmp/pg_dyntables_files_refs.txt; rm /tmp/pg_dyntables_files_refs.txt';
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r WHERE place LIKE 'f_kept%';
UPDATE dt_data.:"kept" SET data = jsonb_set(data, '{files}', pg_temp.f('y')) WHERE data ->> 'name' = 'copied';
DELETE FROM dt_data.:"kept" WHERE data ->> 'name' = 'z';
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r WHERE place LIKE 'f_kept%';
BEGIN;
TRUNCATE dt_data.:"kept";
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';
ROLLBACK;
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';

-- ## Columns change

SELECT dt_alter_column('f_kept', 'files', '{"key": "papers"}') ->> 'key' AS key;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r WHERE place LIKE 'f_kept%';
SELECT FROM dt_drop_column('f_kept', 'papers');
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';
SELECT dt_delete_where('f_kept', '{"name": "copied"}', true) AS deleted;
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';
SELECT FROM dt_restore_column('f_kept', 'papers');
SELECT dt_alter_column('f_kept', 'papers', '{"type": "json"}') ->> 'type' AS type;
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';
SELECT count(*) FROM pg_trigger WHERE tgrelid = format('dt_data.%I', :'kept')::regclass AND tgname LIKE 'dt_files%';
SELECT dt_alter_column('f_kept', 'papers', '{"type": "file"}') ->> 'type' AS type;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r WHERE place LIKE 'f_kept%';
SELECT dt_alter_column('f_kept', 'papers', '{"config": {"max_items": 1}, "on_failure": "null"}') -> 'config' AS config;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r WHERE place LIKE 'f_kept%';
SELECT FROM dt_drop_column('f_kept', 'papers', true);
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs() WHERE place LIKE 'f_kept%';
SELECT try($$SELECT dt_add_column('f_none', 'g', 'file', jsonb_build_object('default', pg_temp.f('x')))$$);
SELECT dt_add_column('f_none', 'g', 'attachment', '{"config": {"max_size": 5, "storage": "database"}}') ->> 'type' AS type;
SELECT try($$SELECT dt_insert('f_none', jsonb_build_object('g', pg_temp.f('x')))$$) ~ 'has 6 bytes, and at most 5 are allowed' AS large;
SELECT try($$SELECT dt_insert('f_none', '{"g": {"url": "https://example.com/a.pdf"}}')$$) ~ 'takes files in the database only' AS elsewhere;
SELECT count(*) FROM pg_trigger g JOIN dt.tables t ON g.tgrelid = ('dt_data.' || t.storage)::regclass WHERE t.slug = 'f_none' AND g.tgname LIKE 'dt_files%';

-- ## Texts become entries, and entries texts

SELECT errors FROM dt_insert_many('f_refs', '[{"name": "cast", "files": "https://example.com/a%20b.pdf, https://example.com/c.png"}]', '{"typecast": true}');
SELECT data FROM dt_query('f_refs', '{"filter": {"name": "cast"}}');
SELECT dt_alter_column('f_refs', 'files', '{"type": "long_text"}') ->> 'type' AS type;
SELECT pg_temp.differing();
SELECT dt_alter_column('f_refs', 'files', '{"type": "file"}') ->> 'type' AS type;
SELECT pg_temp.differing(), r.* FROM pg_temp.refs() AS r;

-- ## Tables go

SELECT FROM dt_drop_table('f_refs');
SELECT pg_temp.differing(), count(*) FROM pg_temp.refs();
SELECT FROM dt_restore_table('f_refs');
SELECT storage FROM dt.tables WHERE slug = 'f_refs' \gset
DROP TABLE dt_data.:"storage";
SELECT pg_temp.differing(), count(*) FROM dt.file_refs;
SELECT FROM dt_drop_table('f_kept', true);
SELECT FROM dt_drop_table('f_none', true);
SELECT dt_clean_files('0') > 0;
SELECT (SELECT count(*) FROM dt.files), (SELECT count(*) FROM dt.file_contents), (SELECT count(*) FROM dt.file_chunks), (SELECT count(*) FROM dt.file_refs);
