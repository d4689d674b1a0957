-- Filters on files: any element, the exact complement, the number.
\set VERBOSITY terse
SET client_min_messages = warning;
\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
SELECT FROM dt_create_table('F Filter', '{"slug": "f_filter", "columns": [{"key": "no", "type": "integer"}, {"key": "files", "type": "file"},
    {"key": "logo", "type": "image", "config": {"multiple": false}}]}');
SELECT count(*) FROM dt_insert_many('f_filter', '[
    {"no": 1, "files": [{"url": "https://example.com/a.pdf", "size": 10}, {"url": "https://example.com/b.png", "size": 20}]},
    {"no": 2, "files": [{"url": "https://example.com/Offer.pdf"}]},
    {"no": 3, "files": []},
    {"no": 4, "logo": {"url": "https://example.com/logo.png"}},
    {"no": 5, "files": [{"bucket": "b", "path": "x/offer old.docx", "size": 5, "description": ""}]}]');
SELECT f AS filter, (SELECT array_agg((data ->> 'no')::int ORDER BY data ->> 'no') FROM dt_query('f_filter', jsonb_build_object('filter', f))) AS "no"
FROM unnest(ARRAY[
    '{"files": {"is_empty": true}}', '{"files": {"is_not_empty": true}}', '{"files": null}',
    '{"files": {"count": {"gte": 1}}}', '{"files": {"count": 0}}', '{"files": {"length": {"gt": 1}}}', '{"logo": {"count": 1}}',
        '{"logo": {"is_empty": false}}',
    '{"files.name": "a.pdf"}', '{"files.name": {"neq": "a.pdf"}}', '{"files.name": {"contains": "OFFER"}}', '{"files.name": {"not_contains": "offer"}}',
    '{"not": {"files.name": {"contains": "offer"}}}', '{"files.type": {"starts_with": "image/"}}', '{"logo.type": "image/png"}',
    '{"files.size": {"gt": 5}}', '{"files.size": {"lte": 5}}', '{"files.size": {"between": [15, 25]}}', '{"files.size": {"is_null": true}}',
        '{"files.size": {"is_not_null": true}}',
    '{"files.size": {"in": [5, 10]}}', '{"files.size": {"in": [5, null]}}', '{"files.size": {"not_in": [5, null]}}',
    '{"files.bucket": "b"}', '{"files.description": {"is_empty": true}}',
    '{"files.size": {"gt": 5, "lt": 10}}', '{"or": [{"files.name": "Offer.pdf"},
        {"logo.name": {"ends_with": ".png"}}]}']::jsonb[]) WITH ORDINALITY AS u(f, o) ORDER BY o;
SELECT f, try_count('f_filter', f) FROM unnest(ARRAY['{"files": "a.pdf"}', '{"files": {"contains": "a"}}', '{"files.nmae": "x"}',
    '{"files.name.x": "x"}', '{"files.size": "large"}',
    '{"files.size": {"contains": "x"}}', '{"files": {"count": "x"}}']) AS f;
SELECT try_page('f_filter', '{"sort": "files.name"}');
SELECT try_page('f_filter', '{"sort": "files"}');
SELECT try($$SELECT dt_create_index('f_filter', '{files.name}')$$);
SELECT try($$SELECT dt_aggregate('f_filter', '{"group_by": ["files.name"], "aggregates": {"n": "count"}}')$$) ~ '^(22023|42703)' AS refused;
SELECT regexp_replace(dt_explain('f_filter', '{"filter": {"files.name": {"contains": "a"}}}') ->> 'sql', '_\d+"', '_N"') AS sql;
SELECT FROM dt_drop_table('f_filter', true);
