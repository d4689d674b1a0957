-- The public functions. Their names and argument names are a contract: PostgREST calls them by
-- argument name. Reading functions are STABLE, writing ones VOLATILE; none is STRICT, so that a
-- NULL where a value is due is told as such.

CREATE FUNCTION dt_create_table(
    table_name text,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_create_table';

CREATE FUNCTION dt_tables(
    trash text DEFAULT 'exclude'
) RETURNS TABLE (id uuid, no bigint, slug text, name text, description text, org_id text, workspace_id text, column_count bigint, record_estimate bigint, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_tables';

CREATE FUNCTION dt_describe(
    table_name text
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_describe';

CREATE FUNCTION dt_alter_table(
    table_name text,
    changes jsonb
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_alter_table';

CREATE FUNCTION dt_drop_table(
    table_name text,
    permanently boolean DEFAULT false
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_table';

CREATE FUNCTION dt_restore_table(
    table_name text
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore_table';

CREATE FUNCTION dt_json_schema(
    table_name text
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_json_schema';

CREATE FUNCTION dt_add_column(
    table_name text,
    column_key text,
    column_type text,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_add_column';

CREATE FUNCTION dt_alter_column(
    table_name text,
    column_key text,
    changes jsonb
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_alter_column';

CREATE FUNCTION dt_drop_column(
    table_name text,
    column_key text,
    permanently boolean DEFAULT false
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_column';

CREATE FUNCTION dt_restore_column(
    table_name text,
    column_key text
) RETURNS jsonb
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore_column';

CREATE FUNCTION dt_reorder_columns(
    table_name text,
    column_keys text[]
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_reorder_columns';

CREATE FUNCTION dt_columns(
    table_name text,
    trash text DEFAULT 'exclude'
) RETURNS TABLE (key text, label text, type text, config jsonb, required boolean, is_unique boolean, indexed boolean, default_value jsonb, description text, "position" bigint, width bigint, visible boolean, created_at timestamptz, updated_at timestamptz, deleted_at timestamptz)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_columns';

CREATE FUNCTION dt_column_types(
) RETURNS TABLE (name text, aliases text[], stored text, config_schema jsonb, parts text[], operators text[], index_kinds text[], is_system boolean, example jsonb)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_column_types';

CREATE FUNCTION dt_insert(
    table_name text,
    data jsonb,
    id uuid DEFAULT NULL
) RETURNS dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_insert';

CREATE FUNCTION dt_insert_many(
    table_name text,
    records jsonb,
    options jsonb DEFAULT '{}'
) RETURNS TABLE (id uuid, errors jsonb)
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_insert_many';

CREATE FUNCTION dt_upsert(
    table_name text,
    records jsonb,
    match_on text[]
) RETURNS TABLE (id uuid, inserted boolean)
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_upsert';

CREATE FUNCTION dt_validate(
    table_name text,
    data jsonb,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_validate';

CREATE FUNCTION dt_get(
    table_name text,
    id uuid
) RETURNS SETOF dt.record
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get';

CREATE FUNCTION dt_update(
    table_name text,
    id uuid,
    patch jsonb,
    expected_version bigint DEFAULT NULL
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_update';

CREATE FUNCTION dt_replace(
    table_name text,
    id uuid,
    data jsonb,
    expected_version bigint DEFAULT NULL
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_replace';

CREATE FUNCTION dt_delete(
    table_name text,
    id uuid,
    permanently boolean DEFAULT false
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete';

CREATE FUNCTION dt_restore(
    table_name text,
    id uuid,
    options jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore';

CREATE FUNCTION dt_delete_many(
    table_name text,
    ids uuid[],
    permanently boolean DEFAULT false
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete_many';

CREATE FUNCTION dt_update_where(
    table_name text,
    filter jsonb,
    patch jsonb
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_update_where';

CREATE FUNCTION dt_delete_where(
    table_name text,
    filter jsonb,
    permanently boolean DEFAULT false
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete_where';

CREATE FUNCTION dt_empty_trash(
    table_name text,
    older_than interval DEFAULT '30 days'
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_empty_trash';

CREATE FUNCTION dt.query_rows(request internal) RETURNS internal
    STRICT
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query_rows';

CREATE FUNCTION dt_query(
    table_name text,
    query jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    STABLE SUPPORT dt.query_rows
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query';

CREATE FUNCTION dt_page(
    table_name text,
    query jsonb DEFAULT '{}'
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_page';

CREATE FUNCTION dt_count(
    table_name text,
    filter jsonb DEFAULT '{}'
) RETURNS bigint
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_count';

CREATE FUNCTION dt_aggregate(
    table_name text,
    query jsonb
) RETURNS SETOF jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_aggregate';

CREATE FUNCTION dt_explain(
    table_name text,
    query jsonb DEFAULT '{}',
    "analyze" boolean DEFAULT false
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_explain';

CREATE FUNCTION dt_create_index(
    table_name text,
    column_keys text[],
    options jsonb DEFAULT '{}'
) RETURNS text
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_create_index';

CREATE FUNCTION dt_index_ddl(
    table_name text,
    column_keys text[],
    options jsonb DEFAULT '{}'
) RETURNS text
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_index_ddl';

CREATE FUNCTION dt_drop_index(
    table_name text,
    index_name text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_index';

CREATE FUNCTION dt_indexes(
    table_name text
) RETURNS TABLE (name text, columns text[], kind text, is_unique boolean, size_bytes bigint, scans bigint, valid boolean)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_indexes';

CREATE FUNCTION dt_suggest_indexes(
    table_name text
) RETURNS TABLE (columns text[], kind text, reason text, calls bigint, ddl text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_suggest_indexes';
