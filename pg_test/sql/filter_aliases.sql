-- Operators as other systems write them. A hint never asks for the opposite.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Cards', '{"columns": [{"key": "name", "type": "text"}, {"key": "n", "type": "integer"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('cards', '[{"name": "one", "n": 1, "tags": ["a"]}, {"name": "two", "n": 2, "tags": ["a", "b"]}, {"name": "none"}]');

-- ## MongoDB, Hasura, NocoDB: each pair counts the same
SELECT theirs, dt_count('cards', theirs::jsonb) AS count, dt_count('cards', theirs::jsonb) = dt_count('cards', ours::jsonb) AS same FROM (VALUES
    ('{"n": {"$eq": 1}}', '{"n": {"eq": 1}}'), ('{"n": {"$ne": 1}}', '{"n": {"neq": 1}}'), ('{"n": {"$gte": 1, "$lt": 2}}', '{"n": {"gte": 1, "lt": 2}}'),
    ('{"n": {"$in": [1, 2]}}', '{"n": {"in": [1, 2]}}'), ('{"n": {"$nin": [1]}}', '{"n": {"not_in": [1]}}'), ('{"n": {"_nin": [1]}}',
    '{"n": {"not_in": [1]}}'),
    ('{"name": {"$regex": "^o"}}', '{"name": {"matches": "^o"}}'), ('{"n": {"$exists": true}}', '{"n": {"is_not_null": true}}'),
    ('{"n": {"$exists": false}}', '{"n": {"is_null": true}}'), ('{"name": {"_nlike": "o%"}}', '{"name": {"not_like": "o%"}}'),
    ('{"name": {"_nilike": "O%"}}', '{"name": {"not_ilike": "O%"}}'), ('{"n": {"_is_null": true}}', '{"n": {"is_null": true}}'),
    ('{"name": {"contains_not": "o"}}', '{"name": {"not_contains": "o"}}'), ('{"tags": {"any_of": ["b"]}}', '{"tags": {"has_any": ["b"]}}'),
    ('{"tags": {"none_of": ["b"]}}', '{"tags": {"has_none": ["b"]}}'), ('{"tags": {"all_of": ["a", "b"]}}', '{"tags": {"has_all": ["a", "b"]}}'),
    ('{"n": {"not_null": true}}', '{"n": {"is_not_null": true}}'), ('{"n": {"blank": true}}', '{"n": {"is_empty": true}}'),
    ('{"n": {"not_blank": true}}', '{"n": {"is_not_empty": true}}'), ('{"n": {"equal": 1}}', '{"n": {"eq": 1}}'),
    ('{"$and": [{"n": 1}, {"name": "one"}]}', '{"and": [{"n": 1}, {"name": "one"}]}'), ('{"$or": [{"n": 1}, {"n": 2}]}', '{"or": [{"n": 1}, {"n": 2}]}'),
    ('{"_not": {"n": 1}}', '{"not": {"n": 1}}'), ('{"_or": [{"n": {"_eq": 1}}, {"n": 2}]}', '{"or": [{"n": 1}, {"n": 2}]}')) AS v(theirs, ours);

-- ## Hints
SELECT name, try_count('cards', jsonb_build_object('name', jsonb_build_object(name, 'x'))::text)
FROM unnest(ARRAY['notcontains', 'nlikes', 'doesnt_contain', 'not_equall', 'contians', 'unlike', '$$eq', '', '$']) name;

SELECT dt_drop_table('cards', permanently => true);
