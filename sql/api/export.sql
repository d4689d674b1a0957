-- Records as files.

CREATE FUNCTION dt_export(
    table_name text,
    query jsonb DEFAULT '{}',
    options jsonb DEFAULT '{}'
) RETURNS SETOF bytea
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_export';
COMMENT ON FUNCTION dt_export(text, jsonb, jsonb) IS
    'Returns the records of a query document as a file, in pieces of at most 1 MiB to be joined. Options: format (csv, tsv, jsonl, json, xlsx), header, display, bom, delimiter, line_end, null_text, escape_formulas, time_zone, columns, system. Example: SELECT dt_export(''deals'', ''{"sort": "name"}'', ''{"format": "xlsx"}'')';

CREATE FUNCTION dt_export_lines(
    table_name text,
    query jsonb DEFAULT '{}',
    options jsonb DEFAULT '{}'
) RETURNS SETOF text
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_export_lines';
COMMENT ON FUNCTION dt_export_lines(text, jsonb, jsonb) IS
    'Returns the records of a query document as lines of a file: csv, tsv or jsonl; the options are those of dt_export. Example: SELECT dt_export_lines(''deals'', ''{"filter": {"stage": "won"}}'', ''{"header": "label"}'')';
