-- Files into records.

CREATE FUNCTION dt_infer(
    content bytea,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_infer';
COMMENT ON FUNCTION dt_infer(bytea, jsonb) IS
    'What a file holds, by its first 10,000 rows: format, encoding, and for each column a key, a label, the type that fits its cells, and how well. CSV, TSV, JSON, lines of JSON, XLSX. Nothing is stored. Options: format, encoding, delimiter, quote, header, skip_rows, null_values, trim, escape_formulas, sheet, date_order, decimal_mark, time_zone. Example: SELECT dt_infer(E''name,amount\nAcme,1200\nGlobex,80\n'')';

CREATE FUNCTION dt_import(
    table_name text,
    content bytea,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import';
COMMENT ON FUNCTION dt_import(text, bytea, jsonb) IS
    'Stores the rows of a file as records, all or nothing; tells how many, and what was wrong with which row and column. Cells go to the column whose key or label is the header. Options: those of dt_infer, columns (header to key; null leaves out), create, create_columns, match_on (updates the records that there are), on_error (abort, skip, empty), create_options, dry_run, batch. Example: SELECT dt_import(''deals'', E''name,amount\nVandelay,"1,234.50"\n'')';

CREATE FUNCTION dt_create_table_from(
    table_name text,
    content bytea,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_create_table_from';
COMMENT ON FUNCTION dt_create_table_from(text, bytea, jsonb) IS
    'Makes a table for a file, with the columns that fit its cells, and imports it. Options as dt_import; columns may give fields of a column, such as its type. Example: SELECT dt_create_table_from(''Cities'', E''city,people\nOslo,717710\nBergen,291940\n'', ''{"columns": {"people": {"type": "integer"}}}'')';

CREATE FUNCTION dt_import_file(
    table_name text,
    file uuid,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import_file';
COMMENT ON FUNCTION dt_import_file(text, uuid, jsonb) IS
    'Imports a file that was uploaded, as dt_import does, piece by piece. It must be one of your own, or of a record that you see. Example: SELECT dt_import_file(''deals'', (dt_file_create(''deals.csv'', E''name,amount\nUmbrella,80\n'') ->> ''id'')::uuid)';

CREATE FUNCTION dt_import_begin(
    table_name text,
    options jsonb DEFAULT '{}'
) RETURNS uuid
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import_begin';
COMMENT ON FUNCTION dt_import_begin(text, jsonb) IS
    'Begins an import of a file that comes in chunks; returns its id. Options as dt_import. One that is not run within 24 hours is removed. Example: SELECT dt_import_begin(''deals'')';

CREATE FUNCTION dt_import_chunk(
    import uuid,
    no integer,
    content bytea
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import_chunk';
COMMENT ON FUNCTION dt_import_chunk(uuid, integer, bytea) IS
    'Keeps a chunk of an import; returns how many bytes there are so far. Chunks are joined in the order of their numbers, from 0; the same number again replaces. Example: SELECT dt_import_chunk(dt_import_begin(''deals''), 0, E''name,amount\nHooli,1200\n'')';

CREATE FUNCTION dt_import_run(
    import uuid
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import_run';
COMMENT ON FUNCTION dt_import_run(uuid) IS
    'Imports the chunks of an import, as dt_import does, and removes them. If it fails they stay. Example: SELECT dt_import_run(i) FROM dt_import_begin(''deals'') AS i, dt_import_chunk(i, 0, E''name,amount\nHooli,1200\n'')';

CREATE FUNCTION dt_import_cancel(
    import uuid
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_import_cancel';
COMMENT ON FUNCTION dt_import_cancel(uuid) IS
    'Gives an import up and removes its chunks; false if there is none. Example: SELECT dt_import_cancel(dt_import_begin(''deals''))';
