-- Thumbnails and previews, of images that are right and of images that are made to hurt.
\set VERBOSITY terse
SET client_min_messages = warning;
\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/files.sql"`
SELECT FROM dt_create_table('F View', '{"slug": "f_view", "columns": [{"key": "files", "type": "file"}]}');

-- A PNG of one colour, of any size that it claims. The checksum is that of zlib.
CREATE FUNCTION pg_temp.crc(bytes bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
    crc bigint := 4294967295;
BEGIN
    FOR n IN 0 .. length(bytes) - 1 LOOP
        crc := crc # get_byte(bytes, n);
        FOR k IN 1 .. 8 LOOP
            crc := CASE WHEN crc & 1 = 1 THEN (crc >> 1) # 3988292384 ELSE crc >> 1 END;
        END LOOP;
    END LOOP;
    RETURN substr(int8send(crc # 4294967295), 5);
END $$;
CREATE FUNCTION pg_temp.chunk(name text, bytes bytea) RETURNS bytea LANGUAGE sql AS
    $$ SELECT int4send(length(bytes)) || convert_to(name, 'UTF8') || bytes || pg_temp.crc(convert_to(name, 'UTF8') || bytes) $$;
CREATE FUNCTION pg_temp.png(width int, height int, data bytea) RETURNS bytea LANGUAGE sql AS
    $$ SELECT '\x89504e470d0a1a0a'::bytea || pg_temp.chunk('IHDR', int4send(width) || int4send(height) || '\x0802000000')
        || pg_temp.chunk('IDAT', data) || pg_temp.chunk('IEND', '') $$;
-- zlib's stream of stored blocks, for a picture of 4 by 2.
CREATE FUNCTION pg_temp.stored() RETURNS bytea LANGUAGE sql AS
    $$ SELECT '\x7801011a00e5ff'::bytea || '\x00ff0000ff0000ff0000ff0000'::bytea || '\x00ff0000ff0000ff0000ff0000'::bytea || '\x4fcf07f9' $$;

INSERT INTO f SELECT n, (dt_file_create(n, content) ->> 'id')::uuid FROM (VALUES
    ('right.png', decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')),
    ('right.gif', decode('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')),
    ('huge.png', pg_temp.png(60000, 60000, pg_temp.stored())),
    ('cut.png', substr(pg_temp.png(4, 2, pg_temp.stored()), 1, 45)),
    ('cut.jpg', '\xffd8ffe000104a46494600010101004800480000ffc0001108010001000301220002110103'::bytea),
    ('endless.gif', '\x47494638396101000100800000000000ffffff'::bytea || decode(repeat('21f90400000000', 5000), 'hex')),
    ('hostile.webp', 'RIFF' || '\xffffff7f'::bytea || 'WEBPVP8L' || '\xffffff7f2fffffff0f'::bytea || decode(repeat('ff', 300), 'hex')),
    ('a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ('a.html', '<!doctype html><script>alert(1)</script>'),
    ('a.txt', convert_to(array_to_string(ARRAY(SELECT 'line ' || n FROM generate_series(1, 150) AS n), E'\n'), 'UTF8')),
    ('utf16.txt', '\xfffe610062000a006300'::bytea),
    ('a.json', '{"a": [1, 2]}'),
    ('a.csv', convert_to(E'name,amount\nAcme,1\nGlobex,2\n', 'UTF8')),
    ('a.bin', '\x00010203')) AS v(n, content);
SELECT FROM dt_insert('f_view', jsonb_build_object('files', (SELECT jsonb_agg(jsonb_build_object('id', id)) FROM f)));
SELECT n, type, width, height FROM f JOIN dt.files USING (id) ORDER BY n COLLATE "C";
SELECT n, try(format('SELECT dt_thumbnail(%L, %L)', id, 'small')) FROM f ORDER BY n COLLATE "C";
SELECT n, length(dt_thumbnail(id, 'large')) > 0 AS thumbnail FROM f WHERE n LIKE 'right%' OR n LIKE 'a.%' ORDER BY n COLLATE "C";
SELECT f.n, t.size FROM dt.file_thumbnails t JOIN dt.files ON t.content_id = files.content_id JOIN f ON f.id = files.id ORDER BY f.n, t.size;
SELECT try(format('SELECT dt_thumbnail(%L, %L)', id, 'huge')) FROM f LIMIT 1;
SELECT n, (p - 'lines' - 'thumbnail') || jsonb_build_object('first', p #> '{lines,0}', 'count', jsonb_array_length(coalesce(p -> 'lines', '[]')),
    'picture', p ? 'thumbnail') AS preview
FROM f, dt_file_preview(id) AS p ORDER BY n COLLATE "C";
SELECT length(decode(dt_file_preview(id) ->> 'thumbnail', 'base64')) > 0 AS decodes FROM f WHERE n = 'right.png';
SET dt.thumbnails = off;
SELECT try(format('SELECT dt_thumbnail(%L, %L)', id, 'medium')) FROM f WHERE n = 'right.png';
SELECT n, dt_thumbnail(id, 'small') IS NOT NULL AS kept, dt_file_preview(id) ? 'thumbnail' AS picture FROM f WHERE n = 'right.png';
RESET dt.thumbnails;
-- In a transaction that only reads it is made and not kept.
BEGIN READ ONLY;
SELECT n, dt_thumbnail(id, 'medium') IS NOT NULL AS made FROM f WHERE n = 'right.gif';
COMMIT;
SELECT count(*) FROM dt.file_thumbnails t JOIN dt.files USING (content_id) JOIN f ON f.id = files.id WHERE n = 'right.gif' AND t.size = 'medium';

-- Files elsewhere that records refer to.
SELECT FROM dt_insert('f_view', '{"files": [{"bucket": "b", "path": "x/1.pdf"}, {"bucket": "c", "path": "y.png"}, {"url": "https://example.com/z"}]}');
SELECT dt_delete_where('f_view', '{"files.path": "y.png"}') AS trashed;
SELECT FROM dt_add_column('f_view', 'one', 'file', '{"config": {"multiple": false, "bucket": "d"}}');
SELECT FROM dt_insert('f_view', '{"one": {"path": "z.txt"}}');
SELECT bucket, path, "table", "column" FROM dt_file_refs() ORDER BY 1, 2;
SELECT bucket, path FROM dt_file_refs('{"bucket": "b", "table_name": "f_view", "limit": 5}');
SELECT count(*) FROM dt_file_refs('{"limit": 1}');
SELECT try($$SELECT dt_file_refs('{"buckets": "b"}')$$);
SELECT FROM dt_drop_table('f_view', true);
SELECT count(*) FROM dt_file_refs();
SELECT dt_clean_files('0') > 0 AS cleaned;
SELECT count(*) AS thumbnails FROM dt.file_thumbnails;
SELECT try($$SELECT dt_clean_files('-1 day')$$);
