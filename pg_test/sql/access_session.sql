-- Two organisations by turns on one server connection, as a pooler does it: nothing of one is left for the other, in plans, prepared statements, memory
-- or cursors.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
CREATE FUNCTION is(org text, usr text, role text DEFAULT 'member') RETURNS void LANGUAGE plpgsql AS $$
BEGIN PERFORM set_config('request.jwt.claims', jsonb_build_object('sub', usr, 'org_id', org, 'role', role)::text, false); END $$;
DO $$
DECLARE
    org text;
BEGIN
    FOREACH org IN ARRAY ARRAY['acme', 'globex'] LOOP
        PERFORM is(org, 'boss', 'org_admin');
        PERFORM dt_create_table('Deals', jsonb_build_object('row_access', 'owner', 'columns', jsonb_build_array(
            jsonb_build_object('key', 'name', 'type', 'text', 'index', true), jsonb_build_object('key', org || '_only', 'type', 'integer',
    'permissions', '{"read": "admin"}'::jsonb))));
        PERFORM dt_insert('deals', jsonb_build_object('name', org || ' boss', org || '_only', 1));
        PERFORM is(org, 'ann');
        PERFORM dt_insert('deals', jsonb_build_object('name', org || ' ann'));
    END LOOP;
END
$$;
-- ## The same statement, over and over
PREPARE ask AS SELECT string_agg(data::text, ' ' ORDER BY data ->> 'name') FROM dt_query('deals', '{"sort": "name"}');
PREPARE page AS SELECT jsonb_path_query_array(dt_page('deals', '{"sort": "name", "total": "none"}')::jsonb, '$.records[*].data.name');
CREATE FUNCTION asked() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT string_agg(data ->> 'name', ',
    ' ORDER BY data ->> 'name') FROM dt_query('deals')); END $$;
CREATE TABLE turns AS SELECT n, (ARRAY['acme', 'globex'])[1 + n % 2] AS org, (ARRAY['ann', 'boss', 'cy'])[1 + n % 3] AS usr FROM generate_series(1, 60) n;
-- More often than a plan for any value takes to be made.
CREATE FUNCTION turn(org text, usr text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM is(org, usr, CASE usr WHEN 'boss' THEN 'org_admin' ELSE 'member' END);
    RETURN concat_ws(' | ', asked(), dt_count('deals', '{"name": {"contains": "e"}}'));
END
$$;
SELECT org, usr, turn(org, usr), count(*) FROM turns GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT is('acme', 'boss', 'org_admin');
EXECUTE ask;
EXECUTE page;
SELECT is('globex', 'ann');
EXECUTE ask;
EXECUTE page;
SELECT is('acme', 'ann');
EXECUTE ask;
EXECUTE page;
SET plan_cache_mode = force_generic_plan;
EXECUTE ask;
SELECT is('globex', 'boss', 'org_admin');
EXECUTE ask;
RESET plan_cache_mode;
-- ## A cursor reads on as whom it was opened by, and the next one as the next
BEGIN;
SELECT is('acme', 'boss', 'org_admin');
DECLARE c CURSOR FOR SELECT data ->> 'name' FROM dt_query('deals', '{"sort": "name"}');
FETCH 1 FROM c;
SELECT is('globex', 'ann');
FETCH 5 FROM c;
COMMIT;
-- ## Names that are different tables, and columns that are not there
SELECT is('globex', 'boss', 'org_admin');
SELECT try($$SELECT dt_count('deals', '{"acme_only": 1}')$$), try($$SELECT dt_count('deals', '{"globex_only": 1}')$$);
SELECT is('globex', 'ann');
SELECT try($$SELECT dt_count('deals', '{"globex_only": 1}')$$);
SELECT (SELECT slug FROM dt_tables()), dt_describe('deals') ->> 'org_id';
-- The id of another organisation's table is no way to it.
SELECT is('acme', 'boss', 'org_admin');
SELECT dt_describe('deals') ->> 'id' AS acmes \gset
SELECT is('globex', 'boss', 'org_admin');
SELECT try(format('SELECT dt_query(%L)', :'acmes')) = try(format('SELECT dt_query(%L)', '0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c')) OR
    split_part(try(format('SELECT dt_query(%L)', :'acmes')), E'\n', 1) = format('42P01 dynamic table "%s" does not exist', :'acmes');
-- A slug is taken in one's own organisation only.
SELECT try($$SELECT dt_create_table('Deals')$$);
SELECT dt_create_table('Projects') ->> 'slug';
SELECT is('acme', 'boss', 'org_admin');
SELECT dt_create_table('Projects') ->> 'slug';
-- ## Temporary objects of the names that generated SQL uses
CREATE TEMP TABLE tables (no bigint);
CREATE TEMP TABLE columns (no bigint);
CREATE TEMP TABLE deals_1 (id uuid);
CREATE FUNCTION pg_temp.caller() RETURNS text LANGUAGE sql AS $$ SELECT 'boss' $$;
SET search_path = pg_temp, public;
EXECUTE ask;
RESET search_path;
RESET request.jwt.claims;
DEALLOCATE ALL;
DROP FUNCTION asked, turn;
DROP TABLE turns, pg_temp.tables, pg_temp.columns, pg_temp.deals_1;
DROP FUNCTION is;
CALL drop_tables();
