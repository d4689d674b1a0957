\set b :b + 1
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
