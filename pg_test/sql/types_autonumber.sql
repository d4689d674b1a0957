-- An autonumber is the next number of its column. The server gives it.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Invoices',
    '{"columns": [{"key": "no", "type": "autonumber", "required": true, "unique": true, "config": {"prefix": "INV-", "digits": 4, "start": 100}},
    {"key": "name", "type": "text", "config": {"max_length": 10}}, {"key": "mail", "type": "ip"}]}') #> '{columns,0}' AS "column";

-- ## Each record gets the next number, and a refused record uses none up

SELECT data FROM dt_insert('invoices', '{"name": "a"}');
SELECT data FROM dt_insert('invoices', '{"no": null, "name": "b", "mail": "2001:DB8::1"}');
SELECT try($$SELECT dt_insert('invoices', '{"name": "much too long"}')$$) ~ '^23514 ' AS refused;
SELECT dt_validate('invoices', '{"name": "c"}') AS "only asked";
SELECT count(*) FROM dt_insert_many('invoices', '[{"name": "c"}, {"name": "d"}]');
SELECT dt_describe('invoices') ->> 'storage' AS storage \gset
INSERT INTO :storage (data) VALUES ('{"name": "e"}') RETURNING data;
SELECT data FROM dt_query('invoices', '{"sort": "no"}');

-- ## A write cannot give the number

SELECT * FROM put_each('invoices', ARRAY['1', '"1"', '""', 'true', '[]', '{}', '-0', '9223372036854775808', '1e400'], 'no') AS g(given, fault);
SELECT dt_validate('invoices', '{"no": 7, "name": "much too long"}') -> 'errors' AS errors;
\set VERBOSITY terse
SELECT count(*), count(id) AS stored FROM dt_insert_many('invoices', '[{"no": 7}, {"name": "f"}]', '{"on_error": "skip"}');
\set VERBOSITY default

-- ## The number stays with its record

SELECT id AS a FROM dt_query('invoices', '{"filter": {"name": "a"}}') \gset
SELECT data, version FROM dt_update('invoices', :'a', '{"name": "A"}');
SELECT data, version FROM dt_update('invoices', :'a', '{"no": 100, "mail": "::FFFF"}');
SELECT data, version FROM dt_replace('invoices', :'a', '{"name": "replaced"}');
SELECT data, version FROM dt_replace('invoices', :'a', '{"no": 100, "mail": "::ABCD"}');
SELECT patch, try(format('SELECT dt_update(''invoices'', %L, %L)', :'a', patch)) AS error
FROM unnest(ARRAY['{"no": 101}', '{"no": null}', '{"no": "100"}', '{"no": ""}']) WITH ORDINALITY AS g(patch, n) ORDER BY n \gx
SELECT try(format('SELECT dt_replace(''invoices'', %L, %L)', :'a', '{"no": 5}')) ~ '"read_only"' AS "nor by a replacement";
SELECT inserted FROM dt_upsert('invoices', '[{"no": 100, "name": "by number"}]', '{no}');
SELECT data FROM dt_get('invoices', :'a');
SELECT try($$SELECT * FROM dt_upsert('invoices', '[{"no": 5000}]', '{no}')$$) ~ '"read_only"' AS "an upsert makes no number up";

-- ## Numbers are compared and sorted as numbers, and shown as given

SELECT data ->> 'no' AS no FROM dt_query('invoices', '{"filter": {"no": {"gt": 101}}, "sort": "-no", "limit": 2}');

-- ## A renamed column goes on counting

SELECT dt_alter_column('invoices', 'no', '{"key": "number", "config": {"prefix": "I-"}}') ->> 'key' AS key;
SELECT data -> 'number' AS number FROM dt_insert('invoices', '{"name": "g"}');
SELECT regexp_replace(relname, '[0-9]+', 'N') AS sequence FROM pg_class WHERE relkind = 'S' AND relnamespace = 'dt_data'::regnamespace;

-- A start beyond the next number becomes the next number. A lower one changes nothing.

SELECT dt_alter_column('invoices', 'number', '{"config": {"start": 1000}}') #> '{config,start}' AS start;
SELECT data -> 'number' AS number FROM dt_insert('invoices', '{"name": "h"}');
SELECT dt_alter_column('invoices', 'number', '{"config": {"start": 1}}') #> '{config,start}' AS start;
SELECT data -> 'number' AS number FROM dt_insert('invoices', '{"name": "i"}');
BEGIN;
SELECT dt_alter_column('invoices', 'number', '{"config": {"start": 5000}}') #> '{config,start}' AS start;
ROLLBACK;
SELECT data -> 'number' AS number FROM dt_insert('invoices', '{"name": "j"}');
SELECT dt_alter_table('invoices', '{"slug": "bills"}') ->> 'slug' AS slug;
SELECT data -> 'number' AS number FROM dt_insert('bills', '{"name": "k"}');

-- ## A column in the trash does not count, and a restored one numbers the records that came meanwhile

SELECT dt_drop_column('bills', 'number');
SELECT data FROM dt_insert('bills', '{"name": "l"}');
SELECT data FROM dt_insert('bills', '{"name": "m"}');
SELECT dt_restore_column('bills', 'number') ->> 'key' AS key;
SELECT data FROM dt_query('bills', '{"sort": "-number", "limit": 3}');

-- ## A dropped column loses its numbers and its sequence

SELECT dt_drop_column('bills', 'number', true);
SELECT count(*) AS sequences FROM pg_class WHERE relkind = 'S' AND relnamespace = 'dt_data'::regnamespace;
SELECT dt_count('bills', '{"name": "a"}') AS a, bool_or(data ? 'number') AS numbered FROM dt_query('bills');

-- ## A new column numbers existing records in the order of their creation, also those in the trash

SELECT dt_create_table('Tickets', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('tickets', (SELECT jsonb_agg(jsonb_build_object('name', 'ticket ' || n) ORDER BY n) FROM generate_series(1, 500) n));
SELECT count(dt_delete('tickets', id)) FROM dt_query('tickets', '{"filter": {"name": "ticket 3"}}');
SELECT dt_update_where('tickets', '{"name": {"in": ["ticket 1", "ticket 2"]}}', '{"name": "changed"}') AS "moved to the end of the table";
SELECT dt_add_column('tickets', 'no', 'autonumber', '{"required": true, "index": true}') ->> 'key' AS key;
SELECT bool_and(number = id_number) AS "in order", min(number), max(number), count(DISTINCT number)
FROM (SELECT (data ->> 'no')::int AS number, row_number() OVER (ORDER BY id) AS id_number FROM dt_query('tickets', '{"trash": "include"}')) AS r;
SELECT data FROM dt_insert('tickets', '{}');
SELECT dt_restore('tickets', id) IS NOT NULL AS restored FROM dt_query('tickets', '{"trash": "only"}');
SELECT data FROM dt_query('tickets', '{"filter": {"no": {"lte": 3}}, "sort": "no"}');

-- After a rollback nothing has happened.

BEGIN;
SELECT dt_add_column('tickets', 'other', 'autonumber') ->> 'key' AS key;
SELECT data FROM dt_insert('tickets', '{}');
ROLLBACK;
SELECT data ? 'other' AS numbered FROM dt_insert('tickets', '{}');

-- Two columns count on their own. A key of 63 characters has a sequence, too.

SELECT dt_add_column('tickets', repeat('k', 63), 'autonumber', '{"config": {"start": 0}}') ->> 'type' AS type,
    dt_add_column('tickets', repeat('k', 62) || 'l', 'autonumber') ->> 'type' AS type;
SELECT data - 'no' AS data FROM dt_insert('tickets', '{}');
SELECT data ->> repeat('k', 63) AS "the first", data ->> (repeat('k', 62) || 'l') AS "the other" FROM dt_query('tickets', '{"sort": "no", "limit": 1}');

-- ## The records of an open table use the key already

SELECT dt_create_table('Notes', '{"open": true}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('notes', '{"no": "seven"}');
SELECT try($$SELECT dt_add_column('notes', 'no', 'autonumber')$$);
SELECT dt_add_column('notes', 'number', 'autonumber') ->> 'key' AS key;
SELECT data FROM dt_insert('notes', '{"no": 1, "free": true}');

-- ## The end of the numbers, bad config, and a default, which it cannot have

SELECT dt_create_table('Full', '{"columns": [{"key": "v", "type": "autonumber", "config": {"start": 9223372036854775807}}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('full', '{}');
SELECT try($$SELECT dt_insert('full', '{}')$$);
SELECT options, try_column('notes', 'autonumber', options) AS error
FROM unnest(ARRAY['{"default": 1}', '{"config": {"start": -1}}', '{"config": {"start": 9223372036854775808}}', '{"config": {"digits": 0}}',
    '{"config": {"prefix": 1}}', '{"config": {"step": 2}}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx

-- ## What a client sees

SELECT dt_json_schema('tickets') #> '{properties,no}' AS property, dt_json_schema('tickets') -> 'required' AS required;

-- ## Whoever may insert gets a number, and nobody else may use the sequence

SELECT has_sequence_privilege('pg_monitor', c.oid, 'USAGE') AS usage FROM pg_class c WHERE relkind = 'S' AND relnamespace = 'dt_data'::regnamespace GROUP BY 1;

CALL drop_tables();
SELECT count(*) AS sequences FROM pg_class WHERE relkind = 'S' AND relnamespace = 'dt_data'::regnamespace;
