-- A tour of the loaded tables. Read it along with what it prints.

\pset footer off
\pset linestyle unicode

\echo
\echo '== The tables'
SELECT name, slug, column_count AS columns, record_estimate AS records, description FROM dt_tables() ORDER BY record_estimate;

\echo '== A column is a document, too'
SELECT key, label, type, required, is_unique FROM dt_columns('planes');

\echo '== A bad record: every fault at once'
SELECT dt_insert('flights', '{"time_hour": "2013-02-30T10:00:00Z", "carrier": "XX", "flight": 0, "origin": "EWR", "dest": "San Francisco", "distance": "far", "gate": 12}');
\echo
SELECT fault->>'column' AS "column", fault->>'code' AS code, fault->>'message' AS message
FROM jsonb_array_elements(dt_validate('flights', '{"time_hour": "2013-02-30T10:00:00Z", "carrier": "XX", "flight": 0, "origin": "EWR", "dest": "San Francisco", "distance": "far", "gate": 12}')->'errors') fault;

\echo '== A misspelt key in a filter'
SELECT count(*) FROM dt_query('flights', '{"filter": {"departure_delay": 3, "desst": "SFO"}}');

\echo
\echo '== Filtered and sorted: the worst departures to San Francisco'
\set query '{"filter": {"dest": "SFO", "dep_delay": {"gte": 60}}, "sort": "-dep_delay", "limit": 5, "columns": ["time_hour", "carrier", "flight", "origin", "dep_delay", "arr_delay"]}'
SELECT data FROM dt_query('flights', :'query');
\echo The index that it uses, and the SQL that it becomes:
\pset tuples_only on
\pset format unaligned
SELECT explained->'indexes' FROM dt_explain('flights', :'query') explained;
SELECT explained->>'sql' FROM dt_explain('flights', :'query') explained;
SELECT explained->'params' FROM dt_explain('flights', :'query') explained;
\pset tuples_only off
\pset format aligned

\echo
\echo '== Counts'
SELECT dt_count('flights') AS "all flights",
    dt_count('flights', '{"carrier": {"in": ["UA", "DL"]}, "dep_delay": {"gt": 120}}') AS "UA, DL over 2 h late",
    dt_count('flights', '{"dep_time": {"is_empty": true}}') AS "cancelled",
    dt_count('flights', '[{"column": "origin", "operator": "eq", "value": "JFK"}, {"conjunction": "and", "column": "time_hour", "operator": "between", "value": ["2013-12-24", "2013-12-26"]}]') AS "JFK at Christmas";

\echo '== Into a file again: dt_export_lines writes what dt_import reads'
\pset tuples_only on
\pset format unaligned
SELECT dt_export_lines('airlines', '{"sort": "carrier", "limit": 3}');
\pset tuples_only off
\pset format aligned
\echo

\echo '== A page, as an application would ask for it'
\pset tuples_only on
\pset format unaligned
SELECT jsonb_pretty(dt_page('planes', '{"filter": {"or": [{"manufacturer": {"starts_with": "air"}}, {"seats": {"gte": 400}}]}, "sort": ["-seats", "tailnum"], "columns": ["tailnum", "manufacturer", "seats"], "limit": 2, "offset": 2}')::jsonb);
\pset tuples_only off
\pset format aligned
\echo

\echo '== An update merges: named keys change, null removes one, the rest stays'
BEGIN;
SELECT id, version, data FROM dt_query('planes', '{"filter": {"tailnum": "N10156"}}') \gset before_
SELECT version, data FROM dt_update('planes', :'before_id', '{"seats": 57, "engine": null}') \gset after_
SELECT :before_version AS version, :'before_data'::jsonb AS data UNION ALL SELECT :after_version, :'after_data'::jsonb ORDER BY 1;
ROLLBACK;
