-- With typecast, values that no rule accepts are read again, as people and CSV files write them. A value that could be read in two ways is
-- a fault.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/typecast.sql"`
\pset format unaligned

SELECT dt_create_table('Sheet', '{"columns": [
    {"key": "text", "type": "text", "config": {"max_length": 20}}, {"key": "long_text", "type": "long_text"}, {"key": "rich_text", "type": "rich_text"},
    {"key": "email", "type": "email"}, {"key": "url", "type": "url"}, {"key": "phone", "type": "phone"},
    {"key": "phone_de", "type": "phone", "config": {"country": "DE"}},
    {"key": "slug", "type": "slug"}, {"key": "number", "type": "number", "config": {"max": 10000}}, {"key": "integer", "type": "integer"},
    {"key": "decimal", "type": "decimal"},
    {"key": "money", "type": "currency"}, {"key": "euros", "type": "currency", "config": {"currency": "EUR"}}, {"key": "percent", "type": "percent"},
    {"key": "rating", "type": "rating"}, {"key": "progress", "type": "progress"}, {"key": "duration", "type": "duration"},
    {"key": "checkbox", "type": "checkbox"},
    {"key": "date", "type": "date"}, {"key": "date_dmy", "type": "date", "config": {"date_order": "dmy"}}, {"key": "datetime", "type": "datetime"},
    {"key": "berlin", "type": "datetime", "config": {"timezone": "Europe/Berlin", "date_order": "dmy"}}, {"key": "time", "type": "time"},
    {"key": "stage", "type": "select", "config": {"options": [{"value": "open", "label": "Still open"}, {"value": "won", "label": "Won 🎉"}]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b", {"value": "c", "label": "The C"}, "x, y"]}},
    {"key": "status", "type": "status"}, {"key": "person", "type": "person_name"}, {"key": "place", "type": "location"},
    {"key": "user", "type": "user"}, {"key": "uuid", "type": "uuid"},
    {"key": "color", "type": "color"}, {"key": "ip", "type": "ip"},
    {"key": "json", "type": "json", "config": {"schema": {"type": "object"}}}]}') ->> 'slug' AS slug;

-- ## Without typecast nothing is read: text is not a number

SELECT dt_validate('sheet', '{"number": "12"}') #>> '{errors,0,message}' AS fault;
SELECT dt_validate('sheet', '{"number": "12"}', '{"typecast": false}') -> 'valid' AS valid;

-- ## Numbers: the last mark is the decimal mark, but one comma and three digits could be thousands, so decimal_mark decides

SELECT given, read_as('number', given) AS number, read_as('number', given, '{"decimal_mark": "."}') AS point,
    read_as('number', given, '{"decimal_mark": ","}') AS comma
FROM unnest(ARRAY['1,234.50', '1.234,50', '1,234', '1.234', '1,5', '1.5', '-1,234.50', ' 7 ', '1,234,5', 'twelve']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('integer', given) AS integer, read_as('decimal', given) AS decimal
FROM unnest(ARRAY['1,234,567', '42', '42.0', '1.5', '9223372036854775807', '0.1234567890123456789012345678901234567891'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;
-- A JSON number has a point, whatever the texts beside it have.
SELECT read_as('number', '1.234'::jsonb, '{"decimal_mark": ","}') AS number;

-- ## Amounts and shares

SELECT given, read_as('money', given) AS money, read_as('euros', given) AS euros
FROM unnest(ARRAY['€ 12', '12,50 €', 'EUR 12', 'USD 1,234.50', '£5', '-€12', '12', '$ 12', '€ 1,234', 'many €']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('percent', given) AS percent, read_as('progress', given) AS progress, read_as('rating', given) AS rating
FROM unnest(ARRAY['12 %', '12,5%', '3', '3/5', '★★★', '★★★☆☆', '101 %']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Yes and no

SELECT given, read_as('checkbox', given) AS checkbox
FROM unnest(ARRAY['yes', 'no', 'Yes', 'NO', 'true', 'False', 't', 'f', '1', '0', 'x', 'y', 'n', 'on', 'off', ' yes ', 'perhaps', '2', ''])
    WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('checkbox', given) AS checkbox
FROM unnest(ARRAY['1', '0', '2', '"1"', 'true', 'null']::jsonb[]) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Dates: day and month are not guessed, and the column's date_order goes before the option's

SELECT given, read_as('date', given) AS date, read_as('date', given, '{"date_order": "mdy"}') AS mdy,
    read_as('date_dmy', given, '{"date_order": "mdy"}') AS dmy
FROM unnest(ARRAY['28 Jan 2026', 'Jan 28, 2026', '28. January 2026', 'Wed, 28 Jan 2026', 'Thu, 28 Jan 2026', '01/28/2026', '28.01.2026', '01/02/2026',
    '02/02/2026', '2026/01/28', '20260128', '31/04/2026', '30 Feb 2026', '2026-01-28 00:00', '28 Jan 2026 14:30', 'soon'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- A number is read as its digits.
SELECT read_as('date', '20260128'::jsonb) AS date, read_as('date', '2026'::jsonb) AS year;

-- ## Instants: a local time needs a zone, the column's or the option's

SELECT given, read_as('datetime', given) AS datetime, read_as('datetime', given, '{"time_zone": "America/New_York"}') AS new_york,
    read_as('berlin', given, '{"time_zone": "America/New_York"}') AS berlin
FROM unnest(ARRAY['28 Jan 2026 14:30', '28 Jan 2026 at 2:30 pm', '01/28/2026 14:30:15.25', '2026-01-28 14:30+01:00', '2026-01-28T14:30:00Z', '28 Jan 2026',
    '01/02/2026 14:30', '8 Mar 2026 02:30', '25 Oct 2026 02:30', '28 Jan 2026 14:30 CST', '28 Jan 2026 25:00'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Times of day and lengths of time

SELECT given, read_as('time', given) AS time, read_as('duration', given) AS duration
FROM unnest(ARRAY['1:30', '2:30 pm', '12:00 am', '14h30', '1:30:15', '1430', '24:00', '90m', '1h 30m', 'PT1H30M', '90', '1:30.5'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Options are found by value or label, ignoring case, and sets are split at commas and semicolons

SELECT given, read_as('stage', given) AS stage
FROM unnest(ARRAY['open', 'OPEN', 'still open', 'won 🎉', ' won ', 'pen', '']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('tags', given) AS tags
FROM unnest(ARRAY['a', 'a, b; c', 'A,A , a', 'the c;b', 'x, y', 'a, X, Y', '["b", "a"]', ';']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT read_as('tags', '["A", "the c"]'::jsonb) AS items, read_as('stage', '["Open"]'::jsonb) AS one_in_a_list, read_as('status', 'In_Progress') AS status;

-- ## Names of people: a single word is the last name

SELECT given, read_as('person', given) AS person
FROM unnest(ARRAY['Doe, Jane', 'Jane Doe', 'Dr. Jane M. Doe Jr.', 'Ludwig van Beethoven', 'Cher', 'Anna Maria Schmidt', 'Doe, Jane, X', '{"first": "Jane"}',
    'jane@example.com', '7']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Places: latitude and longitude, or an address

SELECT given, read_as('place', given) AS place
FROM unnest(ARRAY['Marienplatz 1, 80331 Munich', '48.137, 11.575', '-33.9 151.2', '120, 45', '200, 300', '{"city": "Munich"}', '{"town": "Munich"}', '12'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Telephone numbers: national ones need the column's country

SELECT given, read_as('phone', given) AS phone, read_as('phone_de', given) AS phone_de
FROM unnest(ARRAY['+49 (30) 1234-5678', '030 12345678', '0049 30 12345678', 'tel:+49-30-12345678', ' +493012345678 ', '+1 (202) 555-0123', '12', 'none'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Identifiers, addresses, colours

SELECT given, read_as('uuid', given) AS uuid
FROM unnest(ARRAY['{0197A5B8-7C31-7E2A-9C0D-3F5A8B1E2D4C}', '0197a5b87c317e2a9c0d3f5a8b1e2d4c', '0197a5b8']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('color', given) AS color
FROM unnest(ARRAY['#ABC', '#AABBCC', 'AABBCC', 'ABC', 'red', '#ABCD']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('ip', given) AS ip
FROM unnest(ARRAY[' 192.0.2.1 ', '[2001:DB8::1]', '192.0.2.0/24', '192.0.2']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT given, read_as('slug', given) AS slug FROM unnest(ARRAY['Annual Report (2026)', 'Größe', '!?']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT read_as('email', ' jane@example.com ') AS email, read_as('email', 'jane') AS no_email, read_as('url', ' <https://example.com/a> ') AS url,
    read_as('url', 'example.com') AS no_url;
SELECT read_as('user', '17'::jsonb) AS "user";

-- ## JSON is read from text where the text itself is not acceptable

SELECT given, read_as('json', given) AS json
FROM unnest(ARRAY['{"a": [1.10, null]}', ' {} ', '[1]', '{"a": ', 'plain']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Text takes numbers and booleans as they print, but no lists and objects

SELECT given, read_as('text', given) AS text, read_as('long_text', given) AS long_text, read_as('rich_text', given) AS rich_text
FROM unnest(ARRAY['12.50', 'true', '-1e3', '123456789012345678901', '[1, "a"]', '{"a": 1}', 'null']::jsonb[]) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT read_as('text', E'two\nlines') AS lines;

-- ## An acceptable value is not touched: blanks in text, digits of numbers, the form of an address

SELECT dt_validate('sheet', d, '{"typecast": true, "decimal_mark": ",", "date_order": "mdy"}') -> 'data' = d AS untouched
FROM (SELECT '{"text": "  yes ", "long_text": "1,234.50\n", "rich_text": " # a", "email": "Jane@Example.com", "number": 12.50, "decimal": 1.2340,
    "money": {"amount": 1.50, "currency": "USD"},
    "checkbox": false, "date": "2026-02-01", "datetime": "2026-02-01T00:00:00Z", "time": "14:30:00", "stage": "open", "tags": ["b", "a"],
    "person": {"first": "Doe, Jane"}, "user": "a, b"}'::jsonb) AS g(d);

-- ## Empty or blank text means no value, except where text is the value

SELECT key, read_as(key, '') AS empty, read_as(key, E' \t') AS blank FROM dt_columns('sheet') WHERE type <> 'user' ORDER BY position;

-- ## A fault that remains shows the value as it was read, or as it was given where it cannot be read

SELECT jsonb_array_elements(dt_validate('sheet', '{"number": "12,345.5", "integer": "abc", "date": "01/02/2026", "stage": "lost", "checkbox": "maybe",
    "decimal": "1,5", "nmuber": "1"}', '{"typecast": true}') -> 'errors') AS fault;
SELECT dt_validate('sheet', '{"number": "12,345.5", "integer": "abc", "decimal": "1,5"}', '{"typecast": true}') -> 'data' AS data;
SELECT dt_validate('sheet', '[]', '{"typecast": true}') AS no_object;

-- ## dt_insert_many stores all records or none, and names the bad one

SELECT try($$SELECT dt_insert_many('sheet', '[{"number": "1"}, {"number": "1,234", "date": "28 Jan 2026"}]', '{"typecast": true}')$$) AS error;
SELECT dt_count('sheet') AS n;
SELECT count(*) FROM dt_insert_many('sheet', '[
    {"text": 7, "number": "1,234.50", "euros": "€ 12", "percent": "12 %", "checkbox": "x", "date": "28.01.2026", "berlin": "01.02.2026 14:30",
        "tags": "a, b; c"},
    {"text": " kept ", "number": "", "stage": "WON", "person": "Doe, Jane", "phone_de": "030 12345678", "duration": "1:30", "time": "2:30 pm",
        "color": "#ABC", "json": "{\"a\": 1}"},
    {"text": "", "date": "01/02/2026", "datetime": "01/02/2026 14:30"}]', '{"typecast": true, "date_order": "dmy", "time_zone": "Asia/Kolkata"}');
SELECT data FROM dt_query('sheet', '{"sort": "id"}');
SELECT count(*) FROM dt_insert_many('sheet', '[]', '{"typecast": true}');

-- ## With on_error skip the records that cannot be read are left out

\set SHOW_CONTEXT never
SELECT n, id IS NOT NULL AS stored FROM dt_insert_many('sheet',
    '[{"text": "skip 1", "number": "1,5"}, {"text": "skip 2", "number": "1,234", "stage": "lost"}, {"text": "skip 3", "checkbox": "no"}, "12"]',
    '{"typecast": true, "on_error": "skip"}') WITH ORDINALITY AS r(id, errors, n);
SELECT data FROM dt_query('sheet', '{"filter": {"text": {"starts_with": "skip"}}, "sort": "id"}');

-- ## Required and unique look at the value as it was read

SELECT dt_create_table('Strict', '{"columns": [{"key": "no", "type": "integer", "required": true, "unique": true},
    {"key": "due", "type": "date", "required": true}, {"key": "done", "type": "checkbox", "default": false}]}') ->> 'slug' AS slug;
SELECT dt_validate('strict', '{"no": "", "due": " "}', '{"typecast": true}') -> 'errors' AS required;
SELECT try($$SELECT dt_insert_many('strict', '[{"no": "1 234", "due": "28 Jan 2026"}, {"no": "1,234,0", "due": "28 Jan 2026"}]',
    '{"typecast": true}')$$) AS bad_number;
SELECT try($$SELECT dt_insert_many('strict', '[{"no": "1 234", "due": "28 Jan 2026"}, {"no": 1234, "due": "2026-01-29"}]', '{"typecast": true}')$$) AS twice;
SELECT n, id IS NOT NULL AS stored FROM dt_insert_many('strict',
    '[{"no": "1 234", "due": "28 Jan 2026"}, {"no": "1234", "due": "29 Jan 2026"}, {"no": "5", "due": ""}, {"no": "6", "due": "2026-01-30", "done": ""}]',
    '{"typecast": true, "on_error": "skip"}') WITH ORDINALITY AS r(id, errors, n);
-- A default is for an absent key, also if empty text made it absent.
SELECT data FROM dt_query('strict', '{"sort": "id"}');

-- ## Open tables: columns are read, and other keys are kept as they are

SELECT dt_create_table('Notes', '{"open": true, "columns": [{"key": "size", "type": "number"}, {"key": "due", "type": "date"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('notes', '[{"size": "1,5", "weight": "1,5", "due": "", "free": "", "nested": {"size": "1,5"}}]', '{"typecast": true}');
SELECT data FROM dt_query('notes');
SELECT dt_validate('notes', '{"size": "big", "other": "big"}', '{"typecast": true}') -> 'errors' AS faults;

-- ## Options that mean nothing

SELECT o AS options, try(format('SELECT dt_validate(''sheet'', ''{}'', %L)', o)) AS error
FROM unnest(ARRAY['{"typecast": "yes"}', '{"date_order": "dmy"}', '{"typecast": false, "decimal_mark": ","}', '{"typecast": true, "date_order": "DMY"}',
    '{"typecast": true, "time_zone": "Berlin"}', '{"typecast": true, "create_options": 1}', '{"typecast": true, "on_error": "skip"}', '[]'])
    WITH ORDINALITY AS g(o, n) ORDER BY n;

CALL drop_tables();
