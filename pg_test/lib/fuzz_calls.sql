-- scripts/fuzz_calls.sh runs this in a database of its own. It has hostile values, and procedures that call every function with them.
-- Every call is undone, and every run chooses the same values.

CREATE EXTENSION pg_dyntables;
-- With pg_trgm, indexes of its kind are made, too.
SELECT 'CREATE EXTENSION pg_trgm' FROM pg_available_extensions WHERE name = 'pg_trgm' \gexec
CREATE SCHEMA fuzz;
GRANT ALL ON SCHEMA fuzz TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA fuzz GRANT ALL ON TABLES TO PUBLIC;

-- The server empties this table when it recovers from a crash.
CREATE UNLOGGED TABLE fuzz.alive AS SELECT 1;
-- These calls crashed the server, and are left out when their batch is run again.
CREATE TABLE fuzz.skipped (call text);
CREATE TABLE fuzz.counted (batch text, calls bigint, succeeded bigint);
-- No call may cause an internal error, or make jsonb that PostgreSQL does not read as it printed it. Those that do are listed here.
CREATE TABLE fuzz.found (call text, state text, message text);

SELECT dt_create_table('Fuzzed', '{"open": true, "columns": [
    {"key": "t", "type": "text", "unique": true}, {"key": "n", "type": "integer", "index": true}, {"key": "x", "type": "number"}, {"key": "m",
        "type": "currency"}, {"key": "d", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "s", "type": "select", "config": {"options": ["a", "b"]}, "index": true}, {"key": "tags", "type": "multi_select", "config": {"options": ["a",
        "b", "c"]}}, {"key": "j", "type": "json"}, {"key": "no", "type": "autonumber"},
    {"key": "p", "type": "person_name"}, {"key": "l", "type": "location"}, {"key": "u", "type": "user"}, {"key": "e", "type": "email"}]}');
SELECT dt_create_table('Full', '{"columns": [{"key": "t", "type": "text"}], "settings": {"max_records": 2}}');
SELECT dt_insert_many('fuzzed', (SELECT jsonb_agg(jsonb_build_object('t', 't' || i, 'n', i, 'x', i / 7.0, 's', 'a', 'tags', '["a", "b"]'::jsonb, 'j',
    jsonb_build_object('a', i), 'extra', i)) FROM generate_series(1, 20) i));
SELECT dt_insert('fuzzed', '{"t": "there"}', '00000000-0000-7000-8000-000000000001'), dt_insert('fuzzed', '{"t": "in the trash"}',
    '00000000-0000-7000-8000-000000000002');
SELECT dt_delete('fuzzed', '00000000-0000-7000-8000-000000000002');
SELECT dt_insert('full', '{"t": "x"}');

-- These values are read out of a table, where they are compressed, stored apart, or begin at an odd address.
CREATE TABLE fuzz.jsonbs (n int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, short "char" DEFAULT 'x', v jsonb);
CREATE TABLE fuzz.texts (LIKE fuzz.jsonbs INCLUDING ALL);
ALTER TABLE fuzz.texts ALTER v TYPE text;
CREATE TABLE fuzz.paths (LIKE fuzz.texts INCLUDING ALL);
ALTER TABLE fuzz.paths ALTER v TYPE text[] USING NULL;
CREATE TABLE fuzz.apart (LIKE fuzz.paths INCLUDING ALL);
ALTER TABLE fuzz.apart ALTER v SET STORAGE EXTERNAL;
INSERT INTO fuzz.jsonbs (v) VALUES
    ((repeat('[', 10000) || repeat(']', 10000))::jsonb), ((repeat('{"a": ', 10000) || '1' || repeat('}', 10000))::jsonb),
    ((SELECT jsonb_object_agg('k' || i, i) FROM generate_series(1, 10000) i)), (to_jsonb(repeat('x', 100000))), (jsonb_build_object('a', repeat('y',
        60000), 't', repeat('é', 3000))),
    ((SELECT jsonb_agg(NULL::int) FROM generate_series(1, 20000))), ((SELECT jsonb_agg(jsonb_build_object('t', i, 'n', i)) FROM generate_series(1,
        500) i)), (repeat('9', 10000)::jsonb),
    (jsonb_build_object('filter', (repeat('{"not": ', 150) || '{"n": 1}' || repeat('}', 150))::jsonb)), ((SELECT jsonb_build_object('and',
        jsonb_agg(jsonb_build_object('n', i))) FROM generate_series(1, 1001) i)),
    (jsonb_build_object('a', jsonb_build_object(repeat('k', 2500), 'found'), repeat('k', 2500), 'found', repeat('k', 1000000), 'far')),
        ('{"a": {"b": [1, {"c": "x"}, [], "", null, true]}, "n": 5, "t": "x"}');
INSERT INTO fuzz.texts (v) VALUES (repeat('x', 2500)), (repeat('k', 1000000)), (repeat('🎉', 700)), (repeat('(', 5000)), (repeat('a b-c ', 2000)),
    ('short'), ((SELECT string_agg(md5(i::text), '') FROM generate_series(1, 3000) i));
INSERT INTO fuzz.paths (v) VALUES (ARRAY[repeat('k', 2500)]), (ARRAY[repeat('k', 1000000)]), (ARRAY['a', repeat('k', 2500)]),
    ((SELECT array_agg('k' || i) FROM generate_series(1, 3000) i)), ('{a,b,1,c}'), (array_fill('a'::text, ARRAY[5000])),
    (ARRAY[repeat('k', 3000), NULL]), ((SELECT array_agg(ARRAY['a', md5(i::text)]) FROM generate_series(1, 500) i));
INSERT INTO fuzz.apart (v) SELECT v FROM fuzz.paths;

-- An argument of each type gets one of these values, which are SQL.
CREATE TABLE fuzz.choices (type regtype, value text);
INSERT INTO fuzz.choices SELECT 'jsonb', format('%L::jsonb', v) FROM unnest(ARRAY[NULL, 'null', 'true', '1', '-0', '1e400', '"x"', '""', '[]', '{}',
    '[[]]', '[null]', '[1, "a", {}]', '{"a": null}', '{"": ""}',
    '{"a": 1, "n": 5, "t": "x", "extra": [1, {"b": 2}]}', '{"n": {"gt": 1}}', '{"filter": {"n": {"gt": 1}}, "sort": "-n", "limit": 2}', '{"limit": 1e400}',
        '{"limit": -1}', '{"n": {"in": []}}', '{"search": "t1"}', '{"sort": ["x", "-d", "s"], "limit": 3, "page": 2}',
    '{"columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "autonumber"}]}', '{"columns": "x"}', '{"columns": ["t", "n"]}', '{"after": "AAAA"}',
        '{"t": {"matches": "((((a*)*)*)*)*b"}}', '{"t": {"contains": "t"}, "d": {"within": {"last": {"days": 9223372036854775807}}}}',
    '{"from": {"key": "t", "type": "text"}, "to": {"key": "t", "type": "number"}, "on_failure": "keep", "zone": "UTC"}',
        '{"from": {"key": "n", "type": "integer"}, "to": {"key": "n", "type": "select", '
            || '"config": {"options": [{"value": "x"}]}}, "on_failure": "null", "zone": "UTC"}',
    '{"from": 1, "to": [], "on_failure": {}, "zone": null}', '{"typecast": true, "create_options": true, "on_error": "skip"}',
        '[{"t": "y", "n": "7"}, {"n": "x"}, 5, null]', '[{"t": "t1", "n": 3}]', '{"kind": "search"}', '{"unique": true}',
    '{"type": "decimal", "dry_run": true}', '{"type": "text"}', '{"key": "renamed"}', '{"name": "Other", "slug": "other"}',
        '{"settings": {"max_records": 0}}', '{"group_by": ["s"], "aggregates": {"c": "count", "m": {"median": "n"}}}',
    '{"aggregates": {"l": {"array": "t"}, "p": {"function": "percentile", "column": "n", "fraction": 2}}}', '{"id": "x", "data": {}, "version": 1}',
        '{"a": "\ud83c\udf89", "tags": ["a", "zz"]}', '{"p": {"first": "A"}, "m": {"amount": 1.50, "currency": "EUR"}}']) v;
INSERT INTO fuzz.choices SELECT 'jsonb', format('(SELECT v FROM fuzz.jsonbs WHERE n = %s)', n) FROM fuzz.jsonbs;
INSERT INTO fuzz.choices SELECT 'text', format('%L::text', v) FROM unnest(ARRAY[NULL, '', 'fuzzed', 'fuzzed', 'fuzzed', 'fuzzed', 'full', 't', 'n', 's',
    'j', 'm', 'a', 'data', 'id', E'x\ny', '%s%n$1', '0', '-1', '00000000-0000-7000-8000-000000000001', 'exclude', 'include', 'only', 'integer', 'select',
    'json', 'writer',
    '_unconverted', 'dt_data.fuzzed_1', 'fuzzed_1_n_idx', '"; DROP TABLE x; --', E'\x01', 'İ', '1e400', '2026-01-28', '{', 'pg_class']) v;
INSERT INTO fuzz.choices SELECT 'text', format('(SELECT v FROM fuzz.texts WHERE n = %s)', n) FROM fuzz.texts;
INSERT INTO fuzz.choices SELECT 'text[]', format('%L::text[]', v) FROM unnest(ARRAY[NULL, '{}', '{NULL}', '{a,NULL}', '{n}', '{t}', '{s,n}', '{a,b}',
    '{a,b,1,c}', '{{a,b},{c,d}}', '{{{a}}}', '[5:6]={a,b}', '[-2147483648:-2147483647]={a,b}', '{""}', '{0}', '{-1}', '{99999999999999999999}']) v;
INSERT INTO fuzz.choices SELECT 'text[]', format('(SELECT v FROM fuzz.%s WHERE n = %s)', kept, n) FROM fuzz.paths, unnest('{paths,apart}'::text[]) kept;
INSERT INTO fuzz.choices SELECT 'uuid', format('%L::uuid', v) FROM unnest(ARRAY[NULL, '00000000-0000-7000-8000-000000000001',
    '00000000-0000-7000-8000-000000000002', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) v;
INSERT INTO fuzz.choices SELECT 'uuid[]', format('%L::uuid[]', v) FROM unnest(ARRAY[NULL, '{}', '{NULL}', '{00000000-0000-7000-8000-000000000001,NULL}',
    '{00000000-0000-7000-8000-000000000001}', '{{00000000-0000-7000-8000-000000000001},{00000000-0000-7000-8000-000000000002}}',
    '[7:7]={00000000-0000-7000-8000-000000000001}']) v;
INSERT INTO fuzz.choices VALUES ('uuid[]', '(SELECT array_agg(md5(i::text)::uuid) FROM generate_series(1, 10000) i)');
INSERT INTO fuzz.choices SELECT 'bytea[]', format('%L::bytea[]', v) FROM unnest(ARRAY[NULL, '{}', '{NULL}', '{\\x00,NULL}', '{\\x}',
    '{{\\x01,\\x02},{\\x03,NULL}}', '[3:4]={\\x01,\\xff}']) v;
INSERT INTO fuzz.choices VALUES ('bytea[]', '(SELECT array_agg(v::bytea) FROM fuzz.texts)'), ('bytea[]', 'array_fill(''\x0102''::bytea, ARRAY[5000])');
INSERT INTO fuzz.choices SELECT 'jsonb[]', format('%L::jsonb[]', v) FROM unnest(ARRAY[NULL, '{}', '{NULL}', '{1}', '{null,true,"\"x\"",1.5}',
    '{"{\"id\": 1}","[]","{}"}', '{{1,2},{"[1]",NULL}}', '[9:10]={"{}","\"\""}', '{-0,1e400,"[[[]]]"}']) v;
INSERT INTO fuzz.choices VALUES ('jsonb[]', '(SELECT array_agg(v) FROM fuzz.jsonbs)'), ('jsonb[]',
    '(SELECT array_agg(v) FROM fuzz.jsonbs WHERE n IN (4, 8))'), ('jsonb[]', 'array_fill(''7''::jsonb, ARRAY[1000])');
INSERT INTO fuzz.choices SELECT 'timestamptz', format('%L::timestamptz', v) FROM unnest(ARRAY[NULL, 'infinity', '-infinity', '4713-01-01 BC',
    '294276-12-31 23:59:59.999999', '0001-01-01', '2026-01-28']) v;
INSERT INTO fuzz.choices SELECT 'interval', format('%L::interval', v) FROM unnest(ARRAY[NULL, '0', '1 day', '-1 month', '178000000 years',
    '-178000000 years', '2147483647 days', '0.000001 s']) v;
INSERT INTO fuzz.choices SELECT 'bigint', format('%L::bigint', v) FROM unnest(ARRAY[NULL, '0', '1', '-1', '9223372036854775807', '-9223372036854775808',
    '2147483648', '4294967296', '1234567']) v;
INSERT INTO fuzz.choices SELECT 'boolean', format('%L::boolean', v) FROM unnest(ARRAY[NULL, 'true', 'false']) v;
-- The columns that triggers see have other types, too.
INSERT INTO fuzz.choices SELECT t::regtype, format('%L::%s', v, t) FROM (VALUES ('int4', ARRAY[NULL, '0', '-2147483648', '1234567']), ('int2', ARRAY[NULL,
    '-1']), ('json', ARRAY[NULL, '{}', '1', '[]']), ('float8', ARRAY[NULL, 'NaN', '1e308']), ('numeric', ARRAY[NULL, 'NaN', '1e1000']),
    ('name', ARRAY[NULL, 'x', 'dt_fuzzer', 'public']),
    ('"char"', ARRAY[NULL, 'x']), ('bytea', ARRAY[NULL, '\x', '\xff']), ('int4[]', ARRAY[NULL, '{}', '{1,NULL}']),
        ('timestamp', ARRAY[NULL, 'infinity']), ('date', ARRAY[NULL, 'infinity'])) kinds(t, vs), unnest(vs) v;
CREATE INDEX ON fuzz.choices (type);

CREATE FUNCTION fuzz.chosen(type_ oid, i bigint) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT coalesce((array_agg(value ORDER BY ctid))[1 + mod(i, count(*))], 'NULL') FROM fuzz.choices WHERE type = type_
$$;

-- These functions are called.
CREATE VIEW fuzz.functions AS
    SELECT p.oid::regprocedure AS name, p.oid::regproc::text AS short, ARRAY(SELECT t FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(t,
        at) ORDER BY at) AS arguments, p.prorettype AS returns, p.proretset AS is_set, p.provolatile AS volatility
    FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid
        AND e.extname = 'pg_dyntables'
    WHERE NOT 'internal'::regtype = ANY (p.proargtypes::oid[]);

-- Runs a statement, reads what it returns, and undoes it. Returns whether it succeeded.
CREATE FUNCTION fuzz.try(statement text, with_cursor boolean DEFAULT false) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    got record;
    here refcursor;
    printed text;
    message text;
BEGIN
    IF current_setting('fuzz.trace', true) = 'on' THEN
        IF EXISTS (SELECT FROM fuzz.skipped WHERE call = statement) THEN
            RETURN false;
        END IF;
        RAISE NOTICE 'call: %', statement;
    END IF;
    BEGIN
        IF with_cursor THEN
            OPEN here SCROLL FOR EXECUTE statement;
            FETCH here INTO got;
            FETCH ABSOLUTE 3 FROM here INTO got;
            FETCH RELATIVE -1 FROM here INTO got;
            FETCH FIRST FROM here INTO got;
            CLOSE here;
        ELSIF statement ~ '^(SELECT|WITH|EXPLAIN)' THEN
            EXECUTE statement INTO got;
        ELSE
            EXECUTE statement;
        END IF;
        printed := got::text;
        RAISE SQLSTATE 'UNDO0';
    EXCEPTION
    WHEN SQLSTATE 'UNDO0' THEN NULL;
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
        IF SQLSTATE ~ '^(XX|58)' THEN
            INSERT INTO fuzz.found VALUES (left(statement, 1000), SQLSTATE, left(message, 500));
        END IF;
        RETURN false;
    END;
    RETURN true;
END
$$;

-- Returns whether PostgreSQL reads a jsonb again as it printed it. It is true if the jsonb cannot be made at all.
CREATE FUNCTION fuzz.is_whole(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    got jsonb;
    same boolean := true;
BEGIN
    IF EXISTS (SELECT FROM fuzz.skipped WHERE call = statement) THEN
        RETURN true;
    END IF;
    BEGIN
        EXECUTE statement INTO got;
    EXCEPTION WHEN OTHERS THEN
        RETURN true;
    END;
    BEGIN
        same := got IS NULL OR got::text::jsonb = got;
    EXCEPTION WHEN OTHERS THEN
        same := false;
    END;
    IF NOT same THEN
        INSERT INTO fuzz.found VALUES (left(statement, 1000), 'damaged', left(got::text, 500));
    END IF;
    RETURN same;
END
$$;

-- Calls a function with all choices of values, or with as many as are asked for, in each way of calling it.
CREATE PROCEDURE fuzz.calls(function_ regprocedure, most int) LANGUAGE plpgsql AS $$
DECLARE
    f fuzz.functions := (SELECT f FROM fuzz.functions f WHERE f.name = function_);
    choices bigint[] := ARRAY(SELECT count(c.value) FROM unnest(f.arguments) WITH ORDINALITY a(type,
        at) LEFT JOIN fuzz.choices c ON c.type = a.type GROUP BY at ORDER BY at);
    -- Values out of tables are large, and come last.
    small bigint[] := ARRAY(SELECT count(c.value) FILTER (WHERE c.value NOT LIKE '(SELECT%') FROM unnest(f.arguments) WITH ORDINALITY a(type,
        at) LEFT JOIN fuzz.choices c ON c.type = a.type GROUP BY at ORDER BY at);
    combinations numeric := 1;
    calls bigint := 0;
    succeeded bigint := 0;
    arguments text;
    from_table text;
    call text;
    i bigint;
    rest bigint;
    way int;
    choice bigint;
BEGIN
    FOR k IN 1 .. coalesce(array_length(choices, 1), 0) LOOP
        combinations := combinations * greatest(choices[k], 1);
    END LOOP;
    FOR turn IN 0 .. greatest(least(most, combinations * 8), 8) - 1 LOOP
        i := turn / 8;
        way := turn % 8;
        -- If there are few choices they are made in turn, else at random, and the same in every run.
        rest := CASE WHEN combinations * 8 <= most THEN i ELSE mod(abs(hashint8extended(turn, 42)), 9000000000000000) END;
        arguments := '';
        from_table := '';
        FOR k IN 1 .. coalesce(array_length(choices, 1), 0) LOOP
            choice := mod(rest, greatest(choices[k], 1));
            rest := rest / greatest(choices[k], 1);
            IF choice >= small[k] AND combinations * 8 > most AND mod(turn / 8, 6) <> k - 1 THEN
                choice := mod(choice * 7 + turn, greatest(small[k], 1));
            END IF;
            IF k = 1 AND f.short NOT LIKE 'dt.%' AND f.arguments[k] = 'text'::regtype AND mod(turn, 10) < 7 THEN
                -- Most calls reach a table.
                arguments := arguments || ', ' || CASE WHEN mod(turn, 10) = 6 THEN '''full''' ELSE '''fuzzed''' END;
            ELSIF way = 3 AND mod(i, 4) = 0 AND from_table = '' AND f.arguments[k] = 'jsonb'::regtype THEN
                from_table := format(' FROM fuzz.jsonbs d WHERE d.n = %s', 1 + choice % 12);
                arguments := arguments || ', d.v';
            ELSIF way = 3 AND mod(i, 4) = 1 AND from_table = '' AND f.arguments[k] = 'text[]'::regtype THEN
                from_table := format(' FROM fuzz.paths d WHERE d.n = %s', 1 + choice % 8);
                arguments := arguments || ', d.v';
            ELSE
                arguments := arguments || ', ' || fuzz.chosen(f.arguments[k], choice);
            END IF;
        END LOOP;
        call := f.short || '(' || substr(arguments, 3) || ')';
        call := CASE
            WHEN way = 1 THEN format('SELECT x FROM %s AS x', call)
            WHEN way = 2 THEN format('SELECT count(x), max(x::text) FROM generate_series(1, 2) i, LATERAL %s AS x WHERE i > 0', call)
            WHEN way = 3 THEN format('SELECT %s%s', call, from_table)
            WHEN way = 4 AND NOT f.is_set THEN
                format('SELECT array_agg(%1$s), count(DISTINCT (%1$s)::text), mode() WITHIN GROUP (ORDER BY (%1$s)::text) FROM generate_series(1, 2)', call)
            WHEN way = 5 AND NOT f.is_set THEN
                format('SELECT lag((%1$s)::text) OVER (ORDER BY i), first_value(%1$s) OVER (ROWS 1 PRECEDING) FROM generate_series(1, 2) i', call)
            WHEN way = 6 THEN format('SELECT (%s)::text FROM generate_series(1, 2)', call)
            ELSE 'SELECT ' || call
        END;
        calls := calls + 1;
        succeeded := succeeded + fuzz.try(call, way = 6)::int;
        IF way = 0 AND f.returns = 'jsonb'::regtype AND f.volatility <> 'v' THEN
            calls := calls + 1;
            PERFORM fuzz.is_whole(call);
        END IF;
    END LOOP;
    INSERT INTO fuzz.counted VALUES (function_::text, calls, succeeded);
END
$$;

-- These tables do not have the shape of storage, or only look like it.
CREATE TABLE fuzz.shapes (no int GENERATED ALWAYS AS IDENTITY, shape text);
INSERT INTO fuzz.shapes (shape) VALUES
    ('a int8, b int8, c int8, d int8, e int8, f int8, g int8'),
        ('id uuid, data jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint'),
    ('LIKE dt.record INCLUDING ALL, deleted_at timestamptz'), ('a int'),
        ('id uuid, data json, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint'),
    ('data jsonb, id uuid, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint'),
        ('id text, data text, created_at text, updated_at text, created_by text, updated_by text, version text'),
    ('a int2, b boolean, c float8, d "char", e name, f int4, g numeric'), ('id uuid, data jsonb'),
        ('id uuid, data jsonb[], created_at timestamptz, updated_at timestamptz, created_by text[], updated_by bytea, version int4[]'),
    ('id uuid, data jsonb, created_at timestamp, updated_at date, created_by name, updated_by text, version int4, deleted_at timestamptz'),
        ('id uuid, data jsonb GENERATED ALWAYS AS (NULL) STORED, created_at int8, updated_at int8, created_by int8, updated_by int8, version int8'),
    ('id bytea, data dt.record, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint');

-- Returns values for a new row of a table, one choice of many.
CREATE FUNCTION fuzz.row_of(relation regclass, turn bigint) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT string_agg(CASE WHEN attgenerated <> '' THEN 'DEFAULT' WHEN turn % 5 = 4 THEN 'NULL' ELSE fuzz.chosen(atttypid,
        mod(abs(hashint8extended(turn * 100 + attnum, 7)), 1000)) END, ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
$$;

-- A trigger may be called in these ways.
CREATE FUNCTION fuzz.ways() RETURNS text[] IMMUTABLE LANGUAGE sql AS $$
    SELECT ARRAY[
        'BEFORE INSERT OR UPDATE ON w FOR EACH ROW',
        'AFTER INSERT OR UPDATE OR DELETE ON w FOR EACH ROW',
        'BEFORE INSERT OR UPDATE OR DELETE ON w FOR EACH STATEMENT',
        'AFTER INSERT OR UPDATE ON w FOR EACH STATEMENT',
        'BEFORE DELETE ON w FOR EACH ROW',
        'AFTER TRUNCATE ON w FOR EACH STATEMENT',
        'BEFORE TRUNCATE ON w FOR EACH STATEMENT',
        'AFTER INSERT ON w REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT',
        'AFTER UPDATE ON w REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH ROW',
        'INSTEAD OF INSERT OR UPDATE OR DELETE ON w FOR EACH ROW']
$$;

CREATE PROCEDURE fuzz.drop_tables() LANGUAGE plpgsql AS $$
DECLARE
    there record;
BEGIN
    FOR there IN SELECT oid::regclass AS name, CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind FROM pg_class WHERE oid IN (to_regclass('w'),
        to_regclass('w_base'), to_regclass('w_parent')) ORDER BY relkind DESC LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', there.kind, there.name);
    END LOOP;
END
$$;

CREATE PROCEDURE fuzz.triggers(trigger_ regprocedure, kept_in text, turns int) LANGUAGE plpgsql AS $$
DECLARE
    calls bigint := 0;
    succeeded bigint := 0;
    way text;
    fired text;
    shape_ record;
    columns_ text;
    made boolean;
    prefix text := CASE kept_in WHEN 'temp' THEN 'CREATE TEMP TABLE' WHEN 'unlogged' THEN 'CREATE UNLOGGED TABLE' ELSE 'CREATE TABLE' END;
BEGIN
    FOR shape_ IN SELECT * FROM fuzz.shapes ORDER BY no LOOP
        FOREACH way IN ARRAY fuzz.ways() LOOP
            BEGIN
                CALL fuzz.drop_tables();
                IF way LIKE 'INSTEAD%' THEN
                    EXECUTE format('%s w_base (%s)', prefix, shape_.shape);
                    EXECUTE 'CREATE VIEW w AS SELECT * FROM w_base';
                    EXECUTE 'INSERT INTO w_base DEFAULT VALUES';
                ELSIF kept_in = 'partitioned' THEN
                    EXECUTE format('CREATE TABLE w (%s, part int) PARTITION BY LIST (part)', shape_.shape);
                    EXECUTE 'CREATE TABLE w_1 PARTITION OF w DEFAULT';
                ELSIF kept_in = 'dropped' THEN
                    EXECUTE format('CREATE TABLE w (gone int, %s, part int)', shape_.shape);
                    EXECUTE 'ALTER TABLE w DROP gone';
                ELSIF kept_in = 'child' THEN
                    EXECUTE 'CREATE TABLE w_parent (part int PRIMARY KEY)';
                    EXECUTE 'INSERT INTO w_parent VALUES (-1)';
                    EXECUTE format('CREATE TABLE w (%s, part int DEFAULT -1 REFERENCES w_parent ON DELETE CASCADE ON UPDATE CASCADE)', shape_.shape);
                ELSE
                    EXECUTE format('%s w (%s)', prefix, shape_.shape);
                END IF;
                EXECUTE format('CREATE TRIGGER w %s EXECUTE FUNCTION %s(%s)', way, trigger_::regproc,
                    CASE WHEN shape_.no % 2 = 0 THEN '''x'', ''fuzzed''' ELSE '' END);
                made := true;
            EXCEPTION WHEN OTHERS THEN
                made := false;
                calls := calls + 1;
            END;
            CONTINUE WHEN NOT made;
            columns_ := (SELECT string_agg(quote_ident(attname) || ' = ' || CASE WHEN attgenerated <> '' THEN 'DEFAULT' ELSE fuzz.chosen(atttypid,
                3 + attnum) END, ', ') FROM pg_attribute WHERE attrelid = 'w'::regclass AND attnum > 0 AND NOT attisdropped);
            FOR turn IN 1 .. turns LOOP
                FOREACH fired IN ARRAY ARRAY[format('INSERT INTO w VALUES (%s)', fuzz.row_of('w', turn)), 'INSERT INTO w DEFAULT VALUES',
                    format('WITH i AS (INSERT INTO w VALUES (%s) RETURNING 1) SELECT * FROM i', fuzz.row_of('w', turn + 100))] LOOP
                    calls := calls + 1;
                    succeeded := succeeded + fuzz.try(fired)::int;
                END LOOP;
                -- These rows existed before the trigger.
                BEGIN
                    IF way NOT LIKE 'INSTEAD%' THEN
                        EXECUTE 'ALTER TABLE w DISABLE TRIGGER USER';
                        EXECUTE format('INSERT INTO w VALUES (%s)', fuzz.row_of('w', turn));
                        EXECUTE 'ALTER TABLE w ENABLE TRIGGER USER';
                    END IF;
                EXCEPTION WHEN OTHERS THEN
                    CONTINUE;
                END;
                FOREACH fired IN ARRAY ARRAY[format('UPDATE w SET %s', columns_), format('UPDATE w SET (%s) = ROW(%s)',
                    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'w'::regclass AND attnum > 0 AND NOT
                    attisdropped), fuzz.row_of('w', turn + 200)),
                    'UPDATE w SET (data) = ROW(''{"t": "new"}'')', 'UPDATE w SET part = 5', 'UPDATE w_parent SET part = 7', 'DELETE FROM w_parent',
                        'DELETE FROM w', 'TRUNCATE w'] LOOP
                    calls := calls + 1;
                    succeeded := succeeded + fuzz.try(fired)::int;
                END LOOP;
            END LOOP;
        END LOOP;
    END LOOP;
    CALL fuzz.drop_tables();
    INSERT INTO fuzz.counted VALUES (format('trigger %s on %s tables', trigger_, kept_in), calls, succeeded);
END
$$;

-- A role with the right TRIGGER makes more triggers on a storage table. They may be refused.
CREATE PROCEDURE fuzz.storage_triggers(trigger_ regprocedure) LANGUAGE plpgsql AS $$
DECLARE
    storage text := dt_describe('fuzzed') ->> 'storage';
    way text;
    fired text;
    calls bigint := 0;
    succeeded bigint := 0;
BEGIN
    FOREACH way IN ARRAY fuzz.ways() LOOP
        FOREACH fired IN ARRAY ARRAY['INSERT INTO w (data) VALUES (''{"t": "new"}'')', 'INSERT INTO w DEFAULT VALUES',
            'INSERT INTO w (data) VALUES (''1''), (''[]'')',
            'UPDATE w SET data = ''[]''', 'UPDATE w SET data = NULL, version = NULL',
                'UPDATE w SET id = NULL, created_at = ''infinity'', version = 9223372036854775807', 'DELETE FROM w', 'TRUNCATE w',
            'PERFORM dt_insert(''fuzzed'', ''{"t": "new"}'')', 'PERFORM dt_update_where(''fuzzed'', ''{}'', ''{"x": 1}'')',
                'PERFORM dt_delete_where(''fuzzed'', ''{}'', true)',
            'PERFORM dt_alter_column(''fuzzed'', ''n'', ''{"type": "text"}'')', 'PERFORM dt_drop_table(''fuzzed'', true)'] LOOP
            calls := calls + 1;
            succeeded := succeeded + fuzz.try(format('DO $do$ BEGIN CREATE TRIGGER w %s EXECUTE FUNCTION %s(); %s; END $do$', replace(way, ' ON w ',
                format(' ON %s ', storage)),
                trigger_::regproc, regexp_replace(fired, '( |^)w( |$)', format('\1%s\2', storage))))::int;
        END LOOP;
    END LOOP;
    INSERT INTO fuzz.counted VALUES (format('trigger %s on storage', trigger_), calls, succeeded);
END
$$;

-- Functions are parts of aggregates, wherever their types allow it.
CREATE FUNCTION fuzz.second(state anyelement, value anyelement) RETURNS anyelement IMMUTABLE LANGUAGE sql AS $$SELECT value$$;
CREATE PROCEDURE fuzz.aggregates(most int) LANGUAGE plpgsql AS $$
DECLARE
    f record;
    types text[];
    definition text;
    rows_ text;
    calls bigint := 0;
    succeeded bigint := 0;
BEGIN
    FOR f IN SELECT * FROM fuzz.functions WHERE cardinality(arguments) > 0 AND NOT is_set ORDER BY name::text LOOP
        types := ARRAY(SELECT format_type(t, NULL) FROM unnest(f.arguments) WITH ORDINALITY a(t, at) ORDER BY at);
        FOREACH definition IN ARRAY ARRAY[
            format('(%s) (sfunc = %s, stype = %s)', array_to_string(types[2:], ', '), f.short, types[1]),
            format('(%s) (sfunc = %s, stype = %s, initcond = %L)', array_to_string(types[2:], ', '), f.short, types[1],
                CASE types[1] WHEN 'jsonb' THEN '1' WHEN 'text[]' THEN '{}' ELSE '' END),
            format('(%s) (sfunc = %s, stype = %s, msfunc = %2$s, minvfunc = %2$s, mstype = %3$s)', array_to_string(types[2:], ', '), f.short, types[1]),
            format('(%s) (sfunc = fuzz.second, stype = %1$s, finalfunc = %s, parallel = safe)', types[1], f.short),
            format('(%s) (sfunc = fuzz.second, stype = %1$s, finalfunc = %s, finalfunc_modify = read_write)', types[1], f.short),
            format('(%s) (sfunc = fuzz.second, stype = %1$s, combinefunc = %s, parallel = safe)', types[1], f.short),
            format('(%s ORDER BY %1$s) (sfunc = fuzz.second, stype = %1$s, finalfunc = %s)', types[1], f.short)] LOOP
            BEGIN
                DROP AGGREGATE IF EXISTS pg_temp.w(jsonb), pg_temp.w(text), pg_temp.w(text[]), pg_temp.w(timestamptz);
                EXECUTE 'CREATE AGGREGATE pg_temp.w' || definition;
            EXCEPTION WHEN OTHERS THEN
                calls := calls + 1;
                CONTINUE;
            END;
            FOR turn IN 1 .. most LOOP
                rows_ := (SELECT string_agg(format('(%s)', (SELECT string_agg(fuzz.chosen(t::regtype,
                    mod(abs(hashint8extended(turn * 1000 + row_ * 10 + at, 3)), 1000)), ', ' ORDER BY at)
                    FROM unnest(CASE WHEN definition LIKE '%fuzz.second%' THEN types[1:1] ELSE types[2:] END) WITH ORDINALITY a(t, at))),
                        ', ') FROM generate_series(1, 4) row_);
                CONTINUE WHEN rows_ IS NULL;
                calls := calls + 3;
                succeeded := succeeded + fuzz.try(format('SELECT pg_temp.w(v) FROM (VALUES %s) rows(v)', rows_))::int
                    + fuzz.try(format('SELECT pg_temp.w(v) OVER (ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (VALUES %s) rows(v)', rows_))::int
                    + fuzz.try(format('SELECT pg_temp.w(v ORDER BY v) FILTER (WHERE true), pg_temp.w(DISTINCT v) FROM (VALUES %s) rows(v)', rows_))::int;
            END LOOP;
        END LOOP;
    END LOOP;
    INSERT INTO fuzz.counted VALUES ('aggregates', calls, succeeded);
END
$$;

-- Functions stand in constraints, generated columns, defaults, indexes and statistics, and are operators.
CREATE PROCEDURE fuzz.expressions(most int) LANGUAGE plpgsql AS $$
DECLARE
    f record;
    call text;
    const text;
    part text;
    calls bigint := 0;
    succeeded bigint := 0;
BEGIN
    FOR f IN SELECT * FROM fuzz.functions WHERE cardinality(arguments) > 0 AND NOT is_set ORDER BY name::text LOOP
        call := f.short || '(' || (SELECT string_agg('c' || at, ', ' ORDER BY at) FROM unnest(f.arguments) WITH ORDINALITY a(t, at)) || ')';
        const := f.short || '(' || (SELECT string_agg(fuzz.chosen(t, 14 + at * 3), ', ' ORDER BY at) FROM unnest(f.arguments) WITH ORDINALITY a(t, at)) || ')';
        FOREACH part IN ARRAY ARRAY[format(', CHECK (%s IS NOT NULL OR true)', call), format(', g %s GENERATED ALWAYS AS (%s) STORED',
            format_type(f.returns, NULL), call), format(', g %s DEFAULT %s', format_type(f.returns, NULL), const), 'btree', 'gin', 'statistics',
            'operator', 'policy'] LOOP
            BEGIN
                DROP TABLE IF EXISTS w;
                DROP OPERATOR IF EXISTS fuzz.<~> (jsonb, text), fuzz.<~> (jsonb, text[]), fuzz.<~> (jsonb, jsonb);
                EXECUTE format('CREATE TABLE w (%s%s)', (SELECT string_agg(format('c%s %s', at, format_type(t, NULL)),
                    ', ' ORDER BY at) FROM unnest(f.arguments) WITH ORDINALITY a(t, at)), CASE WHEN part LIKE ',%' THEN part ELSE '' END);
                IF part IN ('btree', 'gin') THEN
                    EXECUTE format('CREATE INDEX ON w USING %s ((%s))', part, call);
                ELSIF part = 'statistics' THEN
                    EXECUTE format('CREATE STATISTICS fuzz.w ON (%s) FROM w', call);
                ELSIF part = 'operator' THEN
                    EXECUTE format('CREATE OPERATOR fuzz.<~> (FUNCTION = %s, LEFTARG = %s, RIGHTARG = %s)', f.short, f.arguments[1]::regtype,
                        f.arguments[2]::regtype);
                ELSIF part = 'policy' THEN
                    EXECUTE format('CREATE POLICY w ON w USING ((%s) IS NULL OR true)', call);
                    EXECUTE 'ALTER TABLE w ENABLE ROW LEVEL SECURITY';
                    EXECUTE 'ALTER TABLE w FORCE ROW LEVEL SECURITY';
                END IF;
            EXCEPTION WHEN OTHERS THEN
                calls := calls + 1;
                CONTINUE;
            END;
            FOR turn IN 1 .. most LOOP
                calls := calls + 1;
                BEGIN
                    IF fuzz.try(format('INSERT INTO w VALUES (%s)', (SELECT string_agg(fuzz.chosen(t, mod(abs(hashint8extended(turn * 10 + at, 5)), 1000)),
                        ', ' ORDER BY at) FROM unnest(f.arguments) WITH ORDINALITY a(t, at)))) THEN
                        succeeded := succeeded + 1;
                        EXECUTE format('INSERT INTO w VALUES (%s)', (SELECT string_agg(fuzz.chosen(t, mod(abs(hashint8extended(turn * 10 + at, 5)), 1000)),
                            ', ' ORDER BY at) FROM unnest(f.arguments) WITH ORDINALITY a(t, at)));
                    END IF;
                EXCEPTION WHEN OTHERS THEN NULL;
                END;
            END LOOP;
            calls := calls + 4;
            PERFORM fuzz.try('ANALYZE w'), fuzz.try(format('SELECT count(*), max((%s)::text) FROM w WHERE %1$s IS NOT NULL', call)),
                fuzz.try(format('SELECT %s FROM w ORDER BY 1', call)), fuzz.try('SELECT c1 OPERATOR(fuzz.<~>) c2 FROM w');
        END LOOP;
    END LOOP;
    DROP TABLE IF EXISTS w;
    INSERT INTO fuzz.counted VALUES ('expressions', calls, succeeded);
END
$$;

-- Anybody may make these settings before calls that read them.
CREATE PROCEDURE fuzz.settings() LANGUAGE plpgsql AS $$
DECLARE
    setting text;
    value text;
    call text;
    calls bigint := 0;
    succeeded bigint := 0;
BEGIN
    FOREACH setting IN ARRAY ARRAY['dt.user_id', 'dt.org_id', 'dt.plan_cache_size', 'request.jwt.claims', 'TimeZone', 'search_path', 'DateStyle',
        'work_mem', 'role', 'jit_above_cost'] LOOP
        FOR value IN SELECT v FROM unnest(ARRAY['', 'x', '0', '-1', '2147483647', '{', '{"sub": 1}', '{"sub": null, "org_id": []}', '[]', 'null',
            '{"sub": "\u0000"}', 'UTC+3', 'dt, pg_temp', 'German', '64kB', 'none', E'\x01', repeat('x', 10000), repeat('[', 20000),
            '{"sub": "' || repeat('é', 5000) || '"}']) v LOOP
            BEGIN
                PERFORM set_config(setting, value, true);
                FOREACH call IN ARRAY ARRAY['SELECT dt.caller()', $c$SELECT public.dt_insert('fuzzed',
                    '{"t": "new", "u": "me", "at": "2026-01-28T00:00:00Z"}')$c$, $c$SELECT * FROM public.dt_query('fuzzed',
                    '{"filter": {"d": "today", "u": "me"}, "sort": "-n"}')$c$,
                    $c$SELECT public.dt_page('fuzzed', '{"limit": 1}')$c$, $c$SELECT * FROM public.dt_tables()$c$,
                        $c$SELECT public.dt_update_where('fuzzed', '{}', '{"x": 1}')$c$, $c$SELECT public.dt_insert_many('fuzzed', '[{"at": "1:30"}]',
                        '{"typecast": true}')$c$,
                    $c$SELECT id, errors FROM public.dt_insert_many('fuzzed', '[{"n": "no number"}]', '{"on_error": "skip"}')$c$] LOOP
                    calls := calls + 1;
                    succeeded := succeeded + fuzz.try(call)::int;
                END LOOP;
                RAISE SQLSTATE 'UNDO0';
            EXCEPTION WHEN OTHERS THEN
                calls := calls + 1;
            END;
        END LOOP;
    END LOOP;
    INSERT INTO fuzz.counted VALUES ('settings', calls, succeeded);
END
$$;

-- Only a superuser may try this: functions with `internal` arguments, as support of functions of other shapes, and triggers on storage tables.
CREATE PROCEDURE fuzz.internals() LANGUAGE plpgsql AS $$
DECLARE
    support text;
    shape text;
    call text;
    calls bigint := 0;
    succeeded bigint := 0;
BEGIN
    FOR support IN SELECT p.oid::regproc FROM pg_proc p WHERE p.pronamespace = 'dt'::regnamespace AND 'internal'::regtype = ANY (p.proargtypes::oid[]) LOOP
        FOREACH call IN ARRAY ARRAY['SELECT %s(NULL)', 'SELECT %s(NULL::internal)', 'SELECT %s(''x'')', 'SELECT %s(1)',
            'CREATE AGGREGATE fuzz.i(internal) (sfunc = %s, stype = internal)', 'CREATE AGGREGATE fuzz.i(*) (sfunc = %s, stype = internal)'] LOOP
            calls := calls + 1;
            succeeded := succeeded + fuzz.try(format(call, support))::int;
        END LOOP;
        FOREACH shape IN ARRAY ARRAY['', 'text', 'text, bigint', 'bigint, bigint', 'text, text', 'text, jsonb', 'jsonb, jsonb', 'jsonb',
            'boolean, float8, text', 'text, text[]', 'text, numeric', 'text, json', 'text, VARIADIC jsonb[]'] LOOP
            BEGIN
                EXECUTE format('CREATE FUNCTION fuzz.supported(%s) RETURNS SETOF bigint LANGUAGE plpgsql IMMUTABLE SUPPORT %s
                    AS $f$BEGIN RETURN NEXT 1; END$f$', shape, support);
                EXECUTE format('CREATE FUNCTION fuzz.judged(%s) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SUPPORT %s AS $f$BEGIN RETURN true; END$f$',
                    shape, support);
                FOR i IN 0 .. 40 LOOP
                    call := (SELECT string_agg(fuzz.chosen(replace(split_part(trim(replace(t, 'VARIADIC', '')), '[', 1), ' ', '')::regtype, i * at),
                        ', ' ORDER BY at) FROM regexp_split_to_table(nullif(shape, ''), ', ') WITH ORDINALITY a(t, at));
                    calls := calls + 3;
                    succeeded := succeeded + fuzz.try(format('SELECT * FROM fuzz.supported(%s)',
                        call))::int + fuzz.try(format('EXPLAIN SELECT fuzz.supported(%s)',
                        call))::int + fuzz.try(format('EXPLAIN SELECT FROM pg_class WHERE fuzz.judged(%s)', call))::int;
                END LOOP;
                RAISE SQLSTATE 'UNDO0';
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
        END LOOP;
    END LOOP;
    INSERT INTO fuzz.counted VALUES ('internal arguments', calls, succeeded);
END
$$;
