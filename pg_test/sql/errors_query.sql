-- Queries are refused with SQLSTATE, message, DETAIL and HINT.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["won", "lost"]}},
    {"key": "amount", "type": "number"},
    {"key": "priority", "type": "integer"}, {"key": "price", "type": "decimal"}, {"key": "done", "type": "checkbox"}, {"key": "ref", "type": "uuid"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}}]}') ->> 'slug';
SELECT (dt_insert('deals', '{"name": "a", "tags": ["x"], "amount": 1}')).version;

-- ## No such table: the error names the nearest slug
SELECT try($$SELECT * FROM dt_query('dealz')$$);
SELECT try($$SELECT dt_page('customers')$$);
SELECT try($$SELECT dt_count('')$$);
SELECT try($$SELECT dt_explain('Deals ')$$);
SELECT try($$SELECT dt_query(NULL)$$);
SELECT try(format('SELECT dt_count(%L)', repeat('x', 300)));
-- The name may be any text.
SELECT try(format('SELECT dt_count(%L)', name))
FROM unnest(ARRAY['deals''; DROP TABLE dt.tables; --', 'de"als', 'deals\', 'dt.tables', 'deals_1', '$1', '%s', 'déals 🙂', E'de\nals']) name;
SELECT try($$SELECT * FROM dt_query('dealz')$$) = try(format($$SELECT %s('dealz')$$, f)) AS same
FROM unnest(ARRAY['dt_page', 'dt_count', 'dt_explain', 'dt_describe', 'dt_json_schema', 'dt_columns', 'dt_indexes']) f;

-- ## No such column: the error names the nearest key or system field
SELECT try_count('deals', '{"stgae": "won"}');
SELECT try_count('deals', '[{"column": "amont", "operator": ">", "value": 1}]');
SELECT try_count('deals', '{"or": [{"stage": "won"}, {"not": {"create_at": "today"}}]}');
SELECT try_count('deals', '{"xyzzy": 1}');
SELECT try_page('deals', '{"sort": "-pirority"}');
SELECT try_page('deals', '{"columns": ["name", "amuont"]}');
SELECT try_count('deals', '{"name.first": "a"}');
SELECT try_count('deals', '{"Name": "a"}');
SELECT try_count('deals', format('{"%s": 1}', repeat('k', 300)));

-- ## No such operator: the error names the nearest
SELECT try_count('deals', '{"amount": {"gtt": 1}}');
SELECT try_count('deals', '[{"column": "name", "operator": "contians", "value": "a"}]');
SELECT try_count('deals', '{"amount": {"$gt": 1}}');
SELECT try_count('deals', '{"amount": {"": 1}}');
SELECT try_count('deals', '{"amount": {"; DROP TABLE dt.tables": 1}}');
-- An operator may not apply to the column. The error lists those that do.
SELECT try_count('deals', '{"amount": {"contains": "1"}}');
SELECT try_count('deals', '{"tags": {"between": ["x", "y"]}}');

-- ## No such key: the error names the nearest
SELECT try_page('deals', '{"fliter": {}}');
SELECT try_page('deals', '{"orderby": "name"}');
SELECT try_page('deals', '{"xyzzy": 1}');
SELECT try_count('deals', '[{"column": "name", "value": "a", "valeu": "b"}]');
SELECT try_count('deals', '[{"column": "name", "value": "a", "conjunction": "xor"}]');
SELECT try_count('deals', '{"name": {"contains": {"value": "a", "case_sensitiv": true}}}');
SELECT try_page('deals', '{"filter": {}, "where": {}}');
SELECT try_page('deals', '{"sort": "name", "order_by": "name"}');

-- ## A value that does not parse as the column's type
SELECT f, try_count('deals', f) FROM unnest(ARRAY['{"name": 1}', '{"name": true}', '{"name": ["a"]}', '{"name": {"contains": 1}}',
    '{"name": {"contains": null}}', '{"name": {"contains": {"value": 1}}}', '{"name": {"contains": {"case_sensitive": true}}}',
    '{"name": {"contains": {"value": "a", "case_sensitive": "yes"}}}',
    '{"amount": "1"}', '{"amount": {"gt": null}}', '{"amount": {"between": 1}}', '{"amount": {"between": [1]}}', '{"amount": {"between": [1, 2, 3]}}',
    '{"amount": {"between": [1, null]}}', '{"amount": {"in": 1}}', '{"amount": {"in": [1, "2"]}}', '{"amount": {"in": [[1]]}}',
    '{"priority": 1.5}', '{"priority": 9223372036854775808}', '{"price": "0.1"}', '{"done": "true"}', '{"done": 1}', '{"ref": "x"}', '{"ref": 7}',
    '{"id": "a"}', '{"version": "1"}', '{"created_by": 1}',
    '{"tags": 1}', '{"tags": {"has_any": [1]}}', '{"tags": {"has_all": {"x": 1}}}', '{"tags": {"has_any": null}}', '{"tags": {"contains": ["x"]}}',
    '{"name": {"is_empty": 1}}', '{"name": {"exists": "yes"}}']) f;
-- A double cannot hold this number.
SELECT try_count('deals', '{"amount": 1e400}');

-- ## Wrong shapes
SELECT f, try_count('deals', f) FROM unnest(ARRAY['1', '"name"', 'true', '[1]', '["name"]', '[[1]]', '{"and": 1}', '{"or": []}', '{"and": []}',
    '{"and": [1]}', '{"not": 1}', '{"not": "name"}', '{"name": {}}', '{"all": false}', '{"column": 1, "value": 1}',
    '{"column": ["name"], "operator": "eq"}', '[{"column": "name", "operator": 1}]', '[{"column": "name", "value": "a", "conjunction": 1}]']) f;
SELECT q, try_page('deals', q) FROM unnest(ARRAY['1', '[]', '"name"', '{"filter": 1}', '{"sort": 1}', '{"columns": {}}', '{"limit": []}', '{"trash": 1}',
    '{"total": 1}', '{"time_zone": []}', '{"now": {}}']) q;

-- ## Limits
-- A filter may be nested 100 levels deep, in each of its forms.
CREATE FUNCTION pg_temp.nested(levels int, before text, after text) RETURNS text
    RETURN repeat(before, levels - 1) || '{"name": "a"}' || repeat(after, levels - 1);
SELECT form, try_count('deals', pg_temp.nested(100, before, after)), try_count('deals', pg_temp.nested(101, before, after))
FROM (VALUES ('not', '{"not": ', '}'), ('list', '[', ']'), ('and', '{"and": ', '}'), ('or', '{"or": ', '}')) forms(form, before, after);
SELECT dt_count('deals', pg_temp.nested(100, '{"not": ', '}')::jsonb), dt_count('deals', pg_temp.nested(99, '{"not": ', '}')::jsonb);
SELECT try_count('deals', pg_temp.nested(1000, '{"not": ', '}'));
SELECT try_count('deals', pg_temp.nested(5000, '[', ']'));
-- A filter may have 1,000 conditions, in each of its forms.
CREATE FUNCTION pg_temp.wide(n int) RETURNS text[] LANGUAGE sql BEGIN ATOMIC
    SELECT ARRAY[jsonb_agg(jsonb_build_object('column', 'amount', 'operator', 'neq', 'value', i))::text,
        jsonb_build_object('or', jsonb_agg(jsonb_build_object('amount', i)))::text,
        jsonb_build_object('and', jsonb_agg(jsonb_build_object('not', jsonb_build_object('priority', i))))::text] FROM generate_series(1, n) i;
END;
SELECT try_count('deals', f) FROM unnest(pg_temp.wide(1000)) f;
SELECT try_count('deals', f) FROM unnest(pg_temp.wide(1001)) f;
-- The values of a list do not count as conditions.
SELECT dt_count('deals', jsonb_build_object('amount', jsonb_build_object('in', (SELECT jsonb_agg(i) FROM generate_series(1, 20000) i))));

-- ## SQL, quotes, backslashes, parameters and emoji are text everywhere
CREATE TEMP TABLE odd (text text);
INSERT INTO odd VALUES (''''), ('"'), ('\'), ('\\'), ('''; DROP TABLE dt.tables; --'), ('/* */'), ('$1'), ('$$'), ('%'), ('_'), ('%s'), ('{}'), ('[]'),
    ('null'), ('NULL'), (':x'), ('?'), (''), (' '), (E'\t'), ('🙂👨‍👩‍👧'), ('ключ'), (U&'\202E'), ('a.b'), ('::int'), ('x'' OR ''1''=''1'), ('1) OR (1=1'),
    ('-- '), (repeat('x', 100000));
INSERT INTO odd SELECT text || text FROM odd WHERE length(text) < 100;
-- Stored as values, each text is found, and nothing else is.
SELECT dt_create_table('Odd', '{"columns": [{"key": "v", "type": "long_text"}, {"key": "m", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('odd',
    (SELECT jsonb_agg(DISTINCT jsonb_build_object('v', text, 'm', jsonb_build_object('t', text, 'l', jsonb_build_array(text)))) FROM odd));
SELECT count(DISTINCT text) AS texts FROM odd;
SELECT count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('v', text)) = 1) AS eq,
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('v', jsonb_build_object('in', ARRAY[text]))) = 1) AS "in",
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('v', jsonb_build_object('contains', text))) = (SELECT count(DISTINCT text) FROM odd o
        WHERE position(lower(odd.text) IN lower(o.text)) > 0)) AS contains,
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('v', jsonb_build_object('starts_with', text))) = (SELECT count(DISTINCT text) FROM odd o
        WHERE starts_with(lower(o.text), lower(odd.text)))) AS starts_with,
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('v', jsonb_build_object('ends_with', text))) = (SELECT count(DISTINCT text) FROM odd o
        WHERE right(lower(o.text), length(odd.text)) = lower(odd.text))) AS ends_with,
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('m.t', text)) = 1) AS path,
    count(*) FILTER (WHERE dt_count('odd', jsonb_build_object('m.l', jsonb_build_object('has_any', ARRAY[text]))) = 1) AS has_any
FROM (SELECT DISTINCT text FROM odd) odd;
-- Given as names, the texts are refused with the SQLSTATE of an unknown name.
SELECT place, sqlstates, count(*) FROM (
    SELECT place, split_part(try(format('SELECT * FROM %s', statement)), ' ', 1) AS sqlstates FROM odd, LATERAL (VALUES
        ('table', format('dt_count(%L)', text)),
        ('column in a map', format('dt_count(%L, %L)', 'odd', jsonb_build_object(text, 1))),
        ('column in a list', format('dt_count(%L, %L)', 'odd', jsonb_build_array(jsonb_build_object('column', text, 'value', 1)))),
        ('path', format('dt_count(%L, %L)', 'odd', jsonb_build_object('v.' || text, 1))),
        ('operator in a map', format('dt_count(%L, %L)', 'odd', jsonb_build_object('v', jsonb_build_object(text, '1')))),
        ('operator in a list', format('dt_count(%L, %L)', 'odd', jsonb_build_array(jsonb_build_object('column', 'v', 'operator', text, 'value', '1')))),
        ('conjunction', format('dt_count(%L, %L)', 'odd', jsonb_build_array(jsonb_build_object('column', 'v', 'value', '1', 'conjunction', text)))),
        ('query key', format('dt_query(%L, %L)', 'odd', jsonb_build_object(text, 1))),
        ('sort', format('dt_query(%L, %L)', 'odd', jsonb_build_object('sort', text))),
        ('sort column', format('dt_query(%L, %L)', 'odd', jsonb_build_object('sort', jsonb_build_object('column', text)))),
        ('sort direction', format('dt_query(%L, %L)', 'odd', jsonb_build_object('sort', 'v:' || text))),
        ('sort nulls', format('dt_query(%L, %L)', 'odd', jsonb_build_object('sort', jsonb_build_object('column', 'v', 'nulls', text)))),
        ('columns', format('dt_query(%L, %L)', 'odd', jsonb_build_object('columns', ARRAY[text]))), ('trash', format('dt_query(%L, %L)', 'odd',
            jsonb_build_object('trash', text))), ('total', format('dt_page(%L, %L)', 'odd', jsonb_build_object('total', text))),
        ('time_zone', format('dt_query(%L, %L)', 'odd', jsonb_build_object('time_zone', text))),
        ('now', format('dt_query(%L, %L)', 'odd', jsonb_build_object('now', text))),
        ('index column', format('dt_create_index(%L, %L)', 'odd', ARRAY[text])), ('index kind', format('dt_create_index(%L, %L, %L)', 'odd', '{v}',
            jsonb_build_object('kind', text))), ('index option', format('dt_create_index(%L, %L, %L)', 'odd', '{v}', jsonb_build_object(text, true))),
        ('index name', format('dt_drop_index(%L, %L)', 'odd', text)),
        ('trash of tables', format('dt_tables(%L)', text)), ('trash of columns', format('dt_columns(%L, %L)', 'odd', text))
    ) statements(place, statement)) refused GROUP BY place, sqlstates ORDER BY place COLLATE "C", sqlstates;
-- jsonb itself refuses \u0000.
SELECT try_count('deals', '{"name": "\u0000"}');
SELECT try_count('deals', '{"\u0000": 1}');
SELECT try_count('deals', '{"name": "\ud83d"}');
-- Long texts are cut in messages.
SELECT length(try_count('deals', jsonb_build_object('amount', repeat('x', 100000))::text)) < 600;

-- ## Indexes
SELECT try(format('SELECT dt_create_index(%L, %L, %L)', 'deals', keys, options))
FROM (VALUES ('{}', '{}'), ('{nmae}', '{}'), ('{name,NULL}', '{}'), ('{name}', '{"kind": "btre"}'), ('{name}', '{"kind": "hash"}'),
    ('{name}', '{"knd": "btree"}'), ('{name}', '{"kind": 1}'), ('{name}', '{"unique": "yes"}'), ('{name}', '[]'),
    ('{name}', '{"kind": "set"}'), ('{tags}', '{"kind": "btree"}'), ('{tags,name}', '{}'), ('{tags}', '{"unique": true}'),
    ('{name.x}', '{}')) indexes(keys, options);
SELECT try($$SELECT dt_create_index('deals', NULL)$$);
SELECT try($$SELECT dt_create_index('dealz', '{name}')$$);
SELECT plain(dt_create_index('deals', '{stage,amount}'));
SELECT plain(try($$SELECT dt_create_index('deals', '{stage,amount}')$$));
SELECT plain(try(format('SELECT dt_drop_index(%L, %L)', 'deals', regexp_replace(name, 'stage', 'satge')))) FROM dt_indexes('deals');
SELECT try($$SELECT dt_drop_index('deals', NULL)$$);
-- An index of another table cannot be dropped.
SELECT try(format('SELECT dt_drop_index(%L, %L)', 'odd', name)) ~ '^22023 table "odd" has no index' FROM dt_indexes('deals');
-- The primary key cannot be dropped.
SELECT split_part(try(format('SELECT dt_drop_index(%L, %L)', 'deals', split_part(dt_describe('deals') ->> 'storage', '.', 2) || '_pkey')), ' "', 1);
-- A unique index needs values that differ.
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "twice"}, {"name": "twice"}]');
SELECT try($$SELECT dt_create_index('deals', '{name}', '{"unique": true}')$$);

-- ## Options of dt_explain
SELECT options, try(format('SELECT dt_explain(%L, %L, %L)', 'deals', '{}', options))
FROM unnest(ARRAY['{}', NULL, '{"analyze": false}', '{"analyse": true}', '{"analyze": "yes"}', 'true', '[]']) options;

-- ## Writes by filter
SELECT f, try(format('SELECT dt_delete_where(%L, %L)', 'deals', f)),
    try(format('SELECT dt_update_where(%L, %L, %L)', 'deals', f, '{}')) = try(format('SELECT dt_delete_where(%L, %L)', 'deals', f)) AS same
FROM unnest(ARRAY['{}', '[]', 'null', NULL, '[{}]', '{"and": [{}]}', '{"or": [{"name": "a"}, {}]}', '{"nmae": "a"}', '{"name": {"eqq": 1}}', '5']) f;
SELECT dt_count('deals');
BEGIN;
SELECT dt_delete_where('deals', '{"all": true}');
ROLLBACK;

CALL drop_tables();
