-- A column that changes its type reads text with the options of typecast.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SET timezone = 'Asia/Tokyo';
SELECT FROM dt_create_table('Old', '{"columns": [{"key": "name", "type": "text"}, {"key": "v", "type": "text"}]}');
-- Ids differ from run to run.
CREATE FUNCTION try_plain(statement text) RETURNS text
    RETURN regexp_replace(regexp_replace(try(statement), 'HINT: .*', ''), '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g');
CREATE FUNCTION become(vals text[], changes jsonb, from_type text DEFAULT 'text') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    PERFORM dt_drop_column('old', 'v', permanently => true);
    PERFORM dt_delete_where('old', '{"all": true}', permanently => true);
    PERFORM dt_add_column('old', 'v', from_type);
    PERFORM dt_insert_many('old', (SELECT jsonb_agg(jsonb_build_object('v', value) ORDER BY n) FROM unnest(vals) WITH ORDINALITY AS u(value, n)));
    result := try_plain(format('SELECT dt_alter_column(''old'', ''v'', %L)', changes));
    IF result NOT LIKE 'ok%' AND result ~ '^[0-9A-Z]{5}' THEN
        RETURN result;
    END IF;
    RETURN (SELECT string_agg(COALESCE(data ->> 'v', 'empty'), ' | ' ORDER BY id) FROM dt_query('old'));
END $$;

-- Marks: the option, the locale of the new column, or another value.

SELECT become('{"1,234"}', '{"type": "number"}');
SELECT become('{"1,234"}', '{"type": "number", "decimal_mark": "."}');
SELECT become('{"1,234"}', '{"type": "number", "decimal_mark": ","}');
SELECT become('{"1,234"}', '{"type": "number", "config": {"locale": "de-DE"}}');
SELECT become('{"1,234 €", "12 EUR"}', '{"type": "currency", "decimal_mark": "."}');
SELECT become('{"1,234 €", "1,234.50 €"}', '{"type": "currency"}');
SELECT become('{"1.234", "1.234,50"}', '{"type": "decimal"}');
SELECT become('{"1.234", "2.5"}', '{"type": "decimal"}');
SELECT become('{"1.000"}', '{"type": "integer"}');
SELECT become('{"12,5", "12.5", "1.234"}', '{"type": "number"}');

-- Dates and names.

SELECT become('{"01/02/2026"}', '{"type": "date"}');
SELECT become('{"01/02/2026"}', '{"type": "date", "date_order": "mdy"}');
SELECT become('{"28-Jan-26"}', '{"type": "date"}');
SELECT become('{"28-Jan-26", "28-Jan-75"}', '{"type": "date", "two_digit_years": 1970}');
SELECT become('{"Francis Ford Coppola"}', '{"type": "person_name"}');
SELECT become('{"Francis Ford Coppola"}', '{"type": "person_name", "name_order": "first_last"}');
SELECT become('{"Coppola Francis"}', '{"type": "person_name", "config": {"name_order": "last_first"}}');

-- A local time is never that of the session.

SELECT become('{"2026-01-28 14:30"}', '{"type": "datetime"}');
SELECT become('{"2026-01-28 14:30"}', '{"type": "datetime", "time_zone": "Europe/Berlin"}');
SELECT become('{"2026-01-28 14:30"}', '{"type": "datetime", "config": {"timezone": "America/New_York"}, "time_zone": "Europe/Berlin"}');
SELECT become('{"2026-01-28T14:30:00+01:00"}', '{"type": "datetime"}');
SELECT become('{"2026-01-28"}', '{"type": "datetime"}', 'date');
SELECT become('{"2026-01-28"}', '{"type": "datetime", "time_zone": "Europe/Berlin"}', 'date');
SELECT become('{"2026-01-28"}', '{"type": "datetime", "config": {"timezone": "America/New_York"}}', 'date');
SELECT become('{"2026-01-27T23:00:00Z"}', '{"type": "date", "time_zone": "Europe/Berlin"}', 'datetime');
SELECT become('{"2026-01-27T23:00:00Z"}', '{"type": "date"}', 'datetime');
SELECT become('{"2026-01-28T00:00:00Z"}', '{"type": "date"}', 'datetime');

-- The default is read as the values are. Options are checked; they change nothing alone.

SELECT dt_drop_column('old', 'v', true), dt_add_column('old', 'v', 'text', '{"default": "1,234"}') ->> 'key' AS key;
SELECT dt_alter_column('old', 'v', '{"type": "number", "decimal_mark": ".", "dry_run": true}') -> 'default' AS default;
SELECT try($$SELECT dt_alter_column('old', 'v', '{"type": "number", "decimal_mark": ";"}')$$);
SELECT try($$SELECT dt_alter_column('old', 'v', '{"type": "number", "time_zone": "Mars"}')$$);
SELECT dt_alter_column('old', 'v', '{"label": "V", "decimal_mark": "."}') ->> 'label' AS label;

-- More options than a hundred are made where that is asked for.

SELECT become((SELECT array_agg('o' || n) FROM generate_series(1, 101) AS n), '{"type": "select"}') AS refused;
SELECT length(become((SELECT array_agg('o' || n) FROM generate_series(1, 101) AS n), '{"type": "select", "max_options": 200}')) AS converted;
SELECT jsonb_array_length(config -> 'options') AS options FROM dt_columns('old') WHERE key = 'v';
SELECT try($$SELECT dt_alter_column('old', 'v', '{"type": "select", "max_options": 10001}')$$);

DROP FUNCTION become, try_plain;
CALL drop_tables();
