SELECT count(*) FROM heap WHERE table_no = 1 AND data @> '{"stage": "offered"}';
