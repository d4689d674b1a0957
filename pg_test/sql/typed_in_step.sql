-- The plain column of a typed column is equal to the value in data, whoever writes what.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "stage", "type": "select", "config": {"options": ["open", "won"]}, "typed": true},
    {"key": "amount", "type": "number", "typed": true}, {"key": "exact", "type": "decimal", "typed": true}, {"key": "seats", "type": "integer", "typed": true},
    {"key": "done", "type": "checkbox", "typed": true}, {"key": "due", "type": "date", "typed": true}, {"key": "seen", "type": "datetime", "typed": true},
    {"key": "starts", "type": "time", "typed": true}, {"key": "ref", "type": "uuid", "typed": true}, {"key": "host", "type": "ip", "typed": true},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}, "typed": true}, {"key": "price", "type": "currency", "typed": true},
    {"key": "email", "type": "email", "typed": true}, {"key": "free", "type": "text"}]}') ->> 'slug';
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
CREATE VIEW deals AS SELECT * FROM :storage;
-- This counts the records whose plain columns say something else than data.
CREATE FUNCTION out_of_step() RETURNS bigint LANGUAGE sql BEGIN ATOMIC
    SELECT count(*) FROM deals WHERE (stage, amount, exact, seats, done, due) IS DISTINCT FROM (dt.get_text(data, 'stage'), dt.get_float8(data,
    'amount'), dt.get_numeric(data, 'exact'),
        dt.get_int8(data, 'seats'), dt.get_bool(data, 'done'), dt.get_date(data, 'due'))
        OR (seen, starts, ref, host, tags, price, email) IS DISTINCT FROM (dt.get_timestamptz(data, 'seen'), dt.get_time(data, 'starts'),
    dt.get_uuid(data, 'ref'), dt.get_inet(data, 'host'),
        dt.get_text_array(data, 'tags'), dt.get_amount(data, 'price'), dt.get_text(data, 'email'));
END;

-- ## Writes of data
SELECT (dt_insert('deals', '{"stage": "won", "amount": 12.5, "exact": 0.10, "seats": 9007199254740993, "done": true, "due": "2026-01-28",
    "seen": "2026-01-28T15:30:00+01:00", "starts": "09:30",
    "ref": "0197A5B8-7C31-7E2A-9C0D-3F5A8B1E2D4C", "host": "192.0.2.1", "tags": ["b", "a"], "price": {"amount": 12.50, "currency": "eur"},
    "email": "Jane@Example.COM"}',
    '00000000-0000-7000-8000-000000000001')).version;
SELECT stage, amount, exact, seats, done, to_char(due, 'YYYY-MM-DD') AS due, extract(epoch FROM seen) AS seen, starts, ref, host, tags, price,
    email FROM deals;
SELECT count(*) FROM dt_insert_many('deals', '[{}, {"stage": null, "tags": []}, {"amount": 1e308, "exact": 1234567890123456789012345678901234567890.5,
    "email": "a@b.org"}, {"free": "x"}]');
SELECT out_of_step();
SELECT (dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"stage": "open", "amount": null, "tags": ["a"]}')).version;
SELECT (dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"free": "y"}')).version;
SELECT stage, amount, tags FROM deals WHERE id = '00000000-0000-7000-8000-000000000001';
SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000001');
SELECT (dt_restore('deals', '00000000-0000-7000-8000-000000000001', '{"patch": {"amount": 3}}')).version;
UPDATE deals SET data = data || '{"stage": "won", "seats": 3}' WHERE data ? 'exact';
SELECT out_of_step();

-- ## Writes of plain columns are writes of data
UPDATE deals SET stage = 'won', amount = 7, exact = 1.50, seats = 4, done = false, due = '2026-02-01', seen = '2026-02-01 10:00:00+00',
    starts = '10:15', host = '10.0.0.0/8',
    ref = '0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4d', tags = '{b,a}', price = 99.90,
    email = 'X@y.org' WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data, version;
UPDATE deals SET stage = NULL, tags = NULL, price = NULL WHERE id = '00000000-0000-7000-8000-000000000001' RETURNING data;
INSERT INTO deals (id, stage, amount) VALUES ('00000000-0000-7000-8000-000000000002', 'open', 5) RETURNING data, stage, amount;
-- Where both change and differ, data is right.
UPDATE deals SET stage = 'won', data = data || '{"stage": "open", "amount": 6}',
    amount = 8 WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING data, stage, amount;
UPDATE deals SET stage = 'won', data = data || '{"amount": 9}' WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING data, stage, amount;
INSERT INTO deals (id, data, stage, amount) VALUES ('00000000-0000-7000-8000-000000000003', '{"stage": "open"}', 'won', 1) RETURNING data, stage, amount;
-- They are validated as data is.
SELECT try($$UPDATE deals SET stage = 'lost' WHERE id = '00000000-0000-7000-8000-000000000002'$$);
SELECT try($$UPDATE deals SET amount = 'NaN' WHERE id = '00000000-0000-7000-8000-000000000002'$$);
SELECT try($$UPDATE deals SET due = 'infinity' WHERE id = '00000000-0000-7000-8000-000000000002'$$);
SELECT try($$UPDATE deals SET price = 3 WHERE id = '00000000-0000-7000-8000-000000000002'$$);
SELECT try($$INSERT INTO deals (email) VALUES ('nobody')$$);
SELECT left(try($$INSERT INTO deals (data, stage) VALUES (NULL, 'won')$$), 50);
SELECT out_of_step();

-- ## COPY, and sessions that do not validate
COPY :storage (data, amount) FROM stdin;
{"stage": "won"}	11
{"amount": 12}	13
\.
SELECT data, stage, amount FROM deals WHERE amount IN (11, 12, 13) ORDER BY amount;
SET session_replication_role = replica;
INSERT INTO deals (data, stage) VALUES ('{"stage": "won", "amount": 21, "free": "replicated"}', 'open') RETURNING stage, amount, version;
UPDATE deals SET data = data || '{"stage": "open"}', amount = 22 WHERE data @> '{"free": "replicated"}' RETURNING stage, amount, version;
RESET session_replication_role;
SELECT out_of_step();

-- ## Changes of the column
DROP FUNCTION out_of_step;
DROP VIEW deals;
SELECT dt_alter_column('deals', 'stage', '{"key": "phase"}') -> 'typed';
SELECT count(*) FROM :storage WHERE phase IS DISTINCT FROM data ->> 'phase' OR data ? 'stage';
SELECT dt_alter_column('deals', 'seats', '{"type": "text"}') -> 'typed';
SELECT count(*) FROM :storage WHERE seats IS DISTINCT FROM data ->> 'seats';
SELECT dt_alter_column('deals', 'seats', '{"type": "number"}') -> 'typed';
SELECT count(*) FROM :storage WHERE seats IS DISTINCT FROM (data ->> 'seats')::float8;
SELECT dt_alter_column('deals', 'free', '{"default": "none", "backfill": true, "typed": true}') -> 'typed';
SELECT count(*) FROM :storage WHERE free IS DISTINCT FROM data ->> 'free';
SELECT dt_alter_column('deals', 'free', '{"type": "integer", "on_failure": "keep", "default": null}') -> 'failed' > '0';
SELECT count(*) FROM :storage WHERE free IS NOT NULL;
SELECT dt_alter_column('deals', 'free', '{"type": "text"}') -> 'typed';
SELECT dt_alter_column('deals', 'free', '{"retry_unconverted": true}') -> 'converted' > '0';
SELECT count(*), count(free) > 0 FROM :storage WHERE free IS DISTINCT FROM data ->> 'free' OR free IS NOT NULL AND false;
SELECT dt_alter_column('deals', 'free', '{"type": "json"}') -> 'typed';
SELECT dt_alter_column('deals', 'amount', '{"type": "autonumber", "on_failure": "null"}') -> 'typed';
-- A column in the trash is kept in step, too.
SELECT dt_drop_column('deals', 'phase');
UPDATE :storage SET data = data - 'phase' WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING phase;
SELECT count(*) FROM dt_delete_where('deals', '{"amount": {"gt": 20}}');
SELECT count(*) FROM :storage WHERE phase IS DISTINCT FROM data ->> 'phase';
SELECT dt_restore_column('deals', 'phase') -> 'typed';
SELECT dt_count('deals', '{"phase": "open"}') = (SELECT count(*) FROM :storage WHERE deleted_at IS NULL AND data ->> 'phase' = 'open');
SELECT dt_drop_column('deals', 'phase', true);
SELECT attname FROM pg_attribute WHERE attrelid = :'storage'::regclass AND attnum > 9 AND NOT attisdropped ORDER BY attname;
-- What others made of a plain column stays when the config changes, and when the type does.
SELECT run(format('CREATE INDEX mine ON %s ((seats + 1))', :'storage')), run(format('CREATE VIEW shown AS SELECT seats FROM %s', :'storage'));
SELECT dt_alter_column('deals', 'seats', '{"config": {"min": -1000}}') -> 'typed';
SELECT pg_get_indexdef('dt_data.mine'::regclass) ~ 'seats"? \+', count(*) FROM shown;
DROP VIEW shown;
SELECT dt_alter_column('deals', 'starts', '{"type": "text"}') -> 'typed';
SELECT count(*) FROM :storage WHERE starts IS DISTINCT FROM data ->> 'starts';
-- Settings of the session change no digit, and what is no object is told as ever.
SET extra_float_digits = -15;
UPDATE :storage SET seats = 123.456 WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING data -> 'seats', seats = 123.456;
RESET extra_float_digits;
UPDATE :storage SET seats = 0.30000000000000004 WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING data -> 'seats';
UPDATE :storage SET seats = 1e300 WHERE id = '00000000-0000-7000-8000-000000000002' RETURNING data -> 'seats' = '1e300';
SELECT left(try(format('INSERT INTO %s (data, seats) VALUES (%L, 1)', :'storage', value)), 60) FROM unnest(ARRAY['5', 'null', '[]']) value;
-- In an open table records may have values under a key before it is a column's.
SELECT dt_create_table('Open', '{"open": true}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('open', '[{"n": 1}, {"n": 2}, {}]');
SELECT dt_add_column('open', 'n', 'integer', '{"typed": true}') -> 'typed', dt_count('open', '{"n": {"gte": 1}}');
-- The shape of the storage is the extension's own.
SELECT try(format('ALTER TABLE %s DROP COLUMN n', dt_describe('open') ->> 'storage')) ~ 'the shape of dt_data.open_\d+ is pg_dyntables'' own';
-- What depends on it is in the way of a change that drops it or gives it another type. A dry run says the same.
SELECT run(format('CREATE VIEW seen AS SELECT n FROM %s', dt_describe('open') ->> 'storage'));
SELECT try($$SELECT dt_drop_column('open', 'n', true)$$);
SELECT try($$SELECT dt_alter_column('open', 'n', '{"typed": false}')$$);
SELECT try($$SELECT dt_alter_column('open', 'n', '{"typed": false, "dry_run": true}')$$) ~ '^2BP01 .* cannot be dropped: view public.seen depends on it';
SELECT try($$SELECT dt_alter_column('open', 'n', '{"type": "json"}')$$) ~ '^2BP01 .* cannot be dropped: view public.seen depends on it';
SELECT run(format('CREATE FUNCTION total() RETURNS numeric BEGIN ATOMIC SELECT sum(n) FROM %s; END', dt_describe('open') ->> 'storage'));
SELECT run(format('CREATE MATERIALIZED VIEW "Kept" AS SELECT o.n FROM %s o, seen', dt_describe('open') ->> 'storage'));
SELECT try($$SELECT dt_alter_column('open', 'n', '{"type": "text", "dry_run": true}')$$);
SELECT try($$SELECT dt_alter_column('open', 'n', '{"type": "text", "key": "m"}')$$) ~ '^2BP01 .* "n" of table "open" cannot change its type: mat';
-- It is in the way of nothing else.
SELECT dt_alter_column('open', 'n', '{"config": {"min": 0}, "index": true}') -> 'typed';
SELECT dt_alter_column('open', 'n', '{"key": "m"}') -> 'typed', total();
SELECT dt_drop_column('open', 'm') IS NOT NULL, dt_restore_column('open', 'm') ->> 'key';
-- The HINT says what to do.
CREATE FUNCTION hint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM dt_alter_column('open', 'm', '{"type": "text"}');
    RETURN 'none';
EXCEPTION WHEN dependent_objects_still_exist THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN regexp_replace(hint, '^.*: ', '');
END
$$;
SELECT run(hint());
SELECT dt_alter_column('open', 'm', '{"type": "text"}') -> 'typed';
DROP FUNCTION hint;
SELECT dt_drop_table('deals', true), dt_drop_table('open', true);
