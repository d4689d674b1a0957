-- A person_name has first, last, middle, prefix and suffix.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('People', '{"columns": [{"key": "v", "type": "person_name"}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted: any of the parts, and empty ones are dropped

SELECT * FROM put_each('people', ARRAY['{"first": "Jane", "last": "Doe"}',
    '{"last": "Doe", "first": "Jane", "middle": "M.", "prefix": "Dr.", "suffix": "Jr."}', '{"last": "García Márquez"}', '{"middle": "X"}',
    '{"first": "Zoë 🎉", "last": "O''Brien \"OB\""}', '{"first": "Jane", "last": "", "middle": null}', '{"first": " "}', 'null']);

-- ## Refused

SELECT * FROM put_each('people', ARRAY['{}', '{"first": "", "last": null}', '{"frist": "Jane", "last": "Doe"}',
    '{"first": "Jane", "": "x", "title": "Dr."}', '{"first": 1}', '{"first": ["Jane"], "last": true}', '"Jane Doe"', '""', '[]', '["Jane", "Doe"]',
    '1', 'false']) AS g(given, fault);

-- ## Compared as "last first", or by the other parts if there is neither

SELECT count(*) FROM dt_insert_many('people', '[{"v": {"last": "Doe", "first": "Adam"}}, {"v": {"last": "Abel"}}]');
SELECT dt.get_person_name(data, 'v') AS name FROM dt_query('people', '{"sort": "v", "filter": {"v": {"is_not_empty": true}}}');
SELECT f, (SELECT count(*) FROM dt_query('people', jsonb_build_object('filter', f))) AS found
FROM unnest(ARRAY['{"v": "Doe Jane"}', '{"v": {"starts_with": "doe"}}', '{"v": {"is_empty": true}}', '{"v": {"in": ["Abel", "X"]}}',
    '{"v": {"contains": "MÁRQ"}}',
    '{"v.last": "Doe"}', '{"v.last": {"neq": "Doe"}}', '{"v.first": {"in": ["Jane", "Adam"]}}', '{"v.prefix": {"is_not_empty": true}}',
    '{"v.suffix": null}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT data -> 'v' AS v FROM dt_query('people', '{"sort": ["v.last", "-v.first"], "filter": {"v.last": {"in": ["Doe", "Abel"]}}}');
SELECT try_count('people', f) AS error
FROM unnest(ARRAY['{"v.frist": "Jane"}', '{"v.last.x": "Jane"}', '{"v": {"first": "Jane"}}']) WITH ORDINALITY AS g(f, n) ORDER BY n;

-- A part can have an index, like a column.

SELECT dt_create_index('people', '{v.last,v}') LIKE 'people%v_last_v_idx' AS named;
SET enable_seqscan = off;
SELECT jsonb_array_length(dt_explain('people', '{"filter": {"v.last": "Doe"}, "sort": "v", "limit": 3}') -> 'indexes') AS indexes;
RESET enable_seqscan;

-- ## Required and unique: two names are the same if all their parts are

SELECT dt_create_table('Members', '{"columns": [{"key": "v", "type": "person_name", "required": true, "unique": true}]}') #>> '{columns,0,unique}' AS unique;
SELECT * FROM put_each('members', ARRAY['{"first": "Jane", "last": "Doe"}', '{"last": "Doe", "first": "Jane", "prefix": ""}',
    '{"first": "Jane", "middle": "M.", "last": "Doe"}', '{"first": "Doe", "last": "Jane"}', '{}', '{"first": ""}', 'null']);
-- The parts are kept apart: a first name of two words is not a first and a middle name.
SELECT * FROM put_each('members', ARRAY['{"first": "Mary Ann", "last": "Lee"}', '{"first": "Mary", "middle": "Ann", "last": "Lee"}',
    '{"first": "Mary,Ann", "last": "Lee"}', '{"first": "Mary", "middle": "Ann", "last": "Lee"}']);
SELECT inserted FROM dt_upsert('members', '[{"v": {"first": "Jane", "last": "Doe"}}, {"v": {"last": "Roe"}}]', '{v}');

-- ## Bad config and defaults

SELECT dt_add_column('people', 'w', 'person_name', '{"default": {"last": "Nobody", "first": ""}}') -> 'default' AS default;
SELECT try($$SELECT dt_add_column('people', 'bad', 'person_name', '{"default": "Nobody"}')$$) AS error;
SELECT try($$SELECT dt_add_column('people', 'bad', 'person_name', '{"config": {"parts": ["last"]}}')$$) AS error;

CALL drop_tables();
