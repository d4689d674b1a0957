#!/usr/bin/env bash
# With the library in shared_preload_libraries, dt_suggest_indexes counts the queries of all sessions.
# Run it with `pg_test/run script preloaded`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

own_cluster <<<"shared_preload_libraries = 'pg_dyntables'
fsync = off"
db=postgres

succeeds 'the extension is made' "$BIN/psql" -X -q -d $db -c 'CREATE EXTENSION pg_dyntables'
sql $db "SELECT FROM dt_create_table('Seen', '{\"columns\": [{\"key\": \"n\", \"type\": \"integer\"}, {\"key\": \"m\", \"type\": \"integer\"}]}');
    SELECT FROM dt_insert_many('seen', (SELECT jsonb_agg(jsonb_build_object('n', i, 'm', i)) FROM generate_series(1, 5000) i))" >/dev/null
sql $db "DO \$\$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('seen') ->> 'storage'); END \$\$"
for i in 1 2 3; do
    sql $db "SELECT dt_count('seen', '{\"n\": $i}')" >/dev/null
done
is "$(sql $db "SELECT columns, calls FROM dt_suggest_indexes('seen')")" '{n}|3' 'another session sees the queries of three'
# A session adds up its calls and passes them on now and then, at the latest after 64.
sql $db "SELECT dt_count('seen', jsonb_build_object('m', i)) FROM generate_series(1, 1000) i" >/dev/null
is "$(sql $db "SELECT calls BETWEEN 937 AND 1000 FROM dt_suggest_indexes('seen') WHERE columns = '{m}'")" t \
    'many calls of one session are counted, but for the last 63'
# There are more shapes than there is room for. The frequent ones stay.
sql $db "SELECT FROM dt_create_table('Wide', jsonb_build_object('columns',
    (SELECT jsonb_agg(jsonb_build_object('key', 'c' || i, 'type', 'integer')) FROM generate_series(1, 50) i)))" >/dev/null
sql $db "SELECT dt_count('wide', jsonb_build_object('c' || a, 1, 'c' || b, 2)) FROM generate_series(1, 50) a, generate_series(1, 50) b WHERE a < b" >/dev/null
is "$(sql $db "SELECT count(*) FROM dt_suggest_indexes('seen')")" 2 'the frequent shapes of another table are still known'
sql postgres "CREATE DATABASE other" >/dev/null
sql other "CREATE EXTENSION pg_dyntables; SELECT FROM dt_create_table('Seen', '{\"columns\": [{\"key\": \"n\", \"type\": \"integer\"}]}')" >/dev/null
is "$(sql other "SELECT count(*) FROM dt_suggest_indexes('seen')")" 0 'another database has its own'
is "$(sqlstate $db "SELECT * FROM dt_suggest_indexes('gone')")" 42P01 'an unknown table is 42P01'
finish
