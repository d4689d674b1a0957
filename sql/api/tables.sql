-- Dynamic tables: made, listed, changed, removed.

CREATE FUNCTION dt_create_table(
    table_name text,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_create_table';
COMMENT ON FUNCTION dt_create_table(text, jsonb) IS
    'Creates a dynamic table; returns its description. Options: slug, description, icon, color, workspace_id, settings, open, columns, global; if_not_exists returns the table of this slug as it is. Example: SELECT dt_create_table(''Projects'', ''{"columns": [{"key": "name", "type": "text", "required": true}]}'')';

CREATE FUNCTION dt_tables(
    trash text DEFAULT 'exclude'
) RETURNS TABLE (id uuid, no bigint, slug text, name text, description text, org_id text, workspace_id text, column_count bigint, record_estimate bigint, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_tables';
COMMENT ON FUNCTION dt_tables(text) IS
    'Lists the tables of the caller''s organisation and the global ones. Example: SELECT slug, record_estimate FROM dt_tables()';

CREATE FUNCTION dt_describe(
    table_name text
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_describe';
COMMENT ON FUNCTION dt_describe(text) IS
    'Returns a table with its columns in order, indexes and settings. Example: SELECT dt_describe(''deals'')';

CREATE FUNCTION dt_alter_table(
    table_name text,
    changes jsonb
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_alter_table';
COMMENT ON FUNCTION dt_alter_table(text, jsonb) IS
    'Changes a table; returns its description. Changes: name, slug, description, icon, color, workspace_id, settings (merged), open. Example: SELECT dt_alter_table(''deals'', ''{"name": "Opportunities"}'')';

CREATE FUNCTION dt_drop_table(
    table_name text,
    permanently boolean DEFAULT false
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_table';
COMMENT ON FUNCTION dt_drop_table(text, boolean) IS
    'Moves a table to the trash, or removes it with its records if permanently is true. Example: SELECT dt_drop_table(''deals'')';

CREATE FUNCTION dt_restore_table(
    table_name text
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore_table';
COMMENT ON FUNCTION dt_restore_table(text) IS
    'Takes a table out of the trash. Example: SELECT dt_restore_table(''deals'')';

CREATE FUNCTION dt_json_schema(
    table_name text
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_json_schema';
COMMENT ON FUNCTION dt_json_schema(text) IS
    'Returns the JSON Schema (2020-12) that a record''s data must satisfy. Example: SELECT dt_json_schema(''deals'')';
