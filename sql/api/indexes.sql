-- Indexes: made, listed, suggested.

CREATE FUNCTION dt_create_index(
    table_name text,
    column_keys text[],
    options jsonb DEFAULT '{}'
) RETURNS text
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_create_index';
COMMENT ON FUNCTION dt_create_index(text, text[], jsonb) IS
    'Makes an index over columns; returns its name. kind: btree, trigram, set, search or prefix; unique. Example: SELECT dt_create_index(''deals'', ARRAY[''stage'', ''amount''])';

CREATE FUNCTION dt_index_ddl(
    table_name text,
    column_keys text[],
    options jsonb DEFAULT '{}'
) RETURNS text
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_index_ddl';
COMMENT ON FUNCTION dt_index_ddl(text, text[], jsonb) IS
    'Returns the CREATE INDEX CONCURRENTLY statement of an index, to be run outside of a transaction: no write waits for it. Example: SELECT dt_index_ddl(''deals'', ARRAY[''name''], ''{"kind": "search"}'')';

CREATE FUNCTION dt_drop_index(
    table_name text,
    index_name text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_drop_index';
COMMENT ON FUNCTION dt_drop_index(text, text) IS
    'Drops an index. Example: SELECT dt_drop_index(''deals'', ''deals_1_stage_amount_idx'')';

CREATE FUNCTION dt_indexes(
    table_name text
) RETURNS TABLE (name text, columns text[], kind text, is_unique boolean, size_bytes bigint, scans bigint, valid boolean)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_indexes';
COMMENT ON FUNCTION dt_indexes(text) IS
    'Lists the indexes of a table. Example: SELECT * FROM dt_indexes(''deals'')';

CREATE FUNCTION dt_suggest_indexes(
    table_name text
) RETURNS TABLE (columns text[], kind text, reason text, calls bigint, ddl text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_suggest_indexes';
COMMENT ON FUNCTION dt_suggest_indexes(text) IS
    'Lists the indexes that the queries seen would have used, and the statements that make them. Example: SELECT columns, calls, ddl FROM dt_suggest_indexes(''deals'')';
