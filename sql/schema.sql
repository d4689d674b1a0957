-- What the database must be like, the owner of everything, the schemas.

DO $$
BEGIN
    IF pg_catalog.current_setting('server_encoding') OPERATOR(pg_catalog.<>) 'UTF8' THEN
        RAISE EXCEPTION 'pg_dyntables needs a database with the encoding UTF8, not %',
            pg_catalog.current_setting('server_encoding')
            USING ERRCODE = 'feature_not_supported';
    END IF;
END
$$;

-- Who owns all this: a role that is nobody. Generated SQL runs as this one, so that a trigger which somebody is allowed
-- to put on a storage table gains nothing by it. Made where it is missing, as in a new cluster that a dump is restored into.
DO $$
DECLARE
    rights text;
BEGIN
    SELECT pg_catalog.concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcanlogin THEN 'LOGIN' END,
            CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
            CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolreplication THEN 'REPLICATION' END)
        INTO rights FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) 'dt_owner';
    IF NOT FOUND THEN
        CREATE ROLE dt_owner NOLOGIN NOSUPERUSER NOINHERIT NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    ELSIF rights OPERATOR(pg_catalog.<>) '' THEN
        RAISE EXCEPTION 'the role dt_owner has more rights than it should: %', rights
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'pg_dyntables runs its statements as dt_owner: ALTER ROLE dt_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION';
    END IF;
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', ') INTO rights
        FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) m.member
        WHERE m.roleid OPERATOR(pg_catalog.=) 'dt_owner'::pg_catalog.regrole AND NOT r.rolsuper;
    IF rights IS NOT NULL THEN
        RAISE EXCEPTION 'the role dt_owner has members: %', rights
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = pg_catalog.format('A member may do whatever pg_dyntables may: REVOKE dt_owner FROM %s', rights);
    END IF;
END
$$;

CREATE SCHEMA dt;
COMMENT ON SCHEMA dt IS 'pg_dyntables: catalog and internals; changed only through the functions dt_*';
GRANT USAGE ON SCHEMA dt TO PUBLIC;

CREATE SCHEMA dt_data;
COMMENT ON SCHEMA dt_data IS 'pg_dyntables: one ordinary table per dynamic table, <slug>_<no>';
