-- Files that live in the database.

CREATE FUNCTION dt_file_create(
    name text,
    content bytea,
    type text DEFAULT NULL
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_create';
COMMENT ON FUNCTION dt_file_create(text, bytea, text) IS
    'Uploads a file in one call; returns its entry, for the value of a column for files. Its type is told by its bytes. Example: SELECT dt_file_create(''hello.txt'', ''Hello'')';

CREATE FUNCTION dt_file_begin(
    name text,
    type text DEFAULT NULL,
    size bigint DEFAULT NULL
) RETURNS uuid
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_begin';
COMMENT ON FUNCTION dt_file_begin(text, text, bigint) IS
    'Begins an upload in chunks; returns its id. Example: SELECT dt_file_begin(''film.mp4'', ''video/mp4'', 73400320)';

CREATE FUNCTION dt_file_chunk(
    file uuid,
    no integer,
    content bytea
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_chunk';
COMMENT ON FUNCTION dt_file_chunk(uuid, integer, bytea) IS
    'Takes a chunk of an upload, counted from 0: 1 MiB each but the last. The same number again replaces it. Returns how many bytes there are. Example: SELECT dt_file_chunk(dt_file_begin(''a.txt''), 0, ''Hello'')';

CREATE FUNCTION dt_file_finish(
    file uuid,
    sha256 text DEFAULT NULL
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_finish';
COMMENT ON FUNCTION dt_file_finish(uuid, text) IS
    'Finishes an upload, if it has the size that was announced and the digest that is given; returns its entry. Example: SELECT dt_file_finish(dt_file_begin(''empty.txt''), ''e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'')';

CREATE FUNCTION dt_file_read(
    file uuid,
    start bigint DEFAULT 0,
    length bigint DEFAULT NULL
) RETURNS SETOF bytea
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_read';
COMMENT ON FUNCTION dt_file_read(uuid, bigint, bigint) IS
    'Returns the bytes of a file in pieces of at most 1 MiB, or a part of them; no rows if the caller sees no record that refers to it. Example: SELECT length(dt_file_read(''6f1c2c43-94a1-4b6e-8f57-0d6a6d1f2b3c'', 0, 1000))';

CREATE FUNCTION dt_thumbnail(
    file uuid,
    size text
) RETURNS bytea
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_thumbnail';
COMMENT ON FUNCTION dt_thumbnail(uuid, text) IS
    'Returns a small picture of an image: small (48 pixels), medium (160) or large (512); a PNG where it is transparent, else a JPEG. NULL for other files, and if the caller sees no record that refers to it. Example: SELECT dt_thumbnail(''6f1c2c43-94a1-4b6e-8f57-0d6a6d1f2b3c'', ''small'')';

CREATE FUNCTION dt_file_preview(
    file uuid
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_preview';
COMMENT ON FUNCTION dt_file_preview(uuid) IS
    'Returns what a client shows of a file before anybody downloads it: size and thumbnail of an image, the first 20 rows of a table, the first 100 lines of a text. NULL if the caller sees no record that refers to it. Example: SELECT dt_file_preview(''6f1c2c43-94a1-4b6e-8f57-0d6a6d1f2b3c'')';

CREATE FUNCTION dt_clean_files(
    older_than interval DEFAULT '24 hours'
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_clean_files';
COMMENT ON FUNCTION dt_clean_files(interval) IS
    'Removes uploads that were not finished and files that no record refers to, nor its history, if they are older; returns how many. Example: SELECT dt_clean_files(''7 days'')';

CREATE FUNCTION dt_file_refs(
    options jsonb DEFAULT '{}'
) RETURNS TABLE (bucket text, path text, "table" text, "column" text, id uuid)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_file_refs';
COMMENT ON FUNCTION dt_file_refs(jsonb) IS
    'Lists the files elsewhere that records refer to by bucket and path, also records in the trash: what is not listed nothing refers to. Options: bucket, table_name, limit. Example: SELECT path FROM dt_file_refs(''{"bucket": "contracts"}'')';
