-- Three users of two organisations: who sees what, the history of a record, and the table as it was. At the end the tables go again.

\pset footer off
\pset linestyle unicode
SET dt.tenancy = 'multi';

\echo '== Ann of Acme makes a table. Members see the records of their team; the margin is for those who may change the table'
SET dt.user_id = 'ann';
SET dt.org_id = 'acme';
SELECT dt_create_table('Deals', '{"row_access": "team", "columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "margin", "type": "number", "permissions": {"read": "admin"}}]}') ->> 'slug' AS made;
SELECT count(*) AS inserted FROM dt_insert_many('deals', '[{"name": "Harbour cranes", "stage": "open", "margin": 12}, {"name": "Wind farm", "stage": "open", "margin": 31}]');
SET dt.user_id = 'boss';
SET dt.user_role = 'org_admin';
SELECT FROM dt_add_team_member('sales', 'ann'), dt_add_team_member('sales', 'bob') AS second \g /dev/null
RESET dt.user_role;

\echo '== Bob is in her team'
SET dt.user_id = 'bob';
SELECT data FROM dt_query('deals', '{"sort": "name"}');
\echo '== Cy is not: he sees what he has made himself'
SET dt.user_id = 'cy';
SELECT FROM dt_insert('deals', '{"name": "Bridge", "stage": "open"}') \g /dev/null
SELECT data FROM dt_query('deals', '{"sort": "name"}');
\echo '== Dee is of another organisation, where there is no such table'
SET dt.user_id = 'dee';
SET dt.org_id = 'globex';
SELECT data FROM dt_query('deals');
SELECT dt_create_table('Deals', '{"columns": [{"key": "title", "type": "text"}]}') ->> 'org_id' AS "her own, of the same name, is of";

\echo '== What was done to a record, newest first'
SET dt.org_id = 'acme';
SET dt.user_id = 'ann';
SELECT now() AS moment, id AS wind FROM dt_query('deals', '{"filter": {"name": "Wind farm"}}') \gset
SET dt.user_id = 'bob';
SELECT FROM dt_update('deals', :'wind', '{"stage": "won"}') \g /dev/null
SELECT FROM dt_update('deals', :'wind', '{"stage": "lost", "name": "Wind farm II"}') \g /dev/null
SELECT version, action, actor, changes FROM dt_history('deals', :'wind');
\echo '== The table now, and as it was before that'
SELECT data AS now FROM dt_query('deals', '{"sort": "name"}');
SELECT data AS before FROM dt_as_of('deals', :'moment', '{"sort": "name"}');
\echo '== The first version again, as a new change'
SELECT version, data FROM dt_revert('deals', :'wind', 1);

SET dt.user_role = 'org_admin';
\echo '== What was done to the table'
SELECT actor, action FROM dt_audit('{"table_name": "deals"}');
SELECT FROM dt_drop_table('deals', true), dt_remove_team_member('sales', 'ann') AS first, dt_remove_team_member('sales', 'bob') AS second \g /dev/null
SET dt.org_id = 'globex';
SELECT FROM dt_drop_table('deals', true) \g /dev/null
