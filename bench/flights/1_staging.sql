-- The CSV files as they are, then what both ways of loading read: typed rows, and the same rows as batches of JSON.

SET client_min_messages = warning;
CREATE EXTENSION pg_dyntables;
CREATE SCHEMA staging;
SET search_path = staging, public;

CREATE TABLE airlines (carrier text, name text);
CREATE TABLE airports (faa text, name text, lat numeric, lon numeric, alt int, tz numeric, dst text, tzone text);
CREATE TABLE planes (tailnum text, year int, type text, manufacturer text, model text, engines int, seats int, speed int, engine text);
CREATE TABLE weather (origin text, year int, month int, day int, hour int, temp numeric, dewp numeric, humid numeric, wind_dir int,
    wind_speed numeric, wind_gust numeric, precip numeric, pressure numeric, visib numeric, time_hour text);
CREATE TABLE flights_csv (year int, month int, day int, dep_time int, sched_dep_time int, dep_delay int, arr_time int, sched_arr_time int,
    arr_delay int, carrier text, flight int, tailnum text, origin text, dest text, air_time int, distance int, hour int, minute int,
    time_hour text);

\copy airlines FROM 'airlines.csv' (FORMAT csv, HEADER, NULL 'NA')
\copy airports FROM 'airports.csv' (FORMAT csv, HEADER, NULL 'NA')
\copy planes FROM 'planes.csv' (FORMAT csv, HEADER, NULL 'NA')
\copy weather FROM 'weather.csv' (FORMAT csv, HEADER, NULL 'NA')
\copy flights_csv FROM 'flights.csv' (FORMAT csv, HEADER, NULL 'NA')

-- Typed, for the hand-made table.
CREATE TABLE flights AS
SELECT row_number() OVER () AS no, make_date(year, month, day) AS date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time,
    dep_delay, sched_arr_time, arr_time, arr_delay, air_time, distance, time_hour::timestamptz AS time_hour
FROM flights_csv;

-- As JSON, 5,000 records to a batch, for dt_insert_many. Empty values are left out.
CREATE TABLE batches (slug text, no bigint, size int, records jsonb, PRIMARY KEY (slug, no));
ALTER TABLE batches ALTER records SET STORAGE EXTERNAL;

CREATE FUNCTION pack(slug text, rows text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO staging.batches
        SELECT %L, (no - 1) / 5000, count(*), jsonb_agg(record ORDER BY no)
        FROM (SELECT row_number() OVER () AS no, jsonb_strip_nulls(to_jsonb(r)) AS record FROM (%s) r) packed GROUP BY 2', slug, rows);
END $$;

\o /dev/null
SELECT pack('airlines', 'SELECT * FROM staging.airlines');
SELECT pack('airports', 'SELECT * FROM staging.airports');
SELECT pack('planes', 'SELECT * FROM staging.planes');
SELECT pack('weather', 'SELECT origin, time_hour, make_date(year, month, day) AS date, hour, temp, dewp, humid, wind_dir, wind_speed, wind_gust,
    precip, pressure, visib FROM staging.weather');
SELECT pack('flights', 'SELECT make_date(year, month, day) AS date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time, dep_delay,
    sched_arr_time, arr_time, arr_delay, air_time, distance, time_hour FROM staging.flights_csv');
\o
DROP TABLE flights_csv;
VACUUM ANALYZE;

\pset footer off
SELECT slug, sum(size) AS records, count(*) AS batches FROM batches GROUP BY slug ORDER BY 2;
