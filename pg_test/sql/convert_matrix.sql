-- A few usual values of every type are converted into every other type. With on_failure keep nothing is lost: each record has its new
-- value, or its old one under _unconverted.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SET timezone = 'UTC';

CREATE TABLE types (n serial, name text, config jsonb, samples jsonb);
INSERT INTO types (name, config, samples) VALUES
    ('text', '{}', '["Acme", "12", "2026-01-28", "yes"]'),
    ('long_text', '{}', '["two\nlines", "12.50", "jane@example.com"]'),
    ('rich_text', '{}', '["# Agenda\n\n- first", "12"]'),
    ('email', '{}', '["jane@example.com"]'),
    ('url', '{}', '["https://example.com/about"]'),
    ('phone', '{"country": "DE"}', '["+493012345678"]'),
    ('slug', '{}', '["annual-report-2026", "12"]'),
    ('number', '{}', '[12, 0.5, 1, -3]'),
    ('integer', '{}', '[12, 1, 9223372036854775807]'),
    ('decimal', '{}', '[12.50, 1234567890123456789012345678901234567890]'),
    ('currency', '{"currency": "EUR"}', '[{"amount": 12.5, "currency": "EUR"}, {"amount": 3, "currency": "USD"}]'),
    ('percent', '{}', '[12.5, 100]'),
    ('rating', '{}', '[1, 5]'),
    ('progress', '{}', '[0, 62.5]'),
    ('duration', '{}', '[5400, 0.5, 90]'),
    ('autonumber', '{"prefix": "INV-", "digits": 4}', '[null, null]'),
    ('checkbox', '{}', '[true, false]'),
    ('date', '{}', '["2026-01-28", "0001-01-01", "9999-12-31"]'),
    ('datetime', '{}', '["2026-01-28T14:30:00Z", "2026-01-28T00:00:00Z"]'),
    ('time', '{}', '["14:30:00", "00:00:00"]'),
    ('select', '{"options": ["open", "12", "2026-01-28"]}', '["open", "12", "2026-01-28"]'),
    ('multi_select', '{"options": ["open", "12", "a, b"]}', '[["12"], ["open", "12"], ["a, b", "open"]]'),
    ('status', '{"options": [{"value": "open", "category": "todo"}, "12"]}', '["open", "12"]'),
    ('person_name', '{}', '[{"first": "Jane", "last": "Doe"}, {"last": "Cher"}]'),
    ('location', '{}', '[{"city": "Berlin", "lat": 52.5, "lng": 13.4}, {"address": "1 Main St"}]'),
    ('user', '{}', '["user-7", "12"]'),
    ('uuid', '{}', '["0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"]'),
    ('color', '{}', '["#1e90ff"]'),
    ('ip', '{}', '["192.0.2.1", "2001:db8::/32"]'),
    ('json', '{}', '["text", 12, true, ["a", "b"], {"amount": 1, "currency": "EUR"}]'),
    ('created_at', '{}', '[]'),
    ('updated_at', '{}', '[]'),
    ('created_by', '{}', '[]'),
    ('updated_by', '{}', '[]');

-- This returns the result for one pair of types, and undoes the change.
CREATE FUNCTION cell(target types) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    changes jsonb := jsonb_build_object('type', target.name, 'on_failure', 'keep');
    result jsonb;
    lost bigint;
    cell text;
BEGIN
    IF target.config <> '{}' AND NOT target.config ? 'options' THEN
        changes := changes || jsonb_build_object('config', target.config);
    END IF;
    result := dt_alter_column('matrix', 'v', changes);
    SELECT count(*) INTO lost FROM dt_query('matrix') WHERE NOT (data ? 'v' OR data -> '_unconverted' ? 'v');
    cell := CASE WHEN lost > 0 THEN 'LOST ' || lost
        WHEN NOT result ? 'converted' THEN 'same'
        WHEN (result ->> 'failed')::bigint = 0 THEN 'all'
        WHEN (result ->> 'converted')::bigint = 0 THEN 'none'
        ELSE format('%s/%s', result -> 'converted', (result ->> 'converted')::bigint + (result ->> 'failed')::bigint) END;
    RAISE EXCEPTION USING ERRCODE = 'P9999', MESSAGE = cell;
EXCEPTION
    WHEN SQLSTATE 'P9999' THEN RETURN SQLERRM;
    WHEN invalid_parameter_value THEN RETURN CASE WHEN SQLERRM LIKE '%cannot become%' THEN 'refused' ELSE SQLERRM END;
END
$$;

-- A row of the matrix lists the target types by how many of the values convert.
CREATE FUNCTION matrix_row(source types, OUT type text, OUT "all" text, OUT part text, OUT "none" text, OUT refused text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_create_table('Matrix',
        jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'v', 'type', source.name, 'config', source.config))));
    PERFORM dt_insert_many('matrix', (SELECT coalesce(jsonb_agg(jsonb_build_object('v', v)), '[]') FROM jsonb_array_elements(source.samples) AS v));
    type := source.name;
    SELECT string_agg(t.name, ' ' ORDER BY n) FILTER (WHERE c = 'all'),
        string_agg(t.name || ' ' || c, ', ' ORDER BY n) FILTER (WHERE c NOT IN ('all', 'none', 'refused', 'same')),
        string_agg(t.name, ' ' ORDER BY n) FILTER (WHERE c = 'none'), string_agg(t.name, ' ' ORDER BY n) FILTER (WHERE c = 'refused')
    INTO "all", part, "none", refused
    FROM types AS t, LATERAL cell(t) AS c;
    PERFORM dt_drop_table('matrix', true);
END
$$;

SELECT r.* FROM types AS t, LATERAL matrix_row(t) AS r ORDER BY t.n;

DROP FUNCTION matrix_row, cell;
DROP TABLE types;
CALL drop_tables();
