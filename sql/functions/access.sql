-- What the policies of row-level security call. They run as whoever types SQL, and tell no more than whether the caller may.

CREATE FUNCTION dt.sees_table(no bigint, org_id text, visibility text, row_access text, created_by text) RETURNS boolean
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_sees_table';
COMMENT ON FUNCTION dt.sees_table(bigint, text, text, text, text) IS
    'Returns whether a table exists for the caller. Called by lists of tables. Example: SELECT dt.sees_table(1, NULL, ''org'', ''none'', NULL)';

CREATE FUNCTION dt.sees_column(table_no bigint, permissions jsonb) RETURNS boolean
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_sees_column';
COMMENT ON FUNCTION dt.sees_column(bigint, jsonb) IS
    'Returns whether a column with these permissions exists for the caller. Called by lists of columns. Example: SELECT dt.sees_column(1, ''{"read": "edit"}'')';

CREATE FUNCTION dt.may(table_no bigint, level text) RETURNS boolean
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_may';
COMMENT ON FUNCTION dt.may(bigint, text) IS
    'Returns whether the caller may do with all columns of a table what the level view, edit or admin is for. Called by policies. Example: SELECT dt.may(1, ''edit'')';

CREATE FUNCTION dt.creators(table_no bigint) RETURNS text[]
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_creators';
COMMENT ON FUNCTION dt.creators(bigint) IS
    'Returns the users whose records of a table the caller sees; NULL if they are those of all users. Called by policies. Example: SELECT dt.creators(1)';
