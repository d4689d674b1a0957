-- Filters on currency columns compare by amount, by amount and currency, and by parts.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Prices',
    '{"columns": [{"key": "id_", "type": "text"}, {"key": "price", "type": "currency", "index": true}, {"key": "n", "type": "number"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('prices', '[{"id_": "a", "price": {"amount": 12, "currency": "USD"}},
    {"id_": "b", "price": {"amount": 12.00, "currency": "EUR"}}, {"id_": "c", "price": {"amount": 1200, "currency": "JPY"}},
    {"id_": "d", "price": {"amount": -0.5, "currency": "USD"}}, {"id_": "e", "price": {"amount": 12345678901234567890.25, "currency": "USD"}}, {"id_": "f"}]');

-- A bare number compares the amount, whatever the currency.
SELECT f, found('prices', f, 'id_')
FROM unnest(ARRAY['{"price": 12}', '{"price": {"neq": 12.0}}', '{"price": {"gt": 12}}', '{"price": {"lte": 12}}', '{"price": {"between": [0, 100]}}',
    '{"price": {"not_between": [0, 100]}}', '{"price": {"in": [12, -0.50]}}', '{"price": {"not_in": [12]}}', '{"price": 12345678901234567890.25}']::jsonb[]) f;
-- An amount with its currency compares both.
SELECT f, found('prices', f, 'id_') FROM unnest(ARRAY['{"price": {"eq": {"amount": 12, "currency": "USD"}}}',
    '{"price": {"amount": 12.00, "currency": "EUR"}}', '{"price": {"neq": {"amount": 12, "currency": "USD"}}}',
    '{"price": {"eq": {"amount": 12, "currency": "JPY"}}}', '{"price": {"eq": {"amount": 12, "currency": "usd"}}}',
    '{"price": {"in": [{"amount": 12, "currency": "USD"}, {"amount": 1200, "currency": "JPY"}]}}',
    '{"price": {"in": [{"amount": 12, "currency": "USD"}, -0.5, null]}}', '{"price": {"not_in": [{"amount": 12, "currency": "USD"}, 1200]}}',
    '[{"column": "price", "operator": "eq", "value": {"amount": 12, "currency": "USD"}}]']::jsonb[]) f;
-- A part is compared by its path.
SELECT f, found('prices', f, 'id_') FROM unnest(ARRAY['{"price.currency": "USD"}', '{"price.currency": {"in": ["EUR", "JPY"]}}',
    '{"price.amount": {"gt": 100}, "price.currency": "USD"}', '{"price.currency": {"neq": "USD"}}', '{"price.amount": null}']::jsonb[]) f;
-- A code is taken in any case, and an amount without a currency is in that of the column, as in a write.
SELECT f, found('prices', f, 'id_') FROM unnest(ARRAY['{"price.currency": "eur"}', '{"price.currency": {"in": ["Eur", "jpy", null]}}',
    '{"price.currency": {"neq": "usd"}}',
    '{"price": {"amount": "12", "currency": "eUR"}}', '{"price.currency": {"contains": "u"}}']::jsonb[]) f;
SELECT dt_add_column('prices', 'own', 'currency', '{"config": {"currency": "CHF"}}') ->> 'key', (dt_insert('prices', '{"id_": "own", "own": 5}')).version;
SELECT f, found('prices', f, 'id_') FROM unnest(ARRAY['{"own": {"eq": {"amount": 5}}}', '{"own": {"in": [{"amount": 5, "currency": null}]}}',
    '{"own": {"amount": 5, "currency": "EUR"}}']::jsonb[]) f;
SELECT dt_delete_where('prices', '{"id_": "own"}');
-- An empty value has no parts.
SELECT f, found('prices', f, 'id_')
FROM unnest(ARRAY['{"price": null}', '{"price": {"is_empty": true}}', '{"price": {"exists": true}}', '{"price.currency": {"is_empty": true}}']::jsonb[]) f;
-- Every filter and its negation divide the records.
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('prices', f) + dt_count('prices', jsonb_build_object('not', f)) = 6) AS complements
FROM unnest(ARRAY['{"eq": {"amount": 12, "currency": "USD"}}', '{"neq": {"amount": 12, "currency": "USD"}}',
    '{"in": [{"amount": 12, "currency": "USD"}, 1200]}', '{"not_in": [{"amount": 12, "currency": "USD"}, null]}', '{"gt": 5}']::jsonb[]) value,
    jsonb_build_object('price', value) f;

-- ## What is refused
SELECT f, try_count('prices', f)
FROM unnest(ARRAY['{"price": "12"}', '{"price": {"gt": {"amount": 12, "currency": "USD"}}}', '{"price": {"between": [{"amount": 1, "currency": "USD"}, 2]}}',
    '{"price": {"eq": {"amount": 12}}}', '{"price": {"eq": {"currency": "USD"}}}', '{"price": {"eq": {"amount": "12", "currency": "USD"}}}',
    '{"price": {"eq": {"amount": 12, "currency": "dollars"}}}', '{"price": {"eq": {"amount": 12, "currency": null}}}',
    '{"price": {"eq": {"amount": 12, "currency": "USD", "x": 1}}}', '{"price": {"eq": {"ammount": 12, "currency": "USD"}}}',
    '{"n": {"amount": 12, "currency": "USD"}}', '{"price.curency": "USD"}', '{"price.x": 1}', '{"price": {"contains": "1"}}', '{"price": {"in": [[12]]}}',
    '{"price.currency": "EURO"}', '{"price.currency": "dollar"}', '{"price.currency": "Swiss Franc"}', '{"price.currency": {"in": ["USD", "XYZ"]}}',
        '{"price.currency": {"neq": ""}}',
    '{"price": {"amount": 1, "currency": "USS"}}']) f;
SELECT try_count('prices', jsonb_build_object('price', jsonb_build_object('in', (SELECT jsonb_agg(jsonb_build_object('amount', i, 'currency', 'USD'))
    FROM generate_series(1, 1001) i)))::text);

CALL drop_tables();
