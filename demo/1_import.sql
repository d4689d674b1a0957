-- Five CSV files become five dynamic tables. The files are in the server's folder `files`.

SET client_min_messages = warning;
CREATE EXTENSION pg_dyntables;
\pset footer off

\echo
\echo 'What is in airports.csv? Nothing is stored yet.'
SELECT c ->> 'key' AS key, c ->> 'type' AS type, c ->> 'confidence' AS confidence, c ->> 'empty' AS empty, c -> 'examples' AS examples
FROM dt_infer(pg_read_binary_file('files/airports.csv'), '{"null_values": ["", "NA"]}') AS f, jsonb_array_elements(f -> 'columns') AS c;

\echo 'A table for a file: the columns are made for it'
CREATE TEMP TABLE reports (file text, report jsonb);
INSERT INTO reports VALUES
    ('airlines.csv', dt_create_table_from('Airlines', pg_read_binary_file('files/airlines.csv'), '{"columns": {
        "carrier": {"label": "Code", "type": "text", "required": true, "unique": true}, "name": {"label": "Name"}}}')),
    ('airports.csv', dt_create_table_from('Airports', pg_read_binary_file('files/airports.csv'), '{"null_values": ["", "NA"], "columns": {
        "faa": {"label": "FAA code", "type": "text", "required": true, "unique": true}, "alt": {"label": "Altitude (ft)"}}}')),
    ('planes.csv', dt_create_table_from('Planes', pg_read_binary_file('files/planes.csv'), '{"null_values": ["", "NA"], "columns": {
        "tailnum": {"label": "Tail number", "type": "text", "required": true, "unique": true}, "year": {"label": "Built"}}}'));

\o /dev/null
-- Two tables with rules of their own. Their files are imported into them; columns that the time says already are left out.
SELECT dt_create_table('Weather', '{
    "description": "Hourly observations at the three airports",
    "columns": [
        {"key": "origin", "label": "Airport", "type": "select", "required": true, "config": {"options": ["EWR", "JFK", "LGA"]}},
        {"key": "time_hour", "label": "At", "type": "datetime", "required": true},
        {"key": "temp", "label": "Temperature (°F)", "type": "decimal"},
        {"key": "dewp", "label": "Dew point (°F)", "type": "decimal"},
        {"key": "humid", "label": "Humidity (%)", "type": "decimal", "config": {"min": 0, "max": 100}},
        {"key": "wind_dir", "label": "Wind from (°)", "type": "integer", "config": {"min": 0, "max": 360}},
        {"key": "wind_speed", "label": "Wind (mph)", "type": "decimal", "config": {"min": 0}},
        {"key": "wind_gust", "label": "Gusts (mph)", "type": "decimal", "config": {"min": 0}},
        {"key": "precip", "label": "Rain (in)", "type": "decimal", "config": {"min": 0}},
        {"key": "pressure", "label": "Pressure (mbar)", "type": "number"},
        {"key": "visib", "label": "Visibility (mi)", "type": "number", "config": {"min": 0}}
    ]}');

-- Flights also exist a second time, for 2_measure.sql.
CREATE FUNCTION flights_columns() RETURNS jsonb LANGUAGE sql AS $$ SELECT '[
    {"key": "time_hour", "label": "Hour of departure", "type": "datetime", "required": true},
    {"key": "carrier", "label": "Airline", "type": "select", "required": true, "config": {"options": [
        "9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"]}},
    {"key": "flight", "label": "Flight", "type": "integer", "required": true, "config": {"min": 1}},
    {"key": "tailnum", "label": "Tail number", "type": "text", "config": {"max_length": 6}},
    {"key": "origin", "label": "From", "type": "select", "required": true, "config": {"options": ["EWR", "JFK", "LGA"]}},
    {"key": "dest", "label": "To", "type": "text", "required": true, "config": {"min_length": 3, "max_length": 3}},
    {"key": "sched_dep_time", "label": "Departure, scheduled", "type": "integer", "required": true, "config": {"min": 0, "max": 2400}},
    {"key": "dep_time", "label": "Departure", "type": "integer", "config": {"min": 0, "max": 2400}},
    {"key": "dep_delay", "label": "Departure delay (min)", "type": "integer"},
    {"key": "sched_arr_time", "label": "Arrival, scheduled", "type": "integer", "required": true, "config": {"min": 0, "max": 2400}},
    {"key": "arr_time", "label": "Arrival", "type": "integer", "config": {"min": 0, "max": 2400}},
    {"key": "arr_delay", "label": "Arrival delay (min)", "type": "integer"},
    {"key": "air_time", "label": "In the air (min)", "type": "integer", "config": {"min": 0}},
    {"key": "distance", "label": "Distance (mi)", "type": "number", "required": true, "config": {"min": 0}}
]'::jsonb $$;
SELECT dt_create_table('Flights', jsonb_build_object('columns', flights_columns(), 'icon', '🛫',
    'description', 'All departures from New York City in 2013'));
\o
INSERT INTO reports VALUES ('weather.csv', dt_import('weather', pg_read_binary_file('files/weather.csv'),
    '{"null_values": ["", "NA"], "columns": {"year": null, "month": null, "day": null, "hour": null}}'));
INSERT INTO reports VALUES ('flights.csv', dt_import('flights', pg_read_binary_file('files/flights.csv'),
    '{"null_values": ["", "NA"], "columns": {"year": null, "month": null, "day": null, "hour": null, "minute": null}}'));

\echo 'What became of the rows'
SELECT r.file, i.rows, i.inserted, i.skipped, i.fault_count AS faults, jsonb_array_length(i.columns_created) AS "columns made", i.left_out
FROM reports r, jsonb_to_record(r.report) AS i(rows int, inserted int, skipped int, fault_count int, columns_created jsonb, left_out jsonb);

\echo 'Making indexes with dt_create_index'
\pset tuples_only on
SELECT dt_create_index('flights', '{time_hour,carrier,flight,origin}', '{"unique": true}');
SELECT dt_create_index('flights', '{dest,dep_delay}');
SELECT dt_create_index('flights', '{tailnum}');
SELECT dt_create_index('weather', '{origin,time_hour}', '{"unique": true}');
VACUUM ANALYZE;
