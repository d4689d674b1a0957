-- A typed column has a plain column of the storage table beside data. Queries name the plain column instead of taking the value out of data.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["open",
    "won"]}, "index": true},
    {"key": "amount", "type": "number", "typed": true}, {"key": "email", "type": "email", "unique": true}, {"key": "notes", "type": "text"}]}') ->> 'slug';
SELECT dt_describe('deals') ->> 'storage' AS storage \gset

-- This lists the plain columns with their types.
CREATE VIEW plain_columns AS SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = :'storage'::regclass AND attnum > 9 AND NOT attisdropped ORDER BY attname;
-- This lists the indexes without their names' numbers.
CREATE VIEW index_keys AS SELECT plain(regexp_replace(pg_get_indexdef(indexrelid), '^.* INDEX (\S+) .* USING ', '\1 ')) FROM pg_index
WHERE indrelid = :'storage'::regclass AND NOT indisprimary ORDER BY 1;

-- ## Which columns are typed
-- Those that ask for it, and those with an index of their own.
SELECT key, typed FROM dt_columns('deals');
SELECT * FROM plain_columns;
SELECT * FROM index_keys;
-- Without the setting an index is over an expression of data. What a document says goes before the setting.
SET dt.type_indexed_columns = off;
SELECT dt_add_column('deals', 'code', 'text', '{"index": true}') -> 'typed', dt_add_column('deals', 'due', 'date', '{"index": true,
    "typed": true}') -> 'typed';
RESET dt.type_indexed_columns;
SELECT dt_add_column('deals', 'host', 'ip', '{"index": true, "typed": false}') -> 'typed';
SELECT * FROM index_keys;
-- An index over several columns types all of them; one of kind trigram or search asks for none.
SELECT plain(dt_create_index('deals', '{code,host}'));
SELECT plain(dt_create_index('deals', '{notes}', '{"kind": "search"}'));
SELECT key FROM dt_columns('deals') WHERE typed;
SELECT * FROM index_keys;
-- Types of which no plain column says all are not typed.
SELECT try($$SELECT dt_add_column('deals', 'where', 'location', '{"typed": true}')$$);
SELECT try($$SELECT dt_add_column('deals', 'meta', 'json', '{"typed": true}')$$);
SELECT try($$SELECT dt_add_column('deals', 'who', 'person_name', '{"typed": true}')$$);
SELECT try($$SELECT dt_add_column('deals', 'made', 'created_at', '{"typed": true}')$$);
SELECT dt_add_column('deals', 'who', 'person_name', '{"index": true}') -> 'typed';
-- A plain column has the SQL type that its values compare as.
SELECT dt_create_table('Kinds', jsonb_build_object('columns', jsonb_agg(jsonb_build_object('key', type, 'type', type, 'typed', true)
    || CASE WHEN type IN ('select', 'multi_select') THEN '{"config": {"options": ["a"]}}' ELSE '{}' END::jsonb))) ->> 'slug'
FROM unnest(ARRAY['text', 'long_text', 'email', 'url', 'phone', 'slug', 'number', 'integer', 'decimal', 'currency', 'percent', 'rating', 'progress',
    'duration',
    'checkbox', 'date', 'datetime', 'time', 'select', 'multi_select', 'status', 'user', 'uuid', 'color', 'ip', 'autonumber']) type;
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = (dt_describe('kinds') ->> 'storage')::regclass AND attnum > 9 ORDER BY attname;

-- ## Names
-- The plain column is named as the key, with underscores behind it until the name is free.
SELECT count(dt_add_column('deals', key, 'text', '{"typed": true}')) FROM unnest(ARRAY['position', 'position_', 'xmin', 'ctid', 'k1', 'o0', 'r',
    'order', 'select',
    'deleted_at', 'd1', 'at', 'value', 'number', 'due_id']) key;
SELECT string_agg(attname, ' ') FROM plain_columns;
SELECT (dt_insert('deals', '{"order": "1", "select": "2", "k1": "b", "r": "x", "position": "7", "xmin": "8", "at": "9", "value": "10",
    "number": "11"}')).version;
SELECT (dt_insert('deals', '{"order": "2", "select": "1", "k1": "a", "o0": "y", "at": "8", "value": "11"}')).version;
SELECT data -> 'k1' FROM dt_query('deals', '{"filter": {"order": {"in": ["1", "2"]}}, "sort": ["k1", "-select"]}');
SELECT data -> 'k1' FROM dt_query('deals', '{"sort": [{"column": "select", "nulls": "first"}, "k1"], "limit": 5}');
SELECT dt_aggregate('deals', '{"group_by": ["r", "at"], "aggregates": {"n": "count", "v": {"max": "value"}, "m": {"min": "number"}}, "sort": "at"}');
SELECT count(*) FROM dt_update_many('deals', (SELECT jsonb_agg(jsonb_build_object('id', id, 'patch', jsonb_build_object('at', '7', 'value',
    data -> 'at'))) FROM dt_query('deals')));
SELECT data -> 'at', data -> 'value' FROM dt_query('deals', '{"filter": {"at": "7"}, "sort": "value"}');
SELECT count(*) FROM :storage
WHERE at IS DISTINCT FROM data ->> 'at' OR value IS DISTINCT FROM data ->> 'value' OR position_ IS DISTINCT FROM data ->> 'position';
SELECT dt_alter_column('deals', 'order', '{"unique": true}') -> 'unique';
SELECT count(*) FROM dt_upsert('deals', '[{"order": "1", "notes": "one"}, {"order": "3", "notes": "three"}]', '{order}');
SELECT "order", notes FROM (SELECT data ->> 'order' AS "order", data ->> 'notes' AS notes FROM dt_query('deals', '{"sort": "order"}')) o;
SELECT count(dt_drop_column('deals', key, true)) FROM unnest(ARRAY['position', 'position_', 'xmin', 'ctid', 'k1', 'o0', 'r', 'order', 'select',
    'deleted_at', 'd1', 'at',
    'value', 'number', 'due_id']) key;
SELECT string_agg(attname, ' ') FROM plain_columns;

-- ## On and off again
SELECT count(*) FROM dt_delete_where('deals', '{"all": true}');
SELECT count(*) FROM dt_insert_many('deals', (SELECT jsonb_agg(jsonb_build_object('name', 'N' || i,
    'stage', CASE WHEN i % 3 = 0 THEN 'won' ELSE 'open' END, 'amount', i / 2.0,
    'email', 'User' || i || '@Example.com', 'notes', CASE WHEN i % 2 = 0 THEN 'Some words' END, 'code', 'c' || i)) FROM generate_series(1, 300) i));
CREATE FUNCTION answers() RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC
    SELECT md5(string_agg(coalesce(answer, ''), ' ' ORDER BY q)) FROM unnest(ARRAY['{"filter": {"stage": "won"}, "sort": "-amount"}',
    '{"filter": {"amount": {"gte": 40}}, "sort": "email"}',
        '{"filter": {"email": {"contains": "R7"}}, "sort": "amount"}', '{"filter": {"notes": {"is_empty": true}, "name": {"starts_with": "N1"}},
    "sort": ["stage", "name"]}',
        '{"filter": {"email": "USER9@example.COM"}}', '{"filter": {"not": {"stage": "won"}}, "sort": "notes"}']::jsonb[]) q,
        LATERAL (SELECT string_agg(data ->> 'name', ',') AS answer FROM dt_query('deals', q)) a;
END;
SELECT answers() AS before \gset
SELECT dt_alter_column('deals', 'name', '{"typed": true}') -> 'typed', dt_alter_column('deals', 'notes', '{"typed": true}') -> 'typed';
SELECT answers() = :'before';
SELECT dt_alter_column('deals', key, '{"typed": false}') -> 'typed' FROM unnest(ARRAY['name', 'stage', 'amount', 'email', 'notes', 'code', 'host', 'due']) key;
SELECT answers() = :'before';
SELECT * FROM plain_columns;
SELECT * FROM index_keys;
SELECT dt_alter_column('deals', key, '{"typed": true}') -> 'typed' FROM unnest(ARRAY['stage', 'amount', 'email', 'notes', 'code']) key;
SELECT answers() = :'before';
SELECT * FROM index_keys;
-- A trigram index over a typed column is over its text without case.
SELECT plain(dt_create_index('deals', '{notes}', '{"kind": "trigram"}')), plain(dt_create_index('deals', '{email}',
    '{"kind": "trigram"}')) FROM pg_extension WHERE extname = 'pg_trgm';
SELECT answers() = :'before';
-- An index of a DBA's own form stays as it is.
SELECT run(format('CREATE INDEX mine ON %s (dt.get_text(data, ''name'')) WHERE version > 1', :'storage'));
SELECT dt_alter_column('deals', 'name', '{"typed": true}') -> 'typed';
SELECT * FROM index_keys WHERE plain ~ '^mine';
-- At most 100 columns of a table are typed. An index beyond them is over data.
SELECT try(format($$SELECT dt_create_table('Many', '{"columns": %s}')$$, (SELECT jsonb_agg(jsonb_build_object('key', 'c' || i || 'x', 'type', 'text',
    'typed', true)) FROM generate_series(1, 101) i)));
SELECT dt_create_table('Many', jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', 'c' || i || 'x', 'type', 'text', 'index',
    true)) FROM generate_series(1, 102) i))) ->> 'slug';
SELECT typed, count(*) FROM dt_columns('many') GROUP BY 1 ORDER BY 1;
-- Where PostgreSQL has no numbers of columns left, an index is over data, too, and nobody is told to type its columns.
SELECT dt_create_table('Full', '{"columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "integer"}]}') ->> 'slug';
SET session_replication_role = replica;
SELECT run((SELECT format('ALTER TABLE %s %s', dt_describe('full') ->> 'storage', string_agg('ADD x' || i || ' bool', ', ')) FROM generate_series(1, 1590) i));
SELECT run((SELECT format('ALTER TABLE %s %s', dt_describe('full') ->> 'storage', string_agg('DROP x' || i, ', ')) FROM generate_series(1, 1590) i));
RESET session_replication_role;
SELECT plain(dt_create_index('full', '{a,b}'));
SELECT dt_alter_column('full', 'b', '{"typed": true}') -> 'typed';
SELECT plain(dt_create_index('full', '{a}'));
SELECT plain(regexp_replace(indexdef, '^.* USING ', '')) FROM pg_indexes WHERE tablename LIKE 'full%' AND indexdef NOT LIKE '%pkey%' ORDER BY indexname;
SELECT try($$SELECT dt_alter_column('full', 'a', '{"typed": true}')$$);
-- The procedure works in several transactions.
SELECT try('CALL dt_type_column(''deals'', ''due'')');
BEGIN;
CALL dt_type_column('deals', 'due');
ROLLBACK;
CALL dt_type_column('deals', 'due');
CALL dt_type_column('deals', 'due');
\set VERBOSITY terse
CALL dt_type_column('deals', 'who');
CALL dt_type_column('deals', 'nothing');
CALL dt_type_column('none', 'due');
SELECT key FROM dt_columns('deals') WHERE typed;
DROP FUNCTION answers;
DROP VIEW plain_columns, index_keys;
SELECT dt_drop_table('deals', true), dt_drop_table('kinds', true), dt_drop_table('many', true), dt_drop_table('full', true);
