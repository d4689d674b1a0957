\set b :b + 1
SET session_replication_role = replica;
SELECT count(*) FROM dt_insert_many('unchecked', (SELECT records FROM batches WHERE no = :b % 200));
RESET session_replication_role;
