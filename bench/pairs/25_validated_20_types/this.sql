\set b :b + 1
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM batches WHERE no = :b % 200));
