-- Ids are UUIDv7 in the order of creation, also within one millisecond of a session.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Ticks', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'storage' AS storage \gset

-- One statement makes 20,000 records in far fewer milliseconds.

SELECT count(*) FROM dt_insert_many('ticks', (SELECT jsonb_agg(jsonb_build_object('n', i) ORDER BY i) FROM generate_series(1, 20000) AS i));
SELECT bool_and((data -> 'n')::int = row_number) AS ordered, count(DISTINCT left(id::text, 13)) < 10000 AS "several in a millisecond",
    count(DISTINCT id) AS distinct, min(substr(id::text, 15, 1)) || max(substr(id::text, 15, 1)) AS versions
FROM (SELECT id, data, row_number() OVER (ORDER BY id) FROM dt_query('ticks')) AS r;

-- Many calls, and inserts into the storage, keep the order.

DO $$
BEGIN
    FOR i IN 20001 .. 22000 LOOP
        PERFORM dt_insert('ticks', jsonb_build_object('n', i));
    END LOOP;
END
$$;
INSERT INTO :storage (data) SELECT jsonb_build_object('n', i) FROM generate_series(22001, 24000) AS i;
SELECT count(*)
FROM dt_insert_many('ticks', (SELECT jsonb_agg(jsonb_build_object('n', i) ORDER BY i) FROM generate_series(24001, 26000) AS i), '{"on_error": "skip"}');
SELECT bool_and((data -> 'n')::int = row_number) AS ordered, count(*) FROM (SELECT data, row_number() OVER (ORDER BY id) FROM dt_query('ticks')) AS r;

-- In an id the first 48 bits are the time, and the variant is that of RFC 9562.

SELECT bool_and(id > previous) AS increasing, count(*)
FROM (SELECT id, lag(id) OVER (ORDER BY n) AS previous FROM (SELECT n, dt.uuid7() AS id FROM generate_series(1, 10000) AS n) AS u) AS v;
SELECT abs(extract(epoch FROM clock_timestamp()) - (('x' || replace(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0)) < 60 AS "the time",
    substr(id::text, 20, 1) IN ('8', '9', 'a', 'b') AS variant
FROM dt.uuid7() AS id;

CALL drop_tables();
