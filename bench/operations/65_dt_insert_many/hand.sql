\set b :b + 1
WITH inserted AS (
    INSERT INTO by_hand (name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes)
    SELECT r.name, r.email, r.website, r.phone, r.code, r.stage, r.tags, r.status, r.priority, r.amount, (r.price->>'amount')::numeric, r.price->>'currency', r.exact, r.share, r.stars, r.due, r.at, r.starts, r.done, r.owner, r.notes
    FROM batches, jsonb_to_recordset(records) AS r(name text, email text, website text, phone text, code text, stage text, tags text[], status text, priority bigint, amount float8, price jsonb,
        exact numeric, share float8, stars int, due date, at timestamptz, starts time, done boolean, owner text, notes text) WHERE no = :b % 200
    RETURNING id)
SELECT count(*) FROM inserted;
