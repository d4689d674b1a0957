#!/usr/bin/env bash
# PostgreSQL's own functions read the jsonb that the extension writes. Random trees go through each function that writes bytes of its own;
# jsonb_each and jsonb_array_elements read each entry, and the text read as jsonb again must be the same.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

database=jsonb_roundtrip
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database TEMPLATE template0 ENCODING UTF8" || exit 1
succeeds 'trees are made' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $database -f "$here/lib/jsonb_trees.sql"

wrong() { # wrong NAME QUERY: the query returns what was written and what is due
    is "$(sql $database "SELECT count(*) FROM (SELECT written FROM ($2) made(written, due) WHERE NOT is_read_as(written, due) LIMIT 3) wrong")" 0 "$1"
}

is "$(sql $database 'SELECT count(DISTINCT jsonb_typeof(tree)), max(length(tree::text)) > 20000
    FROM trees')" '6|t' 'there are trees of all kinds, scalars among them'
wrong 'some keys of an object (dt.pick)' "SELECT dt.pick(tree, keys), (SELECT coalesce(jsonb_object_agg(key, value), '{}')
    FROM jsonb_each(tree) WHERE key = ANY (keys)) FROM objects, LATERAL (SELECT ARRAY(SELECT key FROM jsonb_object_keys(tree) key
    WHERE hashtext(key || no) % 2 = 0) || '{absent}'::text[]) k(keys)"
wrong 'of what is no object it is all' "SELECT dt.pick(tree, '{a}'), tree FROM trees WHERE jsonb_typeof(tree) <> 'object'"
wrong 'a change of one column (dt.converted)' "SELECT dt.converted(tree
    || '{\"n\": \"12.50\"}', '{\"from\": {\"key\": \"n\", \"type\": \"text\"}, \"to\": {\"key\": \"n\", \"type\": \"number\"},
    \"on_failure\": \"keep\", \"zone\": \"UTC\"}'), tree || '{\"n\": 12.50}' FROM objects"
# Records of open tables are stored as they are, with a default and another form, or patched.
wrong 'inserted as they are' "SELECT (dt_insert('plain', tree)).data, tree FROM objects WHERE is_record(tree)"
wrong 'inserted with changes' "SELECT (dt_insert('changed', tree || '{\"e\": \"#ABCDEF\", \"gone\": null}')).data, tree
    || '{\"e\": \"#abcdef\", \"filled\": \"x\"}' FROM objects WHERE is_record(tree)"
wrong 'many at once' "SELECT q.data, o.tree FROM (SELECT id, row_number() OVER () AS at
    FROM dt_insert_many('plain', (SELECT jsonb_agg(tree ORDER BY no) FROM objects WHERE is_record(tree))) id) i
    JOIN (SELECT tree, row_number() OVER (ORDER BY no) AS at FROM objects WHERE is_record(tree)) o USING (at), LATERAL dt_get('plain', i.id) q"
wrong 'patched (dt_update)' "SELECT (dt_update('plain', id, patch)).data, (data || patch) - ARRAY(SELECT key FROM jsonb_each(patch)
    WHERE value = 'null') FROM patched"
wrong 'replaced (dt_replace)' "SELECT (dt_replace('plain', id, patch - ARRAY(SELECT key FROM jsonb_each(patch)
    WHERE value = 'null'))).data, patch - ARRAY(SELECT key FROM jsonb_each(patch) WHERE value = 'null') FROM patched"
# Pages and dt_query_json print records as PostgreSQL prints their jsonb. An operator of json returns a part as it is written.
same() { # same NAME QUERY: the query returns what was printed and what is due
    is "$(sql $database "SELECT count(*), bool_and(printed = due) FROM ($2) made(printed, due)")" "$(sql $database "SELECT count(*), true
        FROM dt_query('plain')")" "$1"
}
plain=$(sql $database "SELECT dt_describe('plain') ->> 'storage'")
sql $database "SET session_replication_role = replica; INSERT INTO $plain (data) SELECT jsonb_build_object('tree', tree) FROM trees;
    INSERT INTO $plain (data) SELECT jsonb_build_object('at', chr(i), 'text', 'a' || chr(i) || repeat('b', i) || chr(i) || 'é🎉\"\\',
        repeat(chr(i), 3), i) FROM generate_series(1, 300) i" >/dev/null
is "$(sql $database "SELECT count(*) FILTER (WHERE data ? 'tree') > 1000, count(*) FILTER (WHERE data ? 'at') FROM $plain")" 't|300' \
    'trees and characters of all kinds are records'
same 'a record (dt_query_json)' "SELECT (r -> 'data')::text, q.data::text FROM dt_query_json('plain') r JOIN dt_query('plain') q ON q.id::text = r ->> 'id'"
pages="WITH RECURSIVE pages AS (SELECT dt_page('plain', '{\"limit\": 200}') AS page UNION ALL SELECT dt_page('plain',
    jsonb_build_object('limit', 200, 'after', page -> 'next')) FROM pages WHERE page ->> 'next' IS NOT NULL)"
same 'all records of pages (dt_page)' "$pages SELECT (r -> 'data')::text, q.data::text FROM pages, json_array_elements(page -> 'records') r
    JOIN dt_query('plain') q ON q.id::text = r ->> 'id'"
same 'the same as dt_query_json' "$pages SELECT r::text, q::text FROM pages, json_array_elements(page -> 'records') r
    JOIN dt_query_json('plain') q ON q ->> 'id' = r ->> 'id'"
same 'as jsonb' "$pages SELECT r::jsonb::text, r::text FROM pages, json_array_elements(page -> 'records') r"
# PostgreSQL restores what it dumps.
storage=$(sql $database "SELECT dt_describe('changed') ->> 'storage'")
restored() {
    "$BIN/psql" -X -q -d $database -c "COPY $storage (data) TO STDOUT" |
        "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $database -c 'CREATE TABLE restored (data jsonb)' -c 'COPY restored FROM STDIN'
}
succeeds 'dumped as text and restored' restored
is "$(sql $database "SELECT count(*) FROM (SELECT data FROM $storage EXCEPT SELECT data FROM restored) gone")" 0 'the same records'
"$BIN/psql" -X -q -c "DROP DATABASE $database"
finish
