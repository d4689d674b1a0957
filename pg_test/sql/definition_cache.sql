-- A session keeps as many definitions as a setting says. Names are found along indexes, and without them as well.

\pset format unaligned
\t on
SELECT sum(length(dt_create_table('Cached ' || i, '{"columns": [{"key": "n", "type": "integer", "unique": true}]}') ->> 'slug')) FROM generate_series(1, 6) i;
SHOW dt.definition_cache_size;
-- Two definitions take turns for six tables, and each call has the right one.
SET dt.definition_cache_size = 2;
SELECT i, (dt_insert('cached_' || i, jsonb_build_object('n', round))).data FROM generate_series(1, 2) round, generate_series(1, 6) i ORDER BY round, i;
SELECT sum(dt_count('cached_' || i)) FROM generate_series(1, 6) i, generate_series(1, 3);
SELECT dt_add_column('cached_1', 'm', 'integer') ->> 'key', (dt_insert('cached_2', '{"n": 9}')).data, (dt_insert('cached_1', '{"n": 9, "m": 1}')).data;
SET dt.definition_cache_size = 1;
SELECT dt_count('cached_1') + dt_count('cached_2'), dt_count('Cached 1'), dt_count(dt_describe('cached_2') ->> 'id');
\set VERBOSITY sqlstate
SET dt.definition_cache_size = 0;
\set VERBOSITY default
RESET dt.definition_cache_size;

-- A slug goes before a name, an own table before a global one, and a table in the trash is found last.
SELECT dt_create_table('cached_3', '{"slug": "by_name"}') ->> 'slug', dt_describe('cached_3') ->> 'slug', dt_describe('by_name') ->> 'name';
SET dt.org_id = 'acme';
SET dt.user_role = 'platform_admin';
SELECT dt_create_table('cached_3', '{"slug": "own"}') ->> 'slug', dt_describe('cached_3') ->> 'slug', dt_describe('cached_4') ->> 'slug';
SELECT dt_drop_table('own'), dt_describe('cached_3') ->> 'slug', dt_describe('own') ->> 'slug';
SELECT dt_drop_table('own', permanently => true), dt_describe('cached_3') ->> 'slug';
RESET dt.org_id;
RESET dt.user_role;
-- Without the indexes all rows are read.
\c -
\pset format unaligned
\t on
BEGIN;
ALTER TABLE dt.tables RENAME CONSTRAINT tables_org_slug_key TO renamed;
ALTER TABLE dt.columns RENAME CONSTRAINT columns_pkey TO renamed_too;
SELECT dt_count('cached_5'), (dt_insert('cached_5', '{"n": 77}')).data, dt_describe('Cached 5') ->> 'slug';
ROLLBACK;

SELECT count(*) FROM (SELECT dt_drop_table(slug, permanently => true) FROM dt_tables() WHERE slug LIKE 'cached\_%' OR slug = 'by_name') dropped;
