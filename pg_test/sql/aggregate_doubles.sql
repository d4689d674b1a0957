-- Columns compared as doubles are grouped and counted as they are compared.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Doubles', '{"columns": [{"key": "n", "type": "number"}, {"key": "p", "type": "percent"}, {"key": "d", "type": "decimal"},
    {"key": "i", "type": "integer"}]}') ->> 'slug';
SELECT count(id) FROM dt_insert_many('doubles', '[{"n": 9007199254740992, "p": 0.1, "d": 9007199254740992, "i": 9007199254740992},
    {"n": 9007199254740993, "p": 0.1000000000000000055, "d": 9007199254740993, "i": 9007199254740993}, {"n": 1.50, "p": 1e2, "d": 1.50}, {"n": 1e20,
    "p": -0}, {}]');
SELECT key, dt_count('doubles', jsonb_build_object(key, 9007199254740993)) AS eq,
    dt_aggregate('doubles', jsonb_build_object('aggregates', jsonb_build_object(
        'distinct', jsonb_build_object('count_distinct', key), 'filled', jsonb_build_object('count_filled', key), 'mode', jsonb_build_object('mode', key),
        'distribution', jsonb_build_object('distribution', key))))
FROM unnest(ARRAY['n', 'p', 'd', 'i']) key;
SELECT key, dt_aggregate('doubles', jsonb_build_object('group_by', key, 'aggregates', '{"records": "count"}'::jsonb, 'sort',
    key)) FROM unnest(ARRAY['n', 'p', 'd']) key;
-- What is calculated has all digits.
SELECT dt_aggregate('doubles', '{"aggregates": {"sum": {"sum": "n"}, "max": {"max": "n"}}}');
CALL drop_tables();
