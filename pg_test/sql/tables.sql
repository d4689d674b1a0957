-- Tables are created, described, listed, altered, moved to the trash, restored and dropped.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

-- ## Create: the name is enough

-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SELECT t - '{id,no,storage,created_at,updated_at}'::text[] AS "table" FROM dt_create_table('Deals') AS t;
SELECT t ->> 'storage' = 'dt_data.deals_' || (t ->> 'no') AS storage, (t ->> 'id')::uuid IS NOT NULL AS id,
    (t ->> 'created_at')::timestamptz = (t ->> 'updated_at')::timestamptz AS times
FROM dt_describe('deals') AS t;

-- All options can be given at once.

SELECT jsonb_pretty(t - '{id,no,storage,created_at,updated_at,columns,indexes}'::text[]) AS "table"
FROM dt_create_table('Größe & Co. 🚀',
    '{"slug": "sizes", "description": "What fits whom", "icon": "📏", "color": "#3B82F6", "workspace_id": "ws-1", "open": false,
    "settings": {"record_name_format": "{name} ({size})", "row_height": "tall", "max_records": 100, "enable_comments": true, "our_own": {"any": ["thing"]}},
    "columns": [{"key": "name", "type": "text", "required": true, "index": true},
        {"key": "size", "label": "Size (EU)", "type": "integer", "config": {"min": 1}, "unique": true}]}') AS t;
SELECT jsonb_pretty(t -> 'columns') AS columns, jsonb_pretty(plain(t ->> 'indexes')::jsonb) AS indexes FROM dt_describe('sizes') AS t;

-- The storage is an ordinary table that belongs to no extension.

SELECT c.relkind, c.relpersistence, EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') AS "of the extension"
FROM pg_class AS c WHERE c.oid = (dt_describe('sizes') ->> 'storage')::regclass;
SELECT attname, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute
WHERE attrelid = (dt_describe('sizes') ->> 'storage')::regclass AND attnum > 0 ORDER BY attnum;

-- ## The slug is made from the name

SELECT left(name, 30) AS name, dt_create_table(name) ->> 'slug' AS slug
FROM unnest(ARRAY['  Q3 / Größe & Co. ', '2026 plan', '日本語', '🚀', 'O''Reilly "quoted"', '''; DROP TABLE dt.tables; --', 'Straße', '___', 'select',
    repeat('long ', 51), repeat('ü', 255)]) AS name;

-- The name of a storage table stays within 63 bytes.

SELECT length(t ->> 'slug') AS slug, length(split_part(t ->> 'storage', '.', 2)) AS storage FROM dt_create_table(repeat('s', 200)) AS t;

-- ## A table is found by slug, name or id

SELECT dt_describe('sizes') = dt_describe('Größe & Co. 🚀') AS by_name, dt_describe('sizes') = dt_describe(dt_describe('sizes') ->> 'id') AS by_id;
SELECT try($$SELECT dt_describe('Sizes')$$);

-- A slug is looked for before a name.

SELECT dt_create_table('planets') ->> 'slug' AS slug;
SELECT dt_create_table('moons', '{"slug": "moon"}') ->> 'slug' AS slug;
SELECT dt_create_table('moon', '{"slug": "luna"}') ->> 'slug' AS slug;
SELECT dt_describe('moon') ->> 'name' AS name;

-- ## List

CALL drop_tables();
SELECT dt_create_table('Beta',
    '{"description": "second", "workspace_id": "w", "columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "text"}]}') IS NOT NULL AS made;
SELECT dt_create_table('Alpha') IS NOT NULL AS made;
SELECT dt_create_table('Gamma') IS NOT NULL AS made;
SELECT dt_drop_table('gamma');
SELECT dt_drop_column('beta', 'b');
SELECT slug, name, description, org_id, workspace_id, column_count, record_estimate, deleted_at IS NOT NULL AS deleted FROM dt_tables();
SELECT slug FROM dt_tables('only');
SELECT slug, deleted_at IS NOT NULL AS deleted FROM dt_tables('include');
SELECT slug FROM dt_tables(NULL);
SELECT try($$SELECT dt_tables('all')$$);

-- The estimate is the planner's.

SELECT count(*) FROM dt_insert_many('beta', (SELECT jsonb_agg(jsonb_build_object('a', i::text)) FROM generate_series(1, 500) AS i));
SELECT format('ANALYZE %s', dt_describe('beta') ->> 'storage') AS analyze \gset
:analyze;
SELECT slug, record_estimate FROM dt_tables();

-- ## Alter: the keys of options, and the name

SELECT t - '{id,no,storage,created_at,updated_at,columns,indexes}'::text[] AS "table"
FROM dt_alter_table('alpha', '{"name": "Alpha 2", "description": "first", "icon": "★", "color": "#AABBCC", "workspace_id": "w2", "open": true,
    "settings": {"row_height": "short", "mine": 1}}') AS t;

-- settings merge. A null removes a setting, or clears an option that may be empty.

SELECT t -> 'settings' AS settings FROM dt_alter_table('alpha', '{"settings": {"enable_form": false, "mine": null}}') AS t;
SELECT t -> 'settings' AS settings FROM dt_alter_table('alpha', '{"settings": {}}') AS t;
SELECT t - '{id,no,storage,created_at,updated_at,columns,indexes}'::text[] AS "table"
FROM dt_alter_table('Alpha 2',
    '{"description": null, "icon": null, "color": null, "workspace_id": null, "open": false, "settings": {"enable_form": null, "row_height": null}}') AS t;
SELECT dt_alter_table('alpha', '{}') = dt_describe('alpha') AS "nothing changes nothing but the time";

-- A new slug renames the storage. Records, indexes and rules stay.

SELECT dt_alter_column('beta', 'a', '{"unique": true}') ->> 'unique' AS unique;
SELECT t ->> 'slug' AS slug, t ->> 'storage' = 'dt_data.second_' || (t ->> 'no') AS storage FROM dt_alter_table('beta', '{"slug": "second"}') AS t;
SELECT try($$SELECT dt_count('beta')$$) AS error;
SELECT dt_count('second') AS count;
SELECT try($$SELECT dt_insert('second', '{"a": "7"}')$$);
SELECT dt_alter_column('second', 'a', '{"unique": false, "index": true}') ->> 'unique' AS unique;
SELECT columns, kind, is_unique FROM dt_indexes('second');
SELECT dt_alter_table('second', '{"slug": "beta"}') ->> 'slug' AS slug;

-- ## Trash: only describe, restore and drop find the table, and it keeps its name and slug

SELECT dt_drop_table('beta');
SELECT f AS call, split_part(try(f), E'\n', 1) AS error
FROM unnest(ARRAY['SELECT dt_count(''beta'')', 'SELECT dt_insert(''beta'', ''{"a": "x"}'')', 'SELECT dt_query(''beta'')',
    'SELECT dt_columns(''beta'')', 'SELECT dt_alter_table(''beta'', ''{"name": "B"}'')', 'SELECT dt_json_schema(''beta'')',
    'SELECT dt_drop_table(''beta'')']) AS f;
SELECT dt_describe('beta') ->> 'deleted_at' IS NOT NULL AS deleted;
SELECT try($$SELECT dt_create_table('Beta')$$);
SELECT try($$SELECT dt_create_table('Other', '{"slug": "beta"}')$$);
SELECT t ->> 'deleted_at' AS deleted_at, jsonb_array_length(t -> 'columns') AS columns FROM dt_restore_table('beta') AS t;
SELECT dt_count('beta') AS count;

-- ## Permanently: gone with its records, columns and storage, also out of the trash

SELECT dt_describe('beta') ->> 'no' AS no, dt_describe('beta') ->> 'storage' AS storage \gset
SELECT dt_drop_table('beta', true);
SELECT to_regclass(:'storage') AS storage, (SELECT count(*) FROM dt.columns WHERE table_no = :no) AS columns,
    (SELECT count(*) FROM dt.tables WHERE no = :no) AS tables;
SELECT dt_drop_table('gamma', permanently => true);
SELECT slug FROM dt_tables('include');
SELECT dt_create_table('Beta') ->> 'slug' AS slug;
SELECT (dt_describe('beta') ->> 'no')::int > :no AS "a number is never used again";

-- ## Changes of the schema are rolled back with the transaction

BEGIN;
SELECT dt_create_table('Brief', '{"columns": [{"key": "a", "type": "text", "unique": true}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('brief', '{"a": "1"}');
SELECT dt_add_column('beta', 'x', 'integer', '{"required": true}') ->> 'key' AS key;
SELECT dt_alter_table('beta', '{"slug": "renamed", "name": "Renamed"}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('renamed', '{"x": 1}');
SAVEPOINT before;
SELECT dt_drop_table('renamed', true);
SELECT try($$SELECT dt_count('renamed')$$) LIKE '42P01%' AS gone;
ROLLBACK TO before;
SELECT dt_count('renamed') AS back;
ROLLBACK;
SELECT slug, name, column_count FROM dt_tables();
SELECT data FROM dt_insert('beta', '{}');
SELECT try($$SELECT dt_insert('beta', '{"x": 1}')$$) LIKE '42703%' AS "no column x";

-- A create that fails half-way leaves nothing behind.

SELECT try($$SELECT dt_create_table('Half',
    '{"columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "date", "default": "someday"}]}')$$) LIKE '22023%' AS refused;
SELECT count(*) AS tables FROM dt.tables WHERE name = 'Half';
SELECT count(*) AS storage FROM pg_class WHERE relnamespace = 'dt_data'::regnamespace AND relname LIKE 'half%';

-- ## Only dt_* can change the catalog, and SQL can change records (see direct_sql)

SELECT try($$CREATE TABLE plain (a int)$$), try($$SELECT dt_describe('plain')$$) LIKE '42P01%' AS "an ordinary table is no dynamic table";
DROP TABLE plain;

-- ## A JSON Schema describes a record's data, for forms and clients

SELECT dt_create_table('People', '{"description": "Who we know", "columns": [
    {"key": "name", "label": "Full name", "type": "text", "required": true, "config": {"min_length": 2, "max_length": 80, "pattern": "^\\S"},
        "description": "As on the card"},
    {"key": "born", "type": "date", "config": {"min": "1900-01-01"}}, {"key": "seen", "type": "datetime", "default": "now"},
    {"key": "kids", "type": "integer", "default": 0, "config": {"min": 0}}, {"key": "height", "type": "number", "config": {"precision": 2}},
    {"key": "budget", "type": "decimal", "config": {"scale": 4}}, {"key": "vip", "type": "checkbox"},
    {"key": "kind", "type": "select", "config": {"options": ["a", "b"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"], "max_items": 1}}, {"key": "ref", "type": "uuid"},
    {"key": "bio", "type": "long_text"},
    {"key": "meta", "type": "json", "config": {"schema": {"type": "object"}}}, {"key": "created_at", "type": "created_at"}]}') ->> 'slug' AS slug;
SELECT dt_drop_column('people', 'bio');
SELECT jsonb_pretty(dt_json_schema('people')) AS schema;
SELECT dt_json_schema('people') -> 'additionalProperties' AS closed, dt_alter_table('people', '{"open": true}') ->> 'open' AS open,
    dt_json_schema('people') -> 'additionalProperties' AS open_too;

CALL drop_tables();
