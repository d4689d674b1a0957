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
wrong 'an array of one tree (dt.page_json)' "SELECT dt.page_json(ARRAY[tree], 1, 'n', NULL),
    jsonb_build_object('records', jsonb_build_array(tree), 'total', 1, 'next', 'n', 'previous', NULL) FROM trees"
wrong 'of many trees' "SELECT dt.page_json(array_agg(tree ORDER BY no), NULL, NULL, ''),
    jsonb_build_object('records', jsonb_agg(tree ORDER BY no), 'total', NULL, 'next', NULL, 'previous', '') FROM trees GROUP BY no % 97"
wrong 'of all of them' "SELECT dt.page_json(array_agg(tree ORDER BY no), 9223372036854775807, NULL, NULL),
    jsonb_build_object('records', jsonb_agg(tree ORDER BY no), 'total', 9223372036854775807, 'next', NULL, 'previous', NULL) FROM trees"
wrong 'of none' "SELECT dt.page_json(records, 0, NULL, NULL), '{\"records\": [], \"total\": 0, \"next\": null, \"previous\": null}'::jsonb
    FROM (VALUES (NULL::jsonb[]), ('{}'), ('{NULL}')) pages(records)"
wrong 'a record (dt.record_json)' "SELECT dt.record_json(NULL, tree, 'epoch', NULL, 'x', repeat('é', no::int % 300), no),
    jsonb_build_object('id', NULL, 'data', tree, 'created_at', '1970-01-01T00:00:00Z', 'updated_at', NULL, 'created_by', 'x', 'updated_by',
    repeat('é', no::int % 300), 'version', no) FROM trees"
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
wrong 'all records of a page (dt_page)' "SELECT page -> 'records' -> at -> 'data', data
    FROM dt_page('plain', '{\"limit\": 200, \"sort\": \"id\"}') page, LATERAL (SELECT data, row_number() OVER () - 1 AS at
    FROM dt_query('plain', '{\"limit\": 200, \"sort\": \"id\"}')) q(data, at_), LATERAL (SELECT at_::int) p(at)"
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
