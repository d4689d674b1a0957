BEGIN;
SELECT dt_add_column('items', 'added', 'number');
ROLLBACK;
