-- Two ways that are compared with each other, in the format of operations.sql: #this and #that. The ratio is the speed of #this.
--
--   ## name | transactions | least | title

## page_10000 | 700 | 0.9 | page 10,000 by cursor, against page 1
#this
SELECT dt_page('items', query) FROM page_10000;
#that
SELECT dt_page('items', '{"filter": {"stage": "open"}, "sort": "amount", "limit": 50, "total": "none"}');

## copy_trigger | 1 | 0.75 | COPY of 100,000 records of 20 columns, validated, against the trigger disabled
#this
COPY {checked} (data) FROM '{folder}/documents.copy';
#that
COPY {unchecked} (data) FROM '{folder}/documents.copy';

## insert_trigger | 20 | 0.667 | dt_insert_many of 1,000 records of 20 types, validated, against the trigger disabled
\set b :b + 1
#this
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM batches WHERE no = :b % 200));
#that
SELECT count(*) FROM dt_insert_many('unchecked', (SELECT records FROM batches WHERE no = :b % 200));

## insert_untidy | 20 | 0.4 | the same with five values each to be normalised, against tidy ones and the trigger disabled
\set b :b + 1
#this
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM untidy WHERE no = :b % 200));
#that
SELECT count(*) FROM dt_insert_many('unchecked', (SELECT records FROM batches WHERE no = :b % 200));

## add_column | 20 | 0.8 | dt_add_column on all these records, against an empty table of the same columns; both rolled back
#this
BEGIN;
SELECT dt_add_column('items', 'added', 'number');
ROLLBACK;
#that
BEGIN;
SELECT dt_add_column('empty', 'added', 'number');
ROLLBACK;

-- What a query costs beyond the same SQL typed by a person who keeps records as JSONB with the same expression indexes.

## sort_floor | 1000 | 0.8 | indexed filter + sort + limit 50, against its SQL by hand on the storage table
\set s random(1, 4)
\set a random(100000, 1000000)
#this
SELECT * FROM dt_query('items', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);
#that
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = (ARRAY['open', 'offered', 'won', 'lost'])[:s]
AND dt.get_float8(data, 'amount') <= :a ORDER BY dt.get_float8(data, 'amount') DESC, id DESC LIMIT 50;

## range_floor | 200 | 0.8 | indexed range, likewise
\set d random(0, 3640)
#this
SELECT * FROM dt_query('items', ('{"filter": {"due": {"between": ["' || date '2020-01-01' + :d::int || '", "' || date '2020-01-02' + :d::int || '"]}}}')::jsonb);
#that
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_date(data, 'due') BETWEEN date '2020-01-01' + :d::int AND date '2020-01-02' + :d::int;

## has_any_floor | 200 | 0.8 | has_any, likewise
\set t random(0, 900)
#this
SELECT * FROM dt_query('items', ('{"filter": {"tags": {"has_any": ["x' || :t || '", "x' || :t + 1 || '"]}}}')::jsonb);
#that
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.get_text_array(data, 'tags') && ARRAY['x' || :t, 'x' || :t + 1];

## search_floor | 200 | 0.8 | search, likewise
\set n random(0, 19999)
#this
SELECT * FROM dt_query('items', jsonb_build_object('search', 'w' || to_hex(4096 + :n * 37), 'search_columns', '["name", "notes"]'::jsonb));
#that
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL AND dt.search_vector(data, '{name,notes}'::text[]) @@ dt.search_query('w' || to_hex(4096 + :n * 37));

## count_floor | 4 | 0.8 | dt_count by an indexed filter, likewise
#this
SELECT dt_count('items', '{"stage": "offered"}');
#that
SELECT count(*) FROM {storage} WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = 'offered';

## insert_many_floor | 10 | 0.8 | dt_insert_many of 1,000 records into the table of five indexes, against no trigger at all; both rolled back
\set b :b + 1
#this
BEGIN;
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
ROLLBACK;
#that
BEGIN;
SET LOCAL session_replication_role = replica;
SELECT count(*) FROM dt_insert_many('items', (SELECT records FROM batches WHERE no = :b % 200));
ROLLBACK;
