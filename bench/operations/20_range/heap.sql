\set d random(0, 3640)
SELECT * FROM heap WHERE table_no = 1 AND (data->>'due') BETWEEN (date '2020-01-01' + :d::int)::text AND (date '2020-01-02' + :d::int)::text;
