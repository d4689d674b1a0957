-- SQL that writes to dt_data.* obeys the same rules as dt_*.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "required": true, "unique": true},
    {"key": "amount", "type": "number", "config": {"min": 0}}, {"key": "due", "type": "datetime"},
    {"key": "stage", "type": "text", "default": "open"}]}') ->> 'storage' AS storage \gset
SET dt.user_id = 'ann';

-- ## INSERT: validated, normalised, filled

INSERT INTO :storage (id, data) VALUES ('00000000-0000-7000-8000-000000000001', '{"name": "Acme", "due": "2026-01-28T14:30:00+01:00", "amount": null}')
RETURNING data, version, created_by, updated_by;
SELECT data FROM dt_get('deals', '00000000-0000-7000-8000-000000000001');
INSERT INTO :storage (data) SELECT jsonb_build_object('name', 'n' || i, 'amount', i) FROM generate_series(1, 3) AS i;
SELECT dt_count('deals') AS count;
INSERT INTO :storage (data) VALUES ('{"amount": -1, "stag": "x"}');
INSERT INTO :storage (data) VALUES ('[]');
INSERT INTO :storage (data) VALUES ('null');
SELECT try(format('INSERT INTO %s (data) VALUES (NULL)', :'storage')) LIKE '23502 %' AS "not null";
INSERT INTO :storage DEFAULT VALUES;

-- The unique rule is an index, so PostgreSQL's own error arrives.

SELECT try(format('INSERT INTO %s (data) VALUES (''{"name": "Acme"}'')', :'storage')) LIKE '23505 %' AS "unique violation";
INSERT INTO :storage AS t (id, data) VALUES ('00000000-0000-7000-8000-000000000001', '{"name": "Acme", "amount": 7}') ON CONFLICT (id) DO UPDATE
    SET data = t.data || excluded.data RETURNING data, version;

-- ## COPY

\set SHOW_CONTEXT never
SELECT format('COPY %s (data) FROM STDIN', :'storage') AS copy \gset
:copy;
{"name": "from copy", "due": "2026-01-28T14:30:00.500+01:00"}
\.
SELECT data FROM dt_query('deals', '{"filter": {"name": "from copy"}}');
:copy;
{"name": "good"}
{"name": "bad", "amount": "x"}
\.
SELECT dt_count('deals', '{"name": "good"}') AS "nothing left behind";

-- ## UPDATE

UPDATE :storage SET data = data || '{"amount": 9, "due": "2026-02-01T00:00:00+01:00"}' WHERE id = '00000000-0000-7000-8000-000000000001'
RETURNING data, version;
UPDATE :storage SET data = data || '{"amount": -9}' WHERE id = '00000000-0000-7000-8000-000000000001';
UPDATE :storage SET data = data - 'name' WHERE id = '00000000-0000-7000-8000-000000000001';
UPDATE :storage SET data = '5' WHERE id = '00000000-0000-7000-8000-000000000001';
UPDATE :storage SET data = data || '{"amount": null}' WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data;
MERGE INTO :storage AS t USING (VALUES ('00000000-0000-7000-8000-000000000001'::uuid)) AS s (id) ON t.id = s.id
    WHEN MATCHED THEN UPDATE SET data = t.data || '{"amount": "m"}';

-- ## System fields cannot be forged

SET dt.user_id = 'eve';
UPDATE :storage SET id = '00000000-0000-7000-8000-0000000000ff', created_at = '2001-01-01', updated_at = '2001-01-01', created_by = 'nobody',
    updated_by = 'nobody', version = 1000
WHERE id = '00000000-0000-7000-8000-000000000001'
RETURNING id, created_at > '2020-01-01' AS created_at, updated_at = now() AS updated_at, created_by, updated_by, version;
UPDATE :storage SET version = 0, updated_by = NULL, created_by = NULL WHERE id = '00000000-0000-7000-8000-000000000001'
RETURNING created_by, updated_by, version;
RESET dt.user_id;

-- ## The trash

UPDATE :storage SET deleted_at = now() WHERE data ->> 'name' = 'n1';
SELECT data ->> 'name' AS name FROM dt_query('deals', '{"trash": "only"}');
DELETE FROM :storage WHERE data ->> 'name' = 'n1';
SELECT count(*) FROM dt_query('deals', '{"trash": "include"}');

-- ## A record written under other rules is left alone until its data change

SELECT dt_add_column('deals', 'extra', 'text') ->> 'key' AS key;
UPDATE :storage SET data = data || '{"extra": "kept"}' WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data;
SELECT dt_drop_column('deals', 'extra');
UPDATE :storage SET deleted_at = NULL, position = 1.5 WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data;
UPDATE :storage SET data = data || '{"amount": 1}' WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data;
SELECT try(format('UPDATE %s SET data = data || ''{"extra": "other"}''', :'storage')) LIKE '42703 %' AS "a column in the trash cannot be written";

-- ## Triggers and rules of one's own may stand beside ours

CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.data := NEW.data || '{"amount": -1}'; RETURN NEW; END $$;
CREATE TRIGGER a_shout BEFORE INSERT ON :storage FOR EACH ROW EXECUTE FUNCTION shout();
SELECT try($$SELECT dt_insert('deals', '{"name": "loud"}')$$) LIKE '23514 %' AS "what a trigger that runs before wrote is validated";
DROP TRIGGER a_shout ON :storage;
DROP FUNCTION shout();

-- ## The validation function is for triggers on storage tables only

SELECT dt.validate_record();
SELECT dt.limit_records();
CREATE TABLE plain (id uuid, data jsonb);
CREATE TRIGGER t BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION dt.validate_record();
SELECT try($$INSERT INTO plain (data) VALUES ('{}')$$) LIKE '22023 %' AS "no storage of a dynamic table";
CREATE TRIGGER s AFTER INSERT ON plain FOR EACH STATEMENT EXECUTE FUNCTION dt.validate_record();
DROP TRIGGER t ON plain;
INSERT INTO plain (data) VALUES ('{}');
DROP TABLE plain;

CALL drop_tables();
RESET dt.user_id;
