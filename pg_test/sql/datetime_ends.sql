-- The first and the last instants of the range are stored, found, paged and aggregated like all others.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Ends', '{"columns": [{"key": "name", "type": "text"}, {"key": "until", "type": "datetime"}, {"key": "day", "type": "date"},
    {"key": "local", "type": "datetime", "config": {"timezone": "Europe/Berlin"}}]}') ->> 'slug';
SELECT count(id) FROM dt_insert_many('ends', '[
    {"name": "never", "until": "9999-12-31T23:59:59.999999Z", "day": "9999-12-31"},
    {"name": "last day", "until": "9999-12-31T00:00:00Z"},
    {"name": "of jiff", "until": "9999-12-30T22:00:00.999999Z"},
    {"name": "now", "until": "2026-01-01T00:00:00Z"},
    {"name": "first", "until": "0001-01-01T00:00:00Z", "day": "0001-01-01"},
    {"name": "east", "until": "9999-12-31T23:59:59+14:00"},
    {"name": "none"}]');
SELECT dt_aggregate('ends', '{"aggregates": {"l": {"latest": "until"}, "x": {"max": "until"}, "e": {"earliest": "until"}, "n": {"min": "until"}}}');
SELECT dt_aggregate('ends', '{"group_by": ["until"], "aggregates": {"n": "count"}, "sort": "until"}');
SELECT dt_aggregate('ends', '{"group_by": [{"column": "until", "unit": "year"}], "aggregates": {"n": "count"}, "time_zone": "UTC"}');

-- ## Pages of one, forwards and backwards
CREATE FUNCTION walk(sort text, direction text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    page jsonb := dt_page('ends', jsonb_build_object('sort', sort, 'limit', 1));
    names text := page #>> '{records,0,data,name}';
    following text := page ->> 'next';
BEGIN
    WHILE following IS NOT NULL LOOP
        page := dt_page('ends', jsonb_build_object('sort', sort, 'limit', 1, 'after', following));
        names := concat_ws(', ', names, page #>> '{records,0,data,name}');
        following := page ->> 'next';
    END LOOP;
    IF direction = 'back' THEN
        names := page #>> '{records,0,data,name}';
        following := page ->> 'previous';
        WHILE following IS NOT NULL LOOP
            page := dt_page('ends', jsonb_build_object('sort', sort, 'limit', 1, 'before', following));
            names := concat_ws(', ', names, page #>> '{records,0,data,name}');
            following := page ->> 'previous';
        END LOOP;
    END IF;
    RETURN names;
END $$;
SELECT walk(sort, direction) FROM unnest(ARRAY['until', '-until']) sort, unnest(ARRAY['on', 'back']) direction;

-- ## Filters find what is stored, and the query may be asked for then
SELECT data ->> 'name', dt_count('ends', jsonb_build_object('until', data -> 'until')) AS eq,
    dt_count('ends', jsonb_build_object('until', jsonb_build_object('gte', data -> 'until'))) AS gte,
    dt_count('ends', jsonb_build_object('until', jsonb_build_object('gt', data -> 'until'))) AS gt
FROM dt_query('ends', '{"filter": {"until": {"is_not_empty": true}}, "sort": "until"}');
SELECT now, dt_page('ends', jsonb_build_object('now', now, 'time_zone', zone, 'filter', '{"until": "today"}'::jsonb)) -> 'total' AS today
FROM unnest(ARRAY['9999-12-31T00:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T12:00:00Z']) now, unnest(ARRAY['UTC', 'Asia/Tokyo', 'America/New_York']) zone;

-- ## Local times
SELECT data ->> 'local' FROM unnest(ARRAY['9999-12-31T12:00:00', '9999-12-31T23:59:59', '0001-01-01T00:53:28']) local,
    dt_insert('ends', jsonb_build_object('local', local));
SELECT dt_validate('ends', '{"local": "0001-01-01T00:00:00"}') #>> '{errors,0,message}';

-- ## Digits beyond the microsecond are cut, wherever an instant is read
SELECT data ->> 'until' FROM dt_insert('ends', '{"until": "2026-12-31T23:59:59.9999999Z"}');
SELECT data ->> 'until' FROM dt_insert('ends', '{"until": "Thu, 31 Dec 2026 23:59:59.9999999 +0000"}', options => '{"typecast": true}');
SELECT data ->> 'until' FROM dt_insert('ends', '{"until": "9999-12-31T23:59:59.9999999Z"}');
SELECT dt_count('ends', '{"until": "2026-12-31T23:59:59.9999999Z"}'), dt_count('ends', '{"until": {"lt": "2027-01-01T00:00:00Z",
    "gte": "2026-12-31T23:59:59.9999999+00:00"}}');

-- ## Conversions
SELECT dt_alter_column('ends', 'day', '{"type": "datetime", "config": {"timezone": "UTC"}}') - 'column' ->> 'failed';
SELECT data ->> 'day' FROM dt_query('ends', '{"filter": {"day": {"is_not_empty": true}}, "sort": "day"}');
SELECT dt_alter_column('ends', 'day', '{"type": "date"}') ->> 'failed';
SELECT data ->> 'day' FROM dt_query('ends', '{"filter": {"day": {"is_not_empty": true}}, "sort": "day"}');

DROP FUNCTION walk;
CALL drop_tables();
