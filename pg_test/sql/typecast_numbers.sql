-- With typecast, numbers, amounts, shares and lengths of time are read as people and CSV files write them.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/typecast.sql"`

SELECT dt_create_table('Sheet', '{"columns": [
    {"key": "n", "type": "number", "config": {"unit": "kg"}}, {"key": "i", "type": "integer"}, {"key": "d", "type": "decimal"},
    {"key": "c", "type": "currency"}, {"key": "usd", "type": "currency", "config": {"currency": "USD", "scale": 2}}, {"key": "p", "type": "percent"},
    {"key": "r", "type": "rating"}, {"key": "g", "type": "progress"}, {"key": "t", "type": "duration"}, {"key": "b", "type": "checkbox"},
    {"key": "a", "type": "autonumber"}]}') ->> 'slug' AS slug;

SELECT given, read_as('n', given) AS n, read_as('i', given) AS i, read_as('d', given) AS d
FROM unnest(ARRAY['1,234.50', '1.234,50', '1 234', '−5', '(12)', '12 kg', '1,5', '1,234', 'abc', '', '  7 ', '1e400',
    '1234567890123456789012345678901234567.890', '9223372036854775808'])
    WITH ORDINALITY AS g(given, n) ORDER BY g.n \gx
SELECT mark, read_as('d', '1,234', jsonb_build_object('decimal_mark', mark)) AS read,
    read_as('d', '1.234,50', jsonb_build_object('decimal_mark', mark)) AS mixed
FROM unnest(ARRAY['.', ',']) AS mark;

SELECT given, read_as('c', given) AS c, read_as('usd', given) AS usd
FROM unnest(ARRAY['€ 12', '12 EUR', 'USD 1,234.50', '$12', '12', '-12.345', 'EUR 1,234', '12 XYZ']) WITH ORDINALITY AS g(given, n) ORDER BY g.n \gx

SELECT read_as('p', '12 %') AS p, read_as('p', '12,5%') AS p, read_as('r', '★★★') AS r, read_as('r', '4/5') AS r, read_as('r', '6') AS r,
    read_as('g', '75 %') AS g;
SELECT given, read_as('t', given) AS t
FROM unnest(ARRAY['1:30', '1:30:00', 'PT1H30M', '90m', '1h 30m', '-1:30', '1:75']) WITH ORDINALITY AS g(given, n) ORDER BY g.n;
SELECT given, read_as('b', given) AS b FROM unnest(ARRAY['yes', 'No', 'TRUE', '0', 'x', 'perhaps']) WITH ORDINALITY AS g(given, n) ORDER BY g.n;
SELECT read_as('a', '12') AS a;

-- The records are stored, and an autonumber column draws one number for each.

SELECT count(*) FROM dt_insert_many('sheet', '[{"c": "€ 1,234.50", "t": "1:30"}, {"usd": "$12", "p": "5 %"}]', '{"typecast": true}');
SELECT data FROM dt_query('sheet', '{"sort": "a"}');

CALL drop_tables();
