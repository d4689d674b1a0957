-- A role that may log in calls anything on any table. The server survives and tells nothing, although each of these calls crashed it, read
-- its memory or damaged data before.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"open": true, "columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
CREATE ROLE regress_dt_anybody;
GRANT CREATE ON SCHEMA public TO regress_dt_anybody;

-- ## Trigger functions: PUBLIC may not make a trigger of them
SET ROLE regress_dt_anybody;
CREATE TEMP TABLE x (a int8, b int8, c int8, d int8, e int8, f int8, g int8);
SELECT try('CREATE TRIGGER t BEFORE INSERT OR UPDATE ON x FOR EACH ROW EXECUTE FUNCTION dt.validate_record()');
SELECT try('CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION dt.limit_records()');
RESET ROLE;
-- A role that may do so gets an error on any table but a storage table: of another shape, of the same shape, a partition, or a view.
CREATE TEMP TABLE y (a int8, b int8, c int8, d int8, e int8, f int8, g int8);
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON y FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO y VALUES (1, 1234567, 0, 0, 0, 0, 0);
INSERT INTO y VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SET session_replication_role = replica;
INSERT INTO y VALUES (1, NULL, 0, 0, 0, 0, 0);
RESET session_replication_role;
UPDATE y SET a = NULL;
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
CREATE TEMP TABLE twin (LIKE :storage INCLUDING DEFAULTS);
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON twin FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO twin (data) VALUES ('{"name": 5}');
DROP TRIGGER t ON twin;
ALTER TABLE twin DROP COLUMN position;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON twin FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO twin (data) VALUES ('{}');
DROP TRIGGER t ON twin;
ALTER TABLE twin ADD COLUMN position jsonb;
CREATE TRIGGER t BEFORE INSERT OR UPDATE ON twin FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO twin (data) VALUES ('{}');
CREATE TEMP TABLE parts (a uuid, b jsonb) PARTITION BY HASH (a);
CREATE TEMP TABLE part PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TRIGGER t BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO parts VALUES (gen_random_uuid(), '{}');
CREATE TEMP VIEW seen AS SELECT * FROM y;
CREATE TRIGGER t INSTEAD OF INSERT ON seen FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
INSERT INTO seen VALUES (1, 1234567, 0, 0, 0, 0, 0);
CREATE TRIGGER l AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON y FOR EACH STATEMENT EXECUTE FUNCTION dt.limit_records();
DELETE FROM y;
TRUNCATE y;
SELECT try('SELECT dt.validate_record()'), try('SELECT dt.guard_ddl()');
SELECT try('CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION dt.validate_record()');

-- ## Arrays that have to be detoasted live as long as what points into them
CREATE TEMP TABLE paths (n int, path text[], doc jsonb);
ALTER TABLE paths ALTER path SET STORAGE EXTERNAL;
INSERT INTO paths SELECT n, ARRAY[repeat('k', n)], jsonb_build_object(repeat('k', n), jsonb_build_object('v', n))
FROM unnest(ARRAY[10, 2500, 100000, 5000000]) AS n;
SELECT n, dt.get_jsonb_at(doc, path) = doc #> path AS json, dt.get_jsonb_at(doc, path || 'v'::text) AS number,
    dt.get_numeric_at(doc, path || 'v'::text) AS "numeric", dt.is_empty_at(doc, path) AS empty, dt.get_text_at(doc, path) AS text,
    dt.get_length_at(jsonb_build_object(path[1], 'abc'), path) AS length, dt.get_bool_at(jsonb_build_object(path[1], true), path) AS bool,
    dt.get_text_array_at(jsonb_build_object(path[1], '["a", 1, "b"]'::jsonb), path) AS texts,
    dt.search_vector(doc, path) IS NOT NULL AS searched, dt.pick(doc, path) = doc AS picked FROM paths ORDER BY n;
SELECT dt.get_text_at('{"a": 1}', ARRAY['a', NULL]), dt.get_jsonb_at('[[1, 2], 3]', ARRAY[['0', '1']]),
    dt.get_jsonb_at('[[1, 2], 3]', '[5:6]={0,1}'), dt.get_jsonb_at('5', '{}'), dt.get_jsonb_at('{"a": null}', '{a}');
-- Values of any depth are returned whole.
SELECT dt.get_jsonb_at(jsonb_build_object('a', d::jsonb), '{a}') = d::jsonb
FROM unnest(ARRAY[repeat('[', 1000) || repeat(']', 1000), repeat('{"x": ', 1000) || '7' || repeat('}', 1000)]) AS d;
SELECT dt.get_jsonb_at(d, '{a}') = d -> 'a', dt.get_jsonb_at(d, '{a}')::text = (d -> 'a')::text
FROM unnest(ARRAY['{"a": "x"}', '{"a": 1.50}', '{"b": 2, "a": -1e300}', '{"a": true}', '{"a": []}', '{"a": {"b": [1, {"c": ""}]}}']::jsonb[]) AS d;

-- ## What PUBLIC may execute: what defaults, indexes and filters in plain SQL need
SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p
WHERE p.pronamespace = 'dt'::regnamespace AND has_function_privilege('regress_dt_anybody', p.oid, 'EXECUTE');
SET ROLE regress_dt_anybody;
SELECT try($$SELECT dt.pick('{}', ARRAY['a'])$$);
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM regress_dt_anybody;
DROP TABLE x;
DROP ROLE regress_dt_anybody;
CALL drop_tables();
