\set d random(0, 3640)
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM dt_data.items_1 WHERE deleted_at IS NULL AND dt.get_date(data, 'due') BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;
