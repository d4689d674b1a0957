-- Exports: values and names that are meant to break a file, and sizes.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('a:b/c "d" <e> & ''f'' who has a very long name', '{"slug": "odd", "open": true, "columns": [{"key": "name", "type": "text",
    "label": "=cmd|'' /C calc''!A0"},
    {"key": "__proto__", "type": "number", "label": "a \"b\", c"}, {"key": "constructor", "type": "json"}, {"key": "notes", "type": "long_text",
        "label": " "}]}') ->> 'slug' AS odd \gset
SELECT :'odd';
SELECT count(*) FROM dt_insert_many(:'odd', '[{"name": "=HYPERLINK(\"http://evil.example\", \"click\")",
    "__proto__": 1234567890123456789012345678901234567890},
    {"name": "\"; DROP TABLE x; --", "constructor": {"\u0001": "\\u0000", "k\"ey": [1e-10]}, "notes": "a\r\n\"b\"\r,c\n"},
        {"name": "🎉\u202ex\ufeff", "notes": "\ufeffstarts so", "extra": "no column"},
    {"name": "<![CDATA[]]> &amp; _x000D_", "notes": "\u0001\u001f\u007f\ufffe\uffff"}]');
SELECT to_json(line) FROM dt_export_lines(:'odd', '{"sort": "id"}') AS line;
SELECT to_json(line) FROM dt_export_lines(:'odd', '{"sort": "id", "limit": 1}', '{"header": "label"}') AS line;
SELECT line FROM dt_export_lines(:'odd', '{"sort": "id"}', '{"format": "jsonl"}') AS line;
-- What was exported as JSON is the data again.
SELECT jsonb_agg(line::jsonb ORDER BY n) = (SELECT jsonb_agg(data ORDER BY id) FROM dt_query(:'odd')) FROM dt_export_lines(:'odd',
    '{"sort": "id"}', '{"format": "jsonl"}') WITH ORDINALITY AS e(line, n);
SELECT convert_from(string_agg(piece, ''), 'UTF8')::jsonb = (SELECT jsonb_agg(data ORDER BY id) FROM dt_query(:'odd')) FROM dt_export(:'odd',
    '{"sort": "id"}', '{"format": "json"}') AS piece;
-- A key that is no column is in JSON, and in CSV where it is asked for.
SELECT line FROM dt_export_lines(:'odd', '{"sort": "id", "columns": ["extra"]}') AS line;
-- A system field and a column of the same name are not mixed up.
SELECT dt_add_column(:'odd', 'deleted_at', 'text') IS NOT NULL;
SELECT try(format($q$SELECT dt_export_lines(%L, '{}', '{"system": ["id", "deleted_at"]}')$q$, :'odd'));
SELECT line FROM dt_export_lines(:'odd', '{"columns": ["name"], "limit": 1, "sort": "id"}', '{"system": ["deleted_at"], "format": "jsonl"}') AS line;

-- ## Sizes: pieces have 1 MiB and what is left, whatever the records are
SELECT dt_create_table('Sizes', '{"columns": [{"key": "n", "type": "integer"}, {"key": "t", "type": "long_text"}]}') IS NOT NULL;
SELECT count(*) FROM dt_insert_many('sizes', (SELECT jsonb_agg(jsonb_build_object('n', n, 't', repeat('é"', 100000 * n))) FROM generate_series(1, 8) n));
SELECT n, length(piece) FROM dt_export('sizes') WITH ORDINALITY AS e(piece, n);
SELECT md5(string_agg(piece, '')) = (SELECT md5(string_agg(line || E'\n', '')) FROM dt_export_lines('sizes') AS line) FROM dt_export('sizes') AS piece;
-- A cell of a workbook has its limit.
SELECT try($q$SELECT dt_export('sizes', '{"sort": "n"}', '{"format": "xlsx"}')$q$);
SELECT count(*) FROM dt_update_where('sizes', '{"n": 1}', jsonb_build_object('t', repeat('🎉', 16383)));
SELECT length(dt_export('sizes', '{"filter": {"n": 1}}', '{"format": "xlsx"}')) > 0;
SELECT count(*) FROM dt_update_where('sizes', '{"n": 1}', jsonb_build_object('t', repeat('🎉', 16384)));
SELECT try($q$SELECT dt_export('sizes', '{"filter": {"n": 1}}', '{"format": "xlsx"}')$q$);
-- An empty table has a header, and JSON that has nothing in it.
SELECT dt_create_table('Nothing', '{}') IS NOT NULL;
SELECT to_json(convert_from(string_agg(piece, ''), 'UTF8')) FROM unnest(ARRAY['csv', 'tsv', 'jsonl', 'json']) AS f, dt_export('nothing', '{}',
    jsonb_build_object('format', f)) AS piece GROUP BY f ORDER BY f;
SELECT count(*) FROM dt_export_lines('nothing', '{}', '{"format": "jsonl"}');
CALL drop_tables();
