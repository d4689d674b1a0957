-- Uploads: at once, in parts, out of order, again, cut off, with a wrong digest; reading in parts.
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT FROM dt_create_table('F Up', '{"slug": "f_up", "columns": [{"key": "name", "type": "text"}, {"key": "files", "type": "file"}]}');

-- At once.
SELECT dt_file_create('hello.txt', 'Hello, world') - 'id' AS entry;
SELECT dt_file_create('fake.png', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/png') ->> 'type' AS type;
SELECT dt_file_create('empty', '') - 'id' AS entry;
SELECT dt_file_create('a/b', 'x');
SELECT dt_file_create('', 'x');
SELECT dt_file_create('x', 'x', 'image');
SELECT dt_file_create(NULL, 'x');
SELECT dt_file_create('x', NULL);

-- In parts, which come out of order, one of them twice.
CREATE TEMP TABLE up AS SELECT dt_file_begin('big.bin', 'application/octet-stream', 2 * 1048576 + 5) AS id;
SELECT dt_file_chunk(id, 2, 'abcde') FROM up;
SELECT dt_file_chunk(id, 0, convert_to(repeat('x', 1048576), 'UTF8')) FROM up;
SELECT dt_file_finish(id) FROM up;
SELECT dt_file_chunk(id, 1, convert_to(repeat('y', 1000), 'UTF8')) FROM up;
SELECT dt_file_finish(id) FROM up;
SELECT dt_file_chunk(id, 1, convert_to(repeat('y', 1048576), 'UTF8')) FROM up;
SELECT dt_file_finish(id, repeat('0', 64)) FROM up;
SELECT dt_file_finish(id, 'x') FROM up;
SELECT dt_file_finish(id, encode(sha256(convert_to(repeat('x', 1048576) || repeat('y', 1048576) || 'abcde', 'UTF8')), 'hex')) - 'id' AS entry FROM up;
-- The answer may have been lost.
SELECT dt_file_finish(id) - 'id' - 'sha256' AS entry FROM up;
\set VERBOSITY sqlstate
SELECT dt_file_chunk(id, 0, 'x') = 0 FROM up;
\set VERBOSITY terse

-- What is refused.
SELECT dt_file_begin('x', NULL, -1);
SELECT dt_file_begin('x', NULL, 1::bigint << 40);
CREATE TEMP TABLE other AS SELECT dt_file_begin('x.txt') AS id;
SELECT dt_file_chunk(id, -1, 'x') FROM other;
SELECT dt_file_chunk(id, 0, '') FROM other;
SELECT dt_file_chunk(id, 0, convert_to(repeat('x', 1048577), 'UTF8')) FROM other;
SELECT dt_file_chunk(id, 200, 'x') FROM other;
SELECT dt_file_chunk('00000000-0000-0000-0000-000000000000', 0, 'x');
SET dt.user_id = 'somebody';
\set VERBOSITY sqlstate
SELECT dt_file_chunk(id, 0, 'x') FROM other;
SELECT dt_file_finish(id) FROM other;
\set VERBOSITY terse
RESET dt.user_id;
SELECT dt_file_chunk(id, 0, 'x'), dt_file_finish(id) - 'id' - 'sha256' FROM other;

-- Equal contents are there once.
SELECT dt_file_create('again.bin', convert_to(repeat('x', 1048576) || repeat('y', 1048576) || 'abcde', 'UTF8')) ->> 'size' AS size;
SELECT count(*), count(DISTINCT content_id) FROM dt.files WHERE name IN ('again.bin', 'big.bin');
SELECT count(*) FROM dt.file_chunks k JOIN dt.files f ON f.content_id = k.content_id WHERE f.name = 'again.bin';

-- Reading: what is attached, whole and in parts.
SELECT count(*) FROM dt_file_read((SELECT id FROM up));
SELECT id FROM dt_insert('f_up', jsonb_build_object('files', jsonb_build_array(jsonb_build_object('id', (SELECT id FROM up))))) \gset
SELECT length(p) FROM dt_file_read((SELECT id FROM up)) AS p;
SELECT sha256(string_agg(p, '')) = sha256(convert_to(repeat('x', 1048576) || repeat('y', 1048576) || 'abcde',
    'UTF8')) FROM dt_file_read((SELECT id FROM up)) AS p;
SELECT start, length, (SELECT array_agg(length(p)) FROM dt_file_read((SELECT id FROM up), start, length) AS p) AS pieces,
    (SELECT string_agg(p, '') FROM dt_file_read((SELECT id FROM up), start, length) AS p)
      = substr(convert_to(repeat('x', 1048576) || repeat('y', 1048576) || 'abcde', 'UTF8'), start::int + 1, least(length, 3000000)::int) AS is_right
FROM (VALUES (0, 1), (0, 1048576), (1048575, 2), (1048576, 1), (5, 2097152), (2097152, 100), (2097150, 1000000000000), (2097157, 1)) AS v(start, length);
SELECT count(*) FROM dt_file_read((SELECT id FROM up), 10000000000, 5);
SELECT dt_file_read((SELECT id FROM up), -1);
SELECT length(dt_file_read((SELECT id FROM up))) LIMIT 1;

-- A quota.
SET dt.max_files_size = '2MB';
SELECT dt_file_create('more.txt', 'more');
RESET dt.max_files_size;
SET dt.max_file_size = '1kB';
SELECT dt_file_create('large.txt', convert_to(repeat('x', 1025), 'UTF8'));
RESET dt.max_file_size;

SELECT FROM dt_drop_table('f_up', true);
SELECT dt_clean_files('0') > 0;
SELECT (SELECT count(*) FROM dt.files), (SELECT count(*) FROM dt.file_contents), (SELECT count(*) FROM dt.file_chunks), (SELECT count(*) FROM dt.file_refs);
-- ## A dump may leave the bytes out. An upload of the same content brings them back
SELECT dt_create_table('Kept', '{"columns": [{"key": "f", "type": "file"}]}') ->> 'slug' AS slug;
SELECT dt_file_create('a.txt', 'the same bytes') ->> 'id' AS id \gset
DELETE FROM dt.file_chunks c USING dt.files f WHERE f.id = :'id' AND f.content_id = c.content_id;
SELECT dt_file_create('b.txt', 'the same bytes') ->> 'id' AS again \gset
SELECT FROM dt_insert('kept', jsonb_build_object('f', jsonb_build_array(jsonb_build_object('id', :'id'), jsonb_build_object('id', :'again'))));
SELECT convert_from(dt_file_read(:'id'), 'UTF8') AS first, convert_from(dt_file_read(:'again'), 'UTF8') AS second;
DELETE FROM dt.file_chunks c USING dt.files f WHERE f.id = :'id' AND f.content_id = c.content_id;
SELECT dt_file_begin('c.txt') AS upload \gset
SELECT dt_file_chunk(:'upload', 0, 'the same bytes');
SELECT dt_file_finish(:'upload') ->> 'name' AS name;
SELECT convert_from(dt_file_read(:'id'), 'UTF8') AS bytes;
-- A record without a file has no bytes.
SELECT count(*) FROM dt_file_read(NULL);
SELECT dt_thumbnail(NULL, 'small') IS NULL AS no_thumbnail, dt_file_preview(NULL) IS NULL AS no_preview;
-- What begins as XML and is none.
SELECT dt_file_create('x', '\x3c3f786dff') ->> 'type' AS type;
