-- Every change of a definition is one entry of the audit: who did what, before and after.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SET dt.user_id = 'ada';
SELECT count(*) FROM (SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}')) AS t;
SELECT count(*) FROM (SELECT dt_create_table('Deals', '{"columns": [], "if_not_exists": true}')) AS t;
SELECT count(*) FROM (SELECT dt_add_column('deals', 'amount', 'text', '{"default": "1", "backfill": true}')) AS t;
SELECT id FROM dt_insert('deals', '{"name": "x", "amount": "12"}', id(1));
SELECT count(*) FROM (SELECT dt_alter_column('deals', 'amount', '{"label": "Sum"}')) AS t;
SELECT count(*) FROM (SELECT dt_alter_column('deals', 'amount', '{"label": "Sum"}')) AS t;
SELECT count(*) FROM (SELECT dt_alter_column('deals', 'amount', '{"type": "number", "dry_run": true}')) AS t;
SELECT count(*) FROM (SELECT dt_alter_column('deals', 'amount', '{"type": "number", "key": "sum", "default": null}')) AS t;
SELECT count(*) FROM (SELECT dt_add_column('deals', 'extra', 'text')) AS t;
SELECT dt_reorder_columns('deals', ARRAY['extra', 'sum']);
SELECT dt_drop_column('deals', 'extra');
SELECT count(*) FROM (SELECT dt_restore_column('deals', 'extra')) AS t;
SELECT dt_drop_column('deals', 'extra', true);
SELECT plain(dt_create_index('deals', ARRAY['name']));
SELECT plain(dt_create_index('deals', ARRAY['name']));
SELECT dt_drop_index('deals', (SELECT name FROM dt_indexes('deals') LIMIT 1));
CALL dt_type_column('deals', 'sum');
SELECT count(*) FROM (SELECT dt_alter_table('deals', '{"name": "Offers", "settings": {"max_records": 5}, "icon": "x"}')) AS t;
SELECT count(*) FROM (SELECT dt_alter_table('deals', '{"name": "Offers"}')) AS t;
SELECT count(*) FROM (SELECT dt_alter_table('deals', '{"slug": "offers"}')) AS t;
SELECT dt_drop_table('offers');
SELECT count(*) FROM (SELECT dt_restore_table('offers')) AS t;
-- What is rolled back, or refused, is not in it.
BEGIN;
SELECT dt_drop_column('offers', 'name');
ROLLBACK;
SELECT left(try($$SELECT dt_drop_column('offers', 'nam')$$), 5), left(try($$SELECT dt_alter_column('offers', 'name', '{"type": "number"}')$$), 5);
-- Changes of columns are no changes of records.
SELECT * FROM history('offers');
SELECT action, table_name, actor, plain(regexp_replace(details::text, '"(id|no|created_at|deleted_at)": ("[^"]*"|\d+)', '"\1": "…"', 'g')) AS details
FROM dt_audit('{"table_name": "offers"}');

-- ## The options

SELECT action, table_name FROM dt_audit('{"limit": 2}');
SELECT action FROM dt_audit('{"table_name": "Offers", "action": ["create_index", "drop_index"]}');
SELECT action FROM dt_audit('{"table_name": "offers", "action": "create_table", "actor": "ada", "since": "2020-01-01"}');
SELECT count(*) FROM dt_audit('{"actor": "nobody"}');
SELECT count(*) FROM dt_audit('{"until": "2020-01-01"}');
SELECT try($$SELECT dt_audit('{"tablename": "offers"}')$$);
SELECT try($$SELECT dt_audit('{"table_name": "deals_"}')$$) LIKE '42P01 %' AS "no such table";
SELECT try($$SELECT dt_audit('{"limit": -1}')$$);
SELECT try($$SELECT dt_audit('[]')$$);

-- ## A table that is gone is found by its slug

SELECT dt_drop_table('offers', true);
SELECT action, details FROM dt_audit('{"table_name": "offers", "limit": 2}');

-- ## SQL that drops an index

SELECT dt_create_table('Direct', '{"columns": [{"key": "a", "type": "text", "index": true}]}') ->> 'slug';
SELECT name AS index FROM dt_indexes('direct') LIMIT 1 \gset
DROP INDEX dt_data.:index;
SELECT action, plain(details::text) FROM dt_audit('{"table_name": "direct", "limit": 1}');

-- ## Another organisation's tables are not in it

SET dt.org_id = 'other';
SELECT count(*) FROM (SELECT dt_create_table('Theirs', '{"columns": [{"key": "a", "type": "text"}]}')) AS t;
SELECT action, table_name FROM dt_audit('{"limit": 1}');
SET dt.org_id = 'third';
SELECT count(*) FROM dt_audit() WHERE table_name = 'theirs';
SELECT try($$SELECT dt_audit('{"table_name": "theirs"}')$$) LIKE '42P01 %' AS "no such table";
SET dt.org_id = 'other';
CALL drop_tables();
RESET dt.org_id;
CALL drop_tables();
