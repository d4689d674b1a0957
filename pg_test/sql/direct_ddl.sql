-- direct_ddl: DDL that somebody types on storage tables. What drops a table or an index is followed by the catalog in the same
-- transaction; what the catalog would not know of is refused.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
\pset format unaligned
\t on
CREATE FUNCTION pg_temp.run(statement text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE statement; END $$;
CREATE FUNCTION pg_temp.plain(text text) RETURNS text RETURN regexp_replace(text, '\m(deals|other)_\d+', '\1_N', 'g');
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number", "index": true},
    {"key": "no", "type": "autonumber"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "a", "amount": 1}, {"name": "b", "amount": 2}]');
SELECT dt_describe('deals') ->> 'storage' AS storage, 'dt_data.autonumber_' || (dt_describe('deals') ->> 'no') || '_no_seq' AS sequence \gset

-- ## Refused, also to a superuser
SELECT statement, pg_temp.plain(try(format(statement, :'storage'))) FROM (VALUES ('ALTER TABLE %s RENAME TO elsewhere'),
    ('ALTER TABLE %s SET SCHEMA public'), ('ALTER TABLE %s RENAME COLUMN data TO values'), ('ALTER TABLE %s ADD COLUMN more int'),
    ('ALTER TABLE %s DROP COLUMN position'), ('ALTER TABLE %s ALTER COLUMN version TYPE int'), ('ALTER TABLE %s ALTER COLUMN data SET DEFAULT NULL'),
    ('ALTER TABLE %s ALTER COLUMN data DROP NOT NULL'), ('ALTER TABLE %s DISABLE TRIGGER ALL'), ('ALTER TABLE %s DISABLE TRIGGER dt_validate'),
    ('ALTER TABLE %s ENABLE REPLICA TRIGGER dt_validate'), ('ALTER TRIGGER dt_validate ON %s RENAME TO mine'),
    ('CREATE RULE r AS ON INSERT TO %s DO INSTEAD NOTHING'), ('ALTER TABLE %s OWNER TO CURRENT_USER'), ('ALTER INDEX %s RENAME TO elsewhere'),
    ('ALTER TABLE %s INHERIT dt.record'), ('DO $$ BEGIN ALTER TABLE %s RENAME TO elsewhere; END $$')) AS v(statement);
-- No parent and no child, whoever is the subject
CREATE TABLE kin (LIKE :storage INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
CREATE TABLE plain_kin (LIKE :storage INCLUDING DEFAULTS);
SELECT statement, left(try(format(statement, :'storage')), 5) FROM (VALUES ('CREATE TABLE kid () INHERITS (%s)'), ('CREATE SCHEMA kids CREATE TABLE kid () INHERITS (%s)'),
    ('ALTER TABLE plain_kin INHERIT %s'), ('ALTER TABLE kin ATTACH PARTITION %s DEFAULT'), ('ALTER TABLE %s ADD CHECK (version > 0)'),
    ('ALTER TABLE %s ADD FOREIGN KEY (id) REFERENCES kin')) AS v(statement);
DROP TABLE kin, plain_kin;
SELECT try(format('ALTER SEQUENCE %s RENAME TO elsewhere', :'sequence')) LIKE '42501%', try(format('ALTER SEQUENCE %s SET SCHEMA public', :'sequence')) LIKE '%';
SELECT try('ALTER TABLE dt.tables ADD COLUMN x int'), try('ALTER TABLE dt.columns RENAME TO x'), try('ALTER SCHEMA dt_data RENAME TO x'),
    try('ALTER TABLE dt.record ADD COLUMN x int');
-- What changes neither shape nor rules is a DBA's to do, and DDL on anything else is nobody's business
ALTER TABLE :storage SET (fillfactor = 90), ALTER COLUMN data SET STATISTICS 200, REPLICA IDENTITY FULL;
CREATE TABLE mine (id int);
ALTER TABLE mine RENAME TO yours;
ALTER TABLE yours ADD COLUMN more int, DISABLE TRIGGER ALL;
DROP TABLE yours;

-- ## An index by hand is listed; the rule of a column ends with its index, and comes back with it
SELECT pg_temp.run(format('CREATE INDEX "By hand" ON %s (dt.get_float8(data, %L))', :'storage', 'amount'));
SELECT pg_temp.plain(name), columns, kind, is_unique, valid FROM dt_indexes('deals') ORDER BY name COLLATE "C";
ALTER INDEX dt_data."By hand" RENAME TO "Still by hand";
DROP INDEX dt_data."Still by hand";
SELECT key, is_unique, indexed FROM dt_columns('deals');
SELECT pg_temp.run(format('DROP INDEX dt_data.%I', name)) FROM dt_indexes('deals') WHERE is_unique;
SELECT key, is_unique, indexed FROM dt_columns('deals');
SELECT dt_describe('deals') #> '{columns,0,unique}', dt_count('deals', '{"name": "a"}');
SELECT data ->> 'name' FROM dt_insert('deals', '{"name": "a"}');
SELECT pg_temp.plain(try($$SELECT dt_alter_column('deals', 'name', '{"unique": true}')$$));
SELECT dt_delete_where('deals', '{"no": 3}', true);
SELECT dt_alter_column('deals', 'name', '{"unique": true}') -> 'unique';
SELECT pg_temp.plain(try($$SELECT dt_insert('deals', '{"name": "a"}')$$));
\set ECHO none
SELECT format('DROP INDEX CONCURRENTLY dt_data.%I', name) FROM dt_indexes('deals') WHERE columns = '{amount}' \gexec
\set ECHO all
SELECT key, is_unique, indexed FROM dt_columns('deals');
-- by whatever name it is found again
SELECT pg_temp.run(format('ALTER INDEX dt_data.%I RENAME TO "Another name"', name)) FROM dt_indexes('deals') WHERE is_unique;
SELECT dt_alter_column('deals', 'name', '{"label": "Name"}') -> 'unique', try($$SELECT dt_insert('deals', '{"name": "a"}')$$) LIKE '23505%';
SELECT inserted FROM dt_upsert('deals', '[{"name": "a", "amount": 5}]', '{name}');
SELECT dt_alter_column('deals', 'name', '{"key": "title"}') -> 'unique', try($$SELECT dt_insert('deals', '{"title": "a"}')$$) LIKE '23505%';
SELECT dt_alter_column('deals', 'title', '{"unique": false}') -> 'unique';
SELECT count(*) FROM dt_indexes('deals');

-- ## Without its trigger a table is not written to
SELECT pg_temp.run(format('DROP TRIGGER dt_validate ON %s', :'storage'));
SELECT pg_temp.plain(try($$SELECT dt_insert('deals', '{"title": 5}')$$));
SELECT dt_count('deals');
SELECT pg_temp.run(format('CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION dt.validate_record()', :'storage'));
SELECT data ->> 'title' FROM dt_insert('deals', '{"title": "c"}');

-- nor without its primary key, which pg_restore --clean drops before the table
SELECT pg_temp.run(format('ALTER TABLE %s DROP CONSTRAINT %s_pkey', :'storage', split_part(:'storage', '.', 2)));
SELECT pg_temp.plain(try($$SELECT dt_insert('deals', '{"title": "d"}')$$));
SELECT pg_temp.run(format('ALTER TABLE %s ADD PRIMARY KEY (id)', :'storage'));
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
-- several at once
SELECT pg_temp.run(format('DROP TABLE %s', string_agg(format('dt_data.%I', storage), ', '))) FROM dt.tables WHERE slug IN ('deals', 'other');
SELECT count(*) FROM dt_tables('include');
SELECT try('DROP SCHEMA dt_data CASCADE') LIKE '2BP01%', try('DROP OWNED BY dt_owner CASCADE') LIKE '2BP01%';
