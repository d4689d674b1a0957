-- The history shows no more than a query does: no other rows, no other columns, no other tables.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

CREATE FUNCTION pg_temp.be(user_id text, user_role text DEFAULT 'member', org text DEFAULT 'acme') RETURNS void LANGUAGE sql
RETURN (SELECT set_config('dt.user_id', user_id, false) || set_config('dt.user_role', user_role, false) || set_config('dt.org_id', org, false) IS NULL);
\set QUIET on
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT dt_create_table('Own', '{"row_access": "owner", "columns": [{"key": "name", "type": "text"},
    {"key": "pay", "type": "number", "permissions": {"read": "admin", "write": "admin"}}, {"key": "grade", "type": "text",
    "permissions": {"write": "admin"}}]}') ->> 'slug';
SELECT pg_temp.be('ada') \g /dev/null
SELECT id FROM dt_insert('own', '{"name": "of ada"}', id(1));
SELECT id FROM dt_insert('own', '{"name": "gone of ada"}', id(2));
SELECT pg_temp.be('bob') \g /dev/null
SELECT id FROM dt_insert('own', '{"name": "of bob"}', id(3));
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT version FROM dt_update('own', id(1), '{"pay": 100, "grade": "x"}');
SELECT version FROM dt_update('own', id(1), '{"pay": 200, "name": "of Ada"}');
SELECT version FROM dt_update('own', id(2), '{"pay": 5}');
SELECT clock_timestamp() AS t1 \gset
SELECT dt_delete('own', id(2), true);
SELECT version FROM dt_update('own', id(1), '{"pay": 300}');
SELECT * FROM history('own');

-- ## A member sees the history of own records, without the columns that they may not read

SELECT pg_temp.be('ada') \g /dev/null
SELECT * FROM history('own');
SELECT * FROM history('own', id(3));
SELECT try($$SELECT dt_history('own', NULL, '{"columns": ["pay"]}')$$) LIKE '42703 %' AS "no such column";
SELECT * FROM history('own', NULL, '{"columns": ["grade"], "action": "update"}');
SELECT record, data FROM as_of('own', :'t1');
SELECT try(format($$SELECT dt_as_of('own', %L, '{"filter": {"pay": 5}}')$$, :'t1')) LIKE '42703 %' AS "no such column";
SELECT pg_temp.be('bob') \g /dev/null
SELECT record, data FROM as_of('own', :'t1');
SELECT count(*) FROM history('own', id(2));

-- ## A version is brought back by those who may change the record, and leaves alone what they may not read

SELECT try($$SELECT dt_revert('own', id(1), 1)$$) LIKE '22023 %' AS "no such record";
SELECT try($$SELECT dt_revert('own', id(2), 1)$$) LIKE '22023 %' AS "no such record";
SELECT pg_temp.be('ada') \g /dev/null
-- The grade is for admins to write.
SELECT left(try($$SELECT dt_revert('own', id(1), 1)$$), 60);
SELECT version, data FROM dt_revert('own', id(1), 2);
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT version, data FROM dt_get('own', id(1));
SELECT pg_temp.be('ada') \g /dev/null
SELECT left(try($$SELECT dt_revert('own', id(2), 1)$$), 60);
SELECT try($$SELECT dt_prune_history('own', '0')$$) LIKE '42501 %' AS refused;

-- ## What was done to definitions is for those who may change them

SELECT count(*) FROM dt_audit();
SELECT count(*) FROM dt_audit('{"table_name": "own"}');
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT action, details -> 'after' -> 'columns' -> 1 ->> 'key' AS column FROM dt_audit('{"table_name": "own"}');
SELECT dt_alter_table('own', '{"row_access": "none"}') ->> 'row_access';
SELECT action, details FROM dt_audit('{"table_name": "own", "limit": 1}');
SELECT dt_drop_table('own', true);
SELECT pg_temp.be('ada') \g /dev/null
SELECT count(*) FROM dt_audit('{"table_name": "own"}');
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT action FROM dt_audit('{"table_name": "own", "limit": 1}');
SELECT pg_temp.be('root', 'org_admin', 'elsewhere') \g /dev/null
SELECT try($$SELECT dt_audit('{"table_name": "own"}')$$) LIKE '42P01 %' AS "no such table";
SELECT count(*) FROM dt_audit();

-- ## The lives of a record: an id that is used again has nothing of who had it before

SELECT pg_temp.be('ada') \g /dev/null
SELECT dt_create_table('Lives', '{"row_access": "owner", "columns": [{"key": "a", "type": "text"}]}') ->> 'slug';
SELECT (dt_insert('lives', '{"a": "ada 1"}', id(7))).version;
SELECT version FROM dt_update('lives', id(7), '{"a": "ada 2"}');
SELECT dt_delete('lives', id(7), true);
SELECT pg_temp.be('eve') \g /dev/null
SELECT (dt_insert('lives', '{"a": "eve 1"}', id(7))).version;
SELECT version FROM dt_update('lives', id(7), '{"a": "eve 2"}');
SELECT version, action, changes FROM dt_history('lives', id(7));
SELECT version, data FROM dt_revert('lives', id(7), 1);
SELECT try($$SELECT dt_revert('lives', id(7), 9)$$);
SELECT dt_delete('lives', id(7), true);
SELECT version, data FROM dt_revert('lives', id(7), 2);
SELECT dt_delete('lives', id(7), true);
SELECT pg_temp.be('ada') \g /dev/null
SELECT version, action, changes FROM dt_history('lives', id(7));
SELECT pg_temp.be('root', 'org_admin') \g /dev/null
SELECT version, action, actor, changes FROM dt_history('lives', id(7));
SELECT data FROM dt_as_of('lives', clock_timestamp());

-- ## Another organisation

SELECT pg_temp.be('ada') \g /dev/null
SELECT dt_create_table('Theirs', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
SELECT id FROM dt_insert('theirs', '{"name": "x"}', id(1));
SELECT pg_temp.be('eve', 'org_admin', 'elsewhere') \g /dev/null
SELECT try($$SELECT dt_history('theirs')$$) LIKE '42P01 %' AS "no such table", try($$SELECT dt_as_of('theirs', now())$$) LIKE '42P01 %' AS "no such table",
    try($$SELECT dt_revert('theirs', id(1), 1)$$) LIKE '42P01 %' AS "no such table";
RESET dt.user_id;
RESET dt.org_id;
RESET dt.user_role;
CALL drop_tables();
