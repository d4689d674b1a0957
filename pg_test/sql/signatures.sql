-- The functions of the library are declared with their own signatures. A call of one that is declared otherwise is refused before it reads
-- an argument.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
\pset format unaligned
\t on

-- ## The install script declares each function of the library once, and nothing else
CREATE TEMP VIEW declared AS
SELECT p.oid, p.prosrc AS symbol, regexp_replace(pg_get_function_identity_arguments(p.oid), '\mIN ', '', 'g') AS arguments,
    coalesce(pg_get_function_result(p.oid), '') AS result
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid JOIN pg_proc p ON p.oid = d.objid JOIN pg_language l ON l.oid = p.prolang
WHERE e.extname = 'pg_dyntables' AND d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND l.lanname = 'c';
SELECT count(*) > 80 AS enough, count(*) = count(DISTINCT symbol) AS "each once" FROM dt.signatures();
SELECT d.oid::regprocedure, s.symbol, d.arguments, s.arguments, d.result, s.result
FROM declared d FULL JOIN dt.signatures() s ON s.symbol = d.symbol AND s.arguments = d.arguments AND s.result = d.result
WHERE d.oid IS NULL OR s.symbol IS NULL;
SELECT symbol, arguments, result FROM dt.signatures() WHERE symbol IN ('dt_insert', 'dt_get', 'dt_upsert', 'dt_guard_ddl') ORDER BY symbol;

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
SELECT dt_insert('deals', '{"name": "Acme"}', '00000000-0000-7000-8000-000000000001') IS NOT NULL;

-- A superuser declares a function. This returns what its call fails with.
CREATE FUNCTION declares(declaration text, symbol text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    outcome text;
BEGIN
    EXECUTE format('CREATE %s LANGUAGE c AS ''$libdir/pg_dyntables'', %L', declaration, symbol);
    outcome := try(call);
    RAISE SQLSTATE 'UNDO0';
EXCEPTION
    WHEN SQLSTATE 'UNDO0' THEN RETURN outcome;
END
$$;
-- The first error is shown in full.
SELECT declares('FUNCTION fake(text, text) RETURNS void', 'dt_type_column', 'SELECT fake(''deals'', ''name'')');
SELECT declares('FUNCTION fake(bigint, bigint) RETURNS text', 'dt_get_text', 'SELECT fake(1234567, 7654321)');
-- The others are shown by their first line. From PostgreSQL 17 on an index is made with a search_path of its own: the schema is left out.
CREATE FUNCTION refused(declaration text, symbol text, call text) RETURNS text LANGUAGE sql AS
    'SELECT replace(split_part(declares($1, $2, $3), E''\n'', 1), ''function public.'', ''function '')';

-- ## Arguments: of other types, fewer, more, or of any type
SELECT refused('FUNCTION fake(text, text) RETURNS text', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name')$$);
SELECT refused('FUNCTION fake(json, text) RETURNS text', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name')$$);
SELECT refused('FUNCTION fake(jsonb, name) RETURNS text', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name')$$);
SELECT refused('FUNCTION fake(jsonb) RETURNS text', 'dt_get_text', $$SELECT fake('{"name": "x"}')$$);
SELECT refused('FUNCTION fake() RETURNS text', 'dt_get_text', 'SELECT fake()');
SELECT refused('FUNCTION fake(jsonb, text, text) RETURNS text', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name', 'name')$$);
SELECT refused('FUNCTION fake(anyelement, text) RETURNS text', 'dt_get_text', 'SELECT fake(1, ''name'')');
SELECT refused('FUNCTION fake(VARIADIC "any") RETURNS text', 'dt_get_text', 'SELECT fake(1, ''name'')');
SELECT refused('FUNCTION fake(jsonb, bigint[]) RETURNS jsonb', 'dt_pick', 'SELECT fake(''{}'', ''{1,2}'')');
SELECT refused('FUNCTION fake(text, jsonb, bigint) RETURNS dt.record', 'dt_insert', 'SELECT fake(''deals'', ''{}'', 1234567)');
SELECT refused('FUNCTION fake(bigint, jsonb, uuid) RETURNS dt.record', 'dt_insert', 'SELECT fake(1234567, ''{}'', NULL)');
SELECT refused('FUNCTION fake(text, bigint) RETURNS SETOF dt.record', 'dt_get', 'SELECT fake(''deals'', 1234567)');
SELECT refused('FUNCTION fake(text, bigint[], boolean) RETURNS bigint', 'dt_delete_many', 'SELECT fake(''deals'', ''{1}'', false)');
SELECT refused('FUNCTION fake(text, bigint) RETURNS bigint', 'dt_empty_trash', 'SELECT fake(''deals'', 1)');

-- ## Results: of another type, a set or not, or with other columns
SELECT refused('FUNCTION fake(jsonb, text) RETURNS text', 'dt_get_int8', $$SELECT fake('{"n": 1234567}', 'n')$$);
SELECT refused('FUNCTION fake(jsonb, text) RETURNS bigint', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name')$$);
SELECT refused('FUNCTION fake(jsonb, text) RETURNS SETOF text', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name')$$);
SELECT refused('FUNCTION fake(text, jsonb, uuid) RETURNS text', 'dt_insert', 'SELECT fake(''deals'', ''{}'', NULL)');
SELECT refused('FUNCTION fake(text, uuid) RETURNS dt.record', 'dt_get', 'SELECT fake(''deals'', ''00000000-0000-7000-8000-000000000001'')');
SELECT refused('FUNCTION fake(text, uuid) RETURNS SETOF dt.rewrites', 'dt_get', 'SELECT * FROM fake(''deals'', ''00000000-0000-7000-8000-000000000001'')');
SELECT refused('FUNCTION fake(text, uuid) RETURNS SETOF record', 'dt_get',
    'SELECT * FROM fake(''deals'', ''00000000-0000-7000-8000-000000000001'') AS t(a text, b text)');
SELECT refused('FUNCTION fake(text, jsonb, text[]) RETURNS TABLE (id bigint, inserted text)', 'dt_upsert',
    'SELECT * FROM fake(''deals'', ''[]'', ''{name}'')');
SELECT refused('FUNCTION fake(text, jsonb, text[]) RETURNS TABLE (id uuid, inserted boolean, more text)', 'dt_upsert',
    'SELECT * FROM fake(''deals'', ''[]'', ''{name}'')');
SELECT refused('FUNCTION fake(text, jsonb) RETURNS SETOF text', 'dt_aggregate', 'SELECT * FROM fake(''deals'', ''{"values": {"n": {"count": "*"}}}'')');

-- ## dt_query, for which the planner has a scan
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS SETOF dt.record', 'dt_query', 'SELECT * FROM fake(1234567, 7654321)');
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS SETOF dt.record', 'dt_query', 'SELECT fake(1234567, 7654321)');
SELECT refused('FUNCTION fake(text) RETURNS SETOF dt.record', 'dt_query', 'SELECT * FROM fake(''deals'')');
SELECT refused('FUNCTION fake(text, jsonb) RETURNS SETOF dt.rewrites', 'dt_query', 'SELECT * FROM fake(''deals'', ''{}'')');
SELECT refused('FUNCTION fake(text, jsonb) RETURNS dt.record', 'dt_query', 'SELECT * FROM fake(''deals'', ''{}'')');

-- ## PostgreSQL calls a function by itself
-- Triggers are refused in both directions.
SELECT refused('FUNCTION fake(text) RETURNS text', 'dt_validate_record', 'SELECT fake(''x'')');
SELECT refused('FUNCTION fake() RETURNS trigger', 'dt_get_text', $$DO 'BEGIN
    CREATE TEMP TABLE t (a int); CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fake(); INSERT INTO t VALUES (1); END'$$);
SELECT refused('FUNCTION fake() RETURNS trigger', 'dt_guard_ddl', $$DO 'BEGIN
    CREATE TEMP TABLE t (a int); CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION fake(); INSERT INTO t VALUES (1); END'$$);
SELECT refused('FUNCTION fake() RETURNS event_trigger', 'dt_limit_records', $$DO 'BEGIN
    CREATE EVENT TRIGGER fake ON ddl_command_end EXECUTE FUNCTION fake(); CREATE TEMP TABLE t (a int); END'$$);
-- Aggregates call transition and final functions, with and without an internal state.
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS bigint', 'dt_get_int8', $$DO 'BEGIN
    CREATE AGGREGATE summed(bigint) (sfunc = fake, stype = bigint); PERFORM summed(n) FROM generate_series(1, 3) n; END'$$);
SELECT refused('FUNCTION fake(internal, text) RETURNS internal', 'dt_get_jsonb_at', $$DO 'BEGIN
    CREATE AGGREGATE joined(text) (sfunc = fake, stype = internal, finalfunc = string_agg_finalfn);
    PERFORM joined(''x''::text) FROM generate_series(1, 3) n; END'$$);
SELECT refused('FUNCTION fake(bigint) RETURNS text', 'dt_search_query', $$DO 'BEGIN
    CREATE AGGREGATE summed(bigint) (sfunc = int8pl, stype = bigint, finalfunc = fake); PERFORM summed(n) FROM generate_series(1, 3) n; END'$$);
-- The planner calls support functions.
SELECT refused('FUNCTION fake(internal) RETURNS internal', 'dt_iso_timestamp', $$DO 'BEGIN
    CREATE FUNCTION helped(int) RETURNS SETOF int LANGUAGE sql SUPPORT fake AS ''SELECT 1'';
    PERFORM * FROM helped(1); END'$$);
-- Operators, casts and indexes call functions.
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS boolean', 'dt_get_bool', $$DO 'BEGIN
    CREATE OPERATOR === (leftarg = bigint, rightarg = bigint, function = fake); PERFORM 1234567::bigint === 2; END'$$);
SELECT refused('FUNCTION fake(bigint) RETURNS tsquery', 'dt_search_query', $$DO 'BEGIN
    CREATE CAST (bigint AS tsquery) WITH FUNCTION fake(bigint); PERFORM 1234567::bigint::tsquery; END'$$);
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS text IMMUTABLE', 'dt_get_text', $$DO 'BEGIN
    CREATE TEMP TABLE t (a bigint); INSERT INTO t VALUES (1234567); CREATE INDEX ON t (fake(a, a)); END'$$);
SELECT refused('FUNCTION fake(bigint, bigint) RETURNS integer', 'dt_get_length_at', $$DO 'BEGIN
    CREATE OPERATOR CLASS fake FOR TYPE bigint USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
        FUNCTION 1 fake(bigint, bigint);
    CREATE TEMP TABLE t (a bigint); INSERT INTO t VALUES (1), (2); CREATE INDEX ON t (a fake); END'$$);
-- So do types and languages.
SET client_min_messages = error;
SELECT refused('TYPE fake; CREATE FUNCTION fake_out(fake) RETURNS cstring LANGUAGE internal AS ''textout''; CREATE FUNCTION fake_in(cstring) RETURNS fake',
    'dt_search_query', $$DO 'BEGIN
    CREATE TYPE fake (input = fake_in, output = fake_out); PERFORM ''x''::fake; END'$$);
SELECT refused('FUNCTION fake() RETURNS language_handler', 'dt_get_text', $$DO 'BEGIN
    CREATE LANGUAGE fake HANDLER fake; CREATE FUNCTION faked(bigint, bigint) RETURNS text LANGUAGE fake AS ''''; PERFORM faked(1234567, 1); END'$$);
RESET client_min_messages;
-- Neither a procedure nor a window function is right, whatever its arguments.
SELECT refused('PROCEDURE fake(text, boolean)', 'dt_drop_table', 'CALL fake(''deals'', true)');
SELECT refused('FUNCTION fake(jsonb, text) RETURNS text WINDOW', 'dt_get_text', $$SELECT fake('{"name": "x"}', 'name') OVER ()$$);

-- ## A right declaration makes a function like the extension's own, also beside a wrong one
CREATE FUNCTION right_one(document jsonb, VARIADIC what text[]) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_text_at';
CREATE FUNCTION wrong_one(bigint) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_text_at';
SELECT right_one('{"a": {"b": "x"}}', 'a', 'b'), dt.get_text_at('{"a": "y"}', '{a}'), right_one('{"a": "z"}', 'a');
SELECT right_one('{"a": "z"}', 'a'), wrong_one(n) FROM generate_series(1, 2) n;
SELECT right_one('{"a": "z"}', 'a'), dt.get_text_at('{"a": "y"}', '{a}') FROM generate_series(1, 2);
DROP FUNCTION right_one, wrong_one;

-- ## A function is checked again when it is declared anew
CREATE FUNCTION changing(jsonb, text) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_text';
SELECT changing('{"n": "x"}', 'n');
CREATE OR REPLACE FUNCTION changing(jsonb, text) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_folded';
SELECT changing('{"n": "X"}', 'n');
CREATE OR REPLACE FUNCTION changing(jsonb, text) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_int8';
SELECT split_part(try($$SELECT changing('{"n": 1234567}', 'n')$$), E'\n', 1);
CREATE OR REPLACE FUNCTION changing(jsonb, text) RETURNS text LANGUAGE c AS '$libdir/pg_dyntables', 'dt_get_text';
SELECT changing('{"n": "x"}', 'n');
UPDATE pg_proc SET proargtypes = '20 20' WHERE proname = 'changing';
SELECT split_part(try('SELECT changing(1234567, 7654321)'), E'\n', 1);
UPDATE pg_proc SET proargtypes = '3802 25' WHERE proname = 'changing';
SELECT changing('{"n": "x"}', 'n');
DROP FUNCTION changing;

DROP FUNCTION declares, refused;
DROP VIEW declared;
CALL drop_tables();
