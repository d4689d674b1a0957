#!/usr/bin/env bash
# psql runs the statement of dt_index_ddl as it is, outside of a transaction, and the index is listed, valid, used and dropped like any other.
# One database sorts by code points. The other does not, so starts_with has a kind of index of its own.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

records="SELECT count(*) FROM dt_insert_many('goods', (SELECT jsonb_agg(jsonb_build_object('name', 'Part ' || i || '/b', 'note', md5(i::text),
    'amount', i, 'tags', CASE WHEN i % 900 = 1 THEN '[\"rare\"]'::jsonb ELSE '[\"x\"]' END)) FROM generate_series(1, 20000) i))"

uses() { # uses DATABASE QUERY: the kinds of the indexes that a query uses
    sql "$1" "SELECT coalesce(string_agg(i.kind, ' '), 'none')
        FROM jsonb_array_elements_text(dt_explain('goods', '$2') -> 'indexes') AS u(name) JOIN dt_indexes('goods') AS i USING (name)"
}

database=index_ddl
trgm='CREATE EXTENSION pg_trgm;'
has_extension pg_trgm || trgm=
locales=("C.UTF-8 libc")
# Not every PostgreSQL is built with ICU. From version 16 on one without it has a collation of it all the same.
[ "$(sql postgres "SELECT count(*) > 0 FROM pg_collation WHERE collname LIKE '%-x-icu'")" = f ] || locales+=("und icu")
for locale in "${locales[@]}"; do
    read -r name provider <<<"$locale"
    "$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $database" || exit 1
    if [ "$provider" = icu ]; then
        "$BIN/psql" -X -q -c "CREATE DATABASE $database TEMPLATE template0 ENCODING UTF8 LOCALE_PROVIDER icu ICU_LOCALE '$name' LOCALE 'C.UTF-8'" || exit 1
    else
        "$BIN/psql" -X -q -c "CREATE DATABASE $database TEMPLATE template0 ENCODING UTF8 LOCALE '$name'" || exit 1
    fi
    succeeds "$provider: records" sql $database "CREATE EXTENSION pg_dyntables; $trgm
        SELECT dt_create_table('Goods', '{\"columns\": [{\"key\": \"name\", \"type\": \"text\"}, {\"key\": \"note\", \"type\": \"long_text\"},
            {\"key\": \"amount\", \"type\": \"number\"},
            {\"key\": \"tags\", \"type\": \"multi_select\", \"config\": {\"options\": [\"rare\", \"x\"]}}]}'); $records"

    # Each case has the keys, the kind asked for, the kind listed, and a query.
    while IFS='|' read -r keys kind listed query; do
        [ "$kind" != trigram ] || [ -n "$trgm" ] || continue
        is "$(uses $database "$query")" none "$provider: $kind over $keys is missing"
        sql $database "SELECT dt_index_ddl('goods', '$keys', '{\"kind\": \"$kind\"}')" >"$work/ddl.sql"
        is "$(grep -c '^CREATE INDEX CONCURRENTLY ' "$work/ddl.sql")" 1 "$provider: $kind over $keys: a statement"
        succeeds "$provider: $kind over $keys: psql runs it as it is" "$BIN/psql" -X -v ON_ERROR_STOP=1 -d $database -f "$work/ddl.sql"
        sql $database "ANALYZE" >/dev/null
        is "$(sql $database "SELECT columns, kind, is_unique, valid FROM dt_indexes('goods')")" "$keys|$listed|f|t" "$provider: $kind over $keys is listed"
        is "$(uses $database "$query")" "$listed" "$provider: $kind over $keys is used"
        is "$(sql $database "SELECT dt_index_ddl('goods', '$keys', '{\"kind\": \"$kind\"}')" | grep -c '^ERROR.*exists')" 1 \
            "$provider: $kind over $keys is not made twice"
        succeeds "$provider: $kind over $keys is dropped" sql $database "SELECT dt_drop_index('goods', name) FROM dt_indexes('goods')"
        is "$(uses $database "$query")" none "$provider: $kind over $keys is gone"
    done <<-CASES
	{amount}|btree|btree|{"filter": {"amount": {"lt": 50}}}
	{amount}|btree|btree|{"sort": "-amount", "limit": 20}
	{tags}|set|set|{"filter": {"tags": {"has_any": ["rare"]}}}
	{note}|trigram|trigram|{"filter": {"note": {"contains": "c4ca4238"}}}
	{name}|search|search|{"search": "part 77/b", "search_columns": ["name"]}
	{}|search|search|{"search": "part 77/b"}
	{name}|prefix|$([ $provider = icu ] && echo prefix || echo btree)|{"filter": {"name": {"starts_with": {"value": "Part 1234", "case_sensitive": true}}}}
	CASES
    # starts_with compares characters, whatever order the database has.
    is "$(sql $database "SELECT dt_count('goods', '{\"name\": {\"starts_with\": {\"value\": \"Part 1999\", \"case_sensitive\": true}}}'),
        dt_count('goods', '{\"name\": {\"starts_with\": {\"value\": \"part 1999\", \"case_sensitive\": true}}}')")" '11|0' \
        "$provider: starts_with minds case"
done

# An index that could not be finished is listed as not valid, and can be dropped.
sql $database "SELECT dt_insert('goods', '{\"amount\": 1}')" >/dev/null
sql $database "SELECT dt_index_ddl('goods', '{amount}', '{\"unique\": true}')" >"$work/ddl.sql"
"$BIN/psql" -X -q -d $database -f "$work/ddl.sql" >/dev/null 2>&1
is "$(sql $database "SELECT columns, is_unique, valid FROM dt_indexes('goods')")" '{amount}|t|f' 'an unfinished index is not valid'
succeeds 'it is dropped' sql $database "SELECT dt_drop_index('goods', name) FROM dt_indexes('goods')"
"$BIN/psql" -X -q -c "DROP DATABASE $database"

finish
