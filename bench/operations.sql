-- What `make bench` runs: pgbench scripts, one per operation and subject, split and filled in by bench/run.
--
--   ## name | transactions | transactions on the heap | records per transaction | title
--   lines for all subjects
--   #dyn, #hand, #heap: the lines of one subject
--   #plain: the SQL that a person would type on the storage table, who keeps records as JSONB with the same expression indexes
--
-- {rows}: records in each table; {storage}: the dynamic table's storage table; {folder}: where COPY's files are; {first}: the first number of
-- this run's batches.
-- A session's first call takes 17 to 20 ms (loading the library and the definitions), so short operations are done often enough in each for
-- that to be a small part.
-- Reading comes first, while all three tables are frozen and of the same size.

## get | 7000 | 7000 | 1 | dt_get by id
\set n random(1, {rows})
#dyn
SELECT * FROM dt_get('items', item_id(:n));
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND id = item_id(:n);
#heap
SELECT * FROM heap WHERE table_no = 1 AND id = item_id(:n);

## filter_sort | 3000 | 3 | 50 | indexed filter + sort + limit 50
\set s random(1, 4)
\set a random(100000, 1000000)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = (ARRAY['open', 'offered', 'won', 'lost'])[:s]
AND dt.get_float8(data, 'amount') <= :a ORDER BY dt.get_float8(data, 'amount') DESC, id DESC LIMIT 50;
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND stage = (ARRAY['open', 'offered', 'won', 'lost'])[:s] AND amount <= :a ORDER BY amount DESC, id DESC LIMIT 50;
#heap
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('stage', (ARRAY['open', 'offered', 'won', 'lost'])[:s]) AND (data->>'amount')::numeric <= :a
ORDER BY (data->>'amount')::numeric DESC, id DESC LIMIT 50;

## filter_sort_simple | 3000 | 3 | 50 | the same, unprepared
\set s random(1, 4)
\set a random(100000, 1000000)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = (ARRAY['open', 'offered', 'won', 'lost'])[:s]
AND dt.get_float8(data, 'amount') <= :a ORDER BY dt.get_float8(data, 'amount') DESC, id DESC LIMIT 50;
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND stage = (ARRAY['open', 'offered', 'won', 'lost'])[:s] AND amount <= :a ORDER BY amount DESC, id DESC LIMIT 50;
#heap
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('stage', (ARRAY['open', 'offered', 'won', 'lost'])[:s]) AND (data->>'amount')::numeric <= :a
ORDER BY (data->>'amount')::numeric DESC, id DESC LIMIT 50;

## range | 400 | 3 | {rows} * 2 / 3650 | indexed range, two days of 3,650
\set d random(0, 3640)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"due": {"between": ["' || date '2020-01-01' + :d::int || '", "' || date '2020-01-02' + :d::int || '"]}}}')::jsonb);
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_date(data, 'due') BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND due BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'due') BETWEEN (date '2020-01-01' + :d::int)::text AND (date '2020-01-02' + :d::int)::text;

## has_any | 400 | 50 | 400 | set filter: has_any of two tags
\set t random(0, 900)
#dyn
SELECT * FROM dt_query('items', ('{"filter": {"tags": {"has_any": ["x' || :t || '", "x' || :t + 1 || '"]}}}')::jsonb);
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text_array(data, 'tags') && ARRAY['x' || :t, 'x' || :t + 1];
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND tags && ARRAY['x' || :t, 'x' || :t + 1];
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data @> jsonb_build_object('tags', jsonb_build_array('x' || :t)) OR data @> jsonb_build_object('tags', jsonb_build_array('x' || :t + 1)));

## contains | 300 | 2 | 300 | trigram index: contains
\set n random(0, 19999)
#dyn
SELECT * FROM dt_query('items', jsonb_build_object('filter', jsonb_build_object('notes', jsonb_build_object('contains', 'w' || to_hex(4096 + :n * 37)))));
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'notes') ILIKE '%w' || to_hex(4096 + :n * 37) || '%';
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND notes ILIKE '%w' || to_hex(4096 + :n * 37) || '%';
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'notes') ILIKE '%w' || to_hex(4096 + :n * 37) || '%';

## search | 400 | 2 | 300 | search index: a word of name or notes
\set n random(0, 19999)
#dyn
SELECT * FROM dt_query('items', jsonb_build_object('search', 'w' || to_hex(4096 + :n * 37), 'search_columns', '["name", "notes"]'::jsonb));
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.search_vector(data, '{name,notes}'::text[]) @@ dt.search_query('w' || to_hex(4096 + :n * 37));
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND to_tsvector('simple', name || ' ' || notes) @@ to_tsquery('simple', 'w' || to_hex(4096 + :n * 37) || ':*');
#heap
SELECT * FROM heap WHERE table_no = 1 AND to_tsvector('simple', (data->>'name') || ' ' || (data->>'notes')) @@ to_tsquery('simple', 'w' || to_hex(4096 + :n * 37) || ':*');

## scan | 3 | 2 | {rows} | unindexed scan: priority >= 996 returns 0.5 %
#dyn
SELECT * FROM dt_query('items', '{"filter": {"priority": {"gte": 996}}}');
#plain
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_int8(data, 'priority') >= 996;
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND priority >= 996;
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'priority')::numeric >= 996;

## count | 4 | 2 | {rows} | dt_count by an indexed filter: three tenths of the table
#dyn
SELECT dt_count('items', '{"stage": "offered"}');
#plain
SELECT count(*) FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = 'offered';
#hand
SELECT count(*) FROM by_hand WHERE deleted_at IS NULL AND stage = 'offered';
#heap
SELECT count(*) FROM heap WHERE table_no = 1 AND data @> '{"stage": "offered"}';

## aggregate | 2 | 2 | {rows} | dt_aggregate: sum of amounts by stage
#dyn
SELECT dt_aggregate('items', '{"group_by": ["stage"], "aggregates": {"total": {"sum": "amount"}}}');
#hand
SELECT stage, sum(amount::numeric) AS total FROM by_hand WHERE deleted_at IS NULL GROUP BY stage;
#heap
SELECT data->>'stage', sum((data->>'amount')::numeric) FROM heap WHERE table_no = 1 GROUP BY 1;

## insert_one | 2000 | 2000 | 1 | dt_insert, one record per transaction
\set n random(1, 1000000000)
#dyn
SELECT * FROM dt_insert('items', ('{"name": "Item ' || :n || '", "email": "user' || :n || '@example.com", "stage": "open", "status": "todo", "tags": ["t' || :n % 50 || '"], "priority": ' || 1 + :n % 1000 || ', "amount": ' || :n / 100.0 || ', "due": "' || date '2020-01-01' + (:n % 3650)::int || '", "done": true, "notes": "' || word(:n, 1) || ' ' || word(:n, 2) || '"}')::jsonb);
#hand
INSERT INTO by_hand (name, email, stage, status, tags, priority, amount, due, done, notes)
VALUES ('Item ' || :n, 'user' || :n || '@example.com', 'open', 'todo', ARRAY['t' || :n % 50], 1 + :n % 1000, :n / 100.0, date '2020-01-01' + (:n % 3650)::int, true, word(:n, 1) || ' ' || word(:n, 2)) RETURNING *;
#heap
INSERT INTO heap (table_no, data) VALUES (1, ('{"name": "Item ' || :n || '", "email": "user' || :n || '@example.com", "stage": "open", "status": "todo", "tags": ["t' || :n % 50 || '"], "priority": ' || 1 + :n % 1000 || ', "amount": ' || :n / 100.0 || ', "due": "' || date '2020-01-01' + (:n % 3650)::int || '", "done": true, "notes": "' || word(:n, 1) || ' ' || word(:n, 2) || '"}')::jsonb) RETURNING *;

## insert_many | 10 | 10 | 1000 | dt_insert_many, 1,000 records per transaction
\set b :b + 1
#dyn
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
#hand
WITH inserted AS (
    INSERT INTO by_hand (name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes)
    SELECT r.name, r.email, r.website, r.phone, r.code, r.stage, r.tags, r.status, r.priority, r.amount, (r.price->>'amount')::numeric, r.price->>'currency', r.exact, r.share, r.stars, r.due, r.at, r.starts, r.done, r.owner, r.notes
    FROM batches, jsonb_to_recordset(records) AS r(name text, email text, website text, phone text, code text, stage text, tags text[], status text, priority bigint, amount float8, price jsonb,
        exact numeric, share float8, stars int, due date, at timestamptz, starts time, done boolean, owner text, notes text) WHERE no = :b % 200
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
COPY by_hand (name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes) FROM '{folder}/rows.copy';
#heap
COPY heap (table_no, data) FROM '{folder}/heap.copy';
