-- Exports: the formats, and what each option does to them.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "label": "Deal"}, {"key": "amount", "type": "number"},
    {"key": "stage", "type": "select", "label": "Stage of it", "config": {"options": [{"value": "won", "label": "Won, at last"}, {"value": "open"}]}},
    {"key": "tags", "type": "multi_select", "config": {"options": [{"value": "a", "label": "Aa"}, {"value": "b", "label": "B, b"}]}},
    {"key": "done", "type": "checkbox"}, {"key": "at", "type": "datetime"}, {"key": "made", "type": "created_by"}]}') ->> 'slug';
SET dt.user_id = 'ann';
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "Acme", "amount": 12.50, "stage": "won", "tags": ["a", "b"], "done": true,
    "at": "2026-01-28T14:30:00.5Z"},
    {"name": "Bolt \"B\", Ltd.", "amount": -3, "tags": ["b"], "done": false}, {"name": "=1+1", "amount": 1e3}, {"stage": "open"}]');

-- ## As CSV, for people and as it is stored
SELECT dt_export_lines('deals');
SELECT dt_export_lines('deals', '{}', '{"display": false}');
SELECT dt_export_lines('deals', '{"filter": {"amount": {"gt": 0}}, "sort": "-amount", "limit": 1}', '{"header": "label"}');
SELECT dt_export_lines('deals', '{"columns": ["stage", "name"], "offset": 1}', '{"header": "none"}');

-- ## Each option
SELECT dt_export_lines('deals', '{"limit": 3, "sort": "id"}', o) FROM unnest(ARRAY['{"columns": ["amount", "name"], "delimiter": ";"}',
    '{"columns": ["name", "done"], "format": "tsv"}', '{"columns": ["amount", "at"], "null_text": "NULL"}', '{"columns": ["name"],
        "escape_formulas": false}',
    '{"columns": ["at"], "time_zone": "Europe/Berlin"}', '{"columns": ["at"], "time_zone": "America/St_Johns", "display": false}',
    '{"columns": ["tags", "name"], "display": false, "delimiter": "|", "header": "none"}', '{"columns": []}']::jsonb[]) WITH ORDINALITY AS t(o,
        n) ORDER BY n;
-- psql ends a line, so what is left of the other line end is in the line.
SELECT to_json(line) FROM dt_export_lines('deals', '{"columns": ["name"], "limit": 1}', '{"line_end": "crlf", "bom": true}') AS line;
SELECT to_json(line) FROM dt_export_lines('deals', '{"columns": ["name"], "limit": 1}', '{"bom": true, "header": "none"}') AS line;
SELECT to_json(line) FROM dt_export_lines('deals', '{"columns": ["name"], "filter": {"name": "Nobody"}}', '{"bom": true, "header": "none"}') AS line;
SELECT to_json(convert_from(piece, 'UTF8')) FROM dt_export('deals', '{"columns": ["name"], "limit": 2, "sort": "id"}', '{"line_end": "crlf",
    "bom": true}') AS piece;

-- ## System fields
SELECT regexp_replace(line, '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID') FROM dt_export_lines('deals', '{"limit": 2, "sort": "id", "columns": ["name"]}',
    '{"system": ["id", "version", "created_by", "updated_by", "deleted_at"]}') AS line;
SELECT count(*) FROM dt_delete_many('deals', (SELECT array_agg(id) FROM dt_query('deals', '{"filter": {"name": "Acme"}}'))) AS deleted;
SELECT regexp_replace(line, '20[0-9]{2}-[0-9T:.-]*Z', 'INSTANT', 'g') FROM dt_export_lines('deals', '{"trash": "include", "sort": "amount",
    "limit": 3, "offset": 1}',
    '{"system": ["created_at", "updated_at", "deleted_at"], "columns": ["name"]}') AS line;
SELECT regexp_replace(line, '20[0-9]{2}-[0-9T:.-]*Z', 'INSTANT', 'g') FROM dt_export_lines('deals', '{"trash": "only"}',
    '{"system": ["deleted_at"], "format": "jsonl"}') AS line;
SELECT count(*) FROM dt_restore('deals', (SELECT id FROM dt_query('deals', '{"trash": "only"}'))) AS restored;

-- ## As JSON
SELECT dt_export_lines('deals', '{"sort": "id"}', '{"format": "jsonl"}');
SELECT dt_export_lines('deals', '{"sort": "id", "limit": 2}', '{"format": "jsonl", "columns": ["tags", "made", "name"], "system": ["version"]}');
SELECT convert_from(dt_export('deals', '{"sort": "id"}', '{"format": "json"}'), 'UTF8');
SELECT jsonb_array_length(convert_from(dt_export('deals', '{}', '{"format": "json"}'), 'UTF8')::jsonb);
SELECT convert_from(dt_export('deals', '{"filter": {"name": "Nobody"}}', '{"format": "json"}'), 'UTF8')::jsonb;

-- ## As a workbook: a ZIP file whose parts are named
SELECT n, encode(substring(piece FOR 4), 'hex'), position('xl/worksheets/sheet1.xml'::bytea IN piece) > 0, length(piece) BETWEEN 2000 AND 6000
FROM dt_export('deals', '{}', '{"format": "xlsx"}') WITH ORDINALITY AS t(piece, n);

-- ## What means nothing is refused, and what is known is named
SELECT try(format('SELECT dt_export(''deals'', ''{}'', %L)', o)) FROM unnest(ARRAY['{"form": "csv"}', '{"format": "cvs"}', '{"format": 5}', '[]',
    '{"header": true}',
    '{"header": "labels"}', '{"display": "yes"}', '{"delimiter": ""}', '{"delimiter": "ab"}', '{"delimiter": "\""}', '{"delimiter": "é"}',
        '{"line_end": "cr"}',
    '{"null_text": "a,b"}', '{"null_text": " "}', '{"null_text": null}', '{"time_zone": "Mars"}', '{"columns": "name"}', '{"columns": ["nme"]}',
        '{"columns": [1]}', '{"columns": ["name", "name"]}',
    '{"system": ["ids"]}', '{"system": "id"}', '{"format": "json", "display": true}', '{"format": "jsonl", "bom": true}', '{"format": "tsv",
        "delimiter": ","}',
    '{"format": "xlsx", "line_end": "lf"}']) AS o;
SELECT try($q$SELECT dt_export_lines('deals', '{}', '{"format": "xlsx"}')$q$);
SELECT try($q$SELECT dt_export('deals', '{"columns": ["name"]}', '{"columns": ["name"]}')$q$);
SELECT try($q$SELECT dt_export('dels')$q$);
SELECT try($q$SELECT dt_export('deals', '{"fliter": {}}')$q$);
SELECT try($q$SELECT dt_export(NULL)$q$);
-- A value that would be read as no value is told where the file is to be read again.
SELECT try($q$SELECT dt_export_lines('deals', '{"columns": ["stage"]}', '{"null_text": "open",
    "display": false}')$q$) ~ 'column "stage" of record [0-9a-f-]{36} has the value that null_text stands for';
SELECT dt_export_lines('deals', '{"columns": ["stage"], "sort": "id"}', '{"null_text": "open"}');

-- ## Rows are made as they are asked for, and a caller may stop
SELECT dt_export_lines('deals') LIMIT 2;
BEGIN;
DECLARE lines CURSOR FOR SELECT dt_export_lines('deals', '{"columns": ["name"], "sort": "id"}');
FETCH 2 FROM lines;
-- What is written meanwhile is not in it.
SELECT count(*) FROM dt_update_where('deals', '{"all": true}', '{"name": "changed"}');
FETCH 1 FROM lines;
CLOSE lines;
DECLARE lines CURSOR WITH HOLD FOR SELECT line FROM dt_export_lines('deals', '{"columns": ["name"]}') AS line;
FETCH 1 FROM lines;
COMMIT;
FETCH 1 FROM lines;
CLOSE lines;
SELECT count(*) FROM (SELECT dt_export_lines('deals'), dt_export_lines('deals', '{"limit": 1}')) AS two;
SELECT t, (SELECT string_agg(line, '/') FROM dt_export_lines('deals', jsonb_build_object('columns', '["amount"]'::jsonb, 'limit',
    t)) AS line) FROM generate_series(1, 3) t;
DO $$ DECLARE line text; BEGIN FOR line IN SELECT dt_export_lines('deals') LOOP EXIT; END LOOP; END $$;
-- An error in the middle leaves nothing behind.
DO $$ BEGIN PERFORM 1 / (length(line) - length(line))
    FROM (SELECT dt_export_lines('deals') AS line) AS l; EXCEPTION WHEN division_by_zero THEN RAISE NOTICE 'caught'; END $$;
CALL drop_tables();
