\set b :b + 1
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM untidy WHERE no = :b % 200));
