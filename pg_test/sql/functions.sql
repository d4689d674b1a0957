-- Every public function follows the rules for arguments, rights and volatility.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;

CREATE VIEW functions AS
SELECT p.oid, p.proname, n.nspname, p.provolatile, p.proisstrict, p.proargnames[1:p.pronargs] AS args, p.pronargs, p.proacl
FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid JOIN pg_proc AS p ON p.oid = d.objid JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE e.extname = 'pg_dyntables' AND d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass;

-- ## The public functions

SELECT proname, CASE provolatile WHEN 's' THEN 'reads' WHEN 'v' THEN 'writes' ELSE provolatile::text END AS volatility,
    pg_get_function_identity_arguments(oid) AS arguments FROM functions WHERE nspname <> 'dt' ORDER BY proname;

-- ## Arguments can be given by name from PostgREST, there are no overloads, and every table argument is called table_name

SELECT oid::regprocedure AS "a reserved argument name" FROM functions
WHERE nspname <> 'dt' AND args && ARRAY['select', 'columns', 'order', 'limit', 'offset', 'and', 'or', 'on_conflict'];
SELECT oid::regprocedure AS "an argument without a name" FROM functions
WHERE nspname <> 'dt' AND pronargs > 0 AND (args IS NULL OR '' = ANY (args) OR EXISTS (SELECT FROM unnest(args) AS a WHERE a <> lower(a)));
SELECT nspname, proname, count(*) AS overloads FROM functions GROUP BY 1, 2 HAVING count(*) > 1;
SELECT oid::regprocedure AS "no table_name" FROM functions
WHERE nspname <> 'dt' AND args[1] IS DISTINCT FROM 'table_name'
    AND proname <> ALL ('{dt_tables,dt_column_types,dt_operators,dt_grant,dt_revoke,dt_audit,dt_identify,dt_whoami,dt_bind_role,dt_unbind_role,dt_teams,
        dt_add_team_member,dt_remove_team_member}');
SELECT oid::regprocedure AS strict FROM functions WHERE nspname <> 'dt' AND proisstrict;

-- ## PUBLIC may execute none of them

SELECT oid::regprocedure AS "open to PUBLIC" FROM functions
WHERE nspname <> 'dt' AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) AS a WHERE a.grantee = 0));
CREATE ROLE regress_dt_nobody;
SET ROLE regress_dt_nobody;
SELECT try('SELECT dt_tables()');
SELECT try('SELECT dt_create_table(''x'')') LIKE '42501 %' AS "no creating";
SELECT try('SELECT * FROM dt.tables') LIKE '42501 %' AS "no catalog", try('CREATE TABLE dt.x ()') LIKE '42501 %' AS "no tables in dt",
    try('CREATE TABLE dt_data.x ()') LIKE '42501 %' AS "none in dt_data";
RESET ROLE;
DROP ROLE regress_dt_nobody;

-- ## Readers are STABLE and run in a read-only transaction

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug' AS slug;
SELECT dt_insert('deals', '{"name": "Acme"}', '00000000-0000-7000-8000-000000000001') IS NOT NULL AS stored;
CREATE TEMP TABLE readers AS
    SELECT proname, format('SELECT %s(%s)', proname, array_to_string(ARRAY(
        SELECT CASE a WHEN 'table_name' THEN quote_literal('deals') WHEN 'column_keys' THEN quote_literal('{name}')
            WHEN 'id' THEN quote_literal('00000000-0000-7000-8000-000000000001')
            WHEN 'trash' THEN quote_literal('include') ELSE quote_literal('{}') END
        FROM unnest(args) AS a), ', ')) AS call
    FROM functions WHERE nspname <> 'dt' AND provolatile = 's';
BEGIN READ ONLY;
SELECT proname, try(call) FROM readers ORDER BY proname;
COMMIT;

-- Writers are VOLATILE, and are refused in one.

SELECT proname FROM functions WHERE nspname <> 'dt' AND provolatile NOT IN ('s', 'v');

CALL drop_tables();
DROP VIEW functions;
