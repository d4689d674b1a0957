-- The example in each function's comment runs. All run on the same table, and what they do is undone.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
SET search_path = public;

-- ## A table and a record for all of them

SELECT dt_create_table('Deals', '{"settings": {"max_records": 100}, "columns": [
    {"key": "name", "type": "text", "unique": true},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "amount", "type": "number"},
    {"key": "email", "type": "email"},
    {"key": "seats", "type": "integer"},
    {"key": "margin", "type": "decimal"},
    {"key": "signed", "type": "checkbox"},
    {"key": "due", "type": "date"},
    {"key": "seen", "type": "datetime"},
    {"key": "opens", "type": "time"},
    {"key": "host", "type": "ip"},
    {"key": "ref", "type": "uuid"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["vip", "eu"]}},
    {"key": "price", "type": "currency"},
    {"key": "contact", "type": "person_name"},
    {"key": "meta", "type": "json"}]}') ->> 'slug' AS slug;

SELECT (dt_insert('deals', '{"name": "Acme Corp", "stage": "open", "amount": 1200, "email": "Jane@Example.com", "seats": 12, "margin": 0.10, "signed": true,
    "due": "2026-01-28", "seen": "2026-01-28T14:30:00Z",
    "opens": "09:30", "host": "192.0.2.1", "ref": "0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c", "tags": ["vip", "eu"],
    "price": {"amount": 12.50, "currency": "EUR"}, "contact": {"first": "Jane", "last": "Doe"},
    "meta": {"color": "red", "size": 4.0, "new": true, "parts": ["lid", "box"]}}', '0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c')).version;

CREATE TEMP VIEW examples AS
SELECT n.nspname AS schema, p.proname AS function, p.provolatile, replace(regexp_replace(obj_description(p.oid, 'pg_proc'), '^.* Example: ', ''), 'deals_1',
    split_part(dt_describe('deals') ->> 'storage', '.', 2)) AS example
FROM pg_extension AS e
JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e' AND d.classid = 'pg_proc'::regclass
JOIN pg_proc AS p ON p.oid = d.objid
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE e.extname = 'pg_dyntables' ORDER BY 1, 2;

-- This returns whether the example returns rows, or its value, or the error if it fails.
CREATE FUNCTION run_example(function text, example text, wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    value text;
    number bigint;
BEGIN
    CASE function
        WHEN 'dt_restore_table' THEN PERFORM dt_drop_table('deals');
        WHEN 'dt_restore_column' THEN PERFORM dt_drop_column('deals', 'amount');
        WHEN 'dt_restore' THEN PERFORM dt_delete('deals', '0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c');
        WHEN 'dt_drop_index' THEN PERFORM dt_create_index('deals', ARRAY['stage', 'amount']);
        WHEN 'dt_grant', 'dt_revoke', 'dt_bind_role', 'dt_unbind_role' THEN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
                CREATE ROLE app;
            END IF;
        ELSE NULL;
    END CASE;
    IF wanted = 'value' THEN
        EXECUTE example INTO value;
    ELSE
        EXECUTE example;
        GET DIAGNOSTICS number = ROW_COUNT;
        value := CASE number WHEN 0 THEN 'none' ELSE 'some' END;
    END IF;
    RAISE EXCEPTION 'undo' USING ERRCODE = 'DT000';
EXCEPTION
    WHEN SQLSTATE 'DT000' THEN RETURN value;
    WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

-- ## The public functions: a table as small as this one has no index to suggest

SELECT function, run_example(function, example, 'rows') AS "rows" FROM examples WHERE schema <> 'dt' AND example !~ '^CALL';
-- A procedure is called by itself.
SELECT example FROM examples WHERE example ~ '^CALL' \gexec

-- ## The functions that generated SQL, triggers and the planner call

SELECT function, run_example(function, example, 'rows') AS "rows" FROM examples WHERE schema = 'dt' AND provolatile <> 'i';

-- ## Immutable functions, with their values

SELECT function, run_example(function, example, 'value') AS "value" FROM examples WHERE schema = 'dt' AND provolatile = 'i';

-- ## A fault is seen

SELECT run_example('', 'SELECT dt_query()', 'rows') AS "rows";

DROP FUNCTION run_example;
CALL drop_tables();
