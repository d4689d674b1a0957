INSERT INTO :hand (c1, c2, c4) VALUES ('x', 1000, 'a') RETURNING *;
