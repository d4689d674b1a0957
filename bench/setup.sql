-- The same records three times: a dynamic table, a typed table made by hand, and a JSONB heap that holds other tables' records, too.
-- Variables: rows; documents_file, heap_file, rows_file: where COPY's files go.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION pg_dyntables;

-- Ids that a script can compute from a number: `get` reads by them.
CREATE FUNCTION item_id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid $$;

-- What everything is loaded from. Values are spread without a pattern, the same in every run.
CREATE TABLE source AS
SELECT n, item_id(n) AS id, 'Item ' || n AS name, 'stage' || 1 + abs(hashint8(n)::bigint) % 5 AS stage, 1 + abs(hashint8(n + 1000000007)::bigint) % 1000 AS priority,
    round((abs(hashint8(n + 2000000011)::bigint) % 100000000) / 100.0, 2) AS amount, date '2020-01-01' + abs(hashint8(n + 3000000019)::bigint)::int % 3650 AS due,
    hashint8(n + 4000000007) % 2 = 0 AS done
FROM generate_series(1, :rows + 300000) n;
-- Beyond :rows: 100,000 for COPY, and 200,000 for dt_insert_many in batches of 1,000.
CREATE INDEX ON source (n);

SELECT dt_create_table('Items', '{"columns": [
    {"key": "name", "type": "text", "required": true, "config": {"max_length": 100}},
    {"key": "stage", "type": "select", "required": true, "config": {"options": [
        {"value": "stage1"}, {"value": "stage2"}, {"value": "stage3"}, {"value": "stage4"}, {"value": "stage5"}]}},
    {"key": "priority", "type": "integer", "config": {"min": 1, "max": 1000}},
    {"key": "amount", "type": "number", "config": {"min": 0}},
    {"key": "due", "type": "date"},
    {"key": "done", "type": "checkbox"}
]}') \g /dev/null
SELECT format('dt_data.%I', storage) AS storage FROM dt.tables WHERE slug = 'items' \gset

-- By hand, for the same application: who and when, a version, a trash.
CREATE TABLE by_hand (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    stage text NOT NULL CHECK (stage IN ('stage1', 'stage2', 'stage3', 'stage4', 'stage5')),
    priority bigint CHECK (priority BETWEEN 1 AND 1000),
    amount float8 CHECK (amount >= 0),
    due date,
    done boolean,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    created_by text DEFAULT current_user,
    updated_by text DEFAULT current_user,
    version bigint NOT NULL DEFAULT 1,
    deleted_at timestamptz
);

CREATE TABLE heap (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    table_no int NOT NULL,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION document(s source) RETURNS jsonb LANGUAGE sql STABLE AS
    $$ SELECT jsonb_build_object('name', s.name, 'stage', s.stage, 'priority', s.priority, 'amount', s.amount, 'due', s.due, 'done', s.done) $$;

INSERT INTO :storage (id, data) SELECT id, document(s) FROM source s WHERE n <= :rows;
INSERT INTO by_hand (id, name, stage, priority, amount, due, done) SELECT id, name, stage, priority, amount, due, done FROM source WHERE n <= :rows;
INSERT INTO heap (id, table_no, data) SELECT id, 1, document(s) FROM source s WHERE n <= :rows;
-- Half as many records of five other tables.
INSERT INTO heap (table_no, data) SELECT 2 + n % 5, jsonb_build_object('title', 'Other ' || n, 'owner', 'user' || n % 1000, 'size', n % 10000, 'kind', 'kind' || n % 20)
FROM generate_series(1, :rows / 2) n;

SELECT dt_create_index('items', '{stage,amount}') \g /dev/null
SELECT dt_create_index('items', '{due}') \g /dev/null
-- As the dynamic table's are: ending in the id, so that sorting with ties broken by id needs no sort.
CREATE INDEX ON by_hand (stage, amount, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand (due, id) WHERE deleted_at IS NULL;
CREATE INDEX ON heap (table_no);
CREATE INDEX ON heap USING gin (data);

-- For inserting in batches: typed rows by number for the hand-made table, arrays for the other two.
CREATE TABLE batches (no int PRIMARY KEY, records jsonb);
ALTER TABLE batches ALTER records SET STORAGE EXTERNAL;
INSERT INTO batches SELECT (n - :rows - 100001) / 1000, jsonb_agg(document(s)) FROM source s WHERE n > :rows + 100000 GROUP BY 1;

COPY (SELECT document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'documents_file';
COPY (SELECT 1, document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'heap_file';
COPY (SELECT name, stage, priority, amount, due, done FROM source WHERE n > :rows AND n <= :rows + 100000) TO :'rows_file';

VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
