-- What `make bench` runs: pgbench scripts, one per operation and subject, split and filled in by bench/run.
--
--   ## name | transactions | transactions on the heap | records per transaction | title
--   lines for all three subjects
--   #dyn, #hand, #heap: the lines of one subject
--
-- {rows}: records in each table; {storage}: the dynamic table's storage table; {folder}: where COPY's files are; {first}: the first number of
-- this run's batches.
-- Reading comes first, while all three tables are frozen and of the same size.

## get | 20000 | 20000 | 1 | dt_get by id
\set n random(1, {rows})
#dyn
SELECT * FROM dt_get('items', item_id(:n));
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND id = item_id(:n);
#heap
SELECT * FROM heap WHERE table_no = 1 AND id = item_id(:n);

## filter_sort | 3000 | 5 | 50 | indexed filter + sort + limit 50
\set s random(1, 5)
\set a random(100000, 1000000)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"stage": "stage' || :s || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND stage = 'stage' || :s AND amount <= :a ORDER BY amount DESC, id DESC LIMIT 50;
#heap
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('stage', 'stage' || :s) AND (data->>'amount')::numeric <= :a
ORDER BY (data->>'amount')::numeric DESC, id DESC LIMIT 50;

## range | 500 | 5 | {rows} * 2 / 3650 | indexed range, two days of 3,650
\set d random(0, 3640)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"due": {"between": ["' || date '2020-01-01' + :d::int || '", "' || date '2020-01-02' + :d::int || '"]}}}')::jsonb);
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND due BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'due') BETWEEN (date '2020-01-01' + :d::int)::text AND (date '2020-01-02' + :d::int)::text;

## scan | 5 | 3 | {rows} | unindexed scan: priority >= 996 returns 0.5 %
#dyn
SELECT * FROM dt_query('items', '{"filter": {"priority": {"gte": 996}}}');
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND priority >= 996;
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'priority')::numeric >= 996;

## count | 5 | 3 | {rows} | dt_count by an indexed filter: a fifth of the table
\set s random(1, 5)
#dyn
SELECT dt_count('items', ('{"stage": "stage' || :s || '"}')::jsonb);
#hand
SELECT count(*) FROM by_hand WHERE deleted_at IS NULL AND stage = 'stage' || :s;
#heap
SELECT count(*) FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('stage', 'stage' || :s);

## insert_one | 10000 | 10000 | 1 | dt_insert, one record per transaction
\set n random(1, 1000000000)
#dyn
SELECT * FROM dt_insert('items', ('{"name": "Item ' || :n || '", "stage": "stage' || 1 + :n % 5 || '", "priority": ' || 1 + :n % 1000 || ', "amount": ' || :n / 100.0 || ', "due": "' || date '2020-01-01' + (:n % 3650)::int || '", "done": true}')::jsonb);
#hand
INSERT INTO by_hand (name, stage, priority, amount, due, done)
VALUES ('Item ' || :n, 'stage' || 1 + :n % 5, 1 + :n % 1000, :n / 100.0, date '2020-01-01' + (:n % 3650)::int, true) RETURNING *;
#heap
INSERT INTO heap (table_no, data)
VALUES (1, ('{"name": "Item ' || :n || '", "stage": "stage' || 1 + :n % 5 || '", "priority": ' || 1 + :n % 1000 || ', "amount": ' || :n / 100.0 || ', "due": "' || date '2020-01-01' + (:n % 3650)::int || '", "done": true}')::jsonb) RETURNING *;

## insert_many | 40 | 40 | 1000 | dt_insert_many, 1,000 records per transaction
\set b :b + 1
#dyn
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
#hand
WITH inserted AS (
    INSERT INTO by_hand (name, stage, priority, amount, due, done)
    SELECT name, stage, priority, amount, due, done FROM source
    WHERE n > {rows} + 100000 + :b % 200 * 1000 AND n <= {rows} + 101000 + :b % 200 * 1000
    RETURNING id)
SELECT count(*) FROM inserted;
#heap
WITH inserted AS (
    INSERT INTO heap (table_no, data) SELECT 1, jsonb_array_elements(records) FROM batches WHERE no = :b % 200
    RETURNING id)
SELECT count(*) FROM inserted;

## copy | 1 | 1 | 100000 | COPY into the storage table
#dyn
COPY {storage} (data) FROM '{folder}/documents.copy';
#hand
COPY by_hand (name, stage, priority, amount, due, done) FROM '{folder}/rows.copy';
#heap
COPY heap (table_no, data) FROM '{folder}/heap.copy';
