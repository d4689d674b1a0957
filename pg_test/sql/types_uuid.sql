-- A uuid is stored in lower case with hyphens.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Links', '{"columns": [{"key": "v", "type": "uuid"}]}') ->> 'slug' AS slug;

-- ## Accepted: the usual notations

SELECT * FROM put_each('links', ARRAY['"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"', '"0197A5B8-7C31-7E2A-9C0D-3F5A8B1E2D4C"',
    '"{0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c}"', '"0197a5b87c317e2a9c0d3f5a8b1e2d4c"', '"urn:uuid:0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"',
    '"00000000-0000-0000-0000-000000000000"', '"ffffffff-ffff-ffff-ffff-ffffffffffff"', 'null']);

-- ## Refused

SELECT * FROM put_each('links', ARRAY['"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4"', '"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c0"',
    '"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4g"', '" 0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"', '"0197a5b8-7c31-7e2a-9c0d3f5a8b1e2d4c-"', '""', '"me"', '1',
    'true', '[]', '{}']) AS g(given, fault);

-- ## generate fills an empty value, once per record, and unique compares the stored form

SELECT dt_add_column('links', 'token', 'uuid', '{"config": {"generate": true}, "unique": true}') -> 'config' AS config;
SELECT count(DISTINCT data ->> 'token') AS distinct,
    bool_and(data ->> 'token' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$') AS "version 4"
FROM generate_series(1, 100) AS i, LATERAL dt_insert('links', CASE WHEN i % 2 = 0 THEN '{}' ELSE '{"token": null}' END::jsonb);
SELECT put('links', '"0197A5B8-7C31-7E2A-9C0D-3F5A8B1E2D4C"', 'token') AS given;
SELECT put('links', '"{0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c}"', 'token') AS again;

-- ## Bad config

SELECT try($$SELECT dt_add_column('links', 'bad', 'uuid', '{"config": {"generate": "yes"}}')$$);
SELECT try($$SELECT dt_add_column('links', 'bad', 'uuid', '{"config": {"version": 7}}')$$);
SELECT try($$SELECT dt_add_column('links', 'bad', 'uuid', '{"default": "new"}')$$);

CALL drop_tables();
