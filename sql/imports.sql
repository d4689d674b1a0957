-- Imports that come in chunks, and how far imports and exports are.

CREATE TABLE dt.imports (
    id         uuid        NOT NULL DEFAULT pg_catalog.gen_random_uuid() PRIMARY KEY,
    org_id     text,
    table_name text        NOT NULL,
    options    jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    created_by text        NOT NULL DEFAULT dt.caller()
);
CREATE INDEX imports_created_at ON dt.imports (created_at);
COMMENT ON TABLE dt.imports IS 'Imports that are not finished; their bytes are in dt.file_chunks; changed only through dt_import_begin, dt_import_run, dt_import_cancel';
COMMENT ON COLUMN dt.imports.id IS 'The id of the import, which its chunks hang on';
COMMENT ON COLUMN dt.imports.org_id IS 'The organisation of who has begun it';
COMMENT ON COLUMN dt.imports.table_name IS 'The table that the records go into, as it was named';
COMMENT ON COLUMN dt.imports.options IS 'The options of the import';
COMMENT ON COLUMN dt.imports.created_at IS 'When it was begun';
COMMENT ON COLUMN dt.imports.created_by IS 'Who has begun it: an id of dt.caller()';
COMMENT ON INDEX dt.imports_created_at IS 'The imports, the oldest first';

-- PostgreSQL's own report of the progress of COPY; the last of its numbers is ours. It shows other sessions' numbers to those
-- who may see what these sessions do.
CREATE VIEW dt.progress WITH (security_invoker = true) AS
SELECT p.pid, t.slug AS table_name,
    CASE p.param20 WHEN 1 THEN 'import' ELSE 'export' END AS command,
    p.param3 AS records, p.param4 AS skipped, p.param1 AS bytes, nullif(p.param2, 0) AS bytes_total
FROM pg_catalog.pg_stat_get_progress_info('COPY') AS p
    LEFT JOIN pg_catalog.pg_class c ON c.oid = p.relid
    LEFT JOIN dt.tables t ON c.relnamespace = 'dt_data'::pg_catalog.regnamespace AND c.relname = t.storage
-- A table that is made by the import itself is there for nobody else yet, and has no name.
WHERE p.datid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    AND p.param20 IN (1, 2) AND (t.slug IS NOT NULL OR c.oid IS NULL);
COMMENT ON VIEW dt.progress IS 'How far the imports and exports are that run now, in tables that you see. Example: SELECT table_name, records, round(100.0 * bytes / bytes_total) AS percent FROM dt.progress';
COMMENT ON COLUMN dt.progress.pid IS 'The process of the session';
COMMENT ON COLUMN dt.progress.table_name IS 'The table; NULL for one that the import itself has made';
COMMENT ON COLUMN dt.progress.command IS 'import or export';
COMMENT ON COLUMN dt.progress.records IS 'Records that are written';
COMMENT ON COLUMN dt.progress.skipped IS 'Rows that are left out';
COMMENT ON COLUMN dt.progress.bytes IS 'Bytes of the file that are read, or written';
COMMENT ON COLUMN dt.progress.bytes_total IS 'The bytes of the file that is imported';

SELECT pg_catalog.pg_extension_config_dump('dt.imports', '');
