-- dt_create_index, dt_index_ddl and dt_drop_index refuse mistakes.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "price", "type": "currency"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x"]}}, {"key": "meta", "type": "json"}, {"key": "gone", "type": "text"}]}') ->> 'slug',
    dt_drop_column('deals', 'gone');
CREATE FUNCTION pg_temp.refused(keys text, options text) RETURNS text
    RETURN plain(try(format('SELECT dt_create_index(''deals'', %L, %L)', keys, options)) || CASE WHEN try(format('SELECT dt_index_ddl(''deals'', %L, %L)',
    keys, options)) = try(format('SELECT dt_create_index(''deals'', %L, %L)', keys, options)) THEN '' ELSE ' (not so dt_index_ddl)' END);

-- ## Columns
SELECT keys, pg_temp.refused(keys, '{}') FROM unnest(ARRAY['{}', '{nmae}', '{gone}', '{name,name}', '{meta}', '{meta.a.b}', '{name.x}', '{price.amuont}',
    '{NULL}', '{"a''; DROP TABLE x; --"}', '{tags,name}', '{"data"}']) keys;
-- ## Options
SELECT o, pg_temp.refused('{name}', o) FROM unnest(ARRAY['{"knd": "btree"}', '{"kind": "btre"}', '{"kind": "gin"}', '{"kind": 1}', '{"kind": null}',
    '{"unique": "yes"}', '{"unique": true, "x": 1}', '[]', '"btree"', '1']) o;
-- ## Kinds, and the columns that they can be over
SELECT keys, o, pg_temp.refused(keys, o)
FROM (VALUES ('{amount}', '{"kind": "trigram"}'), ('{name,price.currency}', '{"kind": "trigram"}'), ('{name}', '{"kind": "trigram", "unique": true}'),
    ('{name}', '{"kind": "set"}'), ('{tags}', '{"kind": "btree"}'), ('{tags}', '{"kind": "set", "unique": true}'), ('{tags}', '{"unique": true}'),
    ('{amount}', '{"kind": "search"}'), ('{name,meta}', '{"kind": "search"}'), ('{name}', '{"kind": "search", "unique": true}'),
    ('{price.currency}', '{"kind": "search"}'), ('{created_by}', '{"kind": "search"}'), ('{gone}', '{"kind": "search"}'),
    ('{amount}', '{"kind": "prefix"}'), ('{name,amount}', '{"kind": "prefix"}')) v(keys, o);

-- ## An index that exists, a table that does not, and arguments that are null
SELECT dt_create_index('deals', '{name}') IS NOT NULL;
SELECT pg_temp.refused('{name}', '{}');
SELECT try('SELECT dt_index_ddl(''dealz'', ''{name}'')'), try('SELECT dt_create_index(''dealz'', ''{name}'')'), try('SELECT dt_index_ddl(''deals'', NULL)'),
    try('SELECT dt_index_ddl(NULL, ''{name}'')'), try('SELECT dt_index_ddl(''deals'', ''{amount}'', NULL)');
-- ## Values that are there twice
SELECT count(*) FROM dt_insert_many('deals', '[{"amount": 1}, {"amount": 1}]');
SELECT try('SELECT dt_create_index(''deals'', ''{amount}'', ''{"unique": true}'')');
-- ## Dropping
SELECT plain(try('SELECT dt_drop_index(''deals'', ' || quote_literal(n) || ')')) FROM unnest(ARRAY['deals_name', 'x', '"; DROP TABLE x', 'deals_pkey']) n;
-- A read-only transaction can ask for the statement, and cannot make the index.
BEGIN READ ONLY;
SELECT dt_index_ddl('deals', '{tags}') ~ '^CREATE INDEX CONCURRENTLY .*;$';
SELECT dt_create_index('deals', '{tags}');
ROLLBACK;

CALL drop_tables();
