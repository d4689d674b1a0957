-- A currency value is an amount of money in a currency of ISO 4217.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Invoices',
    '{"columns": [{"key": "v", "type": "currency"}, {"key": "eur", "type": "currency", "config": {"currency": "eur", "locale": "de-DE", "scale": 2}}]}')
    #> '{columns,1,config}' AS config;

-- ## Accepted: the digits stay, and codes are stored in upper case

SELECT * FROM put_each('invoices', ARRAY['{"amount": 12.50, "currency": "USD"}', '{"currency": "jpy", "amount": -0}',
    '{"amount": -1e3, "currency": "CHF"}', '{"amount": 1234567890123456789012345678901234567.890, "currency": "KWD"}',
    '{"amount": 9223372036854775808, "currency": "EUR"}', 'null']);
SELECT length(put('invoices', '{"amount": 1e400, "currency": "USD"}')) AS characters;

-- ## A column with a currency takes bare numbers, and amounts without a currency

SELECT * FROM put_each('invoices', ARRAY['12', '12.50', '-0', '{"amount": 12}', '{"amount": 12, "currency": null}',
    '{"amount": 12, "currency": "USD"}', '12.345', '{"amount": 12.345, "currency": "XYZ"}', 'null'], 'eur');

-- ## Refused

SELECT * FROM put_each('invoices', ARRAY['12', '"12 USD"', '""', 'true', '[]', '{}', '{"amount": 12}', '{"amount": 12, "currency": null}',
    '{"currency": "USD"}', '{"amount": null, "currency": "USD"}', '{"amount": "12", "currency": "USD"}', '{"amount": 12, "currency": ""}',
    '{"amount": 12, "currency": "XYZ"}', '{"amount": 12, "currency": "🪙"}', '{"amount": 12, "currency": 840}',
    '{"amount": 12, "currency": "USD", "tax": 1}']) AS g(given, fault);

-- ## Values are compared by amount, and parts are reached by a path

SELECT data -> 'v' AS v FROM dt_query('invoices', '{"filter": {"v": {"between": [-1000, 12.5]}}, "sort": "v"}');
SELECT data -> 'v' AS v FROM dt_query('invoices', '{"filter": {"v.currency": {"in": ["JPY", "EUR"]}}, "sort": "-v.amount"}');
SELECT dt_count('invoices', '{"v": 12.5}') AS eq, dt_count('invoices', '{"v": {"is_empty": true}}') AS empty;

-- ## unique: the same amount of the same currency, whatever the digits

SELECT dt_create_table('Prices',
    '{"columns": [{"key": "v", "type": "currency", "unique": true, "config": {"currency": "USD"}}]}') #>> '{columns,0,unique}' AS "unique";
SELECT * FROM put_each('prices', ARRAY['12.5', '{"amount": 12.50, "currency": "USD"}', '{"amount": 12.5, "currency": "EUR"}', '12.51', 'null',
    'null']);

-- ## required, default

SELECT dt_add_column('invoices', 'fee', 'currency', '{"config": {"currency": "USD"}, "default": 5}') #> '{default}' AS "default";
SELECT data -> 'fee' AS fee FROM dt_insert('invoices', '{}');
SELECT dt_create_table('Paid', '{"columns": [{"key": "v", "type": "currency", "required": true}]}') #>> '{columns,0,required}' AS required;
SELECT * FROM put_each('paid', ARRAY['null', '{}', '{"amount": 1, "currency": "EUR"}']) AS g(given, fault);

-- ## Bad config

SELECT options, try_column('invoices', 'currency', options) AS error
FROM unnest(ARRAY['{"config": {"currency": "XYZ"}}', '{"config": {"currency": ""}}', '{"config": {"currency": 840}}', '{"config": {"locale": "de_DE!"}}',
    '{"config": {"scale": -1}}', '{"config": {"min": 0}}', '{"default": 5}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx

CALL drop_tables();
