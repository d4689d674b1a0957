-- Five dynamic tables: each is one call.

\o /dev/null
SELECT dt_create_table('Airlines', '{
    "icon": "✈️", "color": "#1d4ed8", "description": "Carriers and their two-letter codes",
    "columns": [
        {"key": "carrier", "label": "Code", "type": "text", "required": true, "unique": true, "config": {"min_length": 2, "max_length": 2}},
        {"key": "name", "label": "Name", "type": "text", "required": true}
    ]}');

SELECT dt_create_table('Airports', '{
    "description": "Airports by their FAA code",
    "columns": [
        {"key": "faa", "label": "FAA code", "type": "text", "required": true, "unique": true, "config": {"min_length": 3, "max_length": 3}},
        {"key": "name", "label": "Name", "type": "text", "required": true},
        {"key": "lat", "label": "Latitude", "type": "decimal", "required": true, "config": {"min": -90, "max": 90}},
        {"key": "lon", "label": "Longitude", "type": "decimal", "required": true, "config": {"min": -180, "max": 180}},
        {"key": "alt", "label": "Altitude (ft)", "type": "integer"},
        {"key": "tz", "label": "Hours from GMT", "type": "number", "config": {"min": -12, "max": 14}},
        {"key": "dst", "label": "Summer time", "type": "select", "config": {"options": [
            {"value": "A", "label": "as in the US"}, {"value": "N", "label": "none"}, {"value": "U", "label": "unknown"}]}},
        {"key": "tzone", "label": "Time zone", "type": "text"}
    ]}');

SELECT dt_create_table('Planes', '{
    "description": "Aircraft by their tail number",
    "columns": [
        {"key": "tailnum", "label": "Tail number", "type": "text", "required": true, "unique": true, "config": {"max_length": 6}},
        {"key": "year", "label": "Built", "type": "integer", "config": {"min": 1900, "max": 2100}},
        {"key": "type", "label": "Type", "type": "select", "required": true, "config": {"options": [
            {"value": "Fixed wing multi engine"}, {"value": "Fixed wing single engine"}, {"value": "Rotorcraft"}]}},
        {"key": "manufacturer", "label": "Manufacturer", "type": "text"},
        {"key": "model", "label": "Model", "type": "text"},
        {"key": "engines", "label": "Engines", "type": "integer", "config": {"min": 1, "max": 8}},
        {"key": "seats", "label": "Seats", "type": "integer", "config": {"min": 0}},
        {"key": "speed", "label": "Cruising speed (mph)", "type": "integer", "config": {"min": 0}},
        {"key": "engine", "label": "Engine", "type": "select", "config": {"options": [
            {"value": "4 Cycle"}, {"value": "Reciprocating"}, {"value": "Turbo-fan"}, {"value": "Turbo-jet"}, {"value": "Turbo-prop"}, {"value": "Turbo-shaft"}]}}
    ]}');

SELECT dt_create_table('Weather', '{
    "description": "Hourly observations at the three airports",
    "columns": [
        {"key": "origin", "label": "Airport", "type": "select", "required": true, "config": {"options": [{"value": "EWR"}, {"value": "JFK"}, {"value": "LGA"}]}},
        {"key": "time_hour", "label": "At", "type": "datetime", "required": true},
        {"key": "date", "label": "Date", "type": "date", "required": true},
        {"key": "hour", "label": "Hour", "type": "integer", "required": true, "config": {"min": 0, "max": 23}},
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

CREATE FUNCTION staging.flights_columns() RETURNS jsonb LANGUAGE sql AS $$ SELECT '[
    {"key": "date", "label": "Date", "type": "date", "required": true},
    {"key": "carrier", "label": "Airline", "type": "select", "required": true, "config": {"options": [
        {"value": "9E"}, {"value": "AA"}, {"value": "AS"}, {"value": "B6"}, {"value": "DL"}, {"value": "EV"}, {"value": "F9"}, {"value": "FL"},
        {"value": "HA"}, {"value": "MQ"}, {"value": "OO"}, {"value": "UA"}, {"value": "US"}, {"value": "VX"}, {"value": "WN"}, {"value": "YV"}]}},
    {"key": "flight", "label": "Flight", "type": "integer", "required": true, "config": {"min": 1}},
    {"key": "tailnum", "label": "Tail number", "type": "text", "config": {"max_length": 6}},
    {"key": "origin", "label": "From", "type": "select", "required": true, "config": {"options": [{"value": "EWR"}, {"value": "JFK"}, {"value": "LGA"}]}},
    {"key": "dest", "label": "To", "type": "text", "required": true, "config": {"min_length": 3, "max_length": 3}},
    {"key": "sched_dep_time", "label": "Departure, scheduled", "type": "integer", "required": true, "config": {"min": 0, "max": 2400}},
    {"key": "dep_time", "label": "Departure", "type": "integer", "config": {"min": 0, "max": 2400}},
    {"key": "dep_delay", "label": "Departure delay (min)", "type": "integer"},
    {"key": "sched_arr_time", "label": "Arrival, scheduled", "type": "integer", "required": true, "config": {"min": 0, "max": 2400}},
    {"key": "arr_time", "label": "Arrival", "type": "integer", "config": {"min": 0, "max": 2400}},
    {"key": "arr_delay", "label": "Arrival delay (min)", "type": "integer"},
    {"key": "air_time", "label": "In the air (min)", "type": "integer", "config": {"min": 0}},
    {"key": "distance", "label": "Distance (mi)", "type": "number", "required": true, "config": {"min": 0}},
    {"key": "time_hour", "label": "Hour of departure", "type": "datetime", "required": true}
]'::jsonb $$;

SELECT dt_create_table('Flights', jsonb_build_object('columns', staging.flights_columns(), 'icon', '🛫',
    'description', 'All departures from New York City in 2013'));
\o
\echo Airlines, Airports, Planes, Weather, Flights
