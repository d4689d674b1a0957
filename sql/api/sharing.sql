-- With whom tables are shared.

CREATE FUNCTION dt_share(
    table_name text,
    user_id text,
    level text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_share';
COMMENT ON FUNCTION dt_share(text, text, text) IS
    'Shares a table with a user by name, at the level view, edit or admin; a level given before is replaced. Example: SELECT dt_share(''deals'', ''u2'', ''edit'')';

CREATE FUNCTION dt_unshare(
    table_name text,
    user_id text
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_unshare';
COMMENT ON FUNCTION dt_unshare(text, text) IS
    'Ends that a table is shared with a user by name; returns whether it was. Example: SELECT dt_unshare(''deals'', ''u2'')';

CREATE FUNCTION dt_access(
    table_name text
) RETURNS TABLE (user_id text, level text, source text, created_at timestamptz, created_by text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_access';
COMMENT ON FUNCTION dt_access(text) IS
    'Lists the users that a table is shared with by name, and who has made it. Example: SELECT user_id, level FROM dt_access(''deals'')';

CREATE FUNCTION dt_add_team_member(
    team_id text,
    user_id text
) RETURNS void
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_add_team_member';
COMMENT ON FUNCTION dt_add_team_member(text, text) IS
    'Takes a user into a team of the caller''s organisation. Example: SELECT dt_add_team_member(''sales'', ''u2'')';

CREATE FUNCTION dt_remove_team_member(
    team_id text,
    user_id text
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_remove_team_member';
COMMENT ON FUNCTION dt_remove_team_member(text, text) IS
    'Takes a user out of a team of the caller''s organisation; returns whether they were in it. Example: SELECT dt_remove_team_member(''sales'', ''u2'')';

CREATE FUNCTION dt_teams() RETURNS TABLE (team_id text, user_id text, created_at timestamptz)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_teams';
COMMENT ON FUNCTION dt_teams() IS
    'Lists the members of the teams that the caller is in; admins see those of all teams of their organisation. Example: SELECT team_id, user_id FROM dt_teams()';
