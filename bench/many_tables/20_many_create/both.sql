-- The table is dropped again by the rollback, which is measured only as far as it costs the same with few tables.
BEGIN;
SELECT dt_create_table('One more', '{"columns": [{"key": "name", "type": "text", "required": true}, {"key": "code", "type": "text", "unique": true}]}');
ROLLBACK;
