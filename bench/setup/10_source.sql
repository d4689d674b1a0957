-- What everything is loaded from, and the functions that the scripts call. Variable: rows.

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

CREATE FUNCTION instant(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
CREATE FUNCTION document(s source) RETURNS jsonb LANGUAGE sql STABLE AS
    $$ SELECT jsonb_build_object('name', s.name, 'email', s.email, 'website', s.website, 'phone', s.phone, 'code', s.code, 'stage', s.stage, 'tags', s.tags, 'status', s.status,
        'priority', s.priority, 'amount', s.amount, 'price', jsonb_build_object('amount', s.price, 'currency', s.currency), 'exact', s.exact, 'share', s.share, 'stars', s.stars,
        'due', s.due, 'at', instant(s.at), 'starts', s.starts, 'done', s.done, 'owner', s.owner, 'notes', s.notes) $$;
