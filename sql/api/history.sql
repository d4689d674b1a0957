-- What was done to records and definitions.

CREATE FUNCTION dt_history(
    table_name text,
    id uuid DEFAULT NULL,
    options jsonb DEFAULT '{}'
) RETURNS TABLE (record_id uuid, version bigint, action text, actor text, at timestamptz, changes jsonb, xid text, cursor text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_history';
COMMENT ON FUNCTION dt_history(text, uuid, jsonb) IS
    'Lists what was done to the records of a table, or to one of them, newest first. Options: limit (1000 by default), before (the cursor of a row), since, until, actor, action, columns. Example: SELECT at, actor, action, changes FROM dt_history(''deals'', NULL, ''{"since": "2026-01-01", "columns": ["stage"]}'')';

CREATE FUNCTION dt_as_of(
    table_name text,
    at timestamptz,
    query jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_as_of';
COMMENT ON FUNCTION dt_as_of(text, timestamptz, jsonb) IS
    'Returns the records of a query as they were at an instant. Example: SELECT id, data FROM dt_as_of(''deals'', now() - interval ''1 day'', ''{"filter": {"stage": "open"}, "sort": "-amount"}'')';

CREATE FUNCTION dt_revert(
    table_name text,
    id uuid,
    version bigint
) RETURNS dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_revert';
COMMENT ON FUNCTION dt_revert(text, uuid, bigint) IS
    'Gives a record the data of an earlier version again, as a new change; one that was deleted permanently is inserted again. Example: SELECT version, data FROM dt_revert(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'', 1)';

CREATE FUNCTION dt_prune_history(
    table_name text,
    older_than interval
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_prune_history';
COMMENT ON FUNCTION dt_prune_history(text, interval) IS
    'Forgets what was done to the records of a table before; returns how many entries that were. Example: SELECT dt_prune_history(''deals'', ''2 years'')';

CREATE FUNCTION dt_audit(
    options jsonb DEFAULT '{}'
) RETURNS TABLE (at timestamptz, actor text, action text, table_no bigint, table_name text, details jsonb)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_audit';
COMMENT ON FUNCTION dt_audit(jsonb) IS
    'Lists what was done to tables, columns, indexes and rights, newest first. Options: table_name, since, until, actor, action, limit (1000 by default). Example: SELECT at, actor, action, details FROM dt_audit(''{"table_name": "deals", "action": "alter_column"}'')';
