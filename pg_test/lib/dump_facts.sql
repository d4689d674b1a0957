-- This prints everything that a restored database must have in common with the dumped one.

SELECT to_jsonb(t) - 'record_estimate' AS "table" FROM dt_tables('include') t ORDER BY no;

SELECT t.slug, c.* FROM dt_tables() t, dt_columns(t.slug, 'include') c ORDER BY t.no, c.position, c.key;

SELECT t.slug, i.name, i.columns, i.kind, i.is_unique, i.valid FROM dt_tables() t, dt_indexes(t.slug) i ORDER BY t.no, i.name;

SELECT t.slug, dt_describe(t.slug) AS described FROM dt_tables() t ORDER BY t.no;

-- The whole catalog is printed, whatever it holds. A transaction of one cluster means nothing in another, and thumbnails are made again.
SELECT format('SELECT %L AS catalog, to_jsonb(t) AS "row" FROM %s t ORDER BY to_jsonb(t)::text', oid::regclass, oid::regclass)
FROM pg_class WHERE relnamespace = 'dt'::regnamespace AND relkind = 'r' AND relname NOT IN ('rewrites', 'file_thumbnails') ORDER BY relname \gexec

SELECT format('SELECT %L AS sequence, last_value, is_called FROM %s', oid::regclass, oid::regclass)
FROM pg_class WHERE relnamespace IN ('dt'::regnamespace, 'dt_data'::regnamespace) AND relkind = 'S' ORDER BY relname \gexec

SELECT t.slug, h.* FROM dt_tables() t, dt_history(t.slug) h ORDER BY t.no, h.cursor;

SELECT * FROM dt_audit();

-- Storage is printed with its records in full, its definitions and its rights.
SELECT format('SELECT %L AS storage, t.* FROM %s t ORDER BY id', oid::regclass, oid::regclass)
FROM pg_class WHERE relnamespace = 'dt_data'::regnamespace AND relkind = 'r' ORDER BY relname \gexec

SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attstorage, a.attcompression
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'dt_data'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2;

SELECT c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'dt_data'::regnamespace ORDER BY 1, 2;

SELECT c.relname, indexrelid::regclass::text AS index, indisvalid, pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE c.relnamespace = 'dt_data'::regnamespace ORDER BY 1, 2;

SELECT stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'dt_data'::regnamespace ORDER BY 1;

SELECT c.relname, conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid WHERE c.relnamespace = 'dt_data'::regnamespace ORDER BY 1, 2;

SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.reloptions, obj_description(c.oid, 'pg_class')
FROM pg_class c WHERE c.relnamespace = 'dt_data'::regnamespace ORDER BY 1;

SELECT schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check FROM pg_policies WHERE schemaname IN ('dt', 'dt_data') ORDER BY 1, 2, 3;

-- Nothing made at run time belongs to the extension.
SELECT c.relname FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
WHERE c.relnamespace = 'dt_data'::regnamespace;

-- Whoever was given a capability has it.
SELECT p.oid::regprocedure AS function, r.rolname, a.privilege_type, a.is_grantable
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_dyntables' AND d.refclassid = 'pg_extension'::regclass
JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass, aclexplode(p.proacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> p.proowner ORDER BY 1, 2;
