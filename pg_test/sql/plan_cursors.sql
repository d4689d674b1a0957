-- A page costs the same wherever it begins, because a cursor enters the sort's index. The table has 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Deep', '{"columns": [{"key": "n", "type": "integer", "index": true}, {"key": "amount", "type": "number"}, {"key": "name",
    "type": "text", "index": true}, {"key": "due", "type": "date", "index": true}, {"key": "price", "type": "currency", "config": {"currency": "EUR"}},
    {"key": "stage", "type": "select", "config": {"options": ["a", "b", "c", "d"]}}, {"key": "score", "type": "decimal"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deep', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE jsonb_build_object('n', i % 1000, 'amount', i % 777 / 8.0,
    'name', 'n' || i % 500, 'due', date '2000-01-01' + i % 3000, 'price', jsonb_build_object('amount', i % 5000 / 100.0, 'currency', 'EUR'),
    'stage', chr(97 + i % 4), 'score', i * 7 % 50000 / 100.0) END) FROM generate_series(1, 50000) i));
SELECT count(dt_create_index('deep', keys::text[])) FROM unnest(ARRAY['{stage,score}', '{created_at}', '{amount,name}', '{price.amount}']) keys;
CALL analyze_table('deep');

-- This describes the plan of a page far down: whether it sorts, its indexes, its notes, and the blocks touched for its 50 records if they
-- are many.
CREATE FUNCTION pg_temp.deep(query jsonb, skip int, key text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', CASE WHEN jsonb_path_exists(e, '$.plan.**."Node Type" ? (@ like_regex "Sort")') THEN 'sorts' END,
        CASE WHEN jsonb_path_exists(e, '$.plan.**."Node Type" ? (@ == "Seq Scan")') THEN 'scans' END,
        (SELECT string_agg(plain(name), ' ') FROM jsonb_array_elements_text(e -> 'indexes') name),
        (SELECT string_agg(note, '; ') FROM jsonb_array_elements_text(e -> 'notes') note),
        CASE WHEN (e #>> '{plan,0,Plan,Shared Hit Blocks}')::int + (e #>> '{plan,0,Plan,Shared Read Blocks}')::int > 300 THEN 'touches '
            || (e #>> '{plan,0,Plan,Shared Hit Blocks}') END)
    FROM dt_explain('deep', query || jsonb_build_object('limit', 50,
        key, dt_page('deep', query || jsonb_build_object('limit', 50, 'offset', skip)) -> CASE key WHEN 'after' THEN 'next' ELSE 'previous' END),
        '{"analyze": true}') e
$$;
-- A page after a cursor is read for one key, ascending and descending.
SELECT key, pg_temp.deep(jsonb_build_object('sort', key), 30000, 'after') AS ascending, pg_temp.deep(jsonb_build_object('sort', '-' || key), 30000,
    'after') AS descending FROM unnest(ARRAY['n', 'name', 'due', 'price.amount', 'id', 'created_at']) key;
-- A hundredth of the records has no value. These come last or first.
SELECT pg_temp.deep('{"sort": "n"}', 49700, 'after'), pg_temp.deep('{"sort": "-n"}', 200, 'after');
-- A page before a cursor sorts only the records of the page.
SELECT key, pg_temp.deep(jsonb_build_object('sort', key), 30000, 'before') AS ascending,
    pg_temp.deep(jsonb_build_object('sort', '-' || key), 30000, 'before') AS descending FROM unnest(ARRAY['n', 'due', 'id']) key;
-- Two keys have one direction.
SELECT pg_temp.deep('{"sort": ["amount", "name"]}', 30000, 'after'), pg_temp.deep('{"sort": ["-amount", "-name"]}', 30000, 'after'),
    pg_temp.deep('{"sort": ["stage", "score"]}', 30000, 'after');
-- One index may serve a filter and a sort.
SELECT pg_temp.deep('{"filter": {"stage": "b"}, "sort": "score"}', 9000, 'after'),
    pg_temp.deep('{"filter": {"stage": "b"}, "sort": "-score"}', 9000, 'after') ~ '^(sorts )?deep_N_stage_score_idx$',
    pg_temp.deep('{"filter": {"stage": "b"}, "sort": "score"}', 9000, 'before');
-- No index has keys of different directions, or the order of options. A note says so.
SELECT pg_temp.deep('{"sort": ["stage", "-score"]}', 100,
    'after') ~ 'no index has keys of different directions: the records beyond the cursor are sorted for each page';
SELECT pg_temp.deep('{"sort": {"column": "stage", "by": "option"}}', 100, 'after') ~ 'no index has the order of a select''s options';
-- The index of the first key is still entered if few records have the same value.
SELECT pg_temp.deep('{"sort": ["due", "-amount"]}', 40000, 'after') ~ 'deep_N_due_idx', pg_temp.deep('{"sort": ["due", "-amount"]}', 40000, 'after') ~ 'scans';
-- Without an index a note says so.
SELECT pg_temp.deep('{"sort": "score"}', 100,
    'after') ~ 'no index serves the sort: the records beyond the cursor are sorted for each page; see dt_create_index';

-- There is no note for a query without filter and sort, for few records, for what an index serves, or for a small table.
SELECT dt_explain('deep', q) -> 'notes'
FROM unnest(ARRAY['{}', '{"limit": 50}', '{"filter": {"n": 5}}', '{"filter": {"n": 5}, "sort": "amount"}', '{"sort": "n", "limit": 50}',
    '{"filter": {"amount": 5}}', '{"filter": {"amount": 5}, "sort": "score", "limit": 5}', '{"sort": "score", "limit": 5}']::jsonb[]) q;
SELECT dt_create_table('Small', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('small', (SELECT jsonb_agg(jsonb_build_object('n', i)) FROM generate_series(1, 5000) i));
CALL analyze_table('small');
SELECT dt_explain('small', '{"filter": {"n": 5}, "sort": "-n"}') -> 'notes';

SELECT dt_drop_table('deep', permanently => true), dt_drop_table('small', permanently => true);
