-- Exports: the cell of every type. As it is stored it is read by typecast as the same value again; for people it is what they read.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- The only cell of a row of CSV as a reader has it, and the text that a mark against formulas was put before.
CREATE FUNCTION cell(line text) RETURNS text
    RETURN CASE WHEN line LIKE '"%' THEN replace(substring(line FROM '^"(.*)"$'), '""', '"') ELSE line END;
CREATE FUNCTION unguarded(cell text) RETURNS text
    RETURN CASE WHEN cell ~ E'^''+[=+\\-@\t\r]' THEN substring(cell FROM 2) ELSE cell END;
CREATE FUNCTION there_and_back(type text, config jsonb, vals jsonb) RETURNS TABLE (stored jsonb, cell text, shown text, problem text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_create_table('Trip', jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'v', 'type', type, 'config', config))));
    PERFORM dt_insert_many('trip', (SELECT jsonb_agg(jsonb_build_object('v',
        value) ORDER BY n) FROM jsonb_array_elements(vals) WITH ORDINALITY AS e(value, n)));
    RETURN QUERY WITH exact AS (SELECT n, cell(line) FROM dt_export_lines('trip', '{"sort": "id"}', '{"display": false,
        "header": "none"}') WITH ORDINALITY AS e(line, n)),
        people AS (SELECT n, cell(line) AS shown FROM dt_export_lines('trip', '{"sort": "id"}', '{"header": "none"}') WITH ORDINALITY AS e(line, n)),
        before AS (SELECT n, data -> 'v' AS v FROM dt_query('trip', '{"sort": "id"}') WITH ORDINALITY AS q(id, data, a, b, c, d, e, n)),
        after AS (SELECT n, e.cell, put_again(e.cell) AS v FROM exact AS e)
        SELECT b.v, a.cell, p.shown, CASE WHEN a.v IS DISTINCT FROM b.v THEN 'read as ' || coalesce(a.v::text, 'nothing') END
        FROM before AS b JOIN after AS a USING (n) JOIN people AS p USING (n) ORDER BY n;
    PERFORM dt_drop_table('trip', true);
END $$;
CREATE FUNCTION put_again(cell text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT data -> 'v' FROM dt_insert('trip', jsonb_build_object('v', unguarded(cell)), NULL, '{"typecast": true}'));
EXCEPTION WHEN OTHERS THEN
    RETURN to_jsonb(SQLERRM);
END $$;

SELECT * FROM there_and_back('text', '{}', '["Acme", "=1+1", "+49 89 1", "-", "@a", "''=1", "''''-x", "''x", "a,b", "\"q\"", "12", "true", "null",
    "\\N", "🎉 é", "  both  ", " ", "\u00a0nb\u00a0", "\tx"]');
SELECT to_json(cell), problem FROM there_and_back('long_text', '{}', '["a\nb", "a\r\nb\n", "\rx", "=a\n\"b\"", "\n"]');
SELECT * FROM there_and_back('rich_text', '{}', '["# Title"]');
SELECT * FROM there_and_back('email', '{}', '["Ann@example.com"]');
SELECT * FROM there_and_back('url', '{}', '["https://example.com/a,b?c=\"d\""]');
SELECT * FROM there_and_back('phone', '{}', '["+498912345678"]');
SELECT * FROM there_and_back('slug', '{}', '["a-b"]');
SELECT * FROM there_and_back('number', '{}', '[0, -5, 12.50, 0.001, 1e20, 1.234, 1234567890.1234567890]');
SELECT * FROM there_and_back('integer', '{}', '[0, -5, 9007199254740993]');
SELECT * FROM there_and_back('decimal', '{}', '[1234567890123456789012345678901234567890.0123456789, -0.10, 1.234]');
SELECT * FROM there_and_back('currency', '{"currency": "EUR"}', '[{"amount": 1.234, "currency": "EUR"}, {"amount": -12.50, "currency": "USD"}, 1234]');
SELECT * FROM there_and_back('percent', '{}', '[12.5, -100, 1.234]');
-- A locale with the decimal comma reads points as marks between thousands.
SELECT * FROM there_and_back('number', '{"locale": "de-DE"}', '[1.234, -12.50, 1234, 1e-7]');
SELECT * FROM there_and_back('percent', '{"locale": "de-DE"}', '[1.234, 12.5]');
SELECT * FROM there_and_back('currency', '{"locale": "de-DE"}', '[{"amount": 1.234, "currency": "EUR"}]');
SELECT * FROM there_and_back('rating', '{}', '[3]');
SELECT * FROM there_and_back('progress', '{}', '[40]');
SELECT * FROM there_and_back('duration', '{"signed": true}', '[5400, 0.25, -90, 100000]');
SELECT * FROM there_and_back('checkbox', '{}', '[true, false]');
SELECT * FROM there_and_back('date', '{}', '["2026-01-02", "0001-01-01", "9999-12-31"]');
SELECT * FROM there_and_back('datetime', '{}', '["2026-01-28T14:30:00Z", "1850-01-01T00:00:00.000001Z", "2026-03-29T02:30:00+02:00"]');
SELECT * FROM there_and_back('datetime', '{"timezone": "Europe/Berlin"}', '["2026-01-28T14:30:00"]');
SELECT * FROM there_and_back('time', '{}', '["09:05:00"]');
SELECT * FROM there_and_back('select', '{"options": [{"value": "won", "label": "Won"}, {"value": "Won", "label": "won"}, {"value": "=x",
    "label": "+y"}, {"value": "a, b"}, {"value": "12"}]}',
    '["won", "Won", "=x", "a, b", "12"]');
SELECT * FROM there_and_back('select', '{"options": [{"value": "a", "label": "A"}, {"value": "b"}], "allow_multiple": true}', '[["a", "b"], ["b"], []]');
SELECT * FROM there_and_back('status', '{"options": [{"value": "todo", "label": "To do", "category": "todo"}]}', '["todo"]');
SELECT * FROM there_and_back('multi_select', '{"options": ["a", "b", "=c", "[1]", "\"q\""]}', '[["a", "b"], ["b"], ["=c", "a"], ["[1]", "a"],
    ["\"q\""], []]');
SELECT * FROM there_and_back('multi_select', '{"options": ["a", "b", "a, b", "x;y", {"value": "c", "label": "a;b"}]}', '[["a", "b"], ["a, b"],
    ["x;y", "a, b"], ["c"]]');
SELECT * FROM there_and_back('person_name', '{}', '[{"first": "Ann", "last": "Lee"}, {"first": "=A", "last": "van der Berg", "prefix": "Dr.",
    "suffix": "Jr."}]');
SELECT * FROM there_and_back('location', '{}', '[{"address": "Marienplatz 1", "city": "Munich", "lat": 48.1370, "lng": 11.575}, {"lat": -33.86,
    "lng": 151}]');
SELECT * FROM there_and_back('user', '{}', '["user-7", "a, b", "[1]", "=me"]');
SELECT * FROM there_and_back('user', '{"allow_multiple": true}', '[["u1", "u2"], ["u,1"], ["[1]"], ["\"a\""], [" b "], ["  "], []]');
SELECT * FROM there_and_back('uuid', '{}', '["0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"]');
SELECT * FROM there_and_back('color', '{}', '["#00aa00"]');
SELECT * FROM there_and_back('ip', '{}', '["192.0.2.0/24", "2001:db8::1"]');
SELECT * FROM there_and_back('json', '{}', '[{"a": [1, null]}, [1, "2"], [], {}, 12, -0.50, "12", true, "true", "null", "Acme", "=1", "{\"a\": 1}",
    "a\nb", "  x ", "\"q\"", "nothing", "- a",
    {"__proto__": "\u0001\\u0000", "": 1}, 1234567890123456789012345678901234567890]');

SELECT * FROM there_and_back('file', '{}', '[[{"name": "=a, b.pdf", "url": "https://example.com/a"}, {"name": "c.txt",
    "url": "https://example.com/c", "size": 5}]]');
SELECT * FROM there_and_back('image', '{"multiple": false}', '[{"name": "p.png", "type": "image/png", "url": "https://example.com/p"}]');

-- A column of every type that there is has an export, with its example.
SELECT dt_create_table('Every', jsonb_build_object('columns', jsonb_agg(jsonb_build_object('key', name) || jsonb_build_object('type', name) ||
    CASE WHEN name IN ('select', 'multi_select') THEN jsonb_build_object('config', jsonb_build_object('options', '["won", "red", "green"]'::jsonb))
        WHEN name = 'status' THEN '{"config": {"options": [{"value": "todo", "category": "todo"}, {"value": "done", "category": "done"}]}}'
        ELSE '{}' END))) IS NOT NULL FROM dt_column_types() AS t(name);
SELECT array_length(string_to_array(line, ','), 1) = (SELECT count(*) FROM dt_columns('every')) FROM dt_export_lines('every') AS line;
SELECT length(dt_export('every', '{}', '{"format": "xlsx"}')) > 1000;

DROP FUNCTION there_and_back, put_again, unguarded, cell;
CALL drop_tables();
