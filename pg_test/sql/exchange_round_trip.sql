-- The import of an export gives equal records: random records of all column types, through every format, and with other dialects of CSV.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- Values that are odd for their type. A record has each or none of them at random.
CREATE TABLE odd (type text, config jsonb DEFAULT '{}', vals jsonb);
INSERT INTO odd (type, vals) VALUES
    ('text', '["Acme", " blanks ", "a,b;c\td|e", "\"q\" ''q''", "=1+1", "''=1", "''''-x", "+49", "-", "@a", "''tis", "NULL", "NA", "true", "007",
        "1e5", "日本語 🚀 مرحبا",
        "''; drop table deals", "__proto__", "\\N", "\\", "2026-01-02", "\u00a0", "﻿bom", "$5"]'),
    ('long_text', '["one\ntwo", "one\r\ntwo\r", "\n", "\t", "=a\n\"b\"", " \n "]'),
    ('rich_text', '["# a\n\n- b\n- c", "*x*", "`=1`"]'),
    ('email', '["ann@example.com", "A+b@example.com"]'), ('url', '["https://example.com/?a=b,c", "http://x.example/%20\"q\""]'),
    ('phone', '["+493012345678"]'), ('slug', '["a-b-1"]'),
    ('number', '[0, -1.50, 12345678901234567890, 0.1, 1e300, -0.000001, 1.234, 123456]'),
    ('integer', '[0, -5, 9223372036854775807]'),
    ('decimal', '[0.10, -1234567890123456789012345678901234567890.5, 1.000, 1.234]'),
    ('percent', '[12.5, -3]'), ('rating', '[1, 5]'), ('progress', '[0, 99.5]'), ('duration', '[0, 90, 3661.25]'),
    ('currency', '[{"amount": 12.50, "currency": "EUR"}, {"amount": -1, "currency": "JPY"}, {"amount": 1.234, "currency": "KWD"}]'),
    ('checkbox', '[true, false]'), ('date', '["2026-01-28", "0001-01-01", "9999-12-31", "1899-12-31", "1904-01-01"]'),
    ('datetime', '["2026-01-28T14:30:00Z", "0001-01-01T00:00:00Z", "2026-01-28T14:30:00.123456Z", "9999-12-31T23:59:59.999999Z"]'),
    ('time', '["00:00:00", "23:59:59", "08:30:00"]'),
    ('person_name', '[{"first": "Ann", "last": "Lee"}, {"first": "=A", "last": "van der Berg", "middle": "B."}, {"last": "Lee, Jr"}, {"prefix": "Dr."}]'),
    ('location', '[{"city": "Oslo", "country": "NO"}, {"lat": 59.91, "lng": 10.75}, {"address": "1, \"Main\" St\n2"}]'),
    ('user', '["u1", "a,b", "=u"]'), ('uuid', '["0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"]'), ('color', '["#ff8800"]'),
    ('ip', '["192.0.2.1", "2001:db8::/32"]'),
    ('json', '[{"a": [1, null, {"b": "=x"}]}, [1, "2"], 12, -0.50, "12", true, "true", "null", "[1]", "text", " x ", "=1"]'),
    ('file', '[[{"name": "a, b.pdf", "url": "https://example.com/a"}, {"name": "=c.txt", "bucket": "b", "path": "x/y"}], [{"name": "d",
        "url": "https://example.com/d"}]]'),
    ('image', '[[{"name": "a.png", "url": "https://example.com/a.png", "width": 3, "height": 4}]]');
INSERT INTO odd VALUES
    ('select', '{"options": ["won", "Lost, sorry", "=1", "7", " x "]}', '["won", "Lost, sorry", "=1", "7", " x "]'),
    ('multi_select', '{"options": ["a", "b", "a, b", "x;y", "\"q\"", "=1"]}', '[["a"], ["a", "b"], ["a, b", "x;y"], ["\"q\"", "=1", "a"]]'),
    ('status', '{"options": [{"value": "Doing", "category": "in_progress"}, {"value": "Done", "category": "done"}]}', '["Doing", "Done"]');
-- No type is left out, but for those whose values the server gives.
SELECT name FROM dt_column_types() WHERE name NOT IN (SELECT type FROM odd) ORDER BY 1;

SELECT dt_create_table(name, jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', 'k_' || type, 'type', type, 'config',
    config) ORDER BY type)
    || '[{"key": "no", "type": "autonumber"}, {"key": "users", "type": "user", "config": {"allow_multiple": true}}]' FROM odd))) ->> 'slug'
FROM unnest('{Original,Copy}'::text[]) name;
SELECT setseed(0.42) IS NOT NULL;
SELECT count(*) FROM dt_insert_many('original', (SELECT jsonb_agg(record || '{"users": ["a,b", "c"]}' ORDER BY n) FROM (
    SELECT n, jsonb_object_agg('k_' || type, vals -> floor(random() * jsonb_array_length(vals))::int) FILTER (WHERE random() < 0.7) AS record
    FROM generate_series(1, 300) n, odd GROUP BY n) AS made));
-- Each value is in some record.
SELECT type, value FROM odd, jsonb_array_elements(vals) AS value WHERE type NOT IN ('file', 'image')
    AND NOT EXISTS (SELECT FROM dt_query('original') q WHERE q.data -> ('k_' || type) = value);

CREATE FUNCTION differences(export jsonb, import jsonb = '{}') RETURNS TABLE (at bigint, original jsonb, copied jsonb) LANGUAGE plpgsql AS $$
DECLARE
    content bytea := (SELECT string_agg(piece, ''::bytea) FROM dt_export('original', '{"sort": "id"}', export || '{"display": false}') AS piece);
    report jsonb;
BEGIN
    PERFORM dt_delete_where('copy', '{"all": true}', true);
    report := dt_import('copy', content, import || '{"create_options": false}');
    IF report ->> 'inserted' <> '300' THEN RAISE '%', report; END IF;
    RETURN QUERY WITH o AS (SELECT row_number() OVER (ORDER BY id) AS n, data FROM dt_query('original')),
        c AS (SELECT row_number() OVER (ORDER BY id) AS n, data FROM dt_query('copy'))
        SELECT n, o.data, c.data FROM o FULL JOIN c USING (n)
        WHERE o.data::text IS DISTINCT FROM c.data::text;
END $$;
SELECT export, import, (SELECT count(*) FROM differences(export, import)) AS different,
    (SELECT (SELECT jsonb_agg(jsonb_build_array(key, value,
        copied -> key)) FROM jsonb_each(original) WHERE value IS DISTINCT FROM copied -> key) FROM differences(export, import) LIMIT 1)
FROM (VALUES ('{"format": "csv"}'::jsonb, '{}'::jsonb), ('{"format": "tsv"}', '{}'), ('{"format": "jsonl"}', '{}'), ('{"format": "json"}', '{}'),
    ('{"format": "xlsx"}', '{}'),
    ('{"format": "csv", "delimiter": ";", "line_end": "\r\n", "bom": true}', '{}'), ('{"format": "csv", "escape_formulas": false,
        "delimiter": "|"}', '{"trim": false, "escape_formulas": false}'),
    ('{"format": "csv", "null_text": "NULL?"}', '{"null_values": ["NULL?"]}'), ('{"format": "csv", "header": "label"}', '{}'),
    ('{"format": "csv", "system": ["id", "created_at", "version"]}', '{"batch": 7}'), ('{"format": "xlsx", "system": ["id", "updated_by"]}',
        '{}')) AS f(export, import);
DROP TABLE odd;
DROP FUNCTION differences;
CALL drop_tables();
