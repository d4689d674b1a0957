-- Two ways that are compared with each other, in the format of operations.sql: #this and #that. The ratio is the speed of #this.
--
--   ## name | transactions | least | title

## page_10000 | 700 | 0.9 | page 10,000 by cursor, against page 1
#this
SELECT dt_page('items', query) FROM page_10000;
#that
SELECT dt_page('items', '{"filter": {"stage": "open"}, "sort": "amount", "limit": 50, "total": "none"}');

## copy_trigger | 1 | 0.75 | COPY of 100,000 records of 20 columns, validated, without the trigger
#this
COPY {checked} (data) FROM '{folder}/documents.copy';
#that
SET session_replication_role = replica;
COPY {unchecked} (data) FROM '{folder}/documents.copy';
RESET session_replication_role;

## insert_trigger | 20 | 0.667 | dt_insert_many of 1,000 records of 20 types, validated, without the trigger
\set b :b + 1
#this
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM batches WHERE no = :b % 200));
#that
SET session_replication_role = replica;
SELECT count(*) FROM dt_insert_many('unchecked', (SELECT records FROM batches WHERE no = :b % 200));
RESET session_replication_role;

## insert_untidy | 20 | 0.4 | the same with five values each to be normalised, against tidy ones and the trigger disabled
\set b :b + 1
#this
SELECT count(*) FROM dt_insert_many('checked', (SELECT records FROM untidy WHERE no = :b % 200));
#that
SET session_replication_role = replica;
SELECT count(*) FROM dt_insert_many('unchecked', (SELECT records FROM batches WHERE no = :b % 200));
RESET session_replication_role;

## add_column | 20 | 0.8 | dt_add_column on all these records, against an empty table of the same columns; both rolled back
#this
BEGIN;
SELECT dt_add_column('items', 'added', 'number');
ROLLBACK;
#that
BEGIN;
SELECT dt_add_column('empty', 'added', 'number');
ROLLBACK;

## count_rows | 3 | 0.8 | count(*) over dt_query of all these records, against count(*) over the storage table's rows read whole
#this
SELECT count(*) FROM dt_query('items');
#that
SELECT count(*) FROM (SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM {storage} WHERE deleted_at IS NULL OFFSET 0) records;

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
