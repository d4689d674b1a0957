\set b :b + 1
SELECT count(*) FROM dt_insert_many('none_typed', (SELECT records FROM batches WHERE no = :b % 200));
