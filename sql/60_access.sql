-- PUBLIC may call nothing that reads or writes records: dt_* functions run with the rights of the
-- catalog's owner, so the right to call one is the right to do what it does. A DBA grants it:
-- GRANT EXECUTE ON FUNCTION dt_query(text, jsonb) TO app.

DO $$
DECLARE
    function_ pg_catalog.regprocedure;
BEGIN
    FOR function_ IN
        SELECT d.objid
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid
        WHERE e.extname OPERATOR(pg_catalog.=) 'pg_dyntables'
          AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
          AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
          AND p.pronamespace OPERATOR(pg_catalog.<>) 'dt'::pg_catalog.regnamespace
    LOOP
        EXECUTE pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function_);
    END LOOP;
END
$$;
