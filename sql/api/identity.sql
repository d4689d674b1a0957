-- Who is calling.

CREATE FUNCTION dt_identify(
    user_id text,
    org_id text DEFAULT NULL,
    user_role text DEFAULT 'member'
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_identify';
COMMENT ON FUNCTION dt_identify(text, text, text) IS
    'Says who is calling until the end of the transaction: sets dt.user_id, dt.org_id and dt.user_role (member, org_admin, platform_admin). Example: SELECT dt_identify(''u1'', ''acme'')';

CREATE FUNCTION dt_whoami() RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_whoami';
COMMENT ON FUNCTION dt_whoami() IS
    'Returns who is calling: user_id, org_id, user_role, tenancy, the database role, and the role whose binding says it, if there is one. Example: SELECT dt_whoami()';

CREATE FUNCTION dt_bind_role(
    role_name name,
    org_id text,
    user_id text DEFAULT NULL,
    user_role text DEFAULT 'member'
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_bind_role';
COMMENT ON FUNCTION dt_bind_role(name, text, text, text) IS
    'Ties a database role to an identity that no setting changes, for people who type SQL of their own. Without a user_id it is the role''s name. Example: SELECT dt_bind_role(''app'', ''acme'', ''u1'')';

CREATE FUNCTION dt_unbind_role(
    role_name name
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_unbind_role';
COMMENT ON FUNCTION dt_unbind_role(name) IS
    'Ends that a database role is tied to an identity; returns whether it was. Example: SELECT dt_unbind_role(''app'')';
