-- A string that holds JSON, where an object or an array is due, was encoded twice by a client. The HINT says so.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number"},
    {"key": "price", "type": "currency"}, {"key": "place", "type": "location"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}, {"key": "due", "type": "date"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT (dt_insert('deals', '{"name": "Acme"}', '00000000-0000-7000-8000-000000000001')).version;

-- ## Records

SELECT try($$SELECT dt_insert('deals', '"{\"name\": \"x\"}"')$$);
SELECT try($$SELECT dt_insert('deals', to_jsonb('{"name": "x"}'::text))$$);
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '" {\"name\": \"x\"}"')$$);
SELECT try($$SELECT dt_replace('deals', '00000000-0000-7000-8000-000000000001', '"{}"')$$);
SELECT try($$SELECT dt_insert_many('deals', '"[{\"name\": \"x\"}]"')$$);
SELECT try($$SELECT dt_insert_many('deals', '["{\"name\": \"x\"}"]')$$);
SELECT try($$SELECT dt_insert_many('deals', '["{\"name\": \"x\"}"]', '{"typecast": true}')$$);
SELECT try($$SELECT dt_upsert('deals', '["{\"name\": \"x\"}"]', '{name}')$$);
SELECT try($$SELECT dt_update_where('deals', '{"all": true}', '"{\"amount\": 1}"')$$);
SELECT try(format('INSERT INTO %s (data) VALUES (%L)', dt_describe('deals') ->> 'storage', '"{}"'));

-- ## Values, where no text is due

SELECT try($$SELECT dt_insert('deals', '{"price": "{\"amount\": 1, \"currency\": \"EUR\"}"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"place": "{\"city\": \"Rome\"}"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"tags": "[\"a\"]"}')$$);

-- ## Options, columns and their config

SELECT try($$SELECT dt_create_table('Other', '"{}"')$$);
SELECT try($$SELECT dt_create_table('Other', '{"columns": "[{\"key\": \"a\", \"type\": \"text\"}]"}')$$);
SELECT try($$SELECT dt_create_table('Other', '{"settings": "{\"max_records\": 1}"}')$$);
SELECT try($$SELECT dt_add_column('deals', 'b', 'text', '{"config": "{\"max_length\": 1}"}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'name', '"{\"required\": true}"')$$);
SELECT try($$SELECT dt_insert_many('deals', '[]', '"{\"typecast\": true}"')$$);
SELECT try($$SELECT dt_create_index('deals', '{name}', '"{\"unique\": true}"')$$);
SELECT try($$SELECT dt_explain('deals', '{}', '"{\"analyze\": true}"')$$);

-- ## Queries

SELECT try($$SELECT dt_query('deals', '"{\"limit\": 1}"')$$);
SELECT try($$SELECT dt_query('deals', '{"filter": "{\"name\": \"x\"}"}')$$);
SELECT try($$SELECT dt_count('deals', '"[{\"column\": \"name\", \"value\": \"x\"}]"')$$);
SELECT try($$SELECT dt_count('deals', '{"or": "[{\"name\": \"x\"}]"}')$$);
SELECT try($$SELECT dt_count('deals', '{"due": {"within": "{\"last\": {\"days\": 7}}"}}')$$);
SELECT try($$SELECT dt_page('deals', '{"columns": "[\"name\"]"}')$$);
SELECT try($$SELECT dt_aggregate('deals', '{"aggregates": "{\"n\": \"count\"}"}')$$);

-- ## Other strings get no such HINT: what holds no JSON, or JSON of another kind than what is due

SELECT try($$SELECT dt_insert('deals', '"{name: x}"')$$);
SELECT try($$SELECT dt_insert('deals', '"[]"')$$);
SELECT try($$SELECT dt_insert('deals', '"7"')$$);
SELECT try($$SELECT dt_insert_many('deals', '"{}"')$$);
SELECT try($$SELECT dt_insert('deals', '{"price": "12 EUR", "amount": "[1]", "tags": "a"}')$$);

-- ## Where a text may stand, one that holds JSON is a text

SELECT put('deals', '"{\"a\": 1}"', 'name'), put('deals', '"[1]"', 'meta');
SELECT dt_count('deals', '{"name": "{\"a\": 1}"}');

CALL drop_tables();
