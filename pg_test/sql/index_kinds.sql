-- Each kind of index is made over the columns that it is for, has a name, and is listed.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Goods', '{"columns": [{"key": "name", "type": "text"}, {"key": "notes", "type": "long_text"}, {"key": "amount", "type": "number"},
    {"key": "price", "type": "currency"}, {"key": "who", "type": "person_name"}, {"key": "stage", "type": "select", "config": {"options": ["a", "b"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}}, {"key": "meta", "type": "json"}, {"key": "host", "type": "ip"}]}') ->> 'slug';
SELECT dt_insert('goods',
    '{"name": "Pump", "notes": "Big", "price": {"amount": 2, "currency": "EUR"}, "who": {"first": "A", "last": "B"}, "tags": ["x"]}') IS NOT NULL;

-- Without the extension pg_trgm the kind trigram does not exist.
SELECT try($$SELECT dt_create_index('goods', '{name}', '{"kind": "trigram"}')$$);
SELECT try($$SELECT dt_index_ddl('goods', '{name}', '{"kind": "trigram"}')$$);
SELECT count(*) = 0 AS lacking FROM pg_available_extensions WHERE name = 'pg_trgm' \gset
\if :lacking
\echo 'there is no pg_trgm'
SELECT dt_drop_table('goods', permanently => true);
\q
\endif
-- With it the kind exists, whatever schema the extension is in.
CREATE SCHEMA "Tri ""grams";
CREATE EXTENSION pg_trgm SCHEMA "Tri ""grams";
-- The owner of the tables must be allowed to use that schema.
SELECT try($$SELECT dt_create_index('goods', '{name}', '{"kind": "trigram"}')$$);
GRANT USAGE ON SCHEMA "Tri ""grams" TO dt_owner;

SELECT plain(dt_create_index('goods', keys, options)), options FROM (VALUES (ARRAY['name'], '{}'::jsonb), (ARRAY['name'], '{"kind": "trigram"}'),
    (ARRAY['price'], '{"kind": "btree"}'), (ARRAY['price.amount'], '{}'), (ARRAY['price.currency', 'amount'], '{}'),
    (ARRAY['price.currency'], '{"kind": "trigram"}'), (ARRAY['who'], '{"kind": "trigram"}'), (ARRAY['tags'], '{}'), (ARRAY['stage', 'amount', 'name'], '{}'),
    (ARRAY['notes', 'name'], '{"kind": "search"}'), (ARRAY[]::text[], '{"kind": "search"}'), (ARRAY['name', 'stage'], '{"unique": true}'),
    (ARRAY['updated_at'], '{}'), (ARRAY['created_by'], '{"kind": "trigram"}'), (ARRAY['host', 'amount'], '{}')) v(keys, options);
SELECT plain(name), columns, kind, is_unique, valid FROM dt_indexes('goods') ORDER BY name COLLATE "C";
-- PostgreSQL shows these definitions.
SET quote_all_identifiers = off;
SET search_path = public;
SELECT plain(indexdef) FROM pg_indexes WHERE schemaname = 'dt_data' AND tablename LIKE 'goods\_%' ORDER BY indexname COLLATE "C";
RESET quote_all_identifiers;
RESET search_path;
-- A DBA would run these statements.
SELECT plain(dt_index_ddl('goods', keys, options)) FROM (VALUES (ARRAY['notes'], '{}'::jsonb), (ARRAY['notes'], '{"kind": "trigram"}'),
    (ARRAY['notes'], '{"kind": "search"}'), (ARRAY['amount', 'who'], '{"unique": true}')) v(keys, options);

-- An index that a DBA made under another name is recognised by its definition.
DO $$
DECLARE
    storage text := dt_describe('goods') ->> 'storage';
BEGIN
    EXECUTE format($i$CREATE INDEX "My set" ON %s USING gin (dt.get_text_array(data, 'tags'))$i$, storage);
    EXECUTE format($i$CREATE INDEX "My words" ON %s USING gin (dt.search_vector(data, '{name}'))$i$, storage);
    EXECUTE format($i$CREATE INDEX "My trigrams" ON %s USING gin (dt.get_text(data, 'notes') "Tri ""grams".gin_trgm_ops)$i$, storage);
    EXECUTE format($i$CREATE INDEX "My pattern" ON %s (dt.get_text(data, 'name') text_pattern_ops)$i$, storage);
    EXECUTE format($i$CREATE INDEX "My json" ON %s USING gin (data jsonb_path_ops)$i$, storage);
    EXECUTE format($i$CREATE INDEX "My hash" ON %s USING hash ((data ->> 'x'))$i$, storage);
END
$$;
SELECT name, columns, kind FROM dt_indexes('goods') WHERE name LIKE 'My%' ORDER BY name COLLATE "C";
SELECT dt_drop_index('goods', 'My words');
SELECT dt_explain('goods', '{"search": "pump", "search_columns": ["name"]}') ->> 'sql' ~ 'search_vector\(data, ''{name,notes}''';

-- When a column gets a new key, its indexes and those of its parts follow. They are dropped with it.
SELECT dt_drop_index('goods', name) FROM dt_indexes('goods') WHERE name LIKE 'My%';
SELECT dt_alter_column('goods', 'price', '{"key": "cost"}') ->> 'key', dt_alter_column('goods', 'name', '{"key": "title"}') ->> 'key';
SELECT plain(name), columns, kind FROM dt_indexes('goods') WHERE columns && '{cost,cost.amount,cost.currency,title}' ORDER BY name COLLATE "C";
SELECT dt_drop_column('goods', 'cost', true);
SELECT plain(name), columns, kind FROM dt_indexes('goods') ORDER BY name COLLATE "C";
-- They follow a new slug of the table, too.
SELECT dt_alter_table('goods', '{"slug": "wares"}') ->> 'slug';
SELECT plain(name), columns, kind FROM dt_indexes('wares') ORDER BY name COLLATE "C";

-- A long name is cut and stays distinct.
SELECT count(DISTINCT name), max(length(name)) FROM (SELECT dt_create_index('wares', '{notes,stage,amount,host,who,title,created_at,updated_at}')
    UNION ALL SELECT dt_create_index('wares', '{notes,stage,amount,host,who,title,updated_at,created_at}')) made(name);

CALL drop_tables();
DROP EXTENSION pg_trgm;
DROP SCHEMA "Tri ""grams";
