-- Files that live in the database: what is known of them, their bytes, and which records refer to them.
--
-- No foreign keys: a parallel pg_restore loads the tables of an extension in any order. Attaching locks the file's row, and
-- removing locks it, too, and looks once more (src/storage/files.rs).

CREATE TABLE dt.files (
    -- Not a UUIDv7: whoever knows the id of a file may attach it, so nobody must be able to guess one.
    id          uuid        NOT NULL DEFAULT pg_catalog.gen_random_uuid() PRIMARY KEY,
    org_id      text,
    content_id  uuid,
    sha256      text        CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    name        text        NOT NULL,
    size        bigint,
    type        text,
    width       integer,
    height      integer,
    created_at  timestamptz NOT NULL DEFAULT pg_catalog.now(),
    created_by  text                 DEFAULT dt.caller(),
    finished_at timestamptz
);
CREATE INDEX files_of_content ON dt.files (content_id) WHERE content_id IS NOT NULL;
CREATE INDEX files_unfinished ON dt.files (created_at) WHERE content_id IS NULL;
COMMENT ON TABLE dt.files IS 'Files in the database, and uploads that are not finished; changed only through dt_file_create, dt_file_begin, dt_file_finish, dt_clean_files';
COMMENT ON COLUMN dt.files.id IS 'The id of the file, by which records refer to it; a random one';
COMMENT ON COLUMN dt.files.org_id IS 'The organisation it belongs to; NULL where there is only one';
COMMENT ON COLUMN dt.files.content_id IS 'Its bytes: dt.file_contents.id; NULL until the upload is finished, when its chunks hang on the id of the file';
COMMENT ON COLUMN dt.files.sha256 IS 'The SHA-256 of its bytes in hexadecimal digits; NULL until it is finished';
COMMENT ON COLUMN dt.files.name IS 'The name that it was uploaded with';
COMMENT ON COLUMN dt.files.size IS 'How many bytes it has; until it is finished, how many were announced';
COMMENT ON COLUMN dt.files.type IS 'Its media type by its bytes; until it is finished, the one that was announced';
COMMENT ON COLUMN dt.files.width IS 'The width of an image in pixels, as it is shown';
COMMENT ON COLUMN dt.files.height IS 'The height of an image in pixels, as it is shown';
COMMENT ON COLUMN dt.files.created_at IS 'When the upload was begun';
COMMENT ON COLUMN dt.files.created_by IS 'Who uploads it: an id of dt.caller()';
COMMENT ON COLUMN dt.files.finished_at IS 'When the upload was finished; NULL if it is not';
COMMENT ON INDEX dt.files_of_content IS 'The files that have the same bytes';
COMMENT ON INDEX dt.files_unfinished IS 'The uploads that are not finished, the oldest first';

CREATE TABLE dt.file_contents (
    id     uuid   NOT NULL PRIMARY KEY,
    org_id text,
    sha256 text   NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size   bigint NOT NULL,
    CONSTRAINT file_contents_key UNIQUE NULLS NOT DISTINCT (sha256, org_id)
);
COMMENT ON TABLE dt.file_contents IS 'The bytes of files: equal ones are there once in an organisation';
COMMENT ON COLUMN dt.file_contents.id IS 'What the chunks hang on: the id of the upload that brought them';
COMMENT ON COLUMN dt.file_contents.org_id IS 'The organisation they belong to; NULL where there is only one';
COMMENT ON COLUMN dt.file_contents.sha256 IS 'Their SHA-256 in hexadecimal digits';
COMMENT ON COLUMN dt.file_contents.size IS 'How many bytes they are';

CREATE TABLE dt.file_chunks (
    content_id uuid    NOT NULL,
    no         integer NOT NULL CHECK (no >= 0),
    content    bytea   NOT NULL,
    PRIMARY KEY (content_id, no)
);
-- Not compressed: a part of a chunk is read without the rest.
ALTER TABLE dt.file_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE dt.file_chunks IS 'The bytes of files, of uploads and of imports that are not finished, in chunks';
COMMENT ON COLUMN dt.file_chunks.content_id IS 'Whose bytes: dt.file_contents.id, or the id of an unfinished upload or import';
COMMENT ON COLUMN dt.file_chunks.no IS 'The place of the chunk, from 0';
COMMENT ON COLUMN dt.file_chunks.content IS 'The bytes; 1 MiB but for the last chunk of a file';

CREATE TABLE dt.file_refs (
    file_id     uuid   NOT NULL,
    table_no    bigint NOT NULL,
    record_id   uuid   NOT NULL,
    column_key  text   NOT NULL,
    detached_at timestamptz,
    PRIMARY KEY (file_id, table_no, column_key, record_id)
);
CREATE INDEX file_refs_of_table ON dt.file_refs (table_no, column_key, detached_at);
COMMENT ON TABLE dt.file_refs IS 'Which records refer to which files; kept by a trigger of the tables that have columns for files';
COMMENT ON COLUMN dt.file_refs.file_id IS 'The file: dt.files.id';
COMMENT ON COLUMN dt.file_refs.table_no IS 'The table: dt.tables.no';
COMMENT ON COLUMN dt.file_refs.record_id IS 'The record';
COMMENT ON COLUMN dt.file_refs.column_key IS 'The column of the record; follows when the column gets another key';
COMMENT ON COLUMN dt.file_refs.detached_at IS 'Since when only the history of the record refers to it; NULL if the record does';
COMMENT ON INDEX dt.file_refs_of_table IS 'The references of a table, and those that only its history has';

-- Not dumped: thumbnails are made again.
CREATE TABLE dt.file_thumbnails (
    content_id uuid  NOT NULL,
    size       text  NOT NULL CHECK (size IN ('small', 'medium', 'large')),
    content    bytea NOT NULL,
    PRIMARY KEY (content_id, size)
);
ALTER TABLE dt.file_thumbnails ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE dt.file_thumbnails IS 'Small pictures of images, as dt_thumbnail made them';
COMMENT ON COLUMN dt.file_thumbnails.content_id IS 'Whose picture: dt.file_contents.id';
COMMENT ON COLUMN dt.file_thumbnails.size IS 'small, medium or large';
COMMENT ON COLUMN dt.file_thumbnails.content IS 'The picture';

SELECT pg_catalog.pg_extension_config_dump('dt.files', '');
SELECT pg_catalog.pg_extension_config_dump('dt.file_contents', '');
SELECT pg_catalog.pg_extension_config_dump('dt.file_chunks', '');
SELECT pg_catalog.pg_extension_config_dump('dt.file_refs', '');
