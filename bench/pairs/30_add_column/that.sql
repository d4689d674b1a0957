BEGIN;
SELECT dt_add_column('empty', 'added', 'number');
ROLLBACK;
