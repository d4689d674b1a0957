-- 336,776 flights through dt_insert_many, and through INSERT ... SELECT into tables as one would make them by hand: typed columns, the same
-- rules. With a primary key only (a uuid as dynamic tables have, and a serial number, which costs less), then with 3_load.sql's indexes.
-- All read rows prepared beforehand in the form that suits them; one transaction each; rounds take turns.

CREATE TABLE staging.figures (part int, how text, round int, seconds numeric);

CREATE TABLE staging.flights_by_hand (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    date date NOT NULL,
    carrier text NOT NULL CHECK (carrier IN ('9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'OO', 'UA', 'US', 'VX', 'WN', 'YV')),
    flight bigint NOT NULL CHECK (flight >= 1),
    tailnum text CHECK (length(tailnum) <= 6),
    origin text NOT NULL CHECK (origin IN ('EWR', 'JFK', 'LGA')),
    dest text NOT NULL CHECK (length(dest) = 3),
    sched_dep_time bigint NOT NULL CHECK (sched_dep_time BETWEEN 0 AND 2400),
    dep_time bigint CHECK (dep_time BETWEEN 0 AND 2400),
    dep_delay bigint,
    sched_arr_time bigint NOT NULL CHECK (sched_arr_time BETWEEN 0 AND 2400),
    arr_time bigint CHECK (arr_time BETWEEN 0 AND 2400),
    arr_delay bigint,
    air_time bigint CHECK (air_time >= 0),
    distance float8 NOT NULL CHECK (distance >= 0),
    time_hour timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE staging.flights_by_number (LIKE staging.flights_by_hand INCLUDING CONSTRAINTS INCLUDING DEFAULTS);
ALTER TABLE staging.flights_by_number DROP id, ADD id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY;

CREATE PROCEDURE staging.measure_by_hand(part int, how text, round int, target regclass) LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz;
BEGIN
    EXECUTE format('TRUNCATE %s', target);
    COMMIT;
    started := clock_timestamp();
    EXECUTE format('
        INSERT INTO %s (date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time, dep_delay, sched_arr_time,
            arr_time, arr_delay, air_time, distance, time_hour)
        SELECT date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time, dep_delay, sched_arr_time,
            arr_time, arr_delay, air_time, distance, time_hour
        FROM staging.flights', target);
    COMMIT;
    INSERT INTO staging.figures VALUES (part, how, round, extract(epoch FROM clock_timestamp() - started));
    COMMIT;
END $$;

CREATE PROCEDURE staging.measure_dynamic(part int, how text, round int) LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz;
BEGIN
    PERFORM dt_create_table('Measured', jsonb_build_object('columns', staging.flights_columns()));
    IF part = 2 THEN
        PERFORM dt_create_index('measured', '{date,carrier,flight,origin}', '{"unique": true}');
        PERFORM dt_create_index('measured', '{dest,dep_delay}');
        PERFORM dt_create_index('measured', '{tailnum}');
    END IF;
    COMMIT;
    started := clock_timestamp();
    PERFORM sum(inserted.n) FROM staging.batches b, LATERAL (SELECT count(*) AS n FROM dt_insert_many('measured', b.records)) inserted
    WHERE b.slug = 'flights';
    COMMIT;
    INSERT INTO staging.figures VALUES (part, how, round, extract(epoch FROM clock_timestamp() - started));
    IF dt_count('measured') <> (SELECT count(*) FROM staging.flights) THEN
        RAISE 'not every flight arrived';
    END IF;
    PERFORM dt_drop_table('measured', true);
    COMMIT;
END $$;

SELECT format('CALL staging.measure_by_hand(1, %L, %s, %L)', 'by hand, uuid key (gen_random_uuid)', n, 'staging.flights_by_hand'),
    format('CALL staging.measure_dynamic(1, %L, %s)', 'dt_insert_many', n),
    format('CALL staging.measure_by_hand(1, %L, %s, %L)', 'by hand, serial key', n, 'staging.flights_by_number')
FROM generate_series(1, 3) n \gexec

CREATE UNIQUE INDEX ON staging.flights_by_hand (date, carrier, flight, origin);
CREATE INDEX ON staging.flights_by_hand (dest, dep_delay);
CREATE INDEX ON staging.flights_by_hand (tailnum);

SELECT format('CALL staging.measure_by_hand(2, %L, %s, %L)', 'by hand, uuid key, three more indexes', n, 'staging.flights_by_hand'),
    format('CALL staging.measure_dynamic(2, %L, %s)', 'dt_insert_many, three more indexes', n)
FROM generate_series(1, 3) n \gexec

DROP TABLE staging.flights_by_hand, staging.flights_by_number;
