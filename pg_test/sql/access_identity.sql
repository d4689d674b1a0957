-- Who is calling: settings, claims, bindings of roles; one tenant and several.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
CREATE VIEW me AS SELECT w ->> 'user_id' AS user_id, w ->> 'org_id' AS org_id, w ->> 'user_role' AS user_role, w ->> 'tenancy' AS tenancy FROM dt_whoami() w;

-- ## Settings
-- Without any the caller is the role that logged in, and there is one tenant.
SELECT user_id = session_user, org_id, user_role, tenancy FROM me;
SET dt.user_id = 'u1';
SET dt.org_id = 'acme';
SET dt.user_role = 'org_admin';
SELECT * FROM me;
-- A role that is none of ours is a member.
SET dt.user_role = 'root';
SELECT * FROM me;
RESET dt.user_id;
RESET dt.org_id;
RESET dt.user_role;
-- dt_identify is for the transaction.
BEGIN;
SELECT FROM dt_identify('u2', 'globex', 'platform_admin');
SELECT * FROM me;
COMMIT;
SELECT user_id = session_user, org_id, user_role FROM me;
SELECT try($$SELECT dt_identify('u2', 'globex', 'boss')$$);

-- ## Claims
CREATE FUNCTION claimed(claims text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('request.jwt.claims', claims, true);
    RETURN (SELECT concat_ws(' ', user_id, coalesce(org_id, '-'), user_role) FROM me);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT claimed(c) FROM unnest(ARRAY['{"sub": "u1", "org_id": "acme", "role": "org_admin"}', '{"sub": "u1", "org_id": 42, "role": "authenticated"}',
    '{"sub": 7, "org_id": null}', '{"sub": "u1", "org_id": ""}', '{"sub": "u1", "org_id": {"id": "acme"}}', '{"sub": "u1", "org_id": ["acme"]}',
    '{"sub": "u1", "org_id": true}',
    '{"sub": {"a": 1}, "org_id": "acme"}', '[]', '"acme"', 'null', '{"sub": "u1"', '{"sub": "u1", "org_id": "acme", "role": ["org_admin"]}',
    '{"sub": "ü''\"\\u0041", "org_id": "💥"}', '{"sub": "u1", "org_id": 1e400}', '{"sub": "a", "sub": "b", "org_id": "x", "org_id": "acme"}']) c;
-- Settings go before claims. Empty claims, as PostgREST leaves them behind, are none.
BEGIN;
SET LOCAL request.jwt.claims = '{"sub": "u1", "org_id": "acme"}';
SET LOCAL dt.org_id = 'globex';
SELECT * FROM me;
-- Who is named by a setting is nobody of whom claims speak.
SELECT FROM dt_identify('u2');
SELECT * FROM me;
RESET dt.user_id;
SET LOCAL dt.org_id = 'globex';
SET LOCAL request.jwt.claims = '';
SELECT user_id = session_user, org_id FROM me;
COMMIT;
-- A claim may be at the end of a path, or have a name with dots.
SET dt.claim_org = 'app_metadata.org_id';
SET dt.claim_role = 'https://example.com/role';
SELECT claimed(c) FROM unnest(ARRAY['{"sub": "u1", "app_metadata": {"org_id": 42}, "org_id": "other", "https://example.com/role": "org_admin"}',
    '{"sub": "u1", "app_metadata": {"org_id": {}}}', '{"sub": "u1", "app_metadata": 5}', '{"sub": "u1", "app_metadata.org_id": "whole"}']) c;
RESET dt.claim_org;
RESET dt.claim_role;
-- Where the claims are not understood nothing is read or written, by functions or by SQL.
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug', dt_insert('deals', '{"name": "Acme"}') IS NOT NULL;
SELECT dt_describe('deals') ->> 'storage' AS storage \gset
BEGIN;
SET LOCAL request.jwt.claims = '{"sub": "u1", "org_id": {}}';
SELECT try(format('SELECT * FROM dt_query(%L)', 'deals'));
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}')$$);
SELECT try($$SELECT dt_create_table('X')$$);
SELECT try($$SELECT * FROM dt_tables()$$);
SELECT try(format(s, :'storage')) FROM unnest(ARRAY['INSERT INTO %s (data) VALUES (''{}'')', 'UPDATE %s SET data = ''{}''']) s;
ROLLBACK;

-- ## One tenant or several
-- With one, who has no organisation works on global tables.
SELECT try($$SELECT dt_insert('deals', '{"name": "Globex"}')$$);
-- As soon as an organisation has a table there are several: who has none reads global tables and writes nothing.
BEGIN;
SET LOCAL dt.org_id = 'acme';
SELECT dt_create_table('Own') ->> 'slug';
SET LOCAL dt.org_id = '';
SELECT tenancy FROM me;
SELECT count(*) FROM dt_query('deals');
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}')$$);
SELECT try($$SELECT dt_create_table('X')$$);
SELECT try($$SELECT dt_add_column('deals', 'x', 'text')$$);
SELECT try($$SELECT dt_query('own')$$);
-- A misspelt claim is one that is not there.
SET LOCAL request.jwt.claims = '{"sub": "u1", "orgid": "acme"}';
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}')$$);
SELECT slug FROM dt_tables();
ROLLBACK;
SELECT tenancy FROM me;
-- A superuser may say which it is, and nobody else.
SET dt.tenancy = 'multi';
SELECT tenancy FROM me;
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}')$$);
SELECT try($$SET dt.tenancy = 'several'$$);
RESET dt.tenancy;
CREATE ROLE regress_dt_tenant;
SET ROLE regress_dt_tenant;
SELECT try(s) FROM unnest(ARRAY['SET dt.tenancy = ''single''', 'SET dt.claim_org = ''x''', 'SET dt.claim_user = ''x''', 'SET dt.claim_role = ''x''']) s;
RESET ROLE;

-- A level that has no effect on a global table is not given.
BEGIN;
SET LOCAL dt.tenancy = 'multi';
SET LOCAL dt.user_role = 'platform_admin';
SELECT try($$SELECT dt_share('deals', 'bob', 'edit')$$), try($$SELECT dt_share('deals', 'bob', 'view')$$);
ROLLBACK;
-- Ids that no index could hold are nobody's.
BEGIN;
SET LOCAL dt.user_id = 'ann';
SELECT try(format($$SELECT dt_share('deals', %L, 'view')$$, repeat('x', 256)));
SELECT set_config('dt.user_id', repeat('ü', 256), true) IS NULL;
SELECT try($$SELECT dt_count('deals')$$);
SELECT set_config('dt.user_id', 'ann', true), set_config('dt.org_id', repeat('x', 100000), true) IS NULL;
SELECT try($$SELECT dt_count('deals')$$);
ROLLBACK;

-- ## Roles that are tied to an identity
GRANT EXECUTE ON FUNCTION dt_whoami(), dt_identify(text, text, text), dt_query(text, jsonb), dt_insert(text, jsonb, uuid, jsonb) TO regress_dt_tenant;
GRANT SELECT ON me TO regress_dt_tenant;
SELECT dt_bind_role('regress_dt_tenant', 'acme', 'u9');
SET ROLE regress_dt_tenant;
SELECT * FROM me;
-- No setting and no claim changes that.
SET dt.user_id = 'boss';
SET dt.org_id = 'globex';
SET dt.user_role = 'platform_admin';
SELECT claimed('{"sub": "x", "org_id": "y", "role": "platform_admin"}');
SELECT claimed('nonsense');
SELECT try($$SELECT dt_identify('boss', 'globex', 'platform_admin')$$);
RESET ROLE;
SELECT * FROM me;
RESET dt.user_id;
RESET dt.org_id;
RESET dt.user_role;
-- Whoever has logged in as a bound role stays bound, whatever role is set.
GRANT regress_dt_tenant TO CURRENT_USER;
CREATE ROLE regress_dt_other;
GRANT regress_dt_other TO regress_dt_tenant;
GRANT EXECUTE ON FUNCTION dt_whoami() TO regress_dt_other;
GRANT SELECT ON me TO regress_dt_other;
SET SESSION AUTHORIZATION regress_dt_tenant;
SET ROLE regress_dt_other;
SELECT * FROM me;
RESET SESSION AUTHORIZATION;
-- The binding is the role's, whatever its name becomes; without a user it is the role's name.
SELECT dt_bind_role('regress_dt_tenant', NULL, user_role => 'org_admin');
ALTER ROLE regress_dt_tenant RENAME TO regress_dt_renamed;
SET ROLE regress_dt_renamed;
SELECT * FROM me;
RESET ROLE;
SELECT dt_unbind_role('regress_dt_renamed'), dt_unbind_role('regress_dt_renamed');
SET ROLE regress_dt_renamed;
SELECT user_id = session_user, org_id, user_role FROM me;
RESET ROLE;
-- One that becomes a superuser can still be freed of its binding.
SELECT dt_bind_role('regress_dt_renamed', 'acme');
ALTER ROLE regress_dt_renamed SUPERUSER;
SELECT dt_unbind_role('regress_dt_renamed');
ALTER ROLE regress_dt_renamed NOSUPERUSER;
SELECT try($$SELECT dt_bind_role('regress_dt_renam', 'acme')$$);
SELECT try($$SELECT dt_bind_role('regress_dt_renamed', 'acme', 'u', 'king')$$);
SELECT try($$SELECT dt_bind_role(NULL, 'acme')$$);
SELECT try($$SELECT dt_bind_role('dt_owner', 'acme')$$), try(format($$SELECT dt_bind_role(%L, 'acme')$$, current_user)) LIKE '42501 %';
DROP OWNED BY regress_dt_renamed, regress_dt_other;
DROP ROLE regress_dt_renamed, regress_dt_other;
DROP FUNCTION claimed;
DROP VIEW me;
CALL drop_tables();
