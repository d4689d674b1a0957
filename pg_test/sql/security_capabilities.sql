-- A capability is the right to call functions. dt_grant gives it to a role or a group, dt_revoke takes it, and PostgreSQL keeps it.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET row_security = on;
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
CREATE ROLE regress_dt_reader;
CREATE ROLE regress_dt_writer;
CREATE ROLE regress_dt_designer;
CREATE ROLE regress_dt_admin;
CREATE ROLE regress_dt_nobody;
CREATE TEMP VIEW public_functions AS
SELECT p.oid, p.proname::text AS name, p.proowner AS owner FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid JOIN pg_proc p ON p.oid = d.objid
WHERE e.extname = 'pg_dyntables' AND d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND p.pronamespace <> 'dt'::regnamespace;

-- ## Every function of the public interface needs exactly one capability
SELECT p.name FROM public_functions p LEFT JOIN dt.capabilities() c ON c.function_name = p.name
GROUP BY p.oid, p.name HAVING count(c.capability) <> 1;
-- These are listed and not there yet.
SELECT string_agg(function_name, ' ' ORDER BY function_name) FROM dt.capabilities() WHERE function_name NOT IN (SELECT name FROM public_functions);
-- PUBLIC may call none of them, nor may any role that was given nothing.
SELECT p.name FROM public_functions p WHERE has_function_privilege('regress_dt_nobody', p.oid, 'EXECUTE');

-- ## What each capability gives
SELECT dt_grant('regress_dt_reader', 'reader'), dt_grant('regress_dt_writer', 'writer'), dt_grant('regress_dt_designer', 'designer'),
    dt_grant('regress_dt_admin', 'admin');
-- How many functions of each capability a role may call: all, some or none.
CREATE FUNCTION has(role name) RETURNS text BEGIN ATOMIC
    SELECT string_agg(format('%s: %s', capability, CASE may WHEN total THEN 'all' WHEN 0 THEN 'none' ELSE 'some' END), ', '
        ORDER BY array_position('{reader,writer,designer,admin}', capability))
    FROM (SELECT c.capability, count(*) AS total, count(*) FILTER (WHERE has_function_privilege(role, p.oid, 'EXECUTE')) AS may
        FROM public_functions p JOIN dt.capabilities() c ON c.function_name = p.name GROUP BY c.capability) AS counted;
END;
SELECT role, has(role) FROM unnest('{regress_dt_nobody,regress_dt_reader,regress_dt_writer,regress_dt_designer,regress_dt_admin}'::name[]) AS role;
-- The rights are given by the owner of the functions, and without the right to pass them on.
SELECT DISTINCT a.grantor = p.owner AS by_owner, a.privilege_type, a.is_grantable
FROM public_functions p JOIN pg_proc f ON f.oid = p.oid, aclexplode(f.proacl) a WHERE a.grantee = 'regress_dt_admin'::regrole;

-- A call of each, as a role of each capability.
CREATE TEMP TABLE calls (n int, capability text, statement text);
INSERT INTO calls VALUES
    (1, 'reader', 'SELECT dt_count(''deals'')'),
    (2, 'reader', 'SELECT FROM dt_query(''deals'')'),
    (3, 'reader', 'SELECT FROM dt_tables()'),
    (4, 'reader', 'SELECT dt_describe(''deals'')'),
    (5, 'writer', 'SELECT FROM dt_insert(''deals'', ''{"name": "Acme"}'')'),
    (6, 'writer', 'SELECT dt_delete_where(''deals'', ''{"name": "Acme"}'')'),
    (7, 'designer', 'SELECT dt_add_column(''deals'', ''amount'', ''number'', ''{"if_not_exists": true}'')'),
    (8, 'designer', 'SELECT dt_create_table(''More'', ''{"if_not_exists": true}'')'),
    (9, 'designer', 'SELECT dt_index_ddl(''deals'', ''{name}'')'),
    (10, 'admin', 'SELECT dt_empty_trash(''deals'', ''1 day'')'),
    (11, 'admin', 'SELECT dt_grant(''regress_dt_nobody'', ''reader'')'),
    (12, 'admin', 'SELECT dt_revoke(''regress_dt_nobody'', ''reader'')');
GRANT SELECT ON calls TO PUBLIC;
SET ROLE regress_dt_nobody;
SELECT n, capability, try(statement) FROM calls ORDER BY n;
SET ROLE regress_dt_reader;
SELECT n, capability, try(statement) FROM calls ORDER BY n;
SET ROLE regress_dt_writer;
SELECT n, capability, try(statement) FROM calls ORDER BY n;
SET ROLE regress_dt_designer;
SELECT n, capability, try(statement) FROM calls ORDER BY n;
CALL dt_type_column('deals', 'name');
SET ROLE regress_dt_admin;
SELECT n, capability, try(statement) FROM calls ORDER BY n;
-- None of them has more than that: no function of the schema dt that PUBLIC has not, no other rights.
SELECT try('SELECT FROM dt.capabilities()'), try('CREATE ROLE regress_dt_other');
RESET ROLE;
-- The lists of tables and columns are the only tables of the extension that a role may read, and nobody may change one.
CREATE FUNCTION reads(role name) RETURNS text BEGIN ATOMIC
    SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c
    WHERE c.relnamespace IN ('dt'::regnamespace, 'dt_data'::regnamespace) AND c.relkind IN ('r', 'S') AND has_table_privilege(role, c.oid,
        'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER');
END;
SELECT role, reads(role) FROM unnest('{regress_dt_nobody,regress_dt_reader,regress_dt_writer,regress_dt_designer,regress_dt_admin}'::name[]) AS role;
SELECT DISTINCT a.privilege_type FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'dt'::regnamespace AND a.grantee = 'regress_dt_admin'::regrole;
SET ROLE regress_dt_reader;
SELECT slug FROM dt.tables ORDER BY slug;
RESET ROLE;

-- ## dt_revoke takes a capability and those that include it
SELECT dt_revoke('regress_dt_admin', 'designer'), has('regress_dt_admin');
SELECT dt_revoke('regress_dt_admin', 'reader'), has('regress_dt_admin'), reads('regress_dt_admin');
SELECT dt_revoke('regress_dt_reader', 'writer'), has('regress_dt_reader');
-- Nothing is left of the role in the functions.
DROP ROLE regress_dt_admin;
-- Twice is once.
SELECT dt_grant('regress_dt_reader', 'reader'), dt_grant('regress_dt_reader', 'reader'), has('regress_dt_reader');
SELECT dt_revoke('regress_dt_reader', 'reader'), dt_revoke('regress_dt_reader', 'reader'), has('regress_dt_reader');
-- A transaction that is rolled back has changed nothing.
BEGIN;
SELECT dt_grant('regress_dt_reader', 'admin'), has('regress_dt_reader');
ROLLBACK;
SELECT has('regress_dt_reader');

-- ## Groups
CREATE ROLE regress_dt_member IN ROLE regress_dt_writer;
SELECT has('regress_dt_member');
SET ROLE regress_dt_member;
SELECT try('SELECT FROM dt_insert(''deals'', ''{"name": "Acme"}'')');
RESET ROLE;
SELECT dt_revoke('regress_dt_member', 'reader'), has('regress_dt_member');
CREATE ROLE regress_dt_stranger NOINHERIT IN ROLE regress_dt_writer;
SELECT has('regress_dt_stranger');
REVOKE regress_dt_writer FROM regress_dt_member;
SELECT has('regress_dt_member');

-- ## What a DBA granted with plain SQL counts, too
GRANT EXECUTE ON FUNCTION dt_query TO regress_dt_reader;
SELECT has('regress_dt_reader');
SELECT dt_revoke('regress_dt_reader', 'reader'), has('regress_dt_reader');
-- What the role passed on stands in the way, as it does for REVOKE.
GRANT EXECUTE ON FUNCTION dt_query TO regress_dt_reader WITH GRANT OPTION;
SET ROLE regress_dt_reader;
GRANT EXECUTE ON FUNCTION dt_query TO regress_dt_nobody;
RESET ROLE;
SELECT try('SELECT dt_revoke(''regress_dt_reader'', ''reader'')');
-- What others gave is theirs to take.
SELECT dt_revoke('regress_dt_nobody', 'reader'), has('regress_dt_nobody');
REVOKE EXECUTE ON FUNCTION dt_query FROM regress_dt_reader CASCADE;
SELECT has('regress_dt_reader'), has('regress_dt_nobody');
BEGIN;
GRANT EXECUTE ON FUNCTION dt_count TO PUBLIC;
SELECT dt_revoke('regress_dt_nobody', 'reader');
ROLLBACK;

-- ## Errors
SELECT try('SELECT dt_grant(''regress_dt_raeder'', ''reader'')');
SELECT try('SELECT dt_grant(''nothing is like this name'', ''reader'')');
SELECT try('SELECT dt_revoke(''regress_dt_raeder'', ''reader'')');
SELECT try('SELECT dt_grant(''public'', ''reader'')');
SELECT try('SELECT dt_grant(''dt_owner'', ''reader'')');
SELECT try('SELECT dt_grant(''regress_dt_reader'', ''owner'')');
SELECT try('SELECT dt_grant(''regress_dt_reader'', ''Reader'')');
SELECT try('SELECT dt_grant(NULL, ''reader'')'), try('SELECT dt_grant(''regress_dt_reader'', NULL)');
BEGIN READ ONLY;
SELECT try('SELECT dt_grant(''regress_dt_reader'', ''reader'')');
ROLLBACK;
SELECT has('regress_dt_reader');

-- ## Who may do everything already
SET client_min_messages = notice;
CREATE ROLE regress_dt_super SUPERUSER;
SELECT dt_grant('regress_dt_super', 'reader');
SELECT dt_revoke('regress_dt_super', 'reader');
CREATE ROLE regress_dt_member_too IN ROLE regress_dt_writer;
SELECT dt_revoke('regress_dt_member_too', 'writer');
SET client_min_messages = warning;
DROP ROLE regress_dt_super, regress_dt_member_too;
-- The owner of the functions is told so as well, and keeps its rights.
SELECT rolname AS owner FROM pg_proc f JOIN pg_roles r ON r.oid = f.proowner WHERE f.oid = 'dt_grant'::regproc \gset
SELECT try(format('SELECT dt_grant(%1$L, ''reader''), dt_revoke(%1$L, ''reader'')', :'owner')), has(:'owner');

-- ## Names that are none for SQL, and settings that are none of ours
CREATE ROLE "regress_dt ""odd"", PUBLIC; --";
SET search_path = pg_temp;
SET quote_all_identifiers = on;
CREATE FUNCTION pg_temp.dt_query(text, jsonb) RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT public.dt_grant('regress_dt "odd", PUBLIC; --', 'designer'), public.has('regress_dt "odd", PUBLIC; --'), public.has('regress_dt_nobody');
SELECT public.dt_revoke('regress_dt "odd", PUBLIC; --', 'reader'), public.has('regress_dt "odd", PUBLIC; --');
DROP FUNCTION pg_temp.dt_query;
RESET quote_all_identifiers;
SET search_path = public;
DROP ROLE "regress_dt ""odd"", PUBLIC; --";
-- A function of such a name that is not the extension's is left alone; all that are, with whatever arguments, are not.
CREATE FUNCTION dt_query(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION dt_query(int) FROM PUBLIC;
SELECT dt_grant('regress_dt_reader', 'reader'), has_function_privilege('regress_dt_reader', 'dt_query(int)', 'EXECUTE');
ALTER EXTENSION pg_dyntables ADD FUNCTION dt_query(int);
SELECT dt_grant('regress_dt_reader', 'reader'), has_function_privilege('regress_dt_reader', 'dt_query(int)', 'EXECUTE');
ALTER EXTENSION pg_dyntables DROP FUNCTION dt_query(int);
DROP FUNCTION dt_query(int);

-- ## The rights of the superuser who installed are used for nothing else
-- An event trigger would run with them: it is not called.
CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% by %', tg_tag, current_user; END $$;
CREATE EVENT TRIGGER told ON ddl_command_end WHEN TAG IN ('GRANT', 'REVOKE') EXECUTE FUNCTION told();
SET client_min_messages = notice;
SELECT dt_grant('regress_dt_designer', 'admin');
SET ROLE regress_dt_designer;
SELECT dt_grant('regress_dt_nobody', 'reader'), current_user;
SELECT dt_revoke('regress_dt_nobody', 'reader'), current_user;
-- The caller is the caller again after an error, too.
SELECT try('SELECT dt_grant(''regress_dt_nobody'', ''reader''), 1 / 0'), current_user;
RESET ROLE;
SET client_min_messages = warning;
DROP EVENT TRIGGER told;
DROP FUNCTION told;

-- ## A role that cannot use the schema is told so
BEGIN;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
SET LOCAL client_min_messages = notice;
SELECT dt_grant('regress_dt_nobody', 'reader');
ROLLBACK;

DROP FUNCTION has, reads;
DROP VIEW public_functions;
DROP TABLE calls;
SELECT dt_revoke(role, 'reader') FROM unnest('{regress_dt_reader,regress_dt_writer,regress_dt_designer}'::name[]) AS role;
DROP ROLE regress_dt_reader, regress_dt_writer, regress_dt_designer, regress_dt_nobody, regress_dt_member, regress_dt_stranger;
CALL drop_tables();
