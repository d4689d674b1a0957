-- Whatever is done to records, dt.file_refs has what a scan of all records finds.
SET client_min_messages = warning;
\i `echo "$PG_ABS_SRCDIR/lib/files.sql"`
SELECT FROM dt_create_table('F P One', '{"slug": "f_p1", "columns": [{"key": "name", "type": "text"}, {"key": "files", "type": "file"},
    {"key": "more", "type": "file"}]}');
SELECT FROM dt_create_table('F P Two', '{"slug": "f_p2", "settings": {"enable_revisions": false}, "columns": [{"key": "name", "type": "text"},
    {"key": "files", "type": "file", "config": {"multiple": false}}]}');
INSERT INTO f SELECT 'f' || n, (dt_file_create('f' || n, convert_to(n::text, 'UTF8')) ->> 'id')::uuid FROM generate_series(1, 12) AS n;
CREATE FUNCTION pg_temp.some_files() RETURNS jsonb VOLATILE LANGUAGE sql AS
    $$ SELECT coalesce(jsonb_agg(CASE WHEN random() < 0.2 THEN jsonb_build_object('url', 'https://example.com/' || n) ELSE jsonb_build_object('id',
        id) END), '[]') FROM f WHERE random() < 0.2 $$;
CREATE FUNCTION pg_temp.one_file() RETURNS jsonb VOLATILE LANGUAGE sql AS
    $$ SELECT jsonb_build_object('id', id) FROM f ORDER BY random() LIMIT 1 $$;
CREATE FUNCTION pg_temp.a_record(slug text) RETURNS uuid VOLATILE LANGUAGE plpgsql AS
    $$ DECLARE id uuid; BEGIN EXECUTE format('SELECT id FROM dt_data.%I ORDER BY random() LIMIT 1',
        (SELECT storage FROM dt.tables t WHERE t.slug = $1)) INTO id; RETURN id; END $$;
CREATE FUNCTION pg_temp.storage(slug text) RETURNS text STABLE LANGUAGE sql AS $$ SELECT format('dt_data.%I', storage) FROM dt.tables t WHERE t.slug = $1 $$;
-- What may fail does: a record is in the trash, a version is not there.
CREATE FUNCTION pg_temp.one_step() RETURNS text VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    what int := floor(random() * 16);
    files jsonb := pg_temp.some_files();
    one jsonb := pg_temp.one_file();
    key text := CASE WHEN EXISTS (SELECT FROM dt_columns('f_p1') WHERE key = 'more') THEN 'more' ELSE 'papers' END;
BEGIN
    CASE what
        WHEN 0, 1 THEN PERFORM dt_insert('f_p1', jsonb_build_object('name', 'x', 'files', files));
        WHEN 2 THEN PERFORM dt_insert('f_p2', jsonb_build_object('files', one));
        WHEN 3 THEN PERFORM dt_update('f_p1', pg_temp.a_record('f_p1'), jsonb_build_object('files', files));
        WHEN 4 THEN PERFORM dt_update('f_p1', pg_temp.a_record('f_p1'), jsonb_build_object(key, files));
        WHEN 5 THEN PERFORM dt_update('f_p2', pg_temp.a_record('f_p2'), jsonb_build_object('files', one));
        WHEN 6 THEN PERFORM dt_replace('f_p1', pg_temp.a_record('f_p1'), jsonb_build_object('files', files));
        WHEN 7 THEN PERFORM dt_delete('f_p1', pg_temp.a_record('f_p1'), random() < 0.5);
        WHEN 8 THEN PERFORM dt_delete('f_p2', pg_temp.a_record('f_p2'), random() < 0.5);
        WHEN 9 THEN PERFORM dt_restore('f_p1', pg_temp.a_record('f_p1'));
        WHEN 10 THEN PERFORM dt_revert('f_p1', (SELECT record_id FROM dt_history('f_p1') ORDER BY random() LIMIT 1), 1 + floor(random() * 3)::int);
        WHEN 11 THEN EXECUTE format('UPDATE %s SET data = data - %L WHERE random() < 0.3', pg_temp.storage('f_p1'), 'files');
        WHEN 12 THEN EXECUTE format('DELETE FROM %s WHERE random() < 0.1', pg_temp.storage('f_p2'));
        WHEN 13 THEN
            IF random() < 0.3 THEN EXECUTE format('TRUNCATE %s', pg_temp.storage('f_p2')); END IF;
        WHEN 14 THEN PERFORM dt_alter_column('f_p1', key, jsonb_build_object('key', CASE key WHEN 'more' THEN 'papers' ELSE 'more' END));
        ELSE
            CASE floor(random() * 4)::int
                WHEN 0 THEN PERFORM dt_empty_trash('f_p1', '0');
                WHEN 1 THEN PERFORM dt_prune_history('f_p1', '0');
                WHEN 2 THEN PERFORM dt_drop_column('f_p1', 'files'); PERFORM dt_delete('f_p1', pg_temp.a_record('f_p1'),
                    true); PERFORM dt_restore_column('f_p1', 'files');
                ELSE PERFORM dt_alter_column('f_p2', 'files', '{"type": "json"}'); PERFORM dt_alter_column('f_p2', 'files', '{"type": "file",
                    "config": {"multiple": false}}');
            END CASE;
    END CASE;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    -- Nothing may be wrong with the files themselves.
    RETURN CASE WHEN SQLSTATE IN ('23503', 'XX000') OR SQLERRM LIKE '%is no file%' THEN SQLERRM END;
END $$;
SELECT setseed(0.5);
CREATE TEMP TABLE wrong AS SELECT n, pg_temp.one_step() AS told, 0::bigint AS differing FROM generate_series(0, 0) AS n;
DO $$
BEGIN
    FOR n IN 1 .. 600 LOOP
        INSERT INTO wrong SELECT n, pg_temp.one_step();
        UPDATE wrong SET differing = CASE WHEN wrong.n % 5 = 0 THEN pg_temp.differing() ELSE 0 END WHERE wrong.differing IS NULL;
        DELETE FROM wrong WHERE told IS NULL AND differing IS NOT DISTINCT FROM 0;
    END LOOP;
END $$;
SELECT n, told, differing FROM wrong WHERE told IS NOT NULL OR differing > 0 LIMIT 5;
SELECT pg_temp.differing(), count(*) > 10 AS many FROM dt.file_refs;
-- What the history refers to, or a record, is kept; all else goes.
SELECT dt_clean_files('0') >= 0 AS cleaned;
SELECT (SELECT count(*) FROM dt.file_refs r WHERE NOT EXISTS (SELECT FROM dt.files WHERE id = r.file_id)) AS dangling;
SELECT (SELECT count(*) FROM dt.files) = (SELECT count(DISTINCT file_id) FROM dt.file_refs) AS all_else;
SELECT FROM dt_drop_table('f_p1', true);
SELECT FROM dt_drop_table('f_p2', true);
SELECT dt_clean_files('0') >= 0 AS cleaned;
SELECT count(*) AS chunks FROM dt.file_chunks;
