-- dt_insert, dt_update, dt_replace, dt_restore and dt_upsert read values as people write them, if they are told to.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "required": true, "unique": true}, {"key": "amount", "type": "number"},
    {"key": "due", "type": "date"}, {"key": "stage", "type": "select", "config": {"options": ["open"]}}, {"key": "no", "type": "autonumber"},
    {"key": "mail", "type": "email", "unique": true}, {"key": "old", "type": "text"}]}') ->> 'slug';
\set id '00000000-0000-7000-8000-000000000001'

-- Without options a text is no number.
SELECT try($$SELECT dt_insert('deals', '{"name": "Acme", "amount": "1,200.50"}')$$);
SELECT data FROM dt_insert('deals', '{"name": " Acme ", "amount": "1,200.50", "due": "28 Jan 2026", "old": "x"}', :'id', '{"typecast": true}');
SELECT data FROM dt_insert(table_name => 'deals', data => '{"name": "Globex", "stage": "won"}', options => '{"typecast": true, "create_options": true}');
SELECT config -> 'options' FROM dt_columns('deals') WHERE key = 'stage';
-- All faults of the record are told, those of reading among them.
SELECT try($$SELECT dt_insert('deals', '{"amount": "much", "due": "01/02/2026", "stage": "lost", "x": 1}', options => '{"typecast": true}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}', options => '{"decimal_mark": ","}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}', options => '{"typcast": true}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}', options => '[]')$$);

-- A patch is read in the light of the whole record. What it does not mention stays, also the number and what is in the trash.
SELECT dt_drop_column('deals', 'old');
SELECT data, version FROM dt_update('deals', :'id', '{"amount": "7 %", "due": null}', options => '{"typecast": true}');
SELECT data, version FROM dt_update('deals', :'id', '{"amount": "2.500,75"}', 1, '{"typecast": true, "decimal_mark": ","}');
SELECT try(format($$SELECT dt_update('deals', %L, '{"amount": "1", "name": null, "due": "soon"}', options => '{"typecast": true}')$$, :'id'));
SELECT try(format($$SELECT dt_update('deals', %L, '{"amount": "1"}', 9, '{"typecast": true}')$$, :'id'));
SELECT try(format($$SELECT dt_update('deals', %L, '{"name": "Globex"}', options => '{"typecast": true}')$$, :'id'));
SELECT count(*) FROM dt_update('deals', '00000000-0000-7000-8000-00000000000f', '{"amount": "1"}', options => '{"typecast": true}');
SELECT data, version FROM dt_replace('deals', :'id', '{"name": "Acme", "amount": "3"}', 2, '{"typecast": true}');
SELECT dt_restore_column('deals', 'old') ->> 'key';
SELECT data FROM dt_get('deals', :'id');
SELECT dt_delete('deals', :'id');
SELECT count(*) FROM dt_update('deals', :'id', '{"amount": "1"}', options => '{"typecast": true}');
SELECT data FROM dt_restore('deals', :'id', '{"patch": {"stage": "late", "amount": "9"}, "typecast": true, "create_options": true}');
SELECT config -> 'options' FROM dt_columns('deals') WHERE key = 'stage';

-- dt_upsert reads before it matches, so that what is the same is found. Skipped records are told.
SELECT inserted, errors FROM dt_upsert('deals', '[{"name": "Acme", "amount": "12"}, {"name": " Initech ", "mail": "I@X.COM"}]', '{name}',
    '{"typecast": true}');
SELECT inserted, errors FROM dt_upsert('deals', '[{"name": "Acme", "amount": "many"}, {"name": "Globex", "amount": 5}, {"amount": 1}, [],
    {"name": "New", "mail": "i@x.com"}, {"name": "Acme", "amount": 6}, {"name": "Hooli", "colour": 1}, {"name": "Globex", "amount": 7},
    {"name": "Umbrella"}]', '{name}', '{"on_error": "skip"}');
SELECT data - 'no' FROM dt_query('deals', '{"sort": "name"}');
-- Of those that match the same record the first is written that is not refused.
SELECT inserted, errors FROM dt_upsert('deals', '[{"name": "Twin", "amount": "x"}, {"name": "Twin", "colour": 1}, {"name": "Twin", "amount": 2},
    {"name": "Twin", "amount": 3}, {"name": "Acme", "amount": "x"}, {"name": "Acme", "amount": 12}]', '{name}', '{"on_error": "skip"}');
-- An update may collide in another unique column; a merge may lack what is required.
SELECT inserted, errors FROM dt_upsert('deals', '[{"name": "Acme", "mail": "i@x.com"}, {"name": "Globex", "mail": "g@x.com"}]', '{name}',
    '{"on_error": "skip"}');
SELECT inserted, errors FROM dt_upsert('deals', '[{"mail": "new@x.com"}, {"mail": "g@x.com", "amount": 8}]', '{mail}', '{"on_error": "skip"}');
SELECT try($$SELECT dt_upsert('deals', '[{"name": "Acme", "mail": "i@x.com"}]', '{name}')$$);
SELECT try($$SELECT dt_upsert('deals', '[]', '{name}', '{"on_error": "ignore"}')$$);
CALL drop_tables();
