-- Any text may stand anywhere in a query document. It is read as text, or refused with a documented SQLSTATE.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SET client_min_messages = warning;
CREATE TEMP TABLE naughty (text text);
INSERT INTO naughty VALUES (''''), (''''''), ('"'), ('""'), ('\'), ('\\'), ('\'''), ('"; --'), (''');DROP TABLE dt.tables;--'), ('--'), ('/*'), ('*/'),
    ('/* x */'), (';'), ('$1'), ('$0'), ('$999'), ('$$'), ('$x$'), ('%'), ('%%'), ('_'), ('%s'), ('%I'), ('%n'), ('{}'), ('[]'), ('{'), ('}'), ('{a,b}'),
    ('"a"'), ('null'), ('NULL'), ('true'), ('nan'), ('Infinity'),
    ('0'), ('-1'), ('1e400'), ('00'), ('1.'), (':x'), ('?'), (''), (' '), (E'\t'), (E'\n'), (E'\r\n'), (E'\x01'), (E'\x7f'), (E'\u200b'), (E'\u202e'),
    (E'\ufeff'), (E'\ufffd'), (E'\uffff'), (E'\U0010ffff'), ('🙂'), ('👨‍👩‍👧'), (E'e\u0301'), ('ключ'), ('İ'), ('ß'), ('ﷺ'), ('.'), ('..'), ('a.'), ('.a'),
    ('a..b'), ('a.b.c'), ('t.'), ('m.'), ('m.a'), ('m.0'), ('m.-1'), ('m.a.'), ('m.''x'), ('m."x'), ('m.$1'), ('m.{'),
    ('price.amount'), ('price.x'), ('stage.category'), ('::int'), ('a::text'), ('x'' OR ''1''=''1'), ('1) OR (1=1'), ('pg_catalog.now()'), ('data'),
    ('deleted_at'), ('xmin'), ('tableoid'), ('id'), ('created_at'), ('(('), ('[['), ('[[:'), ('*'), ('+?'), ('a{2,1}'), ('(?'), ('***='), ('\m'),
    ('\u0000'), ('\ud800'), ('-'), (':desc'), ('t:desc:asc'), ('-t'), ('today'), ('2026-02-30'), ('2026-01-01T25:00:00Z'), ('10000-01-01'),
    ('Europe/Berlin'), ('../../etc/passwd'), ('UTC; x'),
    ('__proto__'), ('constructor'), ('and'), ('or'), ('not'), ('all'), ('column'), ('operator'), ('value'), ('unit'), ('last'), ('amount'), ('case_sensitive');
INSERT INTO naughty SELECT repeat(text, 3) FROM naughty WHERE length(text) BETWEEN 1 AND 2;
-- Some texts are long, up to a megabyte.
CREATE TEMP TABLE long AS SELECT repeat(text, length / length(text)) AS text FROM (VALUES ('''', 1048576), ('\', 1048576), ('.a', 1048576), ('x', 10240),
    ('%', 10240), ('(', 10240), ('🙂', 10240), (E'\u0301', 10240), ('m.', 10240)) l(text, length);

SELECT dt_create_table('Bad', '{"open": false, "columns": [{"key": "t", "type": "long_text"}, {"key": "u", "type": "text", "unique": true},
    {"key": "n", "type": "number"}, {"key": "i", "type": "integer"}, {"key": "d", "type": "decimal"}, {"key": "b", "type": "checkbox"},
    {"key": "day", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "time", "type": "time"}, {"key": "s", "type": "select", "config": {"options": ["a", "b"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}, {"key": "price", "type": "currency"}, {"key": "who", "type": "person_name"},
    {"key": "r", "type": "uuid"}, {"key": "ip", "type": "ip"}, {"key": "m", "type": "json"},
    {"key": "mail", "type": "email"}, {"key": "url", "type": "url"}, {"key": "tel", "type": "phone", "config": {"country": "DE"}},
    {"key": "slug", "type": "slug"}, {"key": "paint", "type": "color"}, {"key": "stage", "type": "status"}, {"key": "place", "type": "location"},
    {"key": "owner", "type": "user"}, {"key": "owners", "type": "user", "config": {"allow_multiple": true}}, {"key": "rating", "type": "rating"},
    {"key": "took", "type": "duration"}, {"key": "no", "type": "autonumber"}]}') ->> 'slug';
SELECT dt_create_table('Bad open', '{"open": true, "columns": [{"key": "t", "type": "long_text"}]}') ->> 'slug';
SELECT (dt_insert('bad', '{"n": 1, "i": 1, "d": 1, "b": true, "day": "2026-01-01", "at": "2026-01-01T00:00:00Z", "time": "10:00", "s": "a", "tags": ["a"],
    "price": {"amount": 1, "currency": "USD"}, "who": {"first": "J"}, "r": "00000000-0000-0000-0000-000000000001", "ip": "::1"}')).version;

-- A document may be refused because it is malformed, names an unknown column, exceeds a limit, or holds a bad regular expression.
CREATE FUNCTION pg_temp.state(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN '00000';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE WHEN SQLSTATE IN ('22023', '42703', '54000', '2201B') AND length(SQLERRM) < 1000 THEN 'refused' ELSE SQLSTATE || ' ' || left(SQLERRM, 200) END;
END
$$;
CREATE FUNCTION pg_temp.count(table_name text, filter jsonb) RETURNS text RETURN pg_temp.state(format('SELECT dt_count(%L, %L)', table_name, filter));
CREATE FUNCTION pg_temp.page(table_name text, query jsonb) RETURNS text RETURN pg_temp.state(format('SELECT dt_page(%L, %L)', table_name, query));
CREATE FUNCTION pg_temp.groups(table_name text, query jsonb) RETURNS text RETURN pg_temp.state(format('SELECT dt_aggregate(%L, %L)', table_name, query));
-- This cursor is a real one.
SELECT (dt_insert('bad', '{"n": 2}')).version;
CREATE TEMP TABLE cursor AS SELECT dt_page('bad', '{"sort": "t", "limit": 1}') ->> 'next' AS next;
SELECT next IS NOT NULL FROM cursor;
-- An outcome is wrong if it is neither an answer nor a documented refusal.
CREATE TEMP TABLE wrong (place text, text text, outcome text);
CREATE TEMP TABLE asked (place text, answered bigint, refused bigint);
-- Only some of the many combinations are tried. A hash chooses them, so the test takes seconds and tries the same ones each time.
CREATE FUNCTION pg_temp.chosen(one_in int, VARIADIC parts text[]) RETURNS bool RETURN hashtext(left(array_to_string(parts, ' '), 1000)) % one_in = 0;
CREATE FUNCTION pg_temp.ask(texts text[]) RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH outcomes AS MATERIALIZED (
        SELECT place, text, outcome FROM unnest(texts) text, LATERAL (
            -- The text is a value, for every operator on every column, in both forms of a condition.
            SELECT 'value of ' || op || ' on ' || col,
                pg_temp.count('bad', CASE WHEN length(text) % 2 = 0 THEN jsonb_build_object(col, jsonb_build_object(op, text))
                ELSE jsonb_build_array(jsonb_build_object('column', col, 'operator', op, 'value', text)) END)
                FROM unnest(ARRAY['t', 'u', 'n', 'i', 'd', 'b', 'day', 'at', 'time', 's', 'tags', 'price', 'price.currency', 'who', 'who.first', 'r', 'ip',
                    'm', 'm.a', 'id', 'created_by', 'created_at', 'version', 'mail', 'url', 'tel', 'slug', 'paint', 'stage', 'stage.category', 'place',
                    'place.city', 'place.lat', 'owner', 'owners', 'rating', 'took', 'no']) col,
                    unnest(CASE WHEN length(text) > 1000 AND col NOT IN ('t', 'm.a', 'who.first') THEN ARRAY['eq']
                        ELSE ARRAY['eq', 'neq', 'gt', 'like', 'not_ilike', 'contains', 'starts_with', 'ends_with', 'contains_word', 'matches', 'imatches',
                        'length', 'has_any', 'is_exactly', 'is_empty', 'within'] END) op WHERE pg_temp.chosen(36, text, col, op)
            UNION ALL SELECT 'in a list of ' || col, pg_temp.count('bad', jsonb_build_object(col, jsonb_build_object('in', ARRAY[text, 'a'])))
            FROM unnest(ARRAY['t', 'n', 'day', 'tags', 'price', 'm.a']) col
            UNION ALL SELECT 'as an object, ' || op, pg_temp.count('bad', jsonb_build_object(col, jsonb_build_object(op, jsonb_build_object(key, text))))
            FROM unnest(ARRAY['t', 'day', 'price', 'm.a']) col, unnest(ARRAY['eq', 'contains', 'starts_with', 'length', 'within']) op,
                unnest(ARRAY['value', 'unit', 'offset', 'last', 'amount', 'gt', text]) key WHERE pg_temp.chosen(24, text, col, op, key)
            UNION ALL SELECT 'case-sensitive ' || op,
                pg_temp.count('bad', jsonb_build_object(col, jsonb_build_object(op, jsonb_build_object('value', text, 'case_sensitive', true))))
            FROM unnest(ARRAY['t', 'm.a', 'who', 'created_by']) col, unnest(ARRAY['contains', 'starts_with', 'ends_with', 'contains_word']) op
            WHERE pg_temp.chosen(4, text, col, op)
            -- The text is a key, a path, an operator or a conjunction.
            UNION ALL SELECT 'column', pg_temp.count(t, jsonb_build_object(text, 1)) FROM unnest(ARRAY['bad', 'bad_open']) t
            UNION ALL SELECT 'column in a list', pg_temp.count(t, jsonb_build_array(jsonb_build_object('column', text, 'operator', op, 'value', 'x')))
            FROM unnest(ARRAY['bad', 'bad_open']) t, unnest(ARRAY['eq', 'contains', 'length', 'within', 'has_any']) op WHERE pg_temp.chosen(4, text, t, op)
            UNION ALL SELECT 'part of ' || col, pg_temp.count(t, jsonb_build_object(col || '.' || text, op))
            FROM unnest(ARRAY['bad', 'bad_open']) t, unnest(ARRAY['t', 'm', 'price', 'who', 'free', 'm.a']) col,
                unnest(ARRAY['1'::jsonb, '{"is_empty": true}', '{"length": 1}', '{"has_all": ["x"]}']) op WHERE pg_temp.chosen(24, text, t, col, op::text)
            UNION ALL SELECT 'operator', pg_temp.count('bad', jsonb_build_object('t', jsonb_build_object(text, 'x')))
            UNION ALL SELECT 'operator in a list',
                pg_temp.count('bad', jsonb_build_array(jsonb_build_object('column', 't', 'operator', text, 'value', 'x', 'conjunction', text)))
            UNION ALL SELECT 'conjunction', pg_temp.count('bad', jsonb_build_array(jsonb_build_object('column', 't', 'value', 'x', 'conjunction', text)))
            UNION ALL SELECT 'key of a condition', pg_temp.count('bad', jsonb_build_array(jsonb_build_object('column', 't', 'value', 'x', text, text)))
            UNION ALL SELECT 'under ' || key, pg_temp.count('bad', jsonb_build_object(key, text)) FROM unnest(ARRAY['and', 'or', 'not', 'all', 'column']) key
            -- The text is the value of another key of a query.
            UNION ALL SELECT key, pg_temp.page(t, jsonb_build_object(key, v)) FROM unnest(ARRAY['bad', 'bad_open']) t, unnest(ARRAY['filter', 'where',
                'sort', 'order_by', 'limit', 'offset', 'page', 'after', 'before', 'search', 'search_columns', 'columns', 'select', 'total', 'trash',
                'time_zone', 'now', text]) key, unnest(ARRAY[to_jsonb(text), jsonb_build_array(text), jsonb_build_object(text, text)]) v
            WHERE pg_temp.chosen(18, text, t, key, jsonb_typeof(v))
            UNION ALL SELECT 'sort by ' || key, pg_temp.page('bad',
                jsonb_build_object('sort', jsonb_build_array(jsonb_build_object('column', 't') || jsonb_build_object(key, text), 'm.' || text)))
            FROM unnest(ARRAY['column', 'direction', 'nulls', 'by', text]) key
            UNION ALL SELECT 'explain', pg_temp.state(format('SELECT dt_explain(%L, %L)', 'bad_open',
                jsonb_build_object('filter', jsonb_build_object('free.' || text, text), 'sort', 'free.' || text)))
            UNION ALL SELECT 'update where', pg_temp.state(format('SELECT dt_update_where(%L, %L, %L)', 'bad',
                jsonb_build_object('t', jsonb_build_object('eq', text || ' and more'), 'm.' || text, text), '{"n": 5}'))
            -- The text, its bytes, or a real cursor damaged by it is given as a cursor. Only the real cursor is answered.
            UNION ALL SELECT key || ', a cursor', CASE WHEN v <> next AND outcome = '00000' THEN 'a forged cursor is answered' ELSE outcome END
            FROM unnest(ARRAY['after', 'before']) key, cursor, unnest(ARRAY[text, translate(encode(convert_to(text, 'UTF8'), 'base64'), E'+/=\n', '-_'),
                next || text, text || next, overlay(next PLACING left(text, 3) FROM 7)]) v,
                LATERAL (SELECT pg_temp.page('bad', jsonb_build_object('sort', 't', key, v))) p(outcome)
            -- The text is the name of a value of an aggregate query. Such a query is answered.
            UNION ALL SELECT 'name of an aggregate', pg_temp.groups(t, jsonb_build_object('aggregates', jsonb_build_object(text, 'count'),
                'having', jsonb_build_object(text, '{"gte": 0}'::jsonb), 'sort', jsonb_build_array(jsonb_build_object('column', text))))
            FROM unnest(ARRAY['bad', 'bad_open']) t
            UNION ALL SELECT 'name of a group key', pg_temp.groups('bad', jsonb_build_object('group_by', jsonb_build_array(jsonb_build_object('column', 'n',
                'as', text)), 'aggregates', '{"n": "count"}'::jsonb, 'sort', text))
            -- The text is a group key, or one of its settings.
            UNION ALL SELECT 'group by', pg_temp.groups(t, jsonb_build_object('group_by', v)) FROM unnest(ARRAY['bad', 'bad_open']) t, unnest(ARRAY[
                to_jsonb(text), to_jsonb('m.' || text), to_jsonb('free.' || text), jsonb_build_object('column', text), jsonb_build_object(text, text),
                jsonb_build_object('column', 'm.' || text, 'unnest', true), jsonb_build_object('column', 'm.' || text, 'width', 10)]) v
            UNION ALL SELECT 'group key ' || key,
                pg_temp.groups('bad', jsonb_build_object('group_by', jsonb_build_object('column', 'at') || jsonb_build_object(key, text)))
            FROM unnest(ARRAY['column', 'unit', 'width', 'unnest', text]) key
            -- The text is a function, its column, or one of its settings.
            UNION ALL SELECT 'aggregate', pg_temp.groups('bad', jsonb_build_object('aggregates', jsonb_build_object('x', v)))
            FROM unnest(ARRAY[to_jsonb(text), jsonb_build_object(text, 'n'), jsonb_build_object('function', text, 'column', 'n'),
                jsonb_build_object('function', 'sum', text, 'n'), jsonb_build_object('sum', 'n', text, text), jsonb_build_object('percentile', 'n',
                'at', text), jsonb_build_object('distribution', 't', 'limit', text), jsonb_build_object('count', '*', 'filter', text),
                jsonb_build_object('count', '*', 'filter', jsonb_build_object(text, text)), jsonb_build_object('count', '*',
                    'filter', jsonb_build_object('t', text)), jsonb_build_object('count', '*', 'filter', jsonb_build_object('m.' || text, text))]) v
            UNION ALL SELECT f || ' of', pg_temp.groups(t, jsonb_build_object('aggregates', jsonb_build_object('x', jsonb_build_object(f, prefix || text))))
            FROM unnest(ARRAY['bad', 'bad_open']) t, unnest(ARRAY['count', 'count_distinct', 'percent_empty', 'sum', 'min', 'range', 'median', 'mode',
                'checked', 'latest', 'first', 'array', 'distribution']) f, unnest(ARRAY['', 'm.', 'price.']) prefix WHERE pg_temp.chosen(8, text, t, f, prefix)
            -- The text stands in having, or in another key of an aggregate query.
            UNION ALL SELECT 'having ' || op || ' on ' || col, pg_temp.groups('bad', jsonb_build_object('group_by', '["t", "day"]'::jsonb,
                'aggregates', '{"total": {"sum": "d"}, "list": {"array": "t"}, "most": {"max": "t"}, "late": {"latest": "at"}}'::jsonb,
                'having', jsonb_build_object(col, jsonb_build_object(op, v)))) FROM unnest(ARRAY['t', 'day', 'total', 'list', 'most', 'late', text]) col,
                unnest(ARRAY['eq', 'neq', 'gt', 'in', 'contains', 'starts_with', 'ilike', 'matches', 'contains_word', 'length', 'within', 'has_any',
                'is_empty', text]) op, unnest(ARRAY[to_jsonb(text), jsonb_build_array(text, text)]) v WHERE pg_temp.chosen(24, text, col, op, jsonb_typeof(v))
            UNION ALL SELECT key || ' of an aggregate query', pg_temp.groups('bad', '{"aggregates": {"n": "count"}}'::jsonb || jsonb_build_object(key, v))
            FROM unnest(ARRAY['filter', 'where', 'group_by', 'aggregates', 'having', 'sort', 'order_by', 'limit', 'offset', 'trash', 'time_zone', 'now',
                'search', 'search_columns', text]) key, unnest(ARRAY[to_jsonb(text), jsonb_build_array(text), jsonb_build_object(text, text)]) v
            WHERE pg_temp.chosen(8, text, key, jsonb_typeof(v))
        ) places(place, outcome)
    ), counted AS (
        INSERT INTO asked SELECT place, count(*) FILTER (WHERE outcome = '00000'), count(*) FILTER (WHERE outcome = 'refused') FROM outcomes GROUP BY place
    )
    INSERT INTO wrong SELECT place, left(text, 50), outcome FROM outcomes WHERE outcome NOT IN ('00000', 'refused')
$$;
-- The long texts are tried on two records only, because PostgreSQL folds the case of a pattern anew for each.
SELECT (dt_insert('bad_open', '{"t": "x", "free": "x"}')).version;
SELECT pg_temp.ask(array_agg(text)) FROM long;
SELECT count(*)
FROM dt_insert_many('bad', (SELECT jsonb_agg(jsonb_build_object('t', text, 'm', jsonb_build_object('a', text, text, ARRAY[text]))) FROM naughty));
SELECT count(*) FROM dt_insert_many('bad_open',
    (SELECT jsonb_agg(jsonb_build_object('t', text, 'free', text) || jsonb_build_object(text, 1)) FROM naughty WHERE text <> 't'));
CREATE TEMP TABLE before AS SELECT dt_describe('bad') AS described, dt_describe('bad_open') AS open_described, dt_count('bad') AS records,
    dt_count('bad_open') AS open_records, (SELECT count(*) FROM dt.tables) AS tables, (SELECT count(*) FROM dt.columns) AS columns,
    (SELECT count(*) FROM pg_class) AS relations;
SELECT pg_temp.ask(array_agg(text)) FROM naughty;
SELECT * FROM wrong ORDER BY place COLLATE "C", text COLLATE "C" LIMIT 30;
SELECT sum(answered) > 1000 AS "thousands were answered", sum(refused) > 3000 AS "thousands were refused" FROM asked;

-- These documents have random shapes, made of the words of queries and of anything else.
CREATE FUNCTION pg_temp.any_of(list anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS 'SELECT list[1 + floor(random() * cardinality(list))::int]';
CREATE FUNCTION pg_temp.scalar(texts text[]) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN random() < 0.5 THEN to_jsonb(pg_temp.any_of(texts)) ELSE pg_temp.any_of(ARRAY['null', 'true', 'false', '0', '-1', '1', '1.5', '-0.0',
        '1e308', '-1e400', '9223372036854775808', '0.1234567890123456789012345678901234567890', '"today"', '"a"', '"2026-01-01"', '"USD"', '[]', '{}',
        '[null]', '["a", "b"]', '[1, 2]', '{"unit": "week"}', '{"last": {"days": 2}}', '{"amount": 1, "currency": "USD"}', '{"gt": 1}']::jsonb[]) END
$$;
CREATE FUNCTION pg_temp.word(texts text[]) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN random() < 0.1 THEN pg_temp.any_of(texts) ELSE pg_temp.any_of('{t,u,n,i,d,b,day,at,time,s,tags,price,price.amount,who,who.last,r,
        ip,m,m.a,m.a.0,id,created_at,created_by,version,and,or,not,all,column,attribute,operator,value,conjunction,eq,neq,gt,lt,between,not_between,
        in,not_in,like,ilike,contains,starts_with,ends_with,contains_word,matches,imatches,length,has_any,has_all,has_none,is_exactly,is_empty,
        is_null,exists,within,unit,offset,last,next,days,case_sensitive,amount,currency}'::text[]) END
$$;
CREATE FUNCTION pg_temp.document(texts text[], depth int) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    object jsonb := '{}';
    list jsonb := '[]';
BEGIN
    IF depth = 0 OR random() < 0.15 THEN
        RETURN pg_temp.scalar(texts);
    ELSIF random() < 0.25 THEN
        FOR i IN 1 .. ceil(random() * 3) LOOP
            list := list || jsonb_build_array(pg_temp.document(texts, depth - 1));
        END LOOP;
        RETURN list;
    ELSIF random() < 0.3 THEN
        RETURN jsonb_build_object('column', pg_temp.word(texts), 'operator', pg_temp.word(texts), 'value', pg_temp.document(texts, depth - 1));
    END IF;
    FOR i IN 1 .. ceil(random() * 2) LOOP
        object := object || jsonb_build_object(pg_temp.word(texts), pg_temp.document(texts, depth - 1));
    END LOOP;
    RETURN object;
END
$$;
SELECT setseed(0.25) IS NOT NULL;
CREATE TEMP TABLE documents AS SELECT pg_temp.document((SELECT array_agg(text) FROM naughty), 1 + i % 4) AS document FROM generate_series(1, 3000) i;
CREATE TEMP TABLE outcomes AS SELECT document, pg_temp.count(CASE WHEN random() < 0.5 THEN 'bad' ELSE 'bad_open' END, document) AS outcome FROM documents;
SELECT left(document::text, 200), outcome FROM outcomes WHERE outcome NOT IN ('00000', 'refused') LIMIT 10;
SELECT count(*) FILTER (WHERE outcome = '00000') > 200 AS "many were answered",
    count(*) FILTER (WHERE outcome = 'refused') > 200 AS "many were refused" FROM outcomes;

-- These are aggregate queries. Their keys are right, their values are random.
CREATE TEMP TABLE aggregated AS SELECT q, pg_temp.groups(CASE WHEN random() < 0.5 THEN 'bad' ELSE 'bad_open' END, q) AS outcome
FROM (SELECT CASE i % 4 WHEN 0 THEN jsonb_build_object('group_by', d, 'aggregates', '{"n": "count"}'::jsonb)
    WHEN 1 THEN jsonb_build_object('aggregates', jsonb_build_object('n', d)) WHEN 2 THEN jsonb_build_object('group_by', 't', 'having', d)
    ELSE jsonb_build_object('group_by', 't', 'aggregates', '{"n": {"max": "at"}}'::jsonb, 'filter', d, 'sort', d) END
    FROM (SELECT i, pg_temp.document((SELECT array_agg(text) FROM naughty), 1 + i % 3) FROM generate_series(1, 2000) i) AS documents(i, d)) AS queries(q);
SELECT left(q::text, 200), outcome FROM aggregated WHERE outcome NOT IN ('00000', 'refused') LIMIT 10;
SELECT count(*) FILTER (WHERE outcome = '00000') > 20 AS "some were answered",
    count(*) FILTER (WHERE outcome = 'refused') > 200 AS "many were refused" FROM aggregated;
-- A value of the result has exactly the name that was asked for.
SELECT count(*) AS names, count(*) FILTER (WHERE dt_aggregate = jsonb_build_object(text, 0)) AS answered
FROM naughty, dt_aggregate('bad', jsonb_build_object('aggregates', jsonb_build_object(text, 'count'), 'filter', '{"n": 99}'::jsonb)) WHERE text <> '';

-- Escapes that no text can hold are refused by jsonb itself.
SELECT json, try_count('bad', json) FROM unnest(ARRAY['{"t": "\u0000"}', '{"\u0000": 1}', '{"t": {"\u0000": 1}}', '{"m.\u0000": 1}', '{"t": "\ud800"}',
    '{"t": "\udc00"}', '{"\ud83d\ud83d": 1}', '{"t": "\uD83D\uDE42"}', '{"t": "a', '{"t": ''a''}', '{t: 1}', '{"t": 1,}', '']) json;

-- Nothing has changed in the database.
SELECT described = dt_describe('bad') AS described, open_described = dt_describe('bad_open') AS open, records = dt_count('bad') AS records,
    open_records = dt_count('bad_open') AS open_records, tables = (SELECT count(*) FROM dt.tables) AS tables,
    columns = (SELECT count(*) FROM dt.columns) AS columns FROM before;

CALL drop_tables();
