-- What did not convert is read once more, and a format of names follows its columns.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "n", "type": "text"}, {"key": "no", "type": "integer"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('deals', '[{"no": 1, "n": "1,234"}, {"no": 2, "n": "5"}, {"no": 3, "n": "abc"}, {"no": 4, "n": "2,345"}, {"no": 5, "n": "28-Jan-26"}]');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"type": "number", "on_failure": "keep"}') AS c;
SELECT FROM dt_update_where('deals', '{"no": 4}', '{"n": 7}');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"retry_unconverted": true}') AS c;
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed, (SELECT jsonb_agg(e - 'id') FROM jsonb_array_elements(c -> 'examples') AS e) AS examples
FROM dt_alter_column('deals', 'n', '{"retry_unconverted": true, "decimal_mark": ".", "dry_run": true}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "no"}');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"retry_unconverted": true, "decimal_mark": "."}') AS c;
SELECT data, version FROM dt_query('deals', '{"sort": "no"}');

-- With a new type at once, and twice kept values: the latest that can be read.

SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"type": "date", "on_failure": "keep"}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "no"}');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"retry_unconverted": true, "two_digit_years": 2000}') AS c;
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed FROM dt_alter_column('deals', 'n', '{"type": "text", "key": "m", "retry_unconverted": true}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "no"}');
SELECT dt_alter_column('deals', 'm', '{"retry_unconverted": true}') -> 'failed' AS failed;

-- A unique value is not taken back twice.

SELECT FROM dt_create_table('Twins', '{"columns": [{"key": "n", "type": "text"}]}');
SELECT FROM dt_insert_many('twins', '[{"n": "1,234"}, {"n": "1234 kg"}, {"n": "1.234"}]');
SELECT FROM dt_alter_column('twins', 'n', '{"type": "integer", "on_failure": "keep", "unique": true}');
SELECT left(try($$SELECT dt_alter_column('twins', 'n', '{"retry_unconverted": true, "decimal_mark": ",", "dry_run": true}')$$), 80);
SELECT FROM dt_update_where('twins', '{"_unconverted.n": "1234 kg"}', '{"n": 1234}');
SELECT left(try($$SELECT dt_alter_column('twins', 'n', '{"retry_unconverted": true, "decimal_mark": ".", "dry_run": true}')$$), 80);
SELECT left(try($$SELECT dt_alter_column('twins', 'n', '{"retry_unconverted": true, "decimal_mark": "."}')$$), 80);

-- record_name_format

SELECT try($$SELECT dt_create_table('Bad', '{"columns": [{"key": "name", "type": "text"}], "settings": {"record_name_format": "{nmae}"}}')$$);
SELECT dt_create_table('Named', '{"columns": [{"key": "name", "type": "text"}, {"key": "price", "type": "currency"}], "settings": {"record_name_format": "{name} ({price.amount}) {id}"}}') #>> '{settings,record_name_format}' AS format;
SELECT FROM dt_alter_column('named', 'price', '{"key": "cost"}');
SELECT FROM dt_alter_column('named', 'name', '{"key": "title", "type": "long_text"}');
SELECT dt_describe('named') #>> '{settings,record_name_format}' AS format;
SELECT try($$SELECT dt_alter_table('named', '{"settings": {"record_name_format": "{name}"}}')$$);
SELECT try($$SELECT dt_alter_table('named', '{"settings": {"record_name_format": "{title"}}')$$);
SELECT dt_alter_table('named', '{"settings": {"record_name_format": null}}') -> 'settings' AS settings;

CALL drop_tables();
