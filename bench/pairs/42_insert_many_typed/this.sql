\set b :b + 1
SELECT count(*) FROM dt_insert_many('three_typed', (SELECT records FROM batches WHERE no = :b % 200));
