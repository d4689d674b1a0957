-- Three digits after a single mark are unclear, unless the call, the column or another value of the column decides.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/typecast.sql"`

SELECT dt_create_table('Sheet', '{"columns": [
    {"key": "n", "type": "number"}, {"key": "kg", "type": "number", "config": {"unit": "kg"}}, {"key": "i", "type": "integer"},
    {"key": "d", "type": "decimal"}, {"key": "c", "type": "currency"}, {"key": "eur", "type": "currency", "config": {"currency": "EUR"}},
    {"key": "p", "type": "percent"}, {"key": "r", "type": "rating"}, {"key": "g", "type": "progress"}, {"key": "t", "type": "duration"},
    {"key": "de", "type": "number", "config": {"locale": "de-DE"}}, {"key": "us", "type": "integer", "config": {"locale": "en-US"}},
    {"key": "day", "type": "date", "config": {"locale": "de-DE"}}, {"key": "day_us", "type": "date", "config": {"locale": "en-US"}},
    {"key": "at", "type": "datetime", "config": {"locale": "en-GB", "timezone": "Europe/London"}}]}') ->> 'slug' AS slug;

-- A text that is a JSON number is that number, unless it must be whole or has a sign beside it.

SELECT key, given, read_as(key, given) AS read
FROM (VALUES ('c', '1.234 €'), ('c', 'EUR 2.500'), ('c', '1,234 €'), ('eur', '1.234'), ('i', '1.000'), ('i', '1,000'), ('r', '1.000'), ('n', '1.234'),
    ('n', '1,234'), ('n', '+1.234'), ('kg', '1.234 kg'), ('d', '1.234'), ('p', '1.234'), ('p', '1.234 %'), ('g', '1.234 %'), ('t', '1.500 s'),
    ('t', '1.234')) AS v(key, given);

-- The option decides, and the locale of a column before it. A JSON number has no marks.

SELECT key, given, read_as(key, given, '{"decimal_mark": ","}') AS comma, read_as(key, given, '{"decimal_mark": "."}') AS point
FROM (VALUES ('c', '1.234 €'), ('i', '1.000'), ('n', '1.234'), ('p', '1.234 %'), ('t', '1.500 s'), ('de', '1.234'), ('us', '1,234'), ('us',
    '1.234')) AS v(key, given);
SELECT dt_validate('sheet', '{"de": 1.234, "us": 5, "n": 1.234}', '{"typecast": true, "decimal_mark": ","}') -> 'data' AS data;
SELECT given, read_as('day', given) AS day, read_as('day_us', given) AS day_us, read_as('at', given || ' 12:00') AS at
FROM unnest(ARRAY['01/02/2026', '28.01.2026', '01/28/2026']) AS given;

-- Another value of the same column in the same call decides; two that contradict each other decide nothing.

SELECT errors -> 0 ->> 'message' AS message
FROM dt_insert_many('sheet', '[{"c": "1.234 €"}, {"c": "1.234,50 €", "n": "1.234"}, {"n": "0,5", "i": "1.000"}]', '{"typecast": true, "on_error": "skip"}');
SELECT data FROM dt_query('sheet');
SELECT (i.errors -> 0 ->> 'message') AS message
FROM dt_insert_many('sheet', '[{"n": "0,5"}, {"n": "12.75"}, {"n": "1.234"}, {"c": "€ 1,234"}, {"d": "1,5"}]', '{"typecast": true, "on_error": "skip"}') AS i;
SELECT try($$SELECT dt_insert_many('sheet', '[{"c": "1.234 €"}]', '{"typecast": true}')$$);

-- A locale is a language and a region that are known.

SELECT try($$SELECT dt_add_column('sheet', 'x', 'number', '{"config": {"locale": "xx-YY"}}')$$);
SELECT try($$SELECT dt_add_column('sheet', 'x', 'rating', '{"config": {"locale": "de-DE"}}')$$);
SELECT try($$SELECT dt_validate('sheet', '{}', '{"typecast": true, "two_digit_years": 0}')$$);
SELECT try($$SELECT dt_validate('sheet', '{}', '{"typecast": true, "name_order": "last"}')$$);
SELECT given, read_as('day', given, '{"two_digit_years": 1950}') AS from_1950, read_as('day', given, '{"two_digit_years": 2000}') AS from_2000,
    read_as('day', given) AS none
FROM unnest(ARRAY['28-Jan-26', '28.01.49', '28.01.50']) AS given;

CALL drop_tables();
