-- An index serves each operator that docs/filters.md marks with its kind, on each column type. The table has 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
\i `echo "$PG_ABS_SRCDIR/lib/pg_trgm.sql"`
\if :lacking
\q
\endif
-- Each type has a column of its name. Types that can hold several values have a second one.
SELECT dt_create_table('Every', jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('key', name, 'type', name,
    'config', CASE WHEN name IN ('select', 'multi_select') THEN '{"options": ["aaa-rare", "mmm-many", "zzz-rare"]}' WHEN name = 'rating' THEN '{"max": 10}'
        WHEN name = 'status' THEN '{"options": [{"value": "aaa-rare", "category": "done"}, {"value": "mmm-many", "category": "todo"},
            {"value": "zzz-rare", "category": "in_progress"}]}' END::jsonb))) FROM dt_column_types())
    || '[{"key": "selects", "type": "select", "config": {"options": ["aaa-rare", "mmm-many", "zzz-rare"], "allow_multiple": true}},
        {"key": "users", "type": "user", "config": {"allow_multiple": true}}]')) ->> 'slug';
CREATE FUNCTION pg_temp.value(i int) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('text', m, 'long_text', m, 'rich_text', m, 'email', m || '@Example.com', 'url', 'https://Example.com/' || m,
        'phone', '+493010' || lpad(i::text, 6, '0'), 'slug', m, 'number', i / 8.0, 'integer', i, 'decimal', i / 100.0, 'percent', i / 8.0,
        'currency', jsonb_build_object('amount', i / 100.0, 'currency', CASE i % 500 WHEN 1 THEN 'CHF' ELSE 'EUR' END),
        'rating', CASE i % 500 WHEN 1 THEN 1 WHEN 2 THEN 10 ELSE 5 END, 'progress', i / 500.0, 'duration', i, 'checkbox', i % 500 = 1,
        'date', date '1900-01-01' + i, 'datetime', to_char(timestamp '2000-01-01' + i * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'time', to_char(time '00:00' + i * interval '1 second', 'HH24:MI:SS'), 'select', option, 'status', option,
        'multi_select', jsonb_build_array(option), 'selects', jsonb_build_array(option), 'user', m)
        || jsonb_build_object('users', jsonb_build_array(option),
            'person_name', jsonb_build_object('first', left(m, 9), 'last', m, 'middle', m, 'prefix', m, 'suffix', m),
            'location', jsonb_build_object('address', m, 'city', m, 'region', m, 'country', m, 'postal_code', m, 'lat', i / 1000.0, 'lng', i / 1000.0),
            'uuid', m::uuid, 'color', '#' || left(m, 6), 'ip', host(inet '10.0.0.0' + i))
    FROM (SELECT md5(i::text), CASE i % 500 WHEN 1 THEN 'aaa-rare' WHEN 2 THEN 'zzz-rare' ELSE 'mmm-many' END) AS v(m, option)
$$;
-- A server that compiles whatever it executes (jit_above_cost = 0) would compile this function 50,000 times.
SET jit = off;
SELECT count(*) FROM dt_insert_many('every', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE pg_temp.value(i) END) FROM generate_series(1, 50000) i));
RESET jit;
SELECT dt_describe('every') ->> 'storage' AS storage \gset
-- Users and times are made different, past the trigger. One of the columns has an index first, so that no update is heap-only: PostgreSQL
-- uses an index that was built after heap-only updates only when every older transaction of the cluster has ended.
SELECT count(dt_create_index('every', '{created_at}'));
SET session_replication_role = replica;
UPDATE :storage AS r SET created_at = t, updated_at = t, created_by = md5(i::text), updated_by = md5(i::text)
FROM (SELECT (data ->> 'autonumber')::int, timestamptz '2000-01-01Z' + (data ->> 'autonumber')::int * interval '1 hour', id FROM :storage) AS s(i, t, id)
WHERE s.id = r.id;
RESET session_replication_role;

-- The table of operators marks these.
CREATE TEMP TABLE marked (kind text, operators text[]);
INSERT INTO marked VALUES ('btree', '{eq,gt,gte,lt,lte,between,in,starts_with,is_null,within}'),
    ('trigram', '{like,ilike,contains,starts_with,ends_with,contains_word,imatches}'), ('set', '{eq,contains,has_any,has_all,is_exactly}');
-- The columns and their parts are compared with values that few records have, or that few are below or above. The category of a status is
-- tested below. No index is over a part of a date.
CREATE TEMP TABLE fields AS
    SELECT name AS field, name AS type, operators, index_kinds FROM dt_column_types()
    UNION ALL SELECT 'selects', name, operators, index_kinds FROM dt_column_types() WHERE name = 'select'
    UNION ALL SELECT 'users', name, operators, index_kinds FROM dt_column_types() WHERE name = 'user'
    UNION ALL SELECT name || '.' || part, 'text', operators, index_kinds
    FROM (SELECT t.name, part, x.operators, x.index_kinds FROM dt_column_types() t, unnest(t.parts) part, dt_column_types() x
        WHERE jsonb_typeof(t.example) = 'object' AND x.name = CASE WHEN part IN ('amount', 'lat', 'lng') THEN 'decimal' ELSE 'text' END) p;
CREATE FUNCTION pg_temp.sample(field text, i int) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE field WHEN 'autonumber' THEN to_jsonb(i) WHEN 'person_name' THEN to_jsonb((v #>> '{person_name,last}') || ' ' || (v #>> '{person_name,first}'))
        WHEN 'currency' THEN v #> '{currency,amount}' WHEN 'multi_select' THEN '"aaa-rare"' WHEN 'selects' THEN '"aaa-rare"' WHEN 'users' THEN '"aaa-rare"'
        ELSE CASE WHEN field LIKE '%\_at' THEN v -> 'datetime' WHEN field LIKE '%\_by' THEN v -> 'user' ELSE v #> string_to_array(field, '.') END END
    FROM pg_temp.value(i) v
$$;
-- Texts are hashes, so few are below 001 or above ffe. Numbers of records have few below the first or above the last that has a value.
CREATE FUNCTION pg_temp.edge(field text, hex text, i int) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN field = 'uuid' THEN to_jsonb(rpad(hex, 8, '0') || '-0000-0000-0000-000000000000')
        WHEN field = 'url' THEN to_jsonb('https://Example.com/' || hex) WHEN field = 'color' THEN to_jsonb('#' || hex || '000')
        WHEN field ~ 'text|email|slug|^user$|person|location.[^l]|_by' THEN to_jsonb(hex) ELSE pg_temp.sample(field, i) END
$$;
CREATE TEMP TABLE samples AS SELECT *, pg_temp.sample(field, 24001) AS middle, pg_temp.edge(field, '001', 1) AS bottom,
    CASE field WHEN 'checkbox' THEN 'true' WHEN 'currency.currency' THEN '"XXX"' ELSE pg_temp.edge(field, 'ffe', 49502) END AS top FROM fields;

-- This is the operand that an operator gets.
CREATE FUNCTION pg_temp.operand(s samples, op text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN op IN ('lt', 'lte') THEN s.bottom WHEN op IN ('gt', 'gte') THEN s.top WHEN op = 'between' THEN jsonb_build_array(s.middle, s.middle)
        WHEN op = 'in' THEN jsonb_build_array(s.middle, s.middle) WHEN op = 'is_null' THEN 'true' WHEN op = 'within' THEN '{"last": {"days": 2}}'
        WHEN op IN ('has_any', 'has_all', 'is_exactly') OR op = 'eq' AND s.middle = '"aaa-rare"' AND s.field IN ('multi_select', 'selects', 'users')
            THEN jsonb_build_array(s.middle)
        WHEN op = 'eq' OR s.field IN ('multi_select', 'selects', 'users') THEN s.middle
        WHEN op = 'like' THEN to_jsonb('%' || inner_part || '%') WHEN op = 'ilike' THEN to_jsonb('%' || upper(inner_part) || '%')
        WHEN op IN ('contains', 'imatches') THEN to_jsonb(upper(inner_part)) WHEN op = 'contains_word' THEN to_jsonb(upper(whole))
        WHEN op = 'ends_with' THEN to_jsonb(upper(right(whole, -2))) WHEN op = 'starts_with' THEN to_jsonb(upper(left(whole, -2))) END
    FROM (SELECT s.middle #>> '{}', substr(s.middle #>> '{}', 2, length(s.middle #>> '{}') - 2)) AS t(whole, inner_part)
$$;
-- This returns the kinds of the indexes of a plan, and whether it sorts more than a page. A page before a cursor is read backwards and
-- turned round.
CREATE FUNCTION pg_temp.used(plan jsonb) RETURNS text RETURN coalesce((SELECT string_agg(DISTINCT i.kind, ' ')
    FROM jsonb_path_query(plan, '$.**."Index Name"') AS n(node), dt_indexes('every') i WHERE i.name = node #>> '{}'), 'none')
    || CASE WHEN jsonb_path_exists(plan, '$.** ? (@."Node Type" like_regex "Sort" && @."Plan Rows" > 100)') THEN ', sorts' ELSE '' END;
-- The planner is free to choose for given values. A generic plan shows whether an index can serve any value.
CREATE FUNCTION pg_temp.here(query jsonb) RETURNS text RETURN pg_temp.used(dt_explain('every', query) -> 'plan');
CREATE FUNCTION pg_temp.any(query jsonb) RETURNS text RETURN pg_temp.used(generic_plan('every', query));
CREATE FUNCTION pg_temp.query(s samples, op text, value jsonb) RETURNS jsonb
    RETURN jsonb_build_object('filter', jsonb_build_object(s.field, jsonb_build_object(op, value)), 'now', '2002-09-28T00:00:00Z', 'time_zone', 'UTC');
-- This counts the operators that are marked with the kind, and lists those that another plan serves.
CREATE FUNCTION pg_temp.verdict(kind text, s samples, more jsonb = NULL) RETURNS text LANGUAGE sql AS $$
    SELECT count(*)
        || coalesce(': ' || string_agg(op || ' ' || here || ' / ' || anyhow, '; ' ORDER BY at) FILTER (WHERE here <> wanted OR anyhow <> wanted), '')
    FROM marked m, unnest(m.operators) WITH ORDINALITY AS o(op, at),
        LATERAL (SELECT CASE WHEN op = 'starts_with' AND $1 = 'btree'
            THEN jsonb_build_object('value', left(s.middle #>> '{}', -2), 'case_sensitive', true) ELSE pg_temp.operand(s, op) END) AS v(value),
        LATERAL (SELECT pg_temp.here(pg_temp.query(s, op, value)), pg_temp.any(pg_temp.query(s, op, value))) AS p(here, anyhow),
        -- A btree serves beginnings only where the database sorts by code points.
        LATERAL (SELECT CASE WHEN op = 'starts_with' AND $1 = 'btree' AND 'a' < 'Z' THEN 'none' ELSE $1 END) AS w(wanted)
    -- A type that always ignores case has a btree for beginnings, and no trigram index serves them.
    WHERE m.kind = $1 AND op = ANY (s.operators) AND NOT (s.field = 'email' AND op = 'starts_with' AND $1 = 'trigram')
$$;

-- ## btree and set
-- Nearly all checkboxes are below true, so reading the table is right for them.
SELECT count(dt_create_index('every', ARRAY[field])) FROM fields WHERE 'btree' = ANY (index_kinds) AND field NOT IN ('selects', 'users');
SELECT count(dt_create_index('every', ARRAY[field], '{"kind": "set"}')) FROM fields WHERE field IN ('multi_select', 'selects', 'users');
CALL analyze_table('every');
SELECT field, pg_temp.verdict('btree', s) FROM samples s WHERE 'btree' = ANY (index_kinds) AND field NOT IN ('selects', 'users') ORDER BY field COLLATE "C";
SELECT field, pg_temp.verdict('set', s) FROM samples s WHERE field IN ('multi_select', 'selects', 'users') ORDER BY field COLLATE "C";
-- A mail address is found by its beginning in any case, because its comparisons ignore case already.
SELECT field, pg_temp.here(q) = kind, pg_temp.any(q) = kind FROM samples s,
    LATERAL (SELECT pg_temp.query(s, 'starts_with', to_jsonb(upper(left(middle #>> '{}', -2)))),
        CASE WHEN 'a' < 'Z' THEN 'none' ELSE 'btree' END) AS v(q, kind)
WHERE field = 'email';
-- The index of the status serves its category.
SELECT op, pg_temp.here(q), pg_temp.any(q) FROM (VALUES ('eq', '"done"'::jsonb), ('in', '["done", "in_progress"]')) AS v(op, value),
    LATERAL (SELECT jsonb_build_object('filter', jsonb_build_object('status.category', jsonb_build_object(op, value)))) AS f(q);

-- ## Sorts in both directions, and pages after and before a cursor, are read off the index
CREATE FUNCTION pg_temp.sorted(field text, backwards bool) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(place || ' ' || pg_temp.here(q) || ' / ' || pg_temp.any(q), '; ') FILTER (WHERE pg_temp.here(q) <> 'btree' OR pg_temp.any(q) <> 'btree')
    FROM (SELECT jsonb_build_object('sort', CASE WHEN backwards THEN '-' ELSE '' END || field, 'limit', 50)) AS s(sort),
        LATERAL (SELECT dt_page('every', sort || '{"total": "none", "offset": 20000}')) AS p(page),
        LATERAL (VALUES ('first', '{}'::jsonb), ('after', jsonb_build_object('after', page -> 'next')),
            ('before', jsonb_build_object('before', page -> 'previous'))) AS t(place, start), LATERAL (SELECT sort || start) AS f(q)
$$;
SELECT field, coalesce(pg_temp.sorted(field, false), 'ok') AS ascending, coalesce(pg_temp.sorted(field, true), 'ok') AS descending FROM fields
WHERE 'btree' = ANY (index_kinds) AND field NOT IN ('selects', 'users') ORDER BY field COLLATE "C";

-- ## trigram, for each family of text and each way to reach it
SELECT count(dt_drop_index('every', name)) FROM dt_indexes('every') WHERE kind = 'btree' AND name NOT LIKE '%pkey';
SELECT count(dt_create_index('every', ARRAY[field], '{"kind": "trigram"}')) FROM fields
WHERE field IN ('text', 'email', 'phone', 'status', 'user', 'person_name', 'person_name.last', 'location.city', 'currency.currency', 'created_by');
CALL analyze_table('every');
SELECT field, pg_temp.verdict('trigram', s) FROM samples s WHERE field IN ('text', 'email', 'phone', 'status', 'user', 'person_name', 'person_name.last',
    'location.city', 'currency.currency', 'created_by') ORDER BY field COLLATE "C";
-- A trigram index is over texts without case. It finds the records that may match a pattern that minds case, and no regular expression that does.
SELECT f, pg_temp.here(jsonb_build_object('filter', f)), pg_temp.any(jsonb_build_object('filter', f))
    FROM unnest(ARRAY['{"text": {"contains": {"value": "abcdef", "case_sensitive": true}}}',
    '{"text": {"ends_with": {"value": "abcdef", "case_sensitive": true}}}', '{"email": {"contains_word": {"value": "pump", "case_sensitive": true}}}',
        '{"text": {"matches": "abcdef"}}']::jsonb[]) f;

SELECT dt_drop_table('every', true);
DROP EXTENSION pg_trgm;
