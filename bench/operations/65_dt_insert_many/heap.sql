\set b :b + 1
WITH inserted AS (
    INSERT INTO heap (table_no, data) SELECT 1, jsonb_array_elements(records) FROM batches WHERE no = :b % 200
    RETURNING id)
SELECT count(*) FROM inserted;
