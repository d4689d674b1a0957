-- Who may do what.

CREATE FUNCTION dt_grant(
    role_name name,
    capability text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_grant';
COMMENT ON FUNCTION dt_grant(name, text) IS
    'Gives a role or a group of roles a capability: reader (queries), writer (records), designer (tables, columns, indexes) or admin (capabilities, trash). Each includes those before it. Example: SELECT dt_grant(''app'', ''reader'')';

CREATE FUNCTION dt_revoke(
    role_name name,
    capability text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_revoke';
COMMENT ON FUNCTION dt_revoke(name, text) IS
    'Takes a capability, and those that include it, from a role. Those before it stay. Example: SELECT dt_revoke(''app'', ''reader'')';
