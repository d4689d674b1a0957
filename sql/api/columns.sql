-- The columns of a table.

CREATE FUNCTION dt_add_column(
    table_name text,
    column_key text,
    column_type text,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_add_column';
COMMENT ON FUNCTION dt_add_column(text, text, text, jsonb) IS
    'Adds a column; returns its document. Options: label, config, required, unique, default, index, typed, description, width, visible; backfill writes the default into the records there are; if_not_exists leaves a column of this key and type as it is. Example: SELECT dt_add_column(''deals'', ''seats_sold'', ''integer'', ''{"config": {"min": 0}}'')';

CREATE FUNCTION dt_alter_column(
    table_name text,
    column_key text,
    changes jsonb
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_alter_column';
COMMENT ON FUNCTION dt_alter_column(text, text, jsonb) IS
    'Changes a column; key renames it, type converts its values (dry_run, on_failure, create_options), backfill writes its default into the records that lack it. Example: SELECT dt_alter_column(''deals'', ''amount'', ''{"type": "decimal", "on_failure": "keep"}'')';

CREATE FUNCTION dt_drop_column(
    table_name text,
    column_key text,
    permanently boolean DEFAULT false
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_column';
COMMENT ON FUNCTION dt_drop_column(text, text, boolean) IS
    'Moves a column to the trash and keeps its values, or removes it with its values if permanently is true. Example: SELECT dt_drop_column(''deals'', ''amount'')';

CREATE FUNCTION dt_restore_column(
    table_name text,
    column_key text
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore_column';
COMMENT ON FUNCTION dt_restore_column(text, text) IS
    'Takes a column out of the trash. Example: SELECT dt_restore_column(''deals'', ''amount'')';

CREATE FUNCTION dt_reorder_columns(
    table_name text,
    column_keys text[]
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_reorder_columns';
COMMENT ON FUNCTION dt_reorder_columns(text, text[]) IS
    'Puts the named columns first, in that order. Example: SELECT dt_reorder_columns(''deals'', ARRAY[''stage'', ''name''])';

CREATE FUNCTION dt_columns(
    table_name text,
    trash text DEFAULT 'exclude'
) RETURNS TABLE (key text, label text, type text, config jsonb, required boolean, is_unique boolean, indexed boolean, default_value jsonb, description text, "position" bigint, width bigint, visible boolean, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz, typed boolean)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_columns';
COMMENT ON FUNCTION dt_columns(text, text) IS
    'Lists the columns of a table in their order. Example: SELECT key, type FROM dt_columns(''deals'')';

CREATE PROCEDURE dt_type_column(
    table_name text,
    column_key text
)
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_type_column';
COMMENT ON PROCEDURE dt_type_column(text, text) IS
    'Gives a column of a large table its plain column while others write: in batches with commits between, its indexes built CONCURRENTLY. Called again, it takes up what was interrupted. Example: CALL dt_type_column(''deals'', ''stage'')';
