\set d random(0, 3640)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND due BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;
