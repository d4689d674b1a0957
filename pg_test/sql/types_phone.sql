-- A phone is a telephone number that is possible for its country, stored in E.164 form.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Contacts', '{"columns": [{"key": "v", "type": "phone"}]}') ->> 'slug' AS slug;

-- ## Accepted: international numbers as people write them

SELECT * FROM put_each('contacts', ARRAY['"+493012345678"', '"+49 30 12345678"', '"+49 (0)30 / 123-456-78"', '"(+44) 20 7946 0958"',
    '"+44 (0)1632 960961"', '"0049 30 12345678"', '"+1 (202) 555-0123"', '"+1.555.234.5678"', '"+39 06 6982 1234"', '"+7 8 916 123-45-67"',
    '"+225 01 23 45 67 89"', '"\u202a+49\u00a030\u201112345678\u202c"', '"+800 1234 5678"', '"+290 8999"']);

-- ## Refused

SELECT * FROM put_each('contacts', ARRAY['"030 12345678"', '"202-555-0123"', '"12025550123"', '"+1 202 555"', '"+1 202 555 01234"',
    '"+1 002 555 0123"', '"+999 123456"', '"+0 123456"', '"+49 110"', '"+49301234567890123"', '"++49 30 12345678"', '"+49 30 +12345678"',
    '"+1 202 555 0123 x5"', '"+1 202 555 0123 ext. 5"', '"+1 800 FLOWERS"', '"tel:+12025550123"', '"+49 30 12345678, +49 30 12345679"', '"call me"',
    '"+"', '"()"', '"+٤٩٣٠١٢٣٤٥٦٧٨"', '"+👍"', '" "']) AS g(given, fault);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('contacts');
SELECT length(put('contacts', to_json(repeat('1', 10000000))::text)) AS "length of the message about 10 MB";

-- ## Config country: national numbers are accepted, too

SELECT dt_add_column('contacts', 'de', 'phone', '{"config": {"country": "de"}}') -> 'config' AS config;
SELECT * FROM put_each('contacts', ARRAY['"030 12345678"', '"(030) 123 456-78"', '"0049 30 12345678"', '"0171 1234567"', '"+1 202 555 0123"',
    '"00 1 202 555 0123"', '"110"', '"030"', '"030 12345678 x1"'], 'de');
SELECT dt_add_column('contacts', 'us', 'phone', '{"config": {"country": "US"}}') -> 'config' AS config;
SELECT * FROM put_each('contacts', ARRAY['"(202) 555-0123"', '"1-202-555-0123"', '"555-234-5678"', '"011 49 30 12345678"', '"+49 30 12345678"',
    '"555-0123"', '"911"', '"102 555 0123"'], 'us');
SELECT dt_add_column('contacts', 'it', 'phone', '{"config": {"country": "IT"}}') -> 'config' AS config;
SELECT * FROM put_each('contacts', ARRAY['"06 6982 1234"', '"347 123 4567"'], 'it');

-- A number that lacks its + could be a national one that begins like the calling code. It is refused.

SELECT given, key, put('contacts', given, key) AS stored
FROM (VALUES ('"49 30 12345678"', 'de'),
    ('"493012345678"', 'de'),
    ('"+49 30 12345678"', 'de'),
    ('"04921 12345"', 'de'),
    ('"4921 12345"', 'de'),
    ('"39 06 6982 1234"', 'it'),
    ('"39 347 123 4567"', 'it'),
    ('"393 123 4567"', 'it'),
    ('"1 202 555 0123"', 'us')) AS g(given, key);
SELECT given, dt_validate('contacts', jsonb_build_object('de', given), '{"typecast": true}') - 'valid' AS cast
FROM unnest(ARRAY['49 30 12345678', 'tel:49 30 12345678', 'tel:+49-30-12345678', ' 030 12345678 ']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Bad config

SELECT config, try_config('contacts', 'phone', config) AS error
FROM unnest(ARRAY['{"country": "XX"}', '{"country": "Germany"}', '{"country": 49}', '{"region": "DE"}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default, and filters, which compare the stored form

SELECT dt_create_table('Lines', '{"columns": [{"key": "v", "type": "phone", "required": true, "unique": true, "config": {"country": "GB"}},
    {"key": "fax", "type": "phone", "default": "+44 20 7946 0000"}]}') #> '{columns,1,default}' AS "default";
SELECT * FROM put_each('lines', ARRAY['"020 7946 0958"', '"+442079460958"', '"+44 (0)20 7946 0958"', '"020 7946 0959"', '""', 'null']);
SELECT data FROM dt_query('lines', '{"sort": "v"}');
SELECT filter, dt_count('lines', filter::jsonb)
FROM unnest(ARRAY['{"v": "+442079460958"}', '{"v": "020 7946 0958"}', '{"v": {"in": ["+44 20 7946 0958", "020 7946 0959"]}}',
    '{"v": {"neq": "020 7946 0958"}}', '{"v": {"starts_with": "+4420"}}', '{"fax": {"eq": "+44 (0)20 7946 0000"}}'])
    WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_add_column('lines', 'bad', 'phone', '{"default": "020 7946 0958"}')$$);

CALL drop_tables();
