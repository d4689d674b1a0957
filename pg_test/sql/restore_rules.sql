-- Records and columns that come out of the trash obey the rules of today. An index is known by its definition, not by its name.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number"}]}') ->> 'slug';
SELECT id IS NOT NULL FROM dt_insert('deals', '{"name": "a", "amount": -5}', '00000000-0000-7000-8000-000000000001');
SELECT id IS NOT NULL FROM dt_insert('deals', '{"name": "b", "amount": 5}', '00000000-0000-7000-8000-000000000002');
SELECT dt_delete_many('deals', '{00000000-0000-7000-8000-000000000001,00000000-0000-7000-8000-000000000002}');
SELECT dt_alter_column('deals', 'amount', '{"config": {"min": 0}, "on_failure": "keep"}') ->> 'key';
SELECT dt_add_column('deals', 'stage', 'select', '{"required": true, "config": {"options": ["open", "won"]}}') ->> 'key';

-- ## A record that breaks newer rules is refused with its faults, or comes back with a patch
SELECT try($$SELECT dt_restore('deals', '00000000-0000-7000-8000-000000000002')$$);
SELECT dt_count('deals');
SELECT try($$SELECT dt_restore('deals', '00000000-0000-7000-8000-000000000002', '{"patch": {"stage": "lost"}}')$$);
SELECT data, version FROM dt_restore('deals', '00000000-0000-7000-8000-000000000002', '{"patch": {"stage": "open"}}');
SELECT data FROM dt_restore('deals', '00000000-0000-7000-8000-000000000001', '{"patch": {"stage": "Won", "amount": "1 234"}, "typecast": true}');
SELECT count(*) FROM dt_restore('deals', '00000000-0000-7000-8000-000000000001', '{"patch": {"stage": "open"}}');
SELECT o, try(format('SELECT dt_restore(%L, %L, %L)', 'deals', '00000000-0000-7000-8000-000000000001', o))
FROM unnest(ARRAY['{"pach": {}}', '{"patch": 5}', '[]']) AS o;
-- SQL that takes a record out of the trash obeys the rules, too.
SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000002');
SELECT dt_alter_column('deals', 'amount', '{"config": {"min": 100}, "on_failure": "keep"}') ->> 'key';
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
UPDATE :storage SET data = data || '{"amount": 3}' WHERE id = '00000000-0000-7000-8000-000000000002';
SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"amount": 500}') IS NOT NULL;

-- ## A unique column is in the trash while its table gets another name: one rule, one index
SELECT dt_drop_column('deals', 'name');
SELECT dt_alter_table('deals', '{"slug": "offers"}') ->> 'slug';
SELECT dt_restore_column('offers', 'name') ->> 'unique';
SELECT plain(name), columns, is_unique FROM dt_indexes('offers');
SELECT dt_alter_column('offers', 'name', '{"unique": false}') ->> 'unique';
SELECT count(*) FROM dt_indexes('offers');
SELECT dt_alter_column('offers', 'name', '{"unique": true}') ->> 'unique';
SELECT plain(name), columns, is_unique FROM dt_indexes('offers');

-- ## Making the same index again returns the one that exists
SELECT plain(dt_create_index('offers', '{amount}')), plain(dt_create_index('offers', '{amount}'));
SELECT count(*) FROM dt_indexes('offers');

-- ## dt_upsert and the unique rule agree on which values are the same
SELECT dt_create_table('Users', '{"columns": [{"key": "mail", "type": "email", "unique": true}, {"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT try($$SELECT * FROM dt_upsert('users', '[{"mail": "Q@X.com"}, {"mail": "r@x.com"}, {"mail": "q@x.com"}]', '{mail}')$$);
SELECT inserted FROM dt_upsert('users', '[{"mail": "Q@X.com", "n": 1}]', '{mail}');
SELECT inserted FROM dt_upsert('users', '[{"mail": "q@x.COM", "n": 2}]', '{mail}');
SELECT data FROM dt_query('users');

-- ## A column may have the key null, which is a word of array literals
SELECT dt_create_table('Odd',
    '{"columns": [{"key": "null", "type": "text", "index": true}, {"key": "a", "type": "currency"}, {"key": "nul", "type": "currency"}]}') ->> 'slug';
SELECT dt_create_index('odd', ARRAY['null'], '{"kind": "search"}') IS NOT NULL;
SELECT id IS NOT NULL FROM dt_insert('odd', '{"null": "some words"}');
SELECT data FROM dt_query('odd', '{"search": "words", "search_columns": ["null"]}');
SELECT columns, kind FROM dt_indexes('odd') ORDER BY kind;
CALL drop_tables();
