--
-- Filters on currency columns: by amount, by amount and currency, by parts
--
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
\pset format unaligned
\t on
SELECT dt_create_table('Prices', '{"columns": [{"key": "id_", "type": "text"}, {"key": "price", "type": "currency", "index": true}, {"key": "n", "type": "number"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('prices', '[{"id_": "a", "price": {"amount": 12, "currency": "USD"}}, {"id_": "b", "price": {"amount": 12.00, "currency": "EUR"}}, {"id_": "c", "price": {"amount": 1200, "currency": "JPY"}},
    {"id_": "d", "price": {"amount": -0.5, "currency": "USD"}}, {"id_": "e", "price": {"amount": 12345678901234567890.25, "currency": "USD"}}, {"id_": "f"}]');
CREATE FUNCTION pg_temp.found(filter jsonb) RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(string_agg(data ->> 'id_', '' ORDER BY (data ->> 'id_') COLLATE "C"), '-') FROM dt_query('prices', jsonb_build_object('filter', filter));
END;

-- A bare number compares the amount, whatever the currency
SELECT f, pg_temp.found(f) FROM unnest(ARRAY['{"price": 12}', '{"price": {"neq": 12.0}}', '{"price": {"gt": 12}}', '{"price": {"lte": 12}}', '{"price": {"between": [0, 100]}}', '{"price": {"not_between": [0, 100]}}', '{"price": {"in": [12, -0.50]}}', '{"price": {"not_in": [12]}}', '{"price": 12345678901234567890.25}']::jsonb[]) f;
-- An amount with its currency compares both
SELECT f, pg_temp.found(f) FROM unnest(ARRAY['{"price": {"eq": {"amount": 12, "currency": "USD"}}}', '{"price": {"amount": 12.00, "currency": "EUR"}}', '{"price": {"neq": {"amount": 12, "currency": "USD"}}}', '{"price": {"eq": {"amount": 12, "currency": "JPY"}}}', '{"price": {"eq": {"amount": 12, "currency": "usd"}}}',
    '{"price": {"in": [{"amount": 12, "currency": "USD"}, {"amount": 1200, "currency": "JPY"}]}}', '{"price": {"in": [{"amount": 12, "currency": "USD"}, -0.5, null]}}', '{"price": {"not_in": [{"amount": 12, "currency": "USD"}, 1200]}}', '[{"column": "price", "operator": "eq", "value": {"amount": 12, "currency": "USD"}}]']::jsonb[]) f;
-- Parts
SELECT f, pg_temp.found(f) FROM unnest(ARRAY['{"price.currency": "USD"}', '{"price.currency": {"in": ["EUR", "JPY"]}}', '{"price.amount": {"gt": 100}, "price.currency": "USD"}', '{"price.currency": {"neq": "USD"}}', '{"price.amount": null}']::jsonb[]) f;
-- Empties
SELECT f, pg_temp.found(f) FROM unnest(ARRAY['{"price": null}', '{"price": {"is_empty": true}}', '{"price": {"exists": true}}', '{"price.currency": {"is_empty": true}}']::jsonb[]) f;
-- Complements
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('prices', f) + dt_count('prices', jsonb_build_object('not', f)) = 6) AS complements
FROM unnest(ARRAY['{"eq": {"amount": 12, "currency": "USD"}}', '{"neq": {"amount": 12, "currency": "USD"}}', '{"in": [{"amount": 12, "currency": "USD"}, 1200]}', '{"not_in": [{"amount": 12, "currency": "USD"}, null]}', '{"gt": 5}']::jsonb[]) value, jsonb_build_object('price', value) f;

-- What is refused
SELECT f, try(format('SELECT dt_count(%L, %L)', 'prices', f)) FROM unnest(ARRAY['{"price": "12"}', '{"price": {"gt": {"amount": 12, "currency": "USD"}}}', '{"price": {"between": [{"amount": 1, "currency": "USD"}, 2]}}', '{"price": {"eq": {"amount": 12}}}', '{"price": {"eq": {"currency": "USD"}}}', '{"price": {"eq": {"amount": "12", "currency": "USD"}}}',
    '{"price": {"eq": {"amount": 12, "currency": "dollars"}}}', '{"price": {"eq": {"amount": 12, "currency": null}}}', '{"price": {"eq": {"amount": 12, "currency": "USD", "x": 1}}}', '{"price": {"eq": {"ammount": 12, "currency": "USD"}}}', '{"n": {"amount": 12, "currency": "USD"}}', '{"price.curency": "USD"}', '{"price.x": 1}', '{"price": {"contains": "1"}}', '{"price": {"in": [[12]]}}']) f;
SELECT try(format('SELECT dt_count(%L, %L)', 'prices', jsonb_build_object('price', jsonb_build_object('in', (SELECT jsonb_agg(jsonb_build_object('amount', i, 'currency', 'USD')) FROM generate_series(1, 1001) i)))));

CALL drop_tables();
