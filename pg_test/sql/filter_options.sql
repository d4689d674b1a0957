-- A filter on a select names options: by value, or by a label that only one has. What is no option is an error, never silently no match.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Leads', '{"columns": [
    {"key": "stage", "type": "select", "config": {"options": [{"value": "open", "label": "Offen"}, {"value": "won", "label": "Gewonnen"},
    {"value": "x1", "label": "Twice"},
        {"value": "x2", "label": "twice"}]}},
    {"key": "state", "type": "status", "config": {"options": [{"value": "todo", "label": "To do"}, {"value": "done"}]}},
    {"key": "tags", "type": "multi_select", "config": {"options": [{"value": "eu", "label": "Europe"}, {"value": "us", "label": "USA"}]}},
    {"key": "both", "type": "select", "config": {"options": ["a", "b"], "allow_multiple": true}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('leads', '[{"stage": "open", "state": "todo", "tags": ["eu"], "both": ["a"]},
    {"stage": "won", "state": "done", "tags": ["eu", "us"], "both": ["a", "b"]}, {}]');

-- ## Values and labels
SELECT filter, dt_count('leads', filter::jsonb) FROM unnest(ARRAY['{"stage": "open"}', '{"stage": "Offen"}', '{"stage": "offen"}',
    '{"stage": {"neq": "OFFEN"}}',
    '{"stage": {"in": ["open", "gewonnen"]}}', '{"stage": {"not_in": ["Gewonnen"]}}', '{"stage": {"in": [null, "open"]}}', '{"state": "to do"}',
    '{"tags": "Europe"}', '{"tags": {"contains": "usa"}}', '{"tags": {"has_any": ["USA"]}}', '{"tags": {"has_all": ["Europe", "us"]}}',
    '{"tags": {"has_none": ["usa"]}}',
    '{"tags": {"is_exactly": ["USA", "Europe"]}}', '{"both": {"has_any": ["b"]}}', '{"stage": {"contains": "pe"}}', '{"stage": {"gt": "m"}}']) filter;

-- ## What is no option
SELECT filter, try_count('leads', filter) FROM unnest(ARRAY['{"stage": "opne"}', '{"stage": ""}', '{"stage": "twice"}', '{"stage": {"in": ["open", "lost"]}}',
    '{"state": {"neq": "don"}}', '{"tags": {"has_any": ["Eurpoe"]}}', '{"tags": {"contains": "asia"}}', '{"tags": ["eu", "zz"]}',
    '{"both": {"has_none": ["c"]}}']) filter;

-- ## The same with 10,000 options, of which a list names many
SELECT dt_create_table('Wide', jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'v', 'type', 'select', 'config',
    jsonb_build_object('options', (SELECT jsonb_agg('o' || i) FROM generate_series(1, 10000) i)))))) ->> 'slug';
SELECT dt_count('wide', jsonb_build_object('v', jsonb_build_object('in', (SELECT jsonb_agg('o' || i) FROM generate_series(1, 5000) i))));
SELECT left(try_count('wide', '{"v": "p77"}'), 200);

-- ## Absent sets and sets without elements are the same
SELECT dt_update_where('leads', '{"stage": "won"}', '{"tags": []}');
SELECT filter, dt_count('leads', filter::jsonb) FROM unnest(ARRAY['{"tags": {"is_empty": true}}', '{"tags": []}', '{"tags": {"is_exactly": []}}',
    '{"tags": {"length": 0}}', '{"tags": {"length": {"lt": 1}}}', '{"tags": {"neq": []}}', '{"tags": {"has_all": []}}', '{"tags": {"has_any": []}}']) filter;

SELECT dt_drop_table('leads', permanently => true), dt_drop_table('wide', permanently => true);
