-- The schemas dt and dt_data and their tables belong to dt_owner, which is nobody. Functions belong to the superuser who
-- installs: they run in everybody's session, a superuser's included, so code that runs as dt_owner must not replace them.
-- PUBLIC may call what defaults, indexes and filters in
-- plain SQL call, and nothing else: dt_* functions run with the rights of the catalog's owner, so the right to call one is
-- the right to do what it does. A DBA grants it: SELECT dt_grant('app', 'writer'). What ALTER DEFAULT PRIVILEGES has given
-- to others is taken back: with Supabase's, anybody with the public key could call everything.

DO $$
DECLARE
    member record;
BEGIN
    FOR member IN
        SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text AS name,
            (SELECT pg_catalog.string_agg(DISTINCT CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END, ', ')
                FROM pg_catalog.aclexplode(COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
                WHERE a.grantee OPERATOR(pg_catalog.<>) p.proowner) AS others,
            p.pronamespace OPERATOR(pg_catalog.=) 'dt'::pg_catalog.regnamespace
                AND p.prorettype OPERATOR(pg_catalog.<>) 'pg_catalog.event_trigger'::pg_catalog.regtype AS is_internal,
            p.proname OPERATOR(pg_catalog.=) ANY (ARRAY['uuid7', 'caller', 'may', 'creators', 'sees_table', 'sees_column', 'iso_timestamp', 'is_empty_at', 'has_word', 'folded', 'in_zone', 'search_vector', 'search_words', 'search_query',
                'matches_search', 'confirms_search']::name[]) OR pg_catalog.starts_with(p.proname::pg_catalog.text, 'get_') AS is_public
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid
        WHERE e.extname OPERATOR(pg_catalog.=) 'pg_dyntables'
          AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
          AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
    LOOP
        IF member.others IS NOT NULL THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON ROUTINE %s FROM %s', member.name, member.others);
        END IF;
        IF member.is_internal THEN
            EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s TO dt_owner%s', member.name, CASE WHEN member.is_public THEN ', PUBLIC' END);
        END IF;
    END LOOP;
END
$$;

-- The same for the schemas and what else is in dt. PUBLIC may name what is there.
DO $$
DECLARE
    object record;
BEGIN
    FOR object IN
        SELECT o.kind, o.name, pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)), ', ') AS others
        FROM (SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, oid::pg_catalog.regclass::pg_catalog.text AS name, relacl AS acl, relowner AS owner
                FROM pg_catalog.pg_class
                WHERE relnamespace OPERATOR(pg_catalog.=) 'dt'::pg_catalog.regnamespace AND relkind OPERATOR(pg_catalog.=) ANY ('{r,v,S}'::"char"[])
            UNION ALL
            SELECT 'SCHEMA', nspname::pg_catalog.text, nspacl, nspowner FROM pg_catalog.pg_namespace
                WHERE nspname OPERATOR(pg_catalog.=) ANY ('{dt,dt_data}'::pg_catalog.name[])) AS o, pg_catalog.aclexplode(o.acl) AS a
        WHERE a.grantee OPERATOR(pg_catalog.<>) ALL (ARRAY[o.owner, 0])
        GROUP BY 1, 2
    LOOP
        EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM %s', object.kind, object.name, object.others);
    END LOOP;
END
$$;

ALTER SCHEMA dt OWNER TO dt_owner;
ALTER SCHEMA dt_data OWNER TO dt_owner;
ALTER TABLE dt.record OWNER TO dt_owner;
ALTER TABLE dt.tables OWNER TO dt_owner;
ALTER TABLE dt.columns OWNER TO dt_owner;
ALTER TABLE dt.rewrites OWNER TO dt_owner;
ALTER TABLE dt.collaborators OWNER TO dt_owner;
ALTER TABLE dt.team_members OWNER TO dt_owner;
ALTER TABLE dt.role_bindings OWNER TO dt_owner;
ALTER SEQUENCE dt.history_no OWNER TO dt_owner;
ALTER TABLE dt.history OWNER TO dt_owner;
ALTER TABLE dt.audit OWNER TO dt_owner;
ALTER TABLE dt.files OWNER TO dt_owner;
ALTER TABLE dt.file_contents OWNER TO dt_owner;
ALTER TABLE dt.file_chunks OWNER TO dt_owner;
ALTER TABLE dt.file_refs OWNER TO dt_owner;
ALTER TABLE dt.file_thumbnails OWNER TO dt_owner;
ALTER TABLE dt.imports OWNER TO dt_owner;
ALTER VIEW dt.progress OWNER TO dt_owner;

-- The catalog has policies of its own, for whom a DBA lets read it. What has none is nobody's but the owner's.
ALTER TABLE dt.tables ENABLE ROW LEVEL SECURITY;
CREATE POLICY dt_read ON dt.tables FOR SELECT USING (dt.sees_table(no, org_id, visibility, row_access, created_by));
ALTER TABLE dt.columns ENABLE ROW LEVEL SECURITY;
CREATE POLICY dt_read ON dt.columns FOR SELECT USING (dt.sees_column(table_no, permissions));
ALTER TABLE dt.collaborators ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.team_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.role_bindings ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.rewrites ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.history ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.files ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.file_contents ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.file_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.file_refs ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.file_thumbnails ENABLE ROW LEVEL SECURITY;
ALTER TABLE dt.imports ENABLE ROW LEVEL SECURITY;
