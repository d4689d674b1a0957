-- The same records three times: a dynamic table of 20 columns of 20 types, a typed table made by hand, and a JSONB heap that holds other
-- tables' records, too. Variables: rows; documents_file, heap_file, rows_file: where COPY's files go.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION pg_dyntables;

-- Ids that a script can compute from a number: `get` reads by them.
CREATE FUNCTION item_id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid $$;
-- A number in 0…most-1 that is spread without a pattern, the same in every run; `which` makes several of one n.
CREATE FUNCTION spread(n bigint, which bigint, most bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    $$ SELECT abs(hashint8(n + which * 1000000007)::bigint) % most $$;
CREATE FUNCTION word(n bigint, which bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT 'w' || to_hex(4096 + spread(n, which, 20000) * 37) $$;

-- What everything is loaded from. Skewed as real tables are: half of the stages are `open`, few records have many tags.
CREATE TABLE source AS
SELECT n, item_id(n) AS id, 'Item ' || n || ' ' || word(n, 1) AS name, 'user' || n || '@example.com' AS email, 'https://example.com/items/' || n AS website,
    '+4930' || 1000000 + spread(n, 2, 9000000) AS phone, 'item-' || n AS code,
    (ARRAY['open', 'open', 'open', 'open', 'open', 'offered', 'offered', 'offered', 'won', 'lost'])[1 + spread(n, 3, 10)] AS stage,
    CASE WHEN spread(n, 4, 10) < 5 THEN '{}' WHEN spread(n, 4, 10) < 8 THEN ARRAY['t' || spread(n, 5, 50)] ELSE ARRAY['t' || spread(n, 5, 50), 'x' || spread(n, 6, 1000)] END AS tags,
    (ARRAY['todo', 'todo', 'doing', 'done'])[1 + spread(n, 7, 4)] AS status, 1 + spread(n, 8, 1000) AS priority,
    round(spread(n, 9, 100000000) / 100.0, 2) AS amount, round(spread(n, 10, 10000000) / 100.0, 2) AS price, (ARRAY['EUR', 'EUR', 'USD', 'CHF'])[1 + spread(n, 11, 4)] AS currency,
    round(spread(n, 12, 1000000000) / 1000.0, 3) AS exact, spread(n, 13, 1000) / 10.0 AS share, 1 + spread(n, 14, 5) AS stars, date '2020-01-01' + spread(n, 15, 3650)::int AS due,
    timestamptz '2020-01-01 00:00+00' + spread(n, 16, 315360000) * interval '1 second' AS at, time '00:00' + spread(n, 17, 86400) * interval '1 second' AS starts,
    spread(n, 18, 2) = 0 AS done, 'user' || spread(n, 19, 1000) AS owner,
    word(n, 20) || ' ' || word(n, 21) || ' ' || word(n, 22) || ' ' || word(n, 23) || ' ' || word(n, 24) || ' ' || word(n, 25) AS notes
FROM generate_series(1, :rows + 300000) n;
-- Beyond :rows: 100,000 for COPY, and 200,000 for dt_insert_many in batches of 1,000.
CREATE INDEX ON source (n);

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
SELECT format('dt_data.%I', storage) AS storage FROM dt.tables WHERE slug = 'items' \gset

-- By hand, for the same application: rules where SQL has them in a line, who and when, a version, a trash.
CREATE TABLE by_hand (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email text CHECK (email ~ '^[^@]+@[^@]+$'),
    website text CHECK (website ~ '^https?://'),
    phone text CHECK (phone ~ '^\+[0-9]{6,15}$'),
    code text CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    stage text NOT NULL CHECK (stage IN ('open', 'offered', 'won', 'lost')),
    tags text[],
    status text CHECK (status IN ('todo', 'doing', 'done')),
    priority bigint CHECK (priority BETWEEN 1 AND 1000),
    amount float8 CHECK (amount >= 0),
    price numeric,
    currency text CHECK (length(currency) = 3),
    exact numeric CHECK (scale(exact) <= 3),
    share float8,
    stars int CHECK (stars BETWEEN 1 AND 5),
    due date,
    at timestamptz,
    starts time,
    done boolean,
    owner text,
    notes text,
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

CREATE FUNCTION instant(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
CREATE FUNCTION document(s source) RETURNS jsonb LANGUAGE sql STABLE AS
    $$ SELECT jsonb_build_object('name', s.name, 'email', s.email, 'website', s.website, 'phone', s.phone, 'code', s.code, 'stage', s.stage, 'tags', s.tags, 'status', s.status,
        'priority', s.priority, 'amount', s.amount, 'price', jsonb_build_object('amount', s.price, 'currency', s.currency), 'exact', s.exact, 'share', s.share, 'stars', s.stars,
        'due', s.due, 'at', instant(s.at), 'starts', s.starts, 'done', s.done, 'owner', s.owner, 'notes', s.notes) $$;

INSERT INTO :storage (id, data) SELECT id, document(s) FROM source s WHERE n <= :rows;
INSERT INTO by_hand (id, name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes)
SELECT id, name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes FROM source WHERE n <= :rows;
INSERT INTO heap (id, table_no, data) SELECT id, 1, data FROM :storage;
-- Half as many records of five other tables.
INSERT INTO heap (table_no, data) SELECT 2 + n % 5, jsonb_build_object('title', 'Other ' || n, 'owner', 'user' || n % 1000, 'size', n % 10000, 'kind', 'kind' || n % 20)
FROM generate_series(1, :rows / 2) n;

SELECT dt_create_index('items', '{stage,amount}'), dt_create_index('items', '{due}'), dt_create_index('items', '{tags}'),
    dt_create_index('items', '{notes}', '{"kind": "trigram"}'), dt_create_index('items', '{name,notes}', '{"kind": "search"}') \g /dev/null
-- As the dynamic table's are: ending in the id, so that sorting with ties broken by id needs no sort.
CREATE INDEX ON by_hand (stage, amount, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand (due, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand USING gin (tags);
CREATE INDEX ON by_hand USING gin (notes gin_trgm_ops);
CREATE INDEX ON by_hand USING gin (to_tsvector('simple', name || ' ' || notes));
CREATE INDEX ON heap (table_no);
CREATE INDEX ON heap USING gin (data jsonb_path_ops);

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

COPY (SELECT document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'documents_file';
COPY (SELECT 1, document(s) FROM source s WHERE n > :rows AND n <= :rows + 100000) TO :'heap_file';
COPY (SELECT name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes FROM source WHERE n > :rows AND n <= :rows + 100000) TO :'rows_file';

VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
