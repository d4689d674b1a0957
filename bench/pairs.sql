-- Two ways that are compared with each other, in the format of operations.sql: #this and #that. The ratio is the speed of #this.
--
--   ## name | transactions | least | title

## page_10000 | 2000 | 0.9 | page 10,000 by cursor, against page 1
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
