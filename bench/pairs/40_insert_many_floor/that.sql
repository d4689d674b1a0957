\set b :b + 1
BEGIN;
SET LOCAL session_replication_role = replica;
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
ROLLBACK;
