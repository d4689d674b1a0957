-- typecast_numbers: numbers, amounts, shares and lengths of time as people and CSV files write them.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try

-- The value that a text is read as, or its faults.
CREATE FUNCTION pg_temp.cast(key text, given text, options jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN v -> 'valid' = 'true' THEN (v -> 'data' -> key)::text
        ELSE (SELECT string_agg((f ->> 'code') || ': ' || (f ->> 'message'), '; ') FROM jsonb_array_elements(v -> 'errors') AS f) END
    FROM dt_validate('sheet', jsonb_build_object(key, given), options || '{"typecast": true}') AS v
$$;
\set ECHO all

SELECT dt_create_table('Sheet', '{"columns": [
    {"key": "n", "type": "number", "config": {"unit": "kg"}}, {"key": "i", "type": "integer"}, {"key": "d", "type": "decimal"},
    {"key": "c", "type": "currency"}, {"key": "usd", "type": "currency", "config": {"currency": "USD", "scale": 2}}, {"key": "p", "type": "percent"},
    {"key": "r", "type": "rating"}, {"key": "g", "type": "progress"}, {"key": "t", "type": "duration"}, {"key": "b", "type": "checkbox"},
    {"key": "a", "type": "autonumber"}]}') ->> 'slug' AS slug;

SELECT given, pg_temp.cast('n', given) AS n, pg_temp.cast('i', given) AS i, pg_temp.cast('d', given) AS d
FROM unnest(ARRAY['1,234.50', '1.234,50', '1 234', '−5', '(12)', '12 kg', '1,5', '1,234', 'abc', '', '  7 ', '1e400', '1234567890123456789012345678901234567.890', '9223372036854775808'])
    WITH ORDINALITY AS g(given, n) ORDER BY g.n \gx
SELECT mark, pg_temp.cast('d', '1,234', jsonb_build_object('decimal_mark', mark)) AS read, pg_temp.cast('d', '1.234,50', jsonb_build_object('decimal_mark', mark)) AS mixed
FROM unnest(ARRAY['.', ',']) AS mark;

SELECT given, pg_temp.cast('c', given) AS c, pg_temp.cast('usd', given) AS usd
FROM unnest(ARRAY['€ 12', '12 EUR', 'USD 1,234.50', '$12', '12', '-12.345', 'EUR 1,234', '12 XYZ']) WITH ORDINALITY AS g(given, n) ORDER BY g.n \gx

SELECT pg_temp.cast('p', '12 %') AS p, pg_temp.cast('p', '12,5%') AS p, pg_temp.cast('r', '★★★') AS r, pg_temp.cast('r', '4/5') AS r, pg_temp.cast('r', '6') AS r, pg_temp.cast('g', '75 %') AS g;
SELECT given, pg_temp.cast('t', given) AS t FROM unnest(ARRAY['1:30', '1:30:00', 'PT1H30M', '90m', '1h 30m', '-1:30', '1:75']) WITH ORDINALITY AS g(given, n) ORDER BY g.n;
SELECT given, pg_temp.cast('b', given) AS b FROM unnest(ARRAY['yes', 'No', 'TRUE', '0', 'x', 'perhaps']) WITH ORDINALITY AS g(given, n) ORDER BY g.n;
SELECT pg_temp.cast('a', '12') AS a;

-- Stored, with the numbers of an autonumber column drawn once for each record

SELECT count(*) FROM dt_insert_many('sheet', '[{"c": "€ 1,234.50", "t": "1:30"}, {"usd": "$12", "p": "5 %"}]', '{"typecast": true}');
SELECT data FROM dt_query('sheet', '{"sort": "a"}');

CALL drop_tables();
