-- Somebody types DDL on storage tables. The catalog follows when a table or an index is dropped. A change that the catalog would not know
-- of is refused.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number", "index": true},
    {"key": "no", "type": "autonumber"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "a", "amount": 1}, {"name": "b", "amount": 2}]');
SELECT dt_describe('deals') ->> 'storage' AS storage, 'dt_data.autonumber_' || (dt_describe('deals') ->> 'no') || '_no_seq' AS sequence \gset

-- ## What is refused, also to a superuser
SELECT statement, plain(try(format(statement, :'storage'))) FROM (VALUES ('ALTER TABLE %s RENAME TO elsewhere'),
    ('ALTER TABLE %s SET SCHEMA public'), ('ALTER TABLE %s RENAME COLUMN data TO values'), ('ALTER TABLE %s ADD COLUMN more int'),
    ('ALTER TABLE %s DROP COLUMN position'), ('ALTER TABLE %s ALTER COLUMN version TYPE int'), ('ALTER TABLE %s ALTER COLUMN data SET DEFAULT NULL'),
    ('ALTER TABLE %s ALTER COLUMN data DROP NOT NULL'), ('ALTER TABLE %s DISABLE TRIGGER ALL'), ('ALTER TABLE %s DISABLE TRIGGER dt_validate'),
    ('ALTER TABLE %s ENABLE REPLICA TRIGGER dt_validate'), ('ALTER TRIGGER dt_validate ON %s RENAME TO mine'),
    ('CREATE RULE r AS ON INSERT TO %s DO INSTEAD NOTHING'), ('ALTER TABLE %s OWNER TO CURRENT_USER'), ('ALTER INDEX %s RENAME TO elsewhere'),
    ('ALTER TABLE %s INHERIT dt.record'), ('DO $$ BEGIN ALTER TABLE %s RENAME TO elsewhere; END $$')) AS v(statement);
-- A storage table can be neither a parent nor a child.
CREATE TABLE kin (LIKE :storage INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
CREATE TABLE plain_kin (LIKE :storage INCLUDING DEFAULTS);
SELECT statement, left(try(format(statement, :'storage')), 5)
FROM (VALUES ('CREATE TABLE kid () INHERITS (%s)'), ('CREATE SCHEMA kids CREATE TABLE kid () INHERITS (%s)'),
    ('ALTER TABLE plain_kin INHERIT %s'), ('ALTER TABLE kin ATTACH PARTITION %s DEFAULT'), ('ALTER TABLE %s ADD CHECK (version > 0)'),
    ('ALTER TABLE %s ADD FOREIGN KEY (id) REFERENCES kin')) AS v(statement);
DROP TABLE kin, plain_kin;
SELECT try(format('ALTER SEQUENCE %s RENAME TO elsewhere', :'sequence')) LIKE '42501%',
    try(format('ALTER SEQUENCE %s SET SCHEMA public', :'sequence')) LIKE '%';
SELECT try('ALTER TABLE dt.tables ADD COLUMN x int'), try('ALTER TABLE dt.columns RENAME TO x'), try('ALTER SCHEMA dt_data RENAME TO x'),
    try('ALTER TABLE dt.record ADD COLUMN x int');
-- A DBA may change what affects neither shape nor rules. DDL on other tables is not touched.
ALTER TABLE :storage SET (fillfactor = 90), ALTER COLUMN data SET STATISTICS 200, REPLICA IDENTITY FULL;
CREATE TABLE mine (id int);
ALTER TABLE mine RENAME TO yours;
ALTER TABLE yours ADD COLUMN more int, DISABLE TRIGGER ALL;
DROP TABLE yours;

-- ## An index made by hand is listed, and the rule of a column ends and begins with its index
SELECT run(format('CREATE INDEX "By hand" ON %s (dt.get_float8(data, %L))', :'storage', 'amount'));
SELECT plain(name), columns, kind, is_unique, valid FROM dt_indexes('deals') ORDER BY name COLLATE "C";
ALTER INDEX dt_data."By hand" RENAME TO "Still by hand";
DROP INDEX dt_data."Still by hand";
SELECT key, is_unique, indexed FROM dt_columns('deals');
SELECT run(format('DROP INDEX dt_data.%I', name)) FROM dt_indexes('deals') WHERE is_unique;
SELECT key, is_unique, indexed FROM dt_columns('deals');
SELECT dt_describe('deals') #> '{columns,0,unique}', dt_count('deals', '{"name": "a"}');
SELECT data ->> 'name' FROM dt_insert('deals', '{"name": "a"}');
SELECT plain(try($$SELECT dt_alter_column('deals', 'name', '{"unique": true}')$$));
SELECT dt_delete_where('deals', '{"no": 3}', true);
SELECT dt_alter_column('deals', 'name', '{"unique": true}') -> 'unique';
SELECT plain(try($$SELECT dt_insert('deals', '{"name": "a"}')$$));
\set ECHO none
SELECT format('DROP INDEX CONCURRENTLY dt_data.%I', name) FROM dt_indexes('deals') WHERE columns = '{amount}' \gexec
\set ECHO all
SELECT key, is_unique, indexed FROM dt_columns('deals');
-- The index is found under any name.
SELECT run(format('ALTER INDEX dt_data.%I RENAME TO "Another name"', name)) FROM dt_indexes('deals') WHERE is_unique;
SELECT dt_alter_column('deals', 'name', '{"label": "Name"}') -> 'unique', try($$SELECT dt_insert('deals', '{"name": "a"}')$$) LIKE '23505%';
SELECT inserted FROM dt_upsert('deals', '[{"name": "a", "amount": 5}]', '{name}');
SELECT dt_alter_column('deals', 'name', '{"key": "title"}') -> 'unique', try($$SELECT dt_insert('deals', '{"title": "a"}')$$) LIKE '23505%';
SELECT dt_alter_column('deals', 'title', '{"unique": false}') -> 'unique';
SELECT count(*) FROM dt_indexes('deals');

-- ## Without its trigger a table cannot be written to
SELECT run(format('DROP TRIGGER dt_validate ON %s', :'storage'));
SELECT plain(try($$SELECT dt_insert('deals', '{"title": 5}')$$));
SELECT dt_count('deals');
SELECT run(format('CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION dt.validate_record()', :'storage'));
SELECT data ->> 'title' FROM dt_insert('deals', '{"title": "c"}');

-- Without its primary key a table cannot be written to either. pg_restore --clean drops the key before the table.
SELECT run(format('ALTER TABLE %s DROP CONSTRAINT %s_pkey', :'storage', split_part(:'storage', '.', 2)));
SELECT plain(try($$SELECT dt_insert('deals', '{"title": "d"}')$$));
SELECT run(format('ALTER TABLE %s ADD PRIMARY KEY (id)', :'storage'));
SELECT data ->> 'title' FROM dt_insert('deals', '{"title": "d"}');

-- ## DROP TABLE drops the dynamic table, in this session and at once
BEGIN;
DROP TABLE :storage;
SELECT try($$SELECT dt_count('deals')$$);
ROLLBACK;
SELECT dt_count('deals');
DROP TABLE :storage;
SELECT try($$SELECT dt_count('deals')$$);
SELECT count(*) FROM dt.tables WHERE slug = 'deals';
SELECT count(*) FROM dt.columns c WHERE NOT EXISTS (SELECT FROM dt.tables t WHERE t.no = c.table_no);
SELECT dt_create_table('Deals', '{}') ->> 'slug';
SELECT dt_count('deals');
SELECT dt_create_table('Other', '{}') ->> 'slug';
-- One statement may drop several.
SELECT run(format('DROP TABLE %s', string_agg(format('dt_data.%I', storage), ', '))) FROM dt.tables WHERE slug IN ('deals', 'other');
SELECT count(*) FROM dt_tables('include');
SELECT try('DROP SCHEMA dt_data CASCADE') LIKE '2BP01%', try('DROP OWNED BY dt_owner CASCADE') LIKE '2BP01%';
