-- The functions on tables refuse mistakes with SQLSTATE, message, DETAIL and HINT.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "a", "type": "text"}]}') ->> 'slug';
SELECT dt_create_table('Leads') ->> 'slug';

-- ## Names

SELECT try('SELECT dt_create_table(NULL)');
SELECT try('SELECT dt_create_table('''')');
SELECT try('SELECT dt_create_table(''   '')');
SELECT try($$SELECT dt_create_table(E'two\nlines')$$);
SELECT try('SELECT dt_create_table(repeat(''x'', 256))');
SELECT try('SELECT dt_create_table(repeat(''é'', 300))');
SELECT try('SELECT dt_create_table(''Deals'')');
SELECT try('SELECT dt_create_table(''deals'')');
SELECT try($$SELECT dt_create_table('Deals', '{"slug": "other"}')$$);
SELECT try($$SELECT dt_alter_table('leads', '{"name": "Deals"}')$$);
SELECT try($$SELECT dt_alter_table('leads', '{"slug": "deals"}')$$);
SELECT try($$SELECT dt_alter_table('leads', '{"name": ""}')$$);
SELECT try($$SELECT dt_alter_table('leads', '{"name": null}')$$);

-- ## Slugs

SELECT slug, try(format('SELECT dt_create_table(''x'', %L)', json_build_object('slug', slug)))
FROM unnest(ARRAY['', 'Deals', '1st', '_x', 'a b', 'a-b', 'größe', 'a"b', '''; drop table dt.tables; --', repeat('s', 64)]) AS slug;
SELECT try($$SELECT dt_create_table('x', '{"slug": 5}')$$);
SELECT try($$SELECT dt_create_table('x', '{"slug": null}')$$);

-- ## Options

SELECT options, try(format('SELECT dt_create_table(''x'', %L)', options)) FROM unnest(ARRAY['[]', '5', '"x"', '{"colour": "#fff"}', '{"xyz": 1}',
    '{"name": "y"}', '{"color": "red"}', '{"color": "#fff"}', '{"color": "#gggggg"}', '{"color": 5}',
    '{"description": 5}', '{"icon": []}', '{"workspace_id": 5}', '{"open": "yes"}', '{"global": 1}', '{"settings": []}',
    '{"settings": {"enable_form": "yes"}}', '{"settings": {"row_height": 5}}', '{"settings": {"max_records": "3"}}',
    '{"settings": {"max_records": -1}}', '{"columns": 7}', '{"columns": [5]}', '{"columns": [{}]}', '{"columns": [{"key": "a"}]}',
    '{"columns": [{"type": "text"}]}', '{"columns": [{"key": 5, "type": "text"}]}',
    '{"columns": [{"key": "a", "type": "texxt"}]}', '{"columns": [{"key": "a", "type": 5}]}',
    '{"columns": [{"key": "a", "type": "text"}, {"key": "a", "type": "date"}]}', '{"columns": [{"key": "a", "type": "text", "lable": "A"}]}'])
    WITH ORDINALITY AS o(options, n) ORDER BY n;
SELECT changes, try(format('SELECT dt_alter_table(''leads'', %L)', changes))
FROM unnest(ARRAY['[]', 'null', '{"columns": []}', '{"global": true}', '{"names": "x"}', '{"id": "x"}', '{"settings": null}']) AS changes;
SELECT try('SELECT dt_alter_table(''leads'', NULL)');
SELECT try('SELECT dt_create_table(''x'', NULL)'), (SELECT count(*) FROM dt_tables());
SELECT dt_drop_table('x', true);

-- ## No such table: every function says the same

SELECT f, try(f) FROM unnest(ARRAY['SELECT dt_describe(''dels'')', 'SELECT dt_alter_table(''dels'', ''{}'')', 'SELECT dt_drop_table(''dels'')',
    'SELECT dt_drop_table(''dels'', true)', 'SELECT dt_restore_table(''dels'')', 'SELECT dt_json_schema(''dels'')',
    'SELECT dt_add_column(''dels'', ''a'', ''text'')', 'SELECT dt_alter_column(''dels'', ''a'', ''{}'')', 'SELECT dt_drop_column(''dels'', ''a'')',
    'SELECT dt_restore_column(''dels'', ''a'')', 'SELECT dt_reorder_columns(''dels'', ''{}'')',
    'SELECT dt_columns(''dels'')', 'SELECT dt_insert(''dels'', ''{}'')', 'SELECT dt_insert_many(''dels'', ''[]'')',
    'SELECT dt_upsert(''dels'', ''[]'', ''{a}'')', 'SELECT dt_validate(''dels'', ''{}'')', 'SELECT dt_get(''dels'', dt.uuid7())',
    'SELECT dt_update(''dels'', dt.uuid7(), ''{}'')', 'SELECT dt_replace(''dels'', dt.uuid7(), ''{}'')', 'SELECT dt_delete(''dels'', dt.uuid7())',
    'SELECT dt_restore(''dels'', dt.uuid7())', 'SELECT dt_delete_many(''dels'', ''{}'')',
    'SELECT dt_update_where(''dels'', ''{"all": true}'', ''{}'')', 'SELECT dt_delete_where(''dels'', ''{"all": true}'')', 'SELECT dt_empty_trash(''dels'')',
    'SELECT dt_query(''dels'')', 'SELECT dt_page(''dels'')', 'SELECT dt_count(''dels'')',
    'SELECT dt_explain(''dels'')', 'SELECT dt_create_index(''dels'', ''{a}'')', 'SELECT dt_drop_index(''dels'', ''x'')', 'SELECT dt_indexes(''dels'')'])
    WITH ORDINALITY AS f(f, n) ORDER BY n;

-- ## A name of no table is never run as SQL

SELECT left(name, 40), try(format('SELECT dt_describe(%L)', name)) FROM unnest(ARRAY['', ' ', 'dt.tables', 'dt_data.deals_1', 'pg_class',
    '''; DROP TABLE dt.tables; --', '"deals"', 'deals"; --', '💥', repeat('x', 300), '%', '_____', E'deals\\', '00000000-0000-0000-0000-000000000000'])
    WITH ORDINALITY AS n(name, n) ORDER BY n;
SELECT try('SELECT dt_describe(NULL)');
SELECT slug FROM dt_tables();

CALL drop_tables();
