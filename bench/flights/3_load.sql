-- Loads each dynamic table from its batches, one transaction per table, then makes the indexes.

CREATE PROCEDURE staging.load(slug text, target text) LANGUAGE plpgsql AS $$
DECLARE
    batch record;
    done bigint := 0;
    total bigint := (SELECT sum(size) FROM staging.batches b WHERE b.slug = load.slug);
    started timestamptz := clock_timestamp();
BEGIN
    FOR batch IN SELECT * FROM staging.batches b WHERE b.slug = load.slug ORDER BY b.no LOOP
        PERFORM count(*) FROM dt_insert_many(target, batch.records);
        done := done + batch.size;
        IF done = total OR batch.no % 10 = 9 THEN
            RAISE NOTICE '% % of % records, % s', rpad(target, 10), lpad(done::text, 6), lpad(total::text, 6),
                round(extract(epoch FROM clock_timestamp() - started), 1);
        END IF;
    END LOOP;
END $$;

\set VERBOSITY terse
CALL staging.load('airlines', 'airlines');
CALL staging.load('airports', 'airports');
CALL staging.load('planes', 'planes');
CALL staging.load('weather', 'weather');
CALL staging.load('flights', 'flights');

\echo
\echo Making indexes with dt_create_index
\pset footer off
\pset tuples_only on
SELECT dt_create_index('flights', '{date,carrier,flight,origin}', '{"unique": true}');
SELECT dt_create_index('flights', '{dest,dep_delay}');
SELECT dt_create_index('flights', '{tailnum}');
SELECT dt_create_index('weather', '{origin,time_hour}', '{"unique": true}');
VACUUM ANALYZE;
