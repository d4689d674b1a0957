-- eq, neq, in and not_in compare a whole value with one that the column could hold, or with an object of its parts.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('People', '{"columns": [{"key": "n", "type": "integer"}, {"key": "mail", "type": "email"},
    {"key": "phone", "type": "phone", "config": {"country": "DE"}}, {"key": "site", "type": "url"},
    {"key": "slug", "type": "slug"}, {"key": "ink", "type": "color"}, {"key": "who", "type": "person_name"}, {"key": "place", "type": "location"},
    {"key": "price", "type": "currency"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('people', '[
    {"n": 1, "mail": "Jane@example.com", "phone": "030 12345678", "site": "https://example.com/", "slug": "jane-doe", "ink": "#abc",
        "who": {"first": "Jane", "last": "Doe"}, "place": {"city": "Munich", "country": "DE"}},
    {"n": 2, "mail": "joe@example.com", "phone": "+1 202 555 0123", "who": {"first": "Jane", "middle": "M.", "last": "Doe"}, "place": {"city": "Munich"}},
    {"n": 3, "who": {"middle": "X"}, "place": {"lat": 48.10, "lng": 11}},
    {"n": 4}]');
-- This returns the numbers of the records that a filter finds, and those that its negation finds.
CREATE FUNCTION pg_temp.found(filter jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
    others text;
    message text;
    hint text;
BEGIN
    SELECT string_agg(data ->> 'n', ' ') INTO found FROM dt_query('people', jsonb_build_object('filter', filter, 'sort', 'n'));
    SELECT string_agg(data ->> 'n', ' ') INTO others FROM dt_query('people', jsonb_build_object('filter', jsonb_build_object('not', filter), 'sort', 'n'));
    RETURN concat_ws(', not ', coalesce(found, '-'), others);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n    HINT: ', SQLSTATE || ' ' || message, nullif(hint, ''));
END
$$;

-- ## A text that no record can hold is refused

SELECT f AS filter, pg_temp.found(f) FROM unnest(ARRAY[
    '{"mail": "JANE@EXAMPLE.COM"}', '{"mail": "jane"}', '{"mail": ""}', '{"mail": {"neq": "jane@"}}', '{"mail": {"in": ["jane@example.com", "jane"]}}',
    '{"mail": {"not_in": ["@"]}}',
    '{"phone": "030 / 123 456 78"}', '{"phone": "030"}', '{"phone": "call me"}', '{"phone": "49 30 12345678"}', '{"phone": {"neq": "+49 110"}}',
    '{"phone": {"in": ["+12025550123", "0049 30 12345678"]}}', '{"phone": {"in": ["12025550123x"]}}',
    '{"site": "https://example.com/"}', '{"site": "example.com"}', '{"site": "ftp://example.com/"}', '{"slug": "jane-doe"}', '{"slug": "Jane Doe"}',
    '{"ink": "#ABC"}', '{"ink": "blue"}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
-- Parts of texts, patterns, and the ends of a range may be any text.
SELECT f AS filter, pg_temp.found(f) FROM unnest(ARRAY[
    '{"mail": {"contains": "ANE@"}}', '{"mail": {"starts_with": "j"}}', '{"mail": {"like": "%.com"}}', '{"mail": {"gt": "jb"}}',
    '{"mail": {"between": ["a", "jb"]}}', '{"mail": {"contains_word": "joe"}}', '{"mail": {"matches": "^J"}}',
    '{"phone": {"starts_with": "+49"}}', '{"phone": {"gte": "+2"}}', '{"phone": {"ends_with": "0123"}}', '{"site": {"contains": "example"}}',
    '{"slug": {"contains": "DOE"}}', '{"ink": {"starts_with": "#"}}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;

-- ## A name is compared as "last first", or with all its parts

SELECT f AS filter, pg_temp.found(jsonb_build_object('who', f)) FROM unnest(ARRAY[
    '"Doe Jane"', '{"eq": {"first": "Jane", "last": "Doe"}}', '{"eq": {"last": "Doe", "first": "Jane", "prefix": "", "suffix": null}}',
    '{"neq": {"first": "Jane", "last": "Doe"}}', '{"eq": {"middle": "X"}}', '{"eq": {"last": "doe", "first": "Jane"}}',
    '{"in": [{"first": "Jane", "last": "Doe"}, {"middle": "X"}]}', '{"in": [{"first": "Jane", "middle": "M.", "last": "Doe"}, "X", null]}',
    '{"not_in": [{"first": "Jane", "last": "Doe"}]}', '{"in": []}',
    '{"eq": {"frist": "Jane"}}', '{"eq": {"first": 1}}', '{"eq": {"first": ""}}', '{"eq": {}}', '{"eq": []}', '{"in": [{"last": ["Doe"]}]}',
    '{"gt": {"last": "Doe"}}', '{"between": [{"last": "A"}, "B"]}', '{"contains": {"last": "Doe"}}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
-- Every record is found by its own stored name.
SELECT data -> 'n' AS n, pg_temp.found(jsonb_build_object('who', jsonb_build_object('eq', data -> 'who')))
FROM dt_query('people', '{"filter": {"who": {"is_not_empty": true}}, "sort": "n"}');
-- An index on the column serves this.
SELECT dt_create_index('people', '{who}') IS NOT NULL AS made;
SET enable_seqscan = off;
SELECT jsonb_array_length(dt_explain('people', '{"filter": {"who": {"eq": {"first": "Jane", "last": "Doe"}}}}') -> 'indexes') AS indexes;
RESET enable_seqscan;

-- ## A place has parts, and no order

SELECT f AS filter, pg_temp.found(jsonb_build_object('place', f)) FROM unnest(ARRAY[
    '{"eq": {"city": "Munich"}}', '{"eq": {"country": "DE", "city": "Munich", "region": ""}}', '{"eq": {"lat": 48.1, "lng": 11.0}}',
    '{"neq": {"city": "Munich"}}', 'null', '{"neq": null}', '{"is_empty": true}', '{"is_not_null": true}',
    '5', '"Munich"', '["Munich"]', '{"eq": {"town": "Munich"}}', '{"eq": {"lat": "48.1"}}', '{"eq": {"city": 5}}', '{"eq": {}}', '{"eq": {"city": ""}}',
    '{"gt": 5}', '{"between": [1, 2]}', '{"in": [{"city": "Munich"}]}', '{"contains": "Munich"}', '{"has_any": ["Munich"]}', '{"length": {"gt": 1}}',
    '{"matches": "M"}', '{"within": {"last": {"days": 1}}}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT f AS filter, pg_temp.found(f) FROM unnest(ARRAY['{"place.lat": {"gt": 5}}', '{"place.city": "Munich"}', '{"price": {"in": [{"amount": 1}]}}',
    '{"price": {"gt": {"amount": 1, "currency": "EUR"}}}']::jsonb[]) WITH ORDINALITY AS g(f, n) ORDER BY n;

CALL drop_tables();
