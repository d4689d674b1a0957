-- An earlier version of a record comes back as a new change, through the usual rules.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SET dt.user_id = 'ada';
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number"},
    {"key": "no", "type": "autonumber"}, {"key": "seen", "type": "created_at"}]}') ->> 'slug';
SELECT data - 'seen' AS data FROM dt_insert('deals', '{"name": "one", "amount": 1}', id(1));
SELECT version FROM dt_update('deals', id(1), '{"amount": 2}');
SELECT version FROM dt_update('deals', id(1), '{"amount": null, "name": "uno"}');
SET dt.user_id = 'bob';
SELECT id = id(1) AS same, version, created_by, updated_by, data - 'seen' AS data FROM dt_revert('deals', id(1), 1);
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 3);
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 2);
-- The version that it has: a change that changes nothing.
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 6);
SELECT * FROM history('deals', id(1));

-- ## What there is not

SELECT try($$SELECT dt_revert('deals', id(1), 8)$$);
SELECT try($$SELECT dt_revert('deals', id(1), 0)$$);
SELECT try($$SELECT dt_revert('deals', id(9), 1)$$);
SELECT try($$SELECT dt_revert('deals', id(1), NULL)$$);
SELECT try($$SELECT dt_revert('deals', NULL, 1)$$);
SELECT try($$SELECT dt_revert('nothing', id(1), 1)$$) LIKE '42P01 %' AS "no such table";

-- ## The usual rules

SELECT data - 'seen' AS data FROM dt_insert('deals', '{"name": "uno"}', id(2));
SELECT try($$SELECT dt_revert('deals', id(1), 3)$$);
SELECT dt_alter_column('deals', 'amount', '{"config": {"min": 2}, "on_failure": "null"}') ->> 'key';
SELECT try($$SELECT dt_revert('deals', id(1), 1)$$);
SELECT dt_alter_column('deals', 'amount', '{"config": {"min": null}}') ->> 'key';
-- Columns that were renamed, dropped or converted since come back as they would be read today.
SELECT dt_alter_column('deals', 'amount', '{"key": "sum", "type": "text"}') ->> 'key';
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 1);
SELECT dt_drop_column('deals', 'sum');
SELECT version, data - 'seen' AS data FROM dt_update('deals', id(1), '{"name": "eins"}');
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 1);
SELECT dt_restore_column('deals', 'sum') ->> 'key';
SELECT version, data - 'seen' AS data FROM dt_get('deals', id(1));

-- ## Out of the trash

SELECT dt_delete('deals', id(1));
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 2);
SELECT version, action, changes FROM history('deals', id(1), '{"limit": 2}');

-- ## Deleted permanently

SELECT created_at AS born FROM dt_get('deals', id(1)) \gset
SELECT dt_delete('deals', id(1), true);
SELECT try($$SELECT dt_revert('deals', id(1), 99)$$);
SELECT version, created_at = :'born' AS same, created_by, updated_by, data - 'seen' AS data FROM dt_revert('deals', id(1), 4);
SELECT version, data - 'seen' AS data FROM dt_update('deals', id(1), '{"name": "again"}');
-- Versions of its life before are still there.
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 2);
SELECT version, action, actor, changes FROM history('deals', id(1), '{"limit": 5}');
SELECT count(*) FROM history('deals', id(1), '{"action": "insert"}');
SELECT dt_delete('deals', id(1), true);
SELECT version, action FROM history('deals', id(1), '{"action": ["insert", "delete"]}');
-- The name is taken meanwhile.
SELECT id IS NOT NULL FROM dt_insert('deals', '{"name": "again"}');
SELECT left(try($$SELECT dt_revert('deals', id(1), (SELECT max(version) - 1 FROM dt_history('deals', id(1), '{"action": "update"}')))$$), 80);
-- Another record of the same id: its own version comes first.
SELECT version FROM dt_insert('deals', '{"name": "other"}', id(1));
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 1);
SELECT version, data - 'seen' AS data FROM dt_revert('deals', id(1), 4);

-- ## An open table gets all of its keys back

SELECT dt_create_table('Open', '{"open": true, "columns": [{"key": "a", "type": "text"}]}') ->> 'slug';
SELECT data FROM dt_insert('open', '{"a": "x", "free": {"deep": 1}, "more": 2}', id(1));
SELECT data FROM dt_replace('open', id(1), '{"new": true}');
SELECT data FROM dt_revert('open', id(1), 1);
CALL drop_tables();
