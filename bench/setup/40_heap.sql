-- One JSONB heap, which holds other tables' records, too. Variables: rows; folder, where COPY's file goes.

CREATE TABLE heap (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    table_no int NOT NULL,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO heap (id, table_no, data) SELECT id, 1, data FROM dt_data.items_1;
-- Half as many records of five other tables.
INSERT INTO heap (table_no, data) SELECT 2 + n % 5, jsonb_build_object('title', 'Other ' || n, 'owner', 'user' || n % 1000, 'size', n % 10000, 'kind', 'kind' || n % 20)
FROM generate_series(1, :rows / 2) n;
CREATE INDEX ON heap (table_no);
CREATE INDEX ON heap USING gin (data jsonb_path_ops);

\set file :folder '/heap.copy'
COPY (SELECT 1, document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'file';
