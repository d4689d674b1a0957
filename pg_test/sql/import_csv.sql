-- dt_import: the rows of a delimited file become records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table('Deals', '{"columns": [
    {"key": "name", "label": "Deal name", "type": "text", "required": true},
    {"key": "amount", "type": "number"},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a"]}},
    {"key": "due", "type": "date"},
    {"key": "paid", "type": "checkbox"},
    {"key": "made", "type": "created_at"}]}') ->> 'slug' AS slug;
CREATE FUNCTION bytes(text text, encoding text = 'UTF8') RETURNS bytea RETURN convert_to(text, encoding);
-- What came of an import, but for what is empty.
CREATE FUNCTION short(report jsonb) RETURNS jsonb RETURN (SELECT jsonb_object_agg(key, value) FROM jsonb_each(report) WHERE value NOT IN ('[]', '0'));
-- Imports, shows the records in the order of the file, and removes them.
CREATE FUNCTION shown(content bytea, options jsonb = '{}') RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT short(dt_import('deals', content, options));
    RETURN QUERY SELECT q.data - 'made' FROM dt_query('deals', '{"sort": "id"}') q;
    PERFORM dt_delete_where('deals', '{"all": true}', true);
END $$;

-- ## Headers are keys, labels, or either in another case
SELECT shown(E'Deal name,AMOUNT,Stage,Due\nAcme,1200,open,2026-01-28\n"Globex, Inc.","1,200.50",won,"28 Jan 2026"\n');
-- Options that a column lacks are added; those of another case are found.
SELECT shown(E'name;stage;tags\nAcme;lost;"a, b"\nGlobex;LOST;b\nInitech;open;\n');
SELECT jsonb_path_query_array(config, '$.options[*].value') AS options FROM dt_columns('deals') WHERE key IN ('stage', 'tags') ORDER BY key;
-- Fields of the server's are left out, as an export writes them.
SELECT shown(E'id,name,created_at,version,made\n0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c,Acme,2020-01-01,7,2020-01-01\n');
-- A header may be sent elsewhere, or nowhere.
SELECT shown(E'Firma\tWert\tIntern\nAcme\t5\tx\n', '{"columns": {"Firma": "name", "Wert": "amount", "Intern": null}}');

-- ## The delimiter, the quotation marks and the ends of lines are recognised
SELECT shown(E'name|amount\nAcme|1\nGlobex|2\n');
SELECT shown(E'name,amount\r\nAcme,1\r\nGlobex,2');
SELECT shown(E'name,amount\rAcme,1\rGlobex,2\r');
SELECT shown(E'name,amount\n"Acme ""the"" best",1\n\n"Globex, Inc",2\n');
SELECT shown(E'''name'';''amount''\n''Acme; Inc'';1\n''Globex'';2\n', '{"quote": "''"}');
SELECT shown(E'exported by x\n\nname,amount\nAcme,1\n', '{"skip_rows": 1}');
-- Without a header the columns are called by their numbers.
SELECT shown(E'Acme,1\nGlobex,2\n', '{"header": false, "columns": {"column_1": "name", "column_2": "amount"}}');

-- ## Encodings: BOM, else UTF-8 where that is valid, else windows-1252
SELECT shown('\xefbbbf' || bytes(E'name,amount\nÅbo 🚀,1\n'));
SELECT shown(bytes(E'name,amount\nÅbo,1\n', 'WIN1252'));
SELECT shown('\xfffe' || (SELECT string_agg(set_byte('\x0000', 0, ascii(c)), '' ORDER BY n)
    FROM regexp_split_to_table(E'name,amount\nÅbo,1\n', '') WITH ORDINALITY AS r(c, n)));
SELECT shown(bytes(E'name,amount\nЖук,1\n', 'WIN1251'), '{"encoding": "windows-1251"}');

-- ## Blanks and empty cells
SELECT shown(E'name, amount ,stage\n Acme ,\t5 ,\n"  Globex  ",,  \n');
SELECT shown(E'name,amount\n" Acme ",NA\nNA,-\n', '{"null_values": ["-", "N/A"], "on_error": "empty"}');
-- A row may be short, but not long.
SELECT shown(E'name,amount,stage\nAcme\nGlobex,1\nInitech,2,open,x,y\n', '{"on_error": "skip"}');
SELECT shown(E'name,amount\n');
SELECT try($$SELECT dt_import('deals', '')$$);

-- ## Other cells of a column decide what one does not say
SELECT shown(E'name,due\na,01/02/2026\nb,25/12/2026\n');
SELECT shown(E'name,due\na,01/02/2026\nb,12/25/2026\n');
SELECT try($$SELECT shown(E'name,due\na,01/02/2026\nb,02/01/2026\n')$$);
SELECT shown(E'name,due\na,01/02/2026\nb,02/01/2026\n', '{"date_order": "mdy"}');
SELECT shown(E'name;amount\na;1.234\nb;1.234,50\n');
SELECT shown(E'name;amount\na;1,234\nb;1,234.50\n');
SELECT shown(E'name;amount\na;1.234\n', '{"decimal_mark": ","}');

-- ## Digits are kept, and no text is changed
SELECT shown(bytes(E'name,amount\n007,1.50\n''; drop table deals,-0.000000000000000000000000000000000001\n__proto__,1e308\n'
    || E'=HYPERLINK("x"),12345678901234567890\n'));
SELECT shown(bytes(E'name,amount\nمرحبا,1\n"日本, 語",2\n'));

-- ## A first row of the table's own columns is a header, whatever is below it
SELECT shown(E'name,stage\nname,open\nname,open\n');
SELECT c ->> 'header' AS header, c ->> 'type' AS type FROM dt_infer(E'Country,2019,2020\nNO,1,2\nSE,3,4\n') f, jsonb_array_elements(f -> 'columns') c;

-- ## What an export guards against spreadsheets comes back as it was, headers as well
SELECT shown(bytes(E'''@x,amount\n''=HYPERLINK("x"),''-5\n''''=1,5\n''Tis,6\n'), '{"columns": {"@x": "name"}, "on_error": "skip"}');

-- ## A table of a thousand rows is written in batches, whatever their size
SELECT short(dt_import('deals', bytes('name,amount' || string_agg(E'\nd' || n || ',' || n, '')), '{"batch": 7}')) FROM generate_series(1, 1000) n;
SELECT count(*), sum((data ->> 'amount')::int) FROM dt_query('deals');
DROP FUNCTION shown, short, bytes;
CALL drop_tables();
