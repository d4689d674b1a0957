-- Ignoring case means full Unicode case folding, in every operator, in search, in unique rules, and in every database.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT text, dt.folded(text) FROM unnest(ARRAY['ΔΡΟΜΟΣ', 'δρομος', 'Straße', 'STRAẞE', 'İzmir', 'ızmir', 'ÉCOLE', 'ﬁn', 'K', 'ДОМ', '日本 %_\', '']) text;
SELECT dt_create_table('Words', '{"columns": [{"key": "id_", "type": "text"}, {"key": "t", "type": "long_text", "unique": true},
    {"key": "mail", "type": "email", "unique": true},
    {"key": "who", "type": "person_name"}, {"key": "place", "type": "location"}, {"key": "meta", "type": "json"},
    {"key": "state", "type": "select", "config": {"options": [{"value": "s", "label": "Straße"}]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('words', '[
    {"id_": "a", "t": "ΔΡΟΜΟΣ", "mail": "JANE@Example.com"}, {"id_": "b", "t": "ο δρομος μου"}, {"id_": "c", "t": "Lange Straße 12"}, {"id_": "d",
        "t": "LANGE STRASSE"},
    {"id_": "e", "t": "İzmir"}, {"id_": "f", "t": "Izmir"}, {"id_": "g", "t": "École", "who": {"first": "Zoë", "last": "Weiß"},
        "place": {"city": "WEIẞENSEE"}, "meta": {"s": "Große Σ"}},
    {"id_": "h", "t": "100 % of A_B\\C"}, {"id_": "i"}]');
CREATE FUNCTION pg_temp.ops(ops text[], value text) RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(op || ' ' || found('words', jsonb_build_object('t', jsonb_build_object(op, value)), 'id_'), ', ' ORDER BY at)
    FROM unnest(ops) WITH ORDINALITY o(op, at);
END;

-- ## Texts
SELECT value, pg_temp.ops('{contains,starts_with,ends_with,contains_word,imatches}', value)
FROM unnest(ARRAY['δρομος', 'ΔΡΟΜΟΣ', 'ΡΟΜΟσ', 'strasse', 'STRAẞE', 'straße', 'izmir', 'İZMİR', 'école', 'a_b', '% OF']) value;
SELECT value, pg_temp.ops('{ilike,not_ilike}', value) FROM unnest(ARRAY['δρομος', '%STRASSE%', '%stra__e%', '%stra_e%', '_cole', '%a\_b%', '%\% OF%', 'İ%',
    'i%']) value;
-- A regular expression is asked of the text without case. What folds to two letters is a group, but not in brackets.
SELECT value, pg_temp.ops('{imatches,matches}', value) FROM unnest(ARRAY['^Δρομος$', 'straße \d', 'strasse', 'Stra(ß|x)e', 'straß+e', 'stra[ßs]', 'É',
    '[é]c', 'a_b\\', '***=A_B\', 'st.{5}$']) value;
-- With the case minded nothing is folded.
SELECT f, found('words', f, 'id_') FROM unnest(ARRAY['{"t": {"contains": {"value": "strasse", "case_sensitive": true}}}',
    '{"t": {"contains": {"value": "Straße", "case_sensitive": true}}}',
    '{"t": {"like": "%δρομος%"}}', '{"t": {"contains_word": {"value": "ΔΡΟΜΟΣ", "case_sensitive": true}}}', '{"t": {"matches": "ΔΡΟΜΟΣ"}}',
        '{"t": "δρομος"}', '{"t": {"starts_with": {"value": "é", "case_sensitive": true}}}']::jsonb[]) f;
-- Other columns, parts and paths.
SELECT f, found('words', f, 'id_') FROM unnest(ARRAY['{"who": {"contains": "WEISS ZOË"}}', '{"who.last": {"starts_with": "weiss"}}',
    '{"place.city": {"contains": "WEISSEN"}}',
    '{"meta.s": {"contains": "grosse ς"}}', '{"meta.s": {"ilike": "GROSSE%"}}', '{"mail": "jane@EXAMPLE.com"}', '{"mail": {"starts_with": "jAnE@"}}',
        '{"mail": {"in": ["jane@example.com"]}}',
    '{"mail": {"contains_word": "jane"}}', '{"mail": {"starts_with": {"value": "j", "case_sensitive": true}}}']::jsonb[]) f;
SELECT dt_count('words', '{"state": "STRASSE"}'), dt_count('words', jsonb_build_object('created_by', jsonb_build_object('contains', upper(current_user))));
-- Every filter and its negation divide the records.
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('words', f) + dt_count('words', jsonb_build_object('not', f)) = 9) AS complements
FROM unnest(ARRAY['contains', 'starts_with', 'ends_with', 'contains_word', 'ilike', 'imatches']) op, unnest(ARRAY['ς', 'ẞ', 'İ', 's']) value,
    unnest(ARRAY['t', 'who', 'place.city', 'meta.s', 'mail', 'created_by']) path, jsonb_build_object(path, jsonb_build_object(op, value)) f;

-- ## Search folds accents, too
SELECT words, (SELECT string_agg(data ->> 'id_', '' ORDER BY data ->> 'id_') FROM dt_query('words', jsonb_build_object('search', words)))
FROM unnest(ARRAY['δρομος', 'ΔΡΌΜΟΣ', 'strasse', 'STRAẞE', 'izmir', 'ecole', 'weissensee']) words;

-- ## Unique rules
SELECT put('words', '"jane@example.COM"', 'mail'), put('words', '"ΔΡΟΜΟΣ"', 't'), put('words', '"δρομος"', 't');

-- ## Indexes find the same
\i `echo "$PG_ABS_SRCDIR/lib/pg_trgm.sql"`
\if :lacking
CALL drop_tables();
\q
\endif
CREATE FUNCTION pg_temp.all_found() RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT md5(string_agg(found('words', f, 'id_'), ',' ORDER BY f::text))
    FROM unnest(ARRAY['contains', 'starts_with', 'ends_with', 'contains_word', 'ilike', 'like', 'matches', 'imatches', 'not_contains']) op,
        unnest(ARRAY['δρομος', 'ΡΟΜΟΣ', 'straße', 'STRA__E', '%stra_e%', '%asse', 'İzm', 'izm', 'Éco', '% of A', 'a\_b', 'A\\B', 'Straße']) value,
        unnest(ARRAY['t', 'who', 'place.city', 'mail']) path,
        unnest(ARRAY[to_jsonb(value), jsonb_build_object('value', value, 'case_sensitive', true)]) operand, jsonb_build_object(path, jsonb_build_object(op,
            operand)) f
    WHERE jsonb_typeof(operand) = 'string' OR op IN ('contains', 'starts_with', 'ends_with', 'contains_word', 'not_contains');
END;
SELECT pg_temp.all_found() AS before \gset
SELECT count(dt_create_index('words', ARRAY[key], '{"kind": "trigram"}')) FROM unnest(ARRAY['t', 'who', 'place.city', 'mail', 'created_by']) key;
SELECT columns, kind FROM dt_indexes('words') WHERE kind = 'trigram' ORDER BY columns;
SET enable_seqscan = off;
SELECT pg_temp.all_found() = :'before' AS same;
SELECT plain(dt_explain('words', '{"filter": {"t": {"contains": "δρομος"}}}') ->> 'sql');
SELECT dt_explain('words', '{"filter": {"t": {"like": "Str_ß\\_"}}}') -> 'params';
RESET enable_seqscan;

CALL drop_tables();
DROP EXTENSION pg_trgm;
