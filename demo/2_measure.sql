-- The 336,776 flights of flights.csv through dt_import, and through COPY into a table as one would make it by hand: typed columns, the same
-- rules and indexes. One transaction each; rounds take turns.

CREATE TABLE figures (how text, indexes int, round int, seconds numeric);

-- COPY takes all columns of a file.
CREATE TABLE flights_by_hand (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    year int, month int, day int,
    dep_time bigint CHECK (dep_time BETWEEN 0 AND 2400),
    sched_dep_time bigint NOT NULL CHECK (sched_dep_time BETWEEN 0 AND 2400),
    dep_delay bigint,
    arr_time bigint CHECK (arr_time BETWEEN 0 AND 2400),
    sched_arr_time bigint NOT NULL CHECK (sched_arr_time BETWEEN 0 AND 2400),
    arr_delay bigint,
    carrier text NOT NULL CHECK (carrier IN ('9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'OO', 'UA', 'US', 'VX', 'WN', 'YV')),
    flight bigint NOT NULL CHECK (flight >= 1),
    tailnum text CHECK (length(tailnum) <= 6),
    origin text NOT NULL CHECK (origin IN ('EWR', 'JFK', 'LGA')),
    dest text NOT NULL CHECK (length(dest) = 3),
    air_time bigint CHECK (air_time >= 0),
    distance float8 NOT NULL CHECK (distance >= 0),
    hour int, minute int,
    time_hour timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE PROCEDURE measure(statement text, how text, indexes int, round int) LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz := clock_timestamp();
BEGIN
    EXECUTE statement;
    COMMIT;
    INSERT INTO figures VALUES (how, indexes, round, extract(epoch FROM clock_timestamp() - started));
    COMMIT;
END $$;

CREATE PROCEDURE measure_both(indexes int, round int) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_create_table('Measured', jsonb_build_object('columns', flights_columns()));
    IF indexes > 0 THEN
        PERFORM dt_create_index('measured', '{time_hour,carrier,flight,origin}', '{"unique": true}');
        PERFORM dt_create_index('measured', '{dest,dep_delay}');
        PERFORM dt_create_index('measured', '{tailnum}');
    END IF;
    TRUNCATE flights_by_hand;
    COMMIT;
    CALL measure($c$SELECT dt_import('measured', pg_read_binary_file('files/flights.csv'),
        '{"null_values": ["", "NA"], "columns": {"year": null, "month": null, "day": null, "hour": null, "minute": null}}')$c$, 'dt_import', indexes, round);
    CALL measure($c$COPY flights_by_hand (year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier, flight, tailnum,
        origin, dest, air_time, distance, hour, minute, time_hour) FROM 'files/flights.csv' (FORMAT csv, HEADER, NULL 'NA')$c$, 'COPY into a table by hand', indexes, round);
    IF dt_count('measured') <> (SELECT count(*) FROM flights_by_hand) THEN
        RAISE 'not every flight arrived';
    END IF;
    PERFORM dt_drop_table('measured', true);
    COMMIT;
END $$;

SELECT format('CALL measure_both(0, %s)', n) FROM generate_series(1, 3) n \gexec

CREATE UNIQUE INDEX ON flights_by_hand (time_hour, carrier, flight, origin);
CREATE INDEX ON flights_by_hand (dest, dep_delay);
CREATE INDEX ON flights_by_hand (tailnum);

SELECT format('CALL measure_both(3, %s)', n) FROM generate_series(1, 3) n \gexec

DROP TABLE flights_by_hand;
