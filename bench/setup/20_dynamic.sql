-- The dynamic tables, of 20 columns of 20 types. Variables: rows; folder, where COPY's files go.
--
-- Scripts name the storage: dt_data.items_1, checked_2, unchecked_3. The numbers are the order in which the tables are made here.

SELECT dt_create_table('Items', '{"columns": [
    {"key": "name", "type": "text", "required": true, "config": {"max_length": 100}}, {"key": "email", "type": "email"}, {"key": "website", "type": "url"},
    {"key": "phone", "type": "phone"}, {"key": "code", "type": "slug"}, {"key": "stage", "type": "select", "required": true, "config": {"options": ["open", "offered", "won", "lost"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["t0"]}}, {"key": "status", "type": "status", "config": {"options": [{"value": "todo", "category": "todo"},
        {"value": "doing", "category": "in_progress"}, {"value": "done", "category": "done"}]}}, {"key": "priority", "type": "integer", "config": {"min": 1, "max": 1000}},
    {"key": "amount", "type": "number", "config": {"min": 0}}, {"key": "price", "type": "currency"}, {"key": "exact", "type": "decimal", "config": {"scale": 3}},
    {"key": "share", "type": "percent"}, {"key": "stars", "type": "rating"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"}, {"key": "starts", "type": "time"},
    {"key": "done", "type": "checkbox"}, {"key": "owner", "type": "user"}, {"key": "notes", "type": "long_text"}]}') \g /dev/null
SELECT dt_alter_column('items', 'tags', jsonb_build_object('config', jsonb_build_object('options',
    (SELECT jsonb_agg('t' || i ORDER BY i) FROM generate_series(0, 49) i) || (SELECT jsonb_agg('x' || i ORDER BY i) FROM generate_series(0, 999) i)))) \g /dev/null

INSERT INTO dt_data.items_1 (id, data) SELECT id, document(s) FROM source s WHERE n <= :rows;
SELECT dt_create_index('items', '{stage,amount}'), dt_create_index('items', '{due}'), dt_create_index('items', '{tags}'),
    dt_create_index('items', '{notes}', '{"kind": "trigram"}'), dt_create_index('items', '{name,notes}', '{"kind": "search"}') \g /dev/null

-- For inserting in batches: the same arrays for all three.
CREATE TABLE batches (no int PRIMARY KEY, records jsonb);
ALTER TABLE batches ALTER records SET STORAGE EXTERNAL;
INSERT INTO batches SELECT (n - :rows - 100001) / 1000, jsonb_agg(document(s)) FROM source s WHERE n > :rows + 100000 GROUP BY 1;

-- Tables of the same 20 columns without indexes of their own: for the price of validation, one that is loaded without triggers;
-- and one with the same indexes that stays empty.
SELECT dt_create_table(name, jsonb_build_object('columns', dt_describe('items') -> 'columns')) FROM (VALUES ('Checked'), ('Unchecked'), ('Empty')) AS t(name) \g /dev/null
SELECT dt_create_index('empty', '{stage,amount}'), dt_create_index('empty', '{due}'), dt_create_index('empty', '{tags}'),
    dt_create_index('empty', '{notes}', '{"kind": "trigram"}'), dt_create_index('empty', '{name,notes}', '{"kind": "search"}') \g /dev/null
-- The same records as clients write them: each needs normalising in five columns.
CREATE TABLE untidy (no int PRIMARY KEY, records jsonb);
ALTER TABLE untidy ALTER records SET STORAGE EXTERNAL;
INSERT INTO untidy SELECT no, (SELECT jsonb_agg(r || jsonb_build_object('at', to_char((r ->> 'at')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'phone', '+49 30 ' || substr(r ->> 'phone', 6),
    'starts', left(r ->> 'starts', 5), 'price', (r -> 'price') || jsonb_build_object('currency', lower(r -> 'price' ->> 'currency')), 'owner', null)) FROM jsonb_array_elements(records) r) AS records FROM batches;

\set file :folder '/documents.copy'
COPY (SELECT document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'file';
