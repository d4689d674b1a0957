-- The typed table. Variables: rows; folder, where COPY's file goes.

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
INSERT INTO by_hand (id, name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes)
SELECT id, name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes FROM source WHERE n <= :rows;
-- As the dynamic table's are: ending in the id, so that sorting with ties broken by id needs no sort.
CREATE INDEX ON by_hand (stage, amount, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand (due, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand USING gin (tags);
CREATE INDEX ON by_hand USING gin (notes gin_trgm_ops);
CREATE INDEX ON by_hand USING gin (to_tsvector('simple', name || ' ' || notes));

\set file :folder '/rows.copy'
COPY (SELECT name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes FROM source WHERE n > :rows AND n <= :rows + 100000) TO :'file';
