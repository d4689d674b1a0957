-- Whole numbers become autonumbers where they are distinct; an import may bring its numbers.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Invoices', '{"columns": [{"key": "no", "type": "integer"}, {"key": "v", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('invoices', '[{"no": 7}, {"no": 41}, {"v": "none"}, {"no": 41}]');
SELECT left(try($$SELECT dt_alter_column('invoices', 'no', '{"type": "autonumber", "dry_run": true}')$$), 80);
SELECT left(try($$SELECT dt_alter_column('invoices', 'no', '{"type": "autonumber"}')$$), 80);
SELECT FROM dt_delete_where('invoices', '{"no": 41}', true);
SELECT FROM dt_insert('invoices', '{"no": 40}');
SELECT c -> 'type' AS type, c -> 'converted' AS converted FROM dt_alter_column('invoices', 'no', '{"type": "autonumber"}') AS c;
SELECT data FROM dt_insert('invoices', '{"v": "next"}');
SELECT data FROM dt_query('invoices', '{"sort": "no"}');
SELECT left(try($$SELECT dt_insert('invoices', '{"no": 99}')$$), 80);

-- A write brings its number, and the sequence goes on after it.

SELECT data FROM dt_insert('invoices', '{"no": 99}', options => '{"given": true}');
SELECT data FROM dt_insert('invoices', '{}');
SELECT data FROM dt_insert('invoices', '{"no": 50.0}', options => '{"given": true}');
SELECT data FROM dt_insert('invoices', '{}', options => '{"given": true}');
SELECT count(*) FROM dt_insert_many('invoices', '[{"no": 200}, {}, {"no": 150}]', '{"given": true}');
SELECT errors -> 0 ->> 'message' AS message FROM dt_insert_many('invoices', '[{"no": "x"}, {"no": -1}, {"no": 1.5}, {"no": 300}]', '{"given": true,
    "on_error": "skip"}');
SELECT data FROM dt_insert('invoices', '{}');
SELECT dt_validate('invoices', '{"no": 5}') -> 'valid' AS without, dt_validate('invoices', '{"no": 5}', '{"given": true}') -> 'valid' AS given;
SELECT data -> 'no' AS no FROM dt_query('invoices', '{"sort": "no"}');
SELECT left(try($$SELECT dt_insert('invoices', '{"no": 1000}')$$), 80);

-- Other numbers, and what is none.

SELECT FROM dt_create_table('Other', '{"columns": [{"key": "n", "type": "number"}, {"key": "t", "type": "text"}]}');
SELECT FROM dt_insert_many('other', '[{"n": 12.0}, {"n": 1.5}, {"n": -3}]');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('other', 'n', '{"type": "autonumber", "key": "m",
    "on_failure": "keep", "config": {"start": 5}}') AS c;
SELECT data FROM dt_query('other');
SELECT data FROM dt_insert('other', '{}');
SELECT left(try($$SELECT dt_alter_column('other', 't', '{"type": "autonumber"}')$$), 120);

CALL drop_tables();
