-- Who may do what: what every function and plain SQL let each caller do with each table, beside a table of what is allowed that was written by hand.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- Off, PostgreSQL refuses what policies would cut.
SET row_security = on;
SET dt.tenancy = 'auto';

-- ## The callers
CREATE TABLE callers (caller text, user_id text, org_id text, user_role text);
INSERT INTO callers VALUES ('member', 'u_member', 'acme', 'member'), ('owner', 'u_owner', 'acme', 'member'), ('viewer', 'u_viewer', 'acme', 'member'),
    ('editor', 'u_editor', 'acme', 'member'), ('manager', 'u_manager', 'acme', 'member'), ('org admin', 'u_boss', 'acme', 'org_admin'),
    ('other member', 'u_member', 'globex', 'member'), ('other admin', 'u_viewer', 'globex', 'org_admin'), ('nobody', 'u_nobody', '', 'member'),
    ('nobody''s admin', 'u_chief', '', 'org_admin'), ('platform', 'u_platform', '', 'platform_admin'),
    ('platform in acme', 'u_platform', 'acme', 'platform_admin'), ('unknown role', 'u_member', 'acme', 'superman');
CREATE FUNCTION call_as(who text) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('dt.user_id', user_id, false), set_config('dt.org_id', org_id, false), set_config('dt.user_role', user_role, false)
    FROM callers WHERE caller = who $$;
-- ## The tables: of each visibility, of an organisation and global, for each row access
CREATE TABLE places (place text, org text, visibility text, rows text, slug text);
INSERT INTO places SELECT org || ' ' || visibility, org, visibility, rows, org || '_' || visibility || '_' || rows
FROM unnest(ARRAY['acme', 'global']) org, unnest(ARRAY['org', 'private']) visibility, unnest(ARRAY['none', 'owner', 'team']) rows;
-- With one tenant a global table can be shared at every level.
SET dt.tenancy = 'single';
DO $$
DECLARE
    place places;
    creator text;
BEGIN
    FOR place IN SELECT * FROM places LOOP
        PERFORM call_as(CASE place.org WHEN 'acme' THEN 'owner' ELSE 'platform' END);
        PERFORM dt_create_table(place.slug, jsonb_build_object('slug', place.slug, 'visibility', place.visibility, 'row_access', place.rows,
            'columns', '[{"key": "name", "type": "text", "unique": true}, {"key": "note", "type": "text"}, {"key": "gone", "type": "text"}]'::jsonb));
        PERFORM dt_drop_column(place.slug, 'gone'), dt_create_index(place.slug, '{note}');
        PERFORM dt_share(place.slug, 'u_' || level, CASE level WHEN 'viewer' THEN 'view' WHEN 'editor' THEN 'edit' ELSE 'admin' END)
        FROM unnest(ARRAY['viewer', 'editor', 'manager']) level;
        PERFORM call_as(CASE place.org WHEN 'acme' THEN 'platform in acme' ELSE 'platform' END);
        -- A record of each of four users, and one in the trash.
        FOREACH creator IN ARRAY ARRAY['u_member', 'u_owner', 'u_mate', 'u_stranger', 'u_member'] LOOP
            PERFORM set_config('dt.user_id', creator, false);
            PERFORM dt_insert(place.slug, jsonb_build_object('name', n::text), ('00000000-0000-4000-8000-00000000000' || n)::uuid)
            FROM (SELECT dt_count(place.slug, '{}') + 1 AS n) numbered;
        END LOOP;
        PERFORM dt_delete(place.slug, '00000000-0000-4000-8000-000000000005');
    END LOOP;
    PERFORM call_as('org admin');
    PERFORM dt_add_team_member('sales', 'u_member'), dt_add_team_member('sales', 'u_mate'), dt_add_team_member('other', 'u_stranger');
END
$$;

SET dt.tenancy = 'auto';
-- ## What is allowed, written by hand: the level of each caller in each place, with one tenant and with several
CREATE TABLE allowed (caller text, place text, single text, multi text);
INSERT INTO allowed VALUES
    ('member', 'acme org', 'edit', 'edit'), ('member', 'acme private', NULL, NULL), ('member', 'global org', 'view', 'view'), ('member',
    'global private', NULL, NULL),
    ('owner', 'acme org', 'admin', 'admin'), ('owner', 'acme private', 'admin', 'admin'), ('owner', 'global org', 'view', 'view'), ('owner',
    'global private', NULL, NULL),
    ('viewer', 'acme org', 'view', 'view'), ('viewer', 'acme private', 'view', 'view'), ('viewer', 'global org', 'view', 'view'), ('viewer',
    'global private', 'view', 'view'),
    ('editor', 'acme org', 'edit', 'edit'), ('editor', 'acme private', 'edit', 'edit'), ('editor', 'global org', 'view', 'view'), ('editor',
    'global private', 'view', 'view'),
    ('manager', 'acme org', 'admin', 'admin'), ('manager', 'acme private', 'admin', 'admin'), ('manager', 'global org', 'view', 'view'), ('manager',
    'global private', 'view', 'view'),
    ('org admin', 'acme org', 'admin', 'admin'), ('org admin', 'acme private', 'admin', 'admin'), ('org admin', 'global org', 'view', 'view'),
    ('org admin', 'global private', 'view', 'view'),
    ('other member', 'acme org', NULL, NULL), ('other member', 'acme private', NULL, NULL), ('other member', 'global org', 'view', 'view'),
    ('other member', 'global private', NULL, NULL),
    ('other admin', 'acme org', NULL, NULL), ('other admin', 'acme private', NULL, NULL), ('other admin', 'global org', 'view', 'view'),
    ('other admin', 'global private', 'view', 'view'),
    ('nobody', 'acme org', NULL, NULL), ('nobody', 'acme private', NULL, NULL), ('nobody', 'global org', 'admin', 'view'), ('nobody',
    'global private', NULL, NULL),
    ('nobody''s admin', 'acme org', NULL, NULL), ('nobody''s admin', 'acme private', NULL, NULL), ('nobody''s admin', 'global org', 'admin', 'view'),
    ('nobody''s admin', 'global private', 'admin', 'view'),
    ('platform', 'acme org', NULL, NULL), ('platform', 'acme private', NULL, NULL), ('platform', 'global org', 'admin', 'admin'), ('platform',
    'global private', 'admin', 'admin'),
    ('platform in acme', 'acme org', 'admin', 'admin'), ('platform in acme', 'acme private', 'admin', 'admin'), ('platform in acme', 'global org',
    'admin', 'admin'), ('platform in acme', 'global private', 'admin', 'admin'),
    ('unknown role', 'acme org', 'edit', 'edit'), ('unknown role', 'acme private', NULL, NULL), ('unknown role', 'global org', 'view', 'view'),
    ('unknown role', 'global private', NULL, NULL);
-- Whose records are there for a caller, where row access asks for it: who is not listed sees none, except for admins, who see all.
CREATE TABLE seen (caller text, rows text, numbers text);
INSERT INTO seen VALUES ('member', 'owner', '1'), ('member', 'team', '1 3'), ('owner', 'owner', '2'), ('owner', 'team', '2'), ('unknown role', 'owner', '1'),
    ('unknown role', 'team', '1 3'), ('other member', 'owner', '1'), ('other member', 'team', '1');
-- In a global table teams are those of the caller's organisation: those of globex have no members.
INSERT INTO seen SELECT caller, rows, '1 2 3 4' FROM callers, unnest(ARRAY['owner', 'team']) rows WHERE user_role IN ('org_admin', 'platform_admin');

-- ## Every function, with the level that it takes
CREATE TABLE calls (due text, call text);
INSERT INTO calls VALUES
    ('view', $c$dt_get(%1$L, '00000000-0000-4000-8000-000000000001')$c$), ('view', $c$dt_query(%1$L)$c$), ('view', $c$dt_query_json(%1$L)$c$),
    ('view', $c$dt_page(%1$L)$c$),
    ('view', $c$dt_count(%1$L)$c$), ('view', $c$dt_aggregate(%1$L, '{"aggregates": {"n": "count"}}')$c$), ('view', $c$dt_explain(%1$L)$c$), ('view',
    $c$dt_describe(%1$L)$c$), ('view', $c$dt_columns(%1$L)$c$),
    ('view', $c$dt_json_schema(%1$L)$c$), ('view', $c$dt_indexes(%1$L)$c$), ('view', $c$dt_validate(%1$L, '{}')$c$), ('view', $c$dt_access(%1$L)$c$),
    ('view', $c$dt_history(%1$L)$c$), ('view', $c$dt_as_of(%1$L, now())$c$), ('view', $c$dt_index_ddl(%1$L, '{name,note}')$c$), ('view',
    $c$(SELECT 1 FROM dt_query(%1$L) LIMIT 1)$c$),
    ('edit', $c$dt_insert(%1$L, '{"name": "new"}')$c$), ('edit', $c$dt_insert_many(%1$L, '[{"name": "new"}]')$c$), ('edit',
    $c$dt_upsert(%1$L, '[{"name": "new"}]', '{name}')$c$),
    ('edit', $c$dt_update(%1$L, '00000000-0000-4000-8000-000000000001', '{}')$c$), ('edit',
    $c$dt_replace(%1$L, '00000000-0000-4000-8000-000000000001', '{"name": "r"}')$c$),
    ('edit', $c$dt_update(%1$L, '00000000-0000-4000-8000-000000000001', '{"note": "x"}', options => '{"typecast": true}')$c$),
    ('edit', $c$dt_update_many(%1$L, '[{"id": "00000000-0000-4000-8000-000000000001", "patch": {"note": "x"}}]', '{"on_error": "skip"}')$c$),
    ('edit', $c$dt_update_where(%1$L, '{"all": true}', '{"note": "x"}')$c$), ('edit', $c$dt_delete(%1$L, '00000000-0000-4000-8000-000000000001')$c$),
    ('edit', $c$dt_delete_many(%1$L, '{00000000-0000-4000-8000-000000000001}')$c$), ('edit', $c$dt_delete_where(%1$L, '{"all": true}')$c$),
    ('view', $c$dt_export(%1$L)$c$), ('view', $c$dt_export_lines(%1$L, '{"filter": {"note": "x"}}')$c$),
    ('edit', $c$dt_import(%1$L, E'note\nx\n')$c$), ('edit', $c$dt_import_begin(%1$L)$c$),
    ('edit', $c$dt_import_file(%1$L, (dt_file_create('a.csv', E'note\nx\n') ->> 'id')::uuid)$c$),
    ('edit', $c$dt_restore(%1$L, '00000000-0000-4000-8000-000000000005')$c$), ('edit', $c$dt_empty_trash(%1$L, '0')$c$),
    ('admin', $c$dt_alter_table(%1$L, '{"description": "x"}')$c$), ('admin', $c$dt_drop_table(%1$L)$c$), ('admin', $c$dt_drop_table(%1$L, true)$c$),
    ('admin', $c$dt_add_column(%1$L, 'extra', 'text')$c$), ('admin', $c$dt_alter_column(%1$L, 'note', '{"label": "x"}')$c$),
    ('admin', $c$dt_alter_column(%1$L, 'note', '{"type": "integer"}')$c$), ('admin', $c$dt_drop_column(%1$L, 'note')$c$), ('admin',
    $c$dt_restore_column(%1$L, 'gone')$c$),
    ('admin', $c$dt_reorder_columns(%1$L, '{note}')$c$), ('admin', $c$dt_create_index(%1$L, '{note,name}')$c$), ('admin',
    $c$dt_drop_index(%1$L, (SELECT name FROM dt_indexes(%1$L) WHERE columns = '{note}'))$c$),
    ('admin', $c$dt_suggest_indexes(%1$L)$c$), ('admin', $c$dt_share(%1$L, 'u_x', 'view')$c$), ('admin', $c$dt_unshare(%1$L, 'u_x')$c$);
-- Functions about records or tables that are in neither list would escape the matrix.
SELECT p.proname FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
WHERE 'table_name' = ANY (p.proargnames) AND p.pronamespace = 'public'::regnamespace
    AND p.proname NOT IN ('dt_create_table', 'dt_create_table_from', 'dt_restore_table', 'dt_type_column', 'dt_revert', 'dt_prune_history', 'dt_audit')
    AND NOT EXISTS (SELECT FROM calls WHERE call LIKE '%' || p.proname || '(%');

-- The SQLSTATE of a statement, whose effects are undone.
CREATE FUNCTION code(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RAISE EXCEPTION USING ERRCODE = 'ZZZZZ';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE SQLSTATE WHEN 'ZZZZZ' THEN 'ok' ELSE SQLSTATE END;
END
$$;
-- The same of a query, with what it finds.
CREATE FUNCTION answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    EXECUTE query INTO found;
    RETURN coalesce(found, '');
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;

CREATE ROLE regress_dt_matrix;
GRANT USAGE ON SCHEMA dt_data TO regress_dt_matrix;
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_depend d
            ON d.objid = p.oid AND d.deptype = 'e' AND p.prokind = 'f' AND p.proname LIKE 'dt\_%' LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO regress_dt_matrix', name);
    END LOOP;
    FOR name IN SELECT storage FROM dt.tables LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON dt_data.%I TO regress_dt_matrix', name);
    END LOOP;
END
$$;
GRANT SELECT ON dt.tables, dt.columns TO regress_dt_matrix;
GRANT SELECT ON callers, places, allowed, seen, calls TO regress_dt_matrix;
CREATE TABLE storages AS SELECT slug, storage FROM dt.tables;
GRANT SELECT ON storages TO regress_dt_matrix;

-- ## What differs from what is allowed: nothing
-- Each call, each table, each caller.
CREATE FUNCTION wrong(tenancy text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    one record;
    due_code text;
    got text;
    tried int := 0;
    want text;
BEGIN
    FOR one IN SELECT a.caller, p.*, CASE tenancy WHEN 'single' THEN a.single ELSE a.multi END AS level, s.storage,
            CASE WHEN p.rows = 'none' THEN '1 2 3 4' ELSE coalesce(v.numbers, '') END AS numbers
        FROM allowed a JOIN places p USING (place) JOIN storages s USING (slug) LEFT JOIN seen v ON v.caller = a.caller AND v.rows = p.rows
        ORDER BY a.caller, p.slug
    LOOP
        PERFORM call_as(one.caller);
        FOR due_code, got IN
            SELECT CASE WHEN one.level IS NULL THEN '42P01'
                    WHEN array_position('{view,edit,admin}', one.level) < array_position('{view,edit,admin}', c.due) THEN '42501' ELSE 'ok' END,
                code(format('SELECT ' || c.call, one.slug)) || ' ' || c.call
            FROM calls c
        LOOP
            tried := tried + 1;
            IF due_code IN ('42P01', '42501') AND split_part(got, ' ', 1) <> due_code OR due_code = 'ok' AND split_part(got, ' ', 1) <> 'ok' THEN
                RETURN NEXT concat_ws(' | ', one.caller, one.slug, one.level, due_code, got);
            END IF;
        END LOOP;
        -- The records that are there: by functions, and by SQL on the storage.
        want := CASE WHEN one.level IS NULL THEN '42P01' ELSE one.numbers END;
        got := answer(format($q$SELECT string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FROM dt_query(%L)$q$, one.slug));
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'query', want, got); END IF;
        got := answer(format('SELECT dt_count(%L)', one.slug));
        IF want <> '42P01' AND got::int <> cardinality(string_to_array(want, ' ')) THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'count',
    want, got); END IF;
        got := answer(format($q$SELECT string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FROM dt_as_of(%L, now())$q$, one.slug));
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'as of', want, got); END IF;
        got := answer(format($q$SELECT string_agg(DISTINCT right(record_id::text, 1), ' ' ORDER BY right(record_id::text,
    1)) FROM dt_history(%L) WHERE right(record_id::text, 1) <> '5'$q$, one.slug));
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'history', want, got); END IF;
        want := CASE WHEN one.level IS NULL THEN '' ELSE one.numbers END;
        got := answer(format($q$SELECT string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FROM dt_data.%I WHERE deleted_at IS NULL$q$, one.storage));
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'SELECT', want, got); END IF;
        want := CASE WHEN one.level IN ('edit', 'admin') THEN one.numbers ELSE '' END;
        got := answer(format($q$WITH w AS (UPDATE dt_data.%I SET data = data || '{"note": "5"}' WHERE deleted_at IS NULL RETURNING data ->> 'name' AS n)
            SELECT string_agg(n, ' ' ORDER BY n) FROM w$q$, one.storage));
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'UPDATE', want, got); END IF;
        got := code(format($q$INSERT INTO dt_data.%I (data) VALUES ('{"name": "sql"}')$q$, one.storage));
        want := CASE WHEN one.level IN ('edit', 'admin') THEN 'ok' ELSE '42501' END;
        IF got <> want THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'INSERT', want, got); END IF;
        got := code(format($q$DELETE FROM dt_data.%I$q$, one.storage));
        IF got <> 'ok' THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'DELETE', got); END IF;
        -- The lists of tables.
        want := (one.level IS NOT NULL)::text;
        got := answer(format('SELECT count(*) > 0 FROM dt_tables() WHERE slug = %L', one.slug));
        IF left(got, 1) <> left(want, 1) THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'dt_tables', want, got); END IF;
        got := answer(format('SELECT count(*) > 0 FROM dt.tables WHERE slug = %L', one.slug));
        IF left(got, 1) <> left(want, 1) THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'dt.tables', want, got); END IF;
        got := answer(format('SELECT count(*) > 0 FROM dt.columns JOIN dt.tables t ON t.no = table_no WHERE slug = %L', one.slug));
        IF left(got, 1) <> left(want, 1) THEN RETURN NEXT concat_ws(' | ', one.caller, one.slug, 'dt.columns', want, got); END IF;
        tried := tried + 10;
    END LOOP;
    RETURN NEXT tried || ' tried';
END
$$;
SET ROLE regress_dt_matrix;
SELECT wrong('auto');
RESET ROLE;
SET dt.tenancy = 'multi';
SET ROLE regress_dt_matrix;
SELECT wrong('multi');
RESET ROLE;
SET dt.tenancy = 'single';
SET ROLE regress_dt_matrix;
SELECT wrong('single');
-- Who may make tables: of the organisation, and global ones.
CREATE TEMP TABLE made AS SELECT caller, NULL::text AS tenancy, NULL::text AS own, NULL::text AS global FROM callers WHERE false;
GRANT INSERT ON made TO regress_dt_matrix;
INSERT INTO made SELECT caller, 'single', code($$SELECT dt_create_table('M')$$), code($$SELECT dt_create_table('M',
    '{"global": true}')$$) FROM callers, call_as(caller);
RESET ROLE;
SET dt.tenancy = 'auto';
SET ROLE regress_dt_matrix;
INSERT INTO made SELECT caller, 'multi', code($$SELECT dt_create_table('M')$$), code($$SELECT dt_create_table('M',
    '{"global": true}')$$) FROM callers, call_as(caller);
SELECT tenancy, own, global, string_agg(caller, ', ' ORDER BY caller) FROM made GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- ## What does not exist and what is not yours is told alike
SELECT call_as('nobody') IS NOT NULL;
SELECT try('SELECT dt_query(''acme_org_none'')') = replace(try('SELECT dt_query(''bcme_org_none'')'), 'bcme', 'acme');
SELECT try('SELECT dt_query(''global_private_none'')');
SELECT try('SELECT dt_query(''global_privat_none'')');
SELECT call_as('platform') IS NOT NULL;
SELECT try('SELECT dt_query(''global_privat_none'')');
RESET ROLE;
REVOKE ALL ON ALL TABLES IN SCHEMA dt_data FROM regress_dt_matrix;
DROP OWNED BY regress_dt_matrix;
DROP ROLE regress_dt_matrix;
CALL drop_tables();
DROP TABLE callers CASCADE;
DROP TABLE places, allowed, seen, calls, storages;
DROP FUNCTION wrong, code, answer;
