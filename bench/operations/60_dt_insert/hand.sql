\set n random(1, 1000000000)
INSERT INTO by_hand (name, email, stage, status, tags, priority, amount, due, done, notes)
VALUES ('Item ' || :n, 'user' || :n || '@example.com', 'open', 'todo', ARRAY['t' || :n % 50], 1 + :n % 1000, :n / 100.0, date '2020-01-01' + (:n % 3650)::int, true, word(:n, 1) || ' ' || word(:n, 2)) RETURNING *;
