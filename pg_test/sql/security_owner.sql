-- All that belongs to the extension has an owner who cannot log in, and the extension's own statements run as that owner. Code that others
-- put in their way gains nothing.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET default_tablespace = '';
SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = 'dt_owner';
SELECT dt_create_table('Deals', '{"settings": {"max_records": 100},
    "columns": [{"key": "name", "type": "text", "unique": true}, {"key": "n", "type": "autonumber"}]}') ->> 'slug';
-- Everything in the two schemas has this owner.
SELECT DISTINCT nspname, nspowner::regrole FROM pg_namespace WHERE nspname IN ('dt', 'dt_data');
SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace IN ('dt'::regnamespace, 'dt_data'::regnamespace) AND c.relowner <> 'dt_owner'::regrole;
-- Only the functions have another one, because they run in every session, also in a superuser's.
SELECT DISTINCT r.rolsuper, r.rolname = 'dt_owner' FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.pronamespace = 'dt'::regnamespace;
SELECT s.stxname FROM pg_statistic_ext s WHERE s.stxnamespace = 'dt_data'::regnamespace AND s.stxowner <> 'dt_owner'::regrole;

-- ## A role with every right on a storage table
CREATE ROLE regress_dt_app;
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
GRANT ALL ON :storage TO regress_dt_app;
GRANT CREATE, USAGE ON SCHEMA public TO regress_dt_app;
GRANT USAGE ON SCHEMA dt_data TO regress_dt_app;
SELECT current_database() AS database \gset
GRANT CREATE ON DATABASE :"database" TO regress_dt_app;
SET ROLE regress_dt_app;
CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ALTER ROLE regress_dt_app SUPERUSER'; RETURN NEW; END $$;
-- The role may not make a trigger that would run inside of dt_insert.
SELECT plain(try(format('CREATE TRIGGER evil BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION evil()', :'storage')));
SELECT plain(try(format('CREATE CONSTRAINT TRIGGER evil AFTER INSERT ON %s INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evil()', :'storage')));
-- It may not make a foreign key, whose checks run code of one side with the rights of the other.
SELECT plain(try(format('CREATE TABLE child (id uuid REFERENCES %s ON DELETE CASCADE)', :'storage')));
SELECT plain(try(format('CREATE SCHEMA AUTHORIZATION regress_dt_app CREATE TABLE child (id uuid REFERENCES %s)', :'storage')));
CREATE TABLE child (id uuid);
SELECT plain(try(format('ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES %s', :'storage')));
SELECT plain(try(format('ALTER TABLE child ADD COLUMN other uuid REFERENCES %s', :'storage')));
-- PostgreSQL itself keeps these for the owner of a table.
SELECT statement, left(try(format(statement, :'storage')), 5) FROM (VALUES ('CREATE RULE r AS ON INSERT TO %s DO ALSO SELECT 1'),
    ('CREATE POLICY p ON %s USING (true)'), ('ALTER TABLE %s ADD COLUMN x int'), ('ALTER TABLE %s ALTER data SET DEFAULT NULL'),
    ('CREATE INDEX ON %s (data)'), ('ALTER TABLE %s OWNER TO regress_dt_app'), ('CREATE TABLE heir () INHERITS (%s)'), ('DROP TABLE %s'),
    ('ALTER TABLE %s DISABLE TRIGGER ALL'), ('CREATE STATISTICS s ON id, version FROM %s')) AS v(statement);
RESET ROLE;
-- A superuser may make one. The table can then be changed like any other.
ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES :storage ON DELETE CASCADE;
SET ROLE regress_dt_app;
ALTER TABLE child RENAME TO kid;
ALTER TABLE kid ADD COLUMN more int;
RESET ROLE;
DROP TABLE kid;

-- ## A trigger that a superuser made runs as the owner
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.data := NEW.data || jsonb_build_object('name', current_user); RETURN NEW; END $$;
CREATE TRIGGER a_first BEFORE INSERT ON :storage FOR EACH ROW EXECUTE FUNCTION tell();
SELECT data ->> 'name' FROM dt_insert('deals', '{"name": "x"}');
CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE regress_dt_app SUPERUSER; RETURN NEW; END $$;
SELECT left(try($$SELECT dt_insert('deals', '{"name": "y"}')$$), 5);
CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SET ROLE NONE; RETURN NEW; END $$;
SELECT left(try($$SELECT dt_insert('deals', '{"name": "y"}')$$), 5);
-- An error that it raises arrives as it was raised.
CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE 'no more' USING ERRCODE = 'PT418', DETAIL = 'tea', HINT = 'pot', SCHEMA = 's', TABLE = 't', COLUMN = 'c', CONSTRAINT = 'k'; END $$;
DO $$
DECLARE
    s text; t text; c text; k text; d text; h text;
BEGIN
    PERFORM dt_insert('deals', '{"name": "y"}');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = SCHEMA_NAME, t = TABLE_NAME, c = COLUMN_NAME, k = CONSTRAINT_NAME, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RAISE NOTICE '% % % % % % % %', SQLSTATE, SQLERRM, d, h, s, t, c, k;
END $$;
-- Code that runs as the owner cannot replace a function that others run.
CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    CREATE OR REPLACE FUNCTION dt.guard_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; RETURN NEW; END $$;
SELECT left(try($$SELECT dt_insert('deals', '{"name": "z"}')$$), 5);
CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    ALTER TABLE dt.record ALTER version SET DEFAULT 5; RETURN NEW; END $$;
SELECT left(try($$SELECT dt_insert('deals', '{"name": "z"}')$$), 5);
DROP TRIGGER a_first ON :storage;
SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_dt_app';
DROP FUNCTION evil, tell;
REVOKE ALL ON SCHEMA public FROM regress_dt_app;
REVOKE ALL ON DATABASE :"database" FROM regress_dt_app;
REVOKE ALL ON SCHEMA dt_data FROM regress_dt_app;
REVOKE ALL ON :storage FROM regress_dt_app;
DROP ROLE regress_dt_app;
CALL drop_tables();
