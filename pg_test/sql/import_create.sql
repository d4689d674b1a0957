-- A file brings its table with it: dt_infer, dt_create_table_from, and the options create and create_columns.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table_from('Cities',
    E'City,People,Founded,Coastal,Share\nOslo,717710,1048-01-01,yes,12.5%\nBergen,291940,1070-01-01,yes,5%\nHamar,,1849-03-21,no,0.5%\n')
    - '{faults,columns_created}'::text[] AS report;
SELECT key, label, type, config FROM dt_columns('cities');
SELECT data FROM dt_query('cities', '{"sort": "id"}');

-- ## The options say what a column is
SELECT dt_create_table_from('Towns', E'Town,Zip,Note\nMoss,1530,x\n', '{"columns": {"Zip": {"key": "postal_code", "label": "Postal code",
    "type": "text", "unique": true}, "Note": null, "Town": "name"}}')
    #> '{columns_created,1}' AS zip;
SELECT data FROM dt_query('towns');
-- What is there already is not made again.
SELECT try($$SELECT dt_create_table_from('Towns', E'Town\nMoss\n')$$);
SELECT try($$SELECT dt_create_table_from('Bad', E'Town\nMoss\n', '{"columns": {"Town": {"type": "txet"}}}')$$);
SELECT try($$SELECT dt_create_table_from('', E'Town\nMoss\n')$$);
SELECT try($$SELECT dt_create_table_from('Nothing', '')$$);
-- If a row is refused there is no table.
SELECT try($$SELECT dt_create_table_from('Half', E'Town,Zip\nMoss,1530\nOslo,x\n', '{"columns": {"Zip": {"type": "integer"}}}')$$);
SELECT try($$SELECT dt_describe('half')$$);
SELECT dt_create_table_from('Half', E'Town\nMoss\n', '{"dry_run": true}') -> 'inserted' AS inserted;
SELECT try($$SELECT dt_describe('half')$$);

-- ## create makes the table if there is none; create_columns makes columns
SELECT dt_import('lakes', E'name,depth\nMjøsa,453\n'::text::bytea, '{"create": true}') -> 'inserted' AS inserted;
SELECT dt_import('lakes', E'name,depth\nTyrifjorden,295\n', '{"create": true}') -> 'columns_created' AS columns;
SELECT dt_import('lakes', E'NAME,depth,Area (km2)\nFemunden,153,203.5\n', '{"create_columns": true}') #>> '{columns_created,0,key}' AS column;
SELECT dt_import('lakes', E'lake,fish\nLimingen,yes\nByglandsfjord,no\n', '{"create_columns": true, "columns": {"lake": "name",
    "fish": "has_fish"}}') #>> '{columns_created,0,type}' AS type;
SELECT data FROM dt_query('lakes', '{"sort": "id"}');

-- ## Odd headers
SELECT dt_create_table_from('Odd', convert_to(E'id,Name,name,,الاسم,order,1st,a""b,name_2\n1,2,3,4,5,6,7,8,9\n', 'UTF8')) -> 'rows' AS rows;
SELECT key, label FROM dt_columns('odd');
SELECT data FROM dt_query('odd');

-- Each header has a name of its own, by which options reach its cells.
SELECT dt_create_table_from('Twice', E'a,,b,,a,a (2)\n1,2,3,4,5,6\n', '{"columns": {"a (3)": null, "column_4": "d"}}') -> 'left_out' AS left_out;
SELECT key, label FROM dt_columns('twice');
SELECT data FROM dt_query('twice');
SELECT try($$SELECT dt_create_table_from('Nul', '\x61002c62000a312c320a'::bytea)$$);

-- ## dt_infer tells what it would be, and stores nothing
SELECT jsonb_pretty(dt_infer(E'name;price\nAcme;"$1,200.50"\nGlobex;$80\nInitech;ask\n'));
SELECT c ->> 'key' AS key, c ->> 'type' AS type, c ->> 'confidence' AS confidence
FROM (SELECT dt_infer((E'id,zip,on,at,mail,web,ref,n\n' || string_agg(n || E',0' || n || ',2026-01-01,2026-01-01 10:00,a' || n
    || '@example.com,https://example.com/' || n || ','
    || '0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c,1.5', E'\n'))::bytea) AS f FROM generate_series(1, 9) n) AS i, jsonb_array_elements(f -> 'columns') AS c;
SELECT count(*) FROM dt_tables() WHERE slug IN ('half', 'bad', 'nothing');
CALL drop_tables();
