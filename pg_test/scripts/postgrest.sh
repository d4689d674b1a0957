#!/usr/bin/env bash
# Every function is called as PostgREST 12 calls it: reading ones by GET and by POST in a READ ONLY transaction, writing ones by POST, with a role
# that switches to the request's role. Run it with `pg_test/run script postgrest`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"
db=postgrest

"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" \
    -c 'CREATE ROLE authenticator LOGIN NOINHERIT' -c 'CREATE ROLE web_anon' -c 'CREATE ROLE app_user' -c 'CREATE ROLE web_admin' \
    -c 'GRANT web_anon, app_user, web_admin TO authenticator' || exit 1
trap '"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "DROP ROLE authenticator, web_anon, app_user, web_admin"; rm -rf "$work"' EXIT

# Self-hosted Supabase gives its roles everything that is made in public. CREATE EXTENSION takes it back.
succeeds 'the extension is made under default privileges' sql $db "
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO web_anon, app_user;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO app_user;
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO web_anon;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO web_anon;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO web_anon;
    CREATE EXTENSION pg_dyntables;"
is "$(sql $db "SELECT p.oid::regprocedure, r.rolname FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass
    AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_dyntables', pg_roles r
    WHERE r.rolname IN ('web_anon', 'app_user', 'authenticator') AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
        AND (p.pronamespace <> 'dt'::regnamespace OR NOT has_function_privilege('pg_monitor', p.oid, 'EXECUTE'))")" \
    '' 'no role has more than PUBLIC has'
is "$(sql $db "SELECT has_function_privilege('web_anon', 'dt.get_text(jsonb,text)', 'EXECUTE'),
    has_function_privilege('app_user', 'dt.uuid7()', 'EXECUTE')")" 't|t' 'and PUBLIC has what defaults and indexes call'
is "$(sql $db "SELECT c.relname FROM pg_class c WHERE c.relnamespace IN ('dt'::regnamespace, 'dt_data'::regnamespace) AND c.relkind IN ('r', 'S')
    AND CASE c.relkind WHEN 'r' THEN has_table_privilege('web_anon', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
        ELSE has_sequence_privilege('web_anon', c.oid, 'USAGE, SELECT, UPDATE') END
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname IN ('dt', 'dt_data') AND has_schema_privilege('web_anon', oid, 'CREATE')")" \
    '' 'nor a right on a table, sequence or schema'
# What PostgreSQL records as an extension's own rights is not dumped.
is "$("$BIN/pg_dump" --no-sync -d $db | grep -E '^(GRANT|REVOKE).*(web_anon|app_user)')" '' 'a dump says nothing of it'

succeeds 'a global table' sql $db "SELECT dt_create_table('News', '{\"columns\": [{\"key\": \"title\", \"type\": \"text\"}]}');
    SELECT dt_insert('news', '{\"title\": \"Hello\"}')"
# PostgREST's claim `role` is the database role, so what the user is to the application has another name.
succeeds 'a claim of its own for the role of the user' sql $db "ALTER DATABASE $db SET dt.claim_role = 'app_role'"
succeeds 'capabilities' sql $db "SELECT dt_grant('web_anon', 'reader'), dt_grant('app_user', 'designer'), dt_grant('web_admin', 'admin')"
"$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db -f "$here/lib/postgrest.sql" || exit 1
# The schema cache: which functions write, as GET and functions that only read are requested in READ ONLY transactions.
writes=" $(sql $db "SELECT string_agg(name, ' ') FROM postgrest.functions WHERE writes") "

request() { # request METHOD ROLE FUNCTION ARGUMENTS [SELECT] [REST] [COUNTED]: the body of the response, or ERROR and the SQLSTATE
    local method=$1 role=$2 function=$3 mode='READ WRITE' claims='{}' member=member selected=NULL
    [[ $method = POST && $writes == *" $function "* ]] || mode='READ ONLY'
    [ "$role" != web_admin ] || member=org_admin
    [ "$role" = web_anon ] || claims="{\"sub\": \"u1\", \"org_id\": \"acme\", \"role\": \"$role\", \"app_role\": \"$member\"}"
    [ -z "${5:-}" ] || selected="\$s\$$5\$s\$"
    {
        echo '\o /dev/null'
        echo "BEGIN ISOLATION LEVEL READ COMMITTED $mode;"
        echo "select set_config('search_path', '\"public\"', true), set_config('role', '$role', true), set_config('request.jwt.claims', '$claims', true),
            set_config('request.method', '$method', true), set_config('request.path', '/rpc/$function', true),
            set_config('request.headers', '{\"accept\":\"*/*\"}', true), set_config('request.cookies', '{}', true);"
        printf '%s \\gset\n' "$(sql $db "SELECT postgrest.statement('$method', '$function', \$a\$$4\$a\$, $selected, \$r\$${6:-}\$r\$, ${7:-false})")"
        printf '%s\n' '\set state :SQLSTATE' '\set failed :ERROR' 'COMMIT;' '\o' '\if :failed' '\echo ERROR :state' '\else' '\echo :body' '\endif'
    } | "$BIN/psql" -X -q -U authenticator -d $db 2>"$work/errors"
    [ -z "${VERBOSE:-}" ] || cat "$work/errors"
}

requested=' '
answers() { # answers METHOD ROLE FUNCTION ARGUMENTS EXPECTED [SELECT] [REST] [COUNTED]: `*` in the expected response stands for anything
    local body status=0 pattern=${5//[/\\[}
    body=$(request "$1" "$2" "$3" "$4" "${6:-}" "${7:-}" "${8:-}")
    # shellcheck disable=SC2053
    [[ $body == $pattern ]] || status=1
    report $status "$1 /rpc/$3 as $2: $(cut -c 1-90 <<<"$4 ${7:-}")"
    [ $status = 0 ] || { printf 'got:      %s\nexpected: %s\n' "$body" "$5"; cat "$work/errors"; } | sed 's/^/#   /'
    requested+="$3 "
}

# Two lines: the method (READ is GET, then POST), the role, the function and its arguments; after => the response, which is empty for void.
id1=00000000-0000-7000-8000-000000000001
id2=00000000-0000-7000-8000-000000000002
while read -r method role function arguments && read -r _ expected; do
    if [ "$method" = READ ]; then
        answers GET "$role" "$function" "$arguments" "$expected"
        method=POST
    fi
    answers "$method" "$role" "$function" "$arguments" "$expected"
done <<REQUESTS
POST app_user dt_create_table {"table_name": "Deals", "options": {"columns": {"name": {"type": "text", "unique": true}, "amount": {"type": "number"}}}}
    => *"slug": "deals"*
POST app_user dt_insert {"table_name": "deals", "data": {"name": "Acme", "amount": 12.50}, "id": "$id1"}
    => {"id":"$id1","data":{"name": "Acme", "amount": 12.50},*"created_by":"u1",*"version":1}
POST app_user dt_insert {"table_name": "deals", "data": {"name": "Acme"}}
    => ERROR 23505
POST app_user dt_insert_many {"table_name": "deals", "records": [{"name": "Globex", "amount": 800}, {"name": "Initech"}]}
    => [{"id":"*","errors":null},*{"id":"*","errors":null}]
POST app_user dt_upsert {"table_name": "deals", "records": [{"name": "Acme", "amount": 13}, {"name": "Hooli"}], "match_on": ["name"]}
    => [{"id":"$id1","inserted":false,"errors":null},*"inserted":true*]
POST app_user dt_update {"table_name": "deals", "id": "$id1", "patch": {"amount": 14}, "expected_version": 2}
    => [{"id":"$id1","data":{"name": "Acme", "amount": 14},*"version":3}]
POST app_user dt_update {"table_name": "deals", "id": "$id1", "patch": {"amount": 14}, "expected_version": 2}
    => ERROR PT409
POST app_user dt_replace {"table_name": "deals", "id": "$id1", "data": {"name": "Acme"}}
    => [{"id":"$id1","data":{"name": "Acme"},*"version":4}]
POST app_user dt_update_many {"table_name": "deals", "patches": [{"id": "$id1", "patch": {"amount": 15}}]}
    => [{"id":"$id1","version":5,"errors":null}]
POST app_user dt_update_where {"table_name": "deals", "filter": {"name": "Initech"}, "patch": {"amount": 5}}
    => 1
POST app_user dt_delete {"table_name": "deals", "id": "$id1"}
    => true
POST app_user dt_restore {"table_name": "deals", "id": "$id1"}
    => [{"id":"$id1",*}]
POST app_user dt_delete_many {"table_name": "deals", "ids": ["$id1", "$id2"]}
    => 1
POST app_user dt_restore {"table_name": "deals", "id": "$id1", "options": {}}
    => [{"id":"$id1",*}]
POST app_user dt_delete_where {"table_name": "deals", "filter": {"name": "Hooli"}}
    => 1
POST app_user dt_add_column {"table_name": "deals", "column_key": "stage", "column_type": "select", "options": {"config": {"options": ["open"]}}}
    => *"key": "stage"*
POST app_user dt_alter_column {"table_name": "deals", "column_key": "stage", "changes": {"label": "Stage of it"}}
    => *"label": "Stage of it"*
POST app_user dt_reorder_columns {"table_name": "deals", "column_keys": ["stage", "name"]}
    =>
POST app_user dt_drop_column {"table_name": "deals", "column_key": "stage"}
    =>
POST app_user dt_restore_column {"table_name": "deals", "column_key": "stage"}
    => *"key": "stage"*
READ app_user dt_infer {"content": "\\\\x610a310a"}
    => *"type": "integer"*
POST app_user dt_import {"table_name": "deals", "content": "\\\\x6e616d650a496d706f727465640a", "options": {"dry_run": true}}
    => *"inserted": 1*
POST app_user dt_create_table_from {"table_name": "Cities", "content": "\\\\x636974790a4f736c6f0a"}
    => *"inserted": 1*
POST app_user dt_import_file {"table_name": "deals", "file": "$id2"}
    => ERROR 42704
POST app_user dt_import_begin {"table_name": "deals"}
    => "????????-*"
POST app_user dt_import_chunk {"import": "$id2", "no": 0, "content": "\\\\x61"}
    => ERROR 22023
POST app_user dt_import_run {"import": "$id2"}
    => ERROR 22023
POST app_user dt_import_cancel {"import": "$id2"}
    => false
READ app_user dt_export {"table_name": "cities"}
    => [*x636974790a*]
READ app_user dt_export_lines {"table_name": "cities"}
    => [*"city"*"Oslo"*]
POST app_user dt_file_create {"name": "a.txt", "content": "\\\\x61"}
    => *"type": "text/plain"*
POST app_user dt_file_begin {"name": "a.txt"}
    => "????????-*"
POST app_user dt_file_chunk {"file": "$id2", "no": 0, "content": "\\\\x61"}
    => ERROR 42704
POST app_user dt_file_finish {"file": "$id2"}
    => ERROR 42704
POST app_user dt_drop_table {"table_name": "cities", "permanently": true}
    =>
READ app_user dt_file_read {"file": "$id2"}
    => []
READ app_user dt_file_preview {"file": "$id2"}
    => null
POST app_user dt_thumbnail {"file": "$id2", "size": "small"}
    => null
POST app_user dt_alter_table {"table_name": "deals", "changes": {"description": "Who buys"}}
    => *"description": "Who buys"*
POST app_user dt_create_index {"table_name": "deals", "column_keys": ["amount"]}
    => "deals_*_amount_idx"
POST app_user dt_drop_index {"table_name": "deals", "index_name": "deals_2_amount_idx"}
    =>
POST app_user dt_drop_table {"table_name": "deals"}
    =>
POST app_user dt_restore_table {"table_name": "deals"}
    => *"slug": "deals"*
READ app_user dt_history {"table_name": "deals", "id": "$id1", "options": {"limit": 1}}
    => [{"record_id":"$id1",*}]
READ app_user dt_as_of {"table_name": "deals", "at": "now", "query": {"filter": {"name": "Acme"}}}
    => [{"id":"$id1",*}]
POST app_user dt_revert {"table_name": "deals", "id": "$id1", "version": 1}
    => {"id":"$id1","data":{"name": "Acme", "amount": 12.50},*}
POST app_user dt_prune_history {"table_name": "deals", "older_than": "1 year"}
    => ERROR 42501
POST web_admin dt_prune_history {"table_name": "deals", "older_than": "1 year"}
    => 0
READ web_admin dt_audit {"options": {"table_name": "deals", "action": "create_table"}}
    => [{*"action":"create_table",*}]
POST app_user dt_identify {"user_id": "u2", "org_id": "acme"}
    =>
POST app_user dt_share {"table_name": "deals", "user_id": "u2", "level": "edit"}
    =>
READ app_user dt_access {"table_name": "deals"}
    => *{"user_id":"u2","level":"edit",*
POST app_user dt_unshare {"table_name": "deals", "user_id": "u2"}
    => true
POST web_admin dt_add_team_member {"team_id": "sales", "user_id": "u1"}
    =>
READ web_admin dt_teams {}
    => [{"team_id":"sales","user_id":"u1",*
POST web_admin dt_remove_team_member {"team_id": "sales", "user_id": "u1"}
    => true
READ app_user dt_whoami {}
    => *"org_id": "acme"*
POST app_user dt_bind_role {"role_name": "web_admin", "org_id": "acme"}
    => ERROR 42501
POST web_admin dt_bind_role {"role_name": "web_admin", "org_id": "acme", "user_id": "u9", "user_role": "org_admin"}
    =>
POST web_admin dt_unbind_role {"role_name": "web_admin"}
    => true
POST web_admin dt_clean_files {"older_than": "1 day"}
    => 0
READ web_admin dt_file_refs {}
    => []
POST app_user dt_empty_trash {"table_name": "deals"}
    => ERROR 42501
POST web_admin dt_empty_trash {"table_name": "deals", "older_than": "1 day"}
    => 0
POST app_user dt_grant {"role_name": "web_anon", "capability": "writer"}
    => ERROR 42501
POST web_admin dt_grant {"role_name": "web_anon", "capability": "writer"}
    =>
POST web_admin dt_revoke {"role_name": "web_anon", "capability": "writer"}
    =>
READ app_user dt_tables {}
    => *"slug":"deals"*"org_id":"acme"*
READ app_user dt_tables {"trash": "only"}
    => []
READ app_user dt_describe {"table_name": "deals"}
    => *"slug": "deals"*
READ app_user dt_json_schema {"table_name": "deals"}
    => *"properties"*
READ app_user dt_columns {"table_name": "deals"}
    => [{"key":"stage",*{"key":"name",*{"key":"amount",*
READ app_user dt_column_types {}
    => *{"name":"text",*
READ app_user dt_operators {}
    => *{"operator":"eq",*
READ app_user dt_validate {"table_name": "deals", "data": {"amount": "many"}}
    => *"code": "type"*
READ app_user dt_get {"table_name": "deals", "id": "$id1"}
    => [{"id":"$id1","data":{"name": "Acme", "amount": 12.50},*
READ app_user dt_query {"table_name": "deals"}
    => [{*"Acme"*
READ app_user dt_query {"table_name": "deals", "query": {"filter": {"amount": {"gt": 10}}, "sort": "-amount", "limit": 1}}
    => [{*"Globex"*}]
READ app_user dt_query {"table_name": "deals", "query": {"filter": {"nothing": 1}}}
    => ERROR 42703
READ app_user dt_query {"table_name": "nothing"}
    => ERROR 42P01
READ app_user dt_query_json {"table_name": "deals", "query": {"sort": "name", "columns": ["name"]}}
    => [{*"Acme"*"Globex"*"Initech"*}]
READ app_user dt_page {"table_name": "deals", "query": {"sort": "name", "limit": 2}}
    => {*"Acme"*"Globex"*"next"*}
READ app_user dt_count {"table_name": "deals", "filter": {"amount": {"gt": 10}}}
    => 2
READ app_user dt_aggregate {"table_name": "deals", "query": {"aggregates": {"n": "count", "sum": {"sum": "amount"}}}}
    => [{*"n": 3*}]
READ app_user dt_explain {"table_name": "deals", "query": {"filter": {"name": "Acme"}}}
    => {*"plan":*}
READ app_user dt_indexes {"table_name": "deals"}
    => [{"name":"deals_*_name_key",*}]
READ app_user dt_index_ddl {"table_name": "deals", "column_keys": ["name", "amount"]}
    => "CREATE INDEX CONCURRENTLY *"
READ app_user dt_suggest_indexes {"table_name": "deals"}
    => []
GET app_user dt_delete_where {"table_name": "deals", "filter": {"name": "Acme"}}
    => ERROR 25006
READ web_anon dt_query {"table_name": "news"}
    => [{*"Hello"*}]
READ web_anon dt_query {"table_name": "deals"}
    => ERROR 42P01
READ web_anon dt_tables {}
    => *"slug":"news"*
POST web_anon dt_insert {"table_name": "news", "data": {"title": "Spam"}}
    => ERROR 42501
POST authenticator dt_tables {}
    => ERROR 42501
REQUESTS
# Every function is among them.
missing=$(for name in $(sql $db 'SELECT name FROM postgrest.functions ORDER BY name'); do [[ $requested == *" $name "* ]] || echo "$name"; done)
is "$missing" '' 'every function was requested'

# PostgREST's own ?select=, filters, ?order= and ?limit= stand around the call.
for method in GET POST; do
    answers $method app_user dt_query '{"table_name": "deals", "query": {"sort": "name"}}' '[{"id":"*","name":"Globex"}]' \
        "\"dt_query\".\"id\", \"dt_query\".\"data\"->>'name' AS \"name\"" 'LIMIT 1 OFFSET 1'
    answers $method app_user dt_query '{"table_name": "deals"}' '[{"id":"'$id1'",*}]' \
        '' "WHERE \"dt_query\".\"version\" >= '5' ORDER BY \"dt_query\".\"created_at\" DESC NULLS LAST"
    answers $method app_user dt_query '{"table_name": "deals"}' '[{*}]' '' 'LIMIT 2 OFFSET 0' true
    answers $method app_user dt_get "{\"table_name\": \"deals\", \"id\": \"$id1\"}" '[{"version":*}]' '"dt_get"."version"'
done

# After the request nothing of it is left in the connection, which serves the next request.
is "$(printf '%s\n' 'BEGIN;' \
    "select set_config('role', 'app_user', true), set_config('request.jwt.claims', '{\"sub\": \"u1\", \"org_id\": \"acme\"}', true);" \
    'SELECT slug FROM dt_tables();' 'COMMIT;' 'SELECT current_user, dt.caller();' 'SELECT FROM dt_tables();' '\echo :SQLSTATE' |
    "$BIN/psql" -X -q -A -t -U authenticator -d $db 2>/dev/null)" \
    "$(printf '%s\n' 'app_user|{"sub": "u1", "org_id": "acme"}' deals news 'authenticator|authenticator' 42501)" 'a connection forgets the request'
finish
