-- Whole numbers are stored without a point, whoever writes them; what is too near to 0 for a double is refused where numbers compare as doubles.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Whole', '{"columns": [{"key": "i", "type": "integer", "default": 7.0}, {"key": "r", "type": "rating"}, {"key": "n", "type": "number"},
    {"key": "p", "type": "percent"}, {"key": "g", "type": "progress"}, {"key": "t", "type": "duration", "config": {"signed": true}}, {"key": "d", "type": "decimal"}]}') -> 'columns' -> 0 -> 'default' AS default;
SELECT data FROM dt_insert('whole', '{"i": 12.0, "r": 5.00, "n": 12.0}');
SELECT data FROM dt_insert('whole', '{"r": 1e0}');
SELECT FROM dt_insert_many('whole', '[{"i": "12.0", "r": "5.00"}]', '{"typecast": true}');
SELECT dt_validate('whole', '{"i": 1200e-2, "r": "4.0/5"}', '{"typecast": true}') -> 'data' AS data;
SELECT storage AS whole FROM dt.tables WHERE slug = 'whole' \gset
SELECT run('INSERT INTO dt_data.' || :'whole' || $$ (data) VALUES ('{"i": -3.000, "r": 2.0}'), ('{"i": 9223372036854775807.0}'), ('{"i": -0.0}')$$);
SELECT run('UPDATE dt_data.' || :'whole' || $$ SET data = data || '{"i": 4.0}' WHERE data ->> 'i' = '7'$$);
SELECT data FROM dt_query('whole');
SELECT put('whole', '12.5', 'i') AS i, put('whole', '9223372036854775808.0', 'i') AS i, put('whole', '5.5', 'r') AS r;

-- Numbers beyond a double, at both ends.

SELECT key, given, put('whole', given, key) AS stored
FROM (VALUES ('n', '1e-400'), ('n', '-1e-400'), ('n', '1e400'), ('n', '0.000'), ('n', '5e-324'), ('p', '1e-400'), ('g', '1e-400'), ('t', '-1e-400')) AS v(key, given);
SELECT length(put('whole', '1e-400', 'd')) AS digits;

-- A conversion, too.

SELECT dt_alter_column('whole', 'n', '{"type": "integer", "on_failure": "keep"}') -> 'failed' AS failed;
SELECT data -> 'n' AS n, data -> '_unconverted' AS kept FROM dt_query('whole') WHERE data ? 'n' OR data ? '_unconverted';

CALL drop_tables();
