-- A number is stored with the digits given. Nothing passes through binary floating point.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Exact',
    '{"columns": [{"key": "d", "type": "decimal"}, {"key": "n", "type": "number"}, {"key": "j", "type": "json"}, {"key": "at", "type": "datetime"},
    {"key": "fill", "type": "decimal", "default": 1234567890123456789.1234567890123456789012345678901234567890}]}') #> '{columns,4,default}' AS default;

-- The fast path stores a record as it comes.

SELECT data FROM dt_insert('exact', '{"d": 1234567890.123456789012345678901234567890, "fill": 1.10}');

-- The slow path fills a default, normalises an instant and drops a null. The digits beside them stay.

SELECT data FROM dt_insert('exact', '{"d": 1234567890.123456789012345678901234567890, "n": 0.1000000000000000000000000000000000000001,
    "j": {"deep": [3.141592653589793238462643383279502884197]}, "at": "2026-01-28T14:30:00+01:00"}');
SELECT data FROM dt_insert('exact', '{"d": 0.10, "n": null, "fill": 0.00}');

-- 1e400 is a one and four hundred zeros.

SELECT data ->> 'd' = '1' || repeat('0', 400) AS d, data #>> '{j,0}' = '-1' || repeat('0', 400) AS j, data -> 'fill' AS fill, id
FROM dt_insert('exact', '{"d": 1e400, "j": [-1e400]}') \gset big_
SELECT :'big_d' AS d, :'big_j' AS j, :'big_fill' AS fill;

-- The digits survive an update of another key, a merge and a replacement.

SELECT data ->> 'd' = '1' || repeat('0', 400) AS d, data -> 'fill' AS fill, data -> 'n' AS n
FROM dt_update('exact', :'big_id', '{"n": 1.0, "at": "2026-01-28T14:30:00.000000+00:00"}');
SELECT data -> 'd' AS d, data #>> '{j,0}' = '-1' || repeat('0', 400) AS j
FROM dt_update('exact', :'big_id', '{"d": 1234567890.123456789012345678901234567890}');
SELECT data ->> 'd' = '1' || repeat('0', 400) AS d FROM dt_replace('exact', :'big_id', '{"d": 1e400}');
SELECT dt_update_where('exact', '{"d": {"gt": 1e399}}', '{"n": 2.50, "fill": 0.000000000000000000000000000000000000000000000000001}') AS updated;
SELECT data -> 'n' AS n, data -> 'fill' AS fill, data ->> 'd' = '1' || repeat('0', 400) AS d FROM dt_get('exact', :'big_id');

-- They survive dt_insert_many and dt_upsert.

SELECT count(*) FROM dt_insert_many('exact', '[{"d": 1e400}, {"d": 9.99999999999999999999999999999999999999999999999999, "at": "2026-01-28T14:30:00+01:00"}]');
SELECT data -> 'd' AS d, data -> 'fill' AS fill FROM dt_query('exact', '{"filter": {"d": {"between": [9, 10]}}}');
SELECT dt_count('exact', '{"d": {"gt": 1e399}}') AS big;
SELECT dt_add_column('exact', 'code', 'text', '{"unique": true}') ->> 'key' AS key;
SELECT inserted FROM dt_upsert('exact', '[{"code": "a", "d": 1234567890.123456789012345678901234567890}, {"code": "b", "d": 1e400}]', ARRAY['code']);
SELECT inserted FROM dt_upsert('exact', '[{"code": "a", "n": 1.50}, {"code": "b", "fill": 7.70}]', ARRAY['code']);
SELECT data ->> 'code' AS code, left(data ->> 'd', 45) AS d, length(data ->> 'd') AS digits, data -> 'n' AS n, data -> 'fill' AS fill
FROM dt_query('exact', '{"filter": {"code": {"in": ["a", "b"]}}, "sort": "code"}');

-- They survive a backfill, a rename, dt_validate, dt_page and dt_json_schema.

SELECT dt_add_column('exact', 'later', 'decimal',
    '{"default": 0.1234567890123456789012345678901234567890, "config": {"min": -1e400, "max": 12345678901234567890.0123456789}}') #> '{config,max}' AS max;
SELECT dt_alter_column('exact', 'later', '{"backfill": true, "key": "after"}') -> 'default' AS default;
SELECT data -> 'after' AS after FROM dt_query('exact', '{"filter": {"code": "a"}}');
SELECT dt_validate('exact', '{"d": 1234567890.123456789012345678901234567890}') #> '{data,d}' AS d;
SELECT dt_page('exact', '{"filter": {"code": "a"}, "columns": ["d"]}') #> '{records,0,data}' AS data;
SELECT (dt_json_schema('exact') #> '{properties,after}') - '{minimum}'::text[] AS schema;
SELECT dt_describe('exact') #> '{columns,4,default}' AS default;
SELECT try($$SELECT dt_insert('exact', '{"after": 12345678901234567890.0123456790}')$$);

-- Comparisons are exact, too. These numbers differ in the fortieth digit.

SELECT dt_count('exact', '{"d": 1234567890.123456789012345678901234567890}') AS equal,
    dt_count('exact', '{"d": 1234567890.123456789012345678901234567891}') AS not_equal;

-- The digits survive an insert into the storage, and COPY.

SELECT dt_describe('exact') ->> 'storage' AS storage \gset
INSERT INTO :storage (data) VALUES ('{"code": "sql", "d": 1234567890.123456789012345678901234567890, "at": "2026-01-28T14:30:00+01:00"}')
RETURNING data -> 'd' AS d, data -> 'fill' AS fill;
SELECT format('COPY %s (data) FROM STDIN', :'storage') AS copy \gset
:copy;
{"code": "copy", "d": 1234567890.123456789012345678901234567890}
\.
SELECT data -> 'd' AS d, data -> 'fill' AS fill FROM dt_query('exact', '{"filter": {"code": "copy"}}');

CALL drop_tables();
