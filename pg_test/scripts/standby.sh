#!/usr/bin/env bash
# On a hot standby every function that reads works, and every one that writes is refused with 25006.
# Run it with `pg_test/run script standby`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

own_cluster <<<"fsync = off"
db=postgres
id=00000000-0000-7000-8000-000000000001
sql $db "CREATE EXTENSION pg_dyntables" >/dev/null
sql $db "SELECT FROM dt_create_table('Deals', '{\"columns\": [{\"key\": \"name\", \"type\": \"text\", \"unique\": true},
    {\"key\": \"stage\", \"type\": \"select\", \"config\": {\"options\": [\"open\"]}, \"index\": true}]}');
    SELECT FROM dt_insert('deals', '{\"name\": \"Acme\", \"stage\": \"open\"}', '$id')" >/dev/null

standby=$cluster_dir/standby
mkdir "$standby" && chown "$server_user" "$standby" && chmod 700 "$standby"
as_server "$BIN/pg_basebackup" -h "$PGHOST" -p "$PGPORT" -U postgres -D "$standby" -R -X stream --checkpoint=fast --no-sync \
    >"$cluster_dir/basebackup.log" 2>&1 || cat "$cluster_dir/basebackup.log"
primary_port=$PGPORT
export PGPORT=$((PGPORT + 1))
as_server tee -a "$standby/postgresql.conf" <<<"port = $PGPORT" >/dev/null
succeeds 'the standby starts' as_server "$BIN/pg_ctl" -s -w -D "$standby" -l "$standby/server.log" start
trap 'as_server "$BIN/pg_ctl" -s -m immediate -D "$standby" stop; cluster_remove' EXIT
is "$(sql $db 'SELECT pg_is_in_recovery()')" t 'it is one'

# A statement for each function that writes.
writes=(
    "SELECT dt_create_table('New')"
    "SELECT dt_create_table('Deals', '{\"if_not_exists\": true}')"
    "SELECT dt_alter_table('deals', '{\"name\": \"Old\"}')"
    "SELECT dt_drop_table('deals')"
    "SELECT dt_drop_table('deals', true)"
    "SELECT dt_restore_table('deals')"
    "SELECT dt_add_column('deals', 'n', 'integer')"
    "SELECT dt_add_column('deals', 'name', 'text', '{\"if_not_exists\": true}')"
    "SELECT dt_alter_column('deals', 'name', '{\"label\": \"x\"}')"
    "SELECT dt_alter_column('deals', 'name', '{\"type\": \"long_text\"}')"
    "SELECT dt_drop_column('deals', 'name')"
    "SELECT dt_drop_column('deals', 'name', true)"
    "SELECT dt_restore_column('deals', 'name')"
    "SELECT dt_reorder_columns('deals', '{stage}')"
    "CALL dt_type_column('deals', 'name')"
    "SELECT dt_create_index('deals', '{stage,name}')"
    "SELECT dt_drop_index('deals', (SELECT name FROM dt_indexes('deals') LIMIT 1))"
    "SELECT dt_insert('deals', '{\"name\": \"New\"}')"
    "SELECT dt_insert('deals', '{\"stage\": \"new\"}', options => '{\"typecast\": true, \"create_options\": true}')"
    "SELECT dt_insert_many('deals', '[{\"name\": \"New\"}]')"
    "SELECT dt_insert_many('deals', '[{\"name\": \"New\"}]', '{\"on_error\": \"skip\"}')"
    "SELECT dt_upsert('deals', '[{\"name\": \"Acme\"}]', '{name}')"
    "SELECT dt_upsert('deals', '[{\"name\": \"Acme\"}]', '{name}', '{\"on_error\": \"skip\"}')"
    "SELECT dt_update('deals', '$id', '{\"stage\": null}')"
    "SELECT dt_update('deals', '$id', '{\"stage\": null}', options => '{\"typecast\": true}')"
    "SELECT dt_update_many('deals', '[]')"
    "SELECT dt_replace('deals', '$id', '{\"name\": \"x\"}')"
    "SELECT dt_delete('deals', '$id')"
    "SELECT dt_delete_many('deals', '{$id}')"
    "SELECT dt_restore('deals', '$id')"
    "SELECT dt_update_where('deals', '{\"all\": true}', '{\"stage\": null}')"
    "SELECT dt_delete_where('deals', '{\"all\": true}')"
    "SELECT dt_empty_trash('deals')"
    "SELECT dt_revert('deals', '$id', 1)"
    "SELECT dt_prune_history('deals', '1 day')"
    "SELECT dt_share('deals', 'u2', 'view')"
    "SELECT dt_unshare('deals', 'u2')"
    "SELECT dt_add_team_member('sales', 'u2')"
    "SELECT dt_remove_team_member('sales', 'u2')"
    "SELECT dt_bind_role('pg_monitor', 'acme')"
    "SELECT dt_unbind_role('pg_monitor')"
    "SELECT dt_grant('pg_monitor', 'reader')"
    "SELECT dt_revoke('pg_monitor', 'reader')"
    "SELECT dt_revert('deals', '$id', 1)"
    "SELECT dt_prune_history('deals', '1 day')"
    "SELECT dt_import('deals', E'name\nx\n')"
    "SELECT dt_import('deals', E'name\nx\n', '{\"dry_run\": true}')"
    "SELECT dt_create_table_from('Files', E'name\nx\n')"
    "SELECT dt_import_file('deals', '$id')"
    "SELECT dt_import_begin('deals')"
    "SELECT dt_import_chunk('$id', 0, 'x')"
    "SELECT dt_import_run('$id')"
    "SELECT dt_import_cancel('$id')"
    "SELECT dt_file_create('a.txt', 'x')"
    "SELECT dt_file_begin('a.txt')"
    "SELECT dt_file_chunk('$id', 0, 'x')"
    "SELECT dt_file_finish('$id')"
    "SELECT dt_clean_files('1 day')"
)
for statement in "${writes[@]}"; do
    is "$(sqlstate $db "$statement")" 25006 "$statement"
done
# dt_identify changes settings only, and dt_thumbnail keeps what it makes where it can.
volatile=$(sql $db "SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM pg_proc WHERE provolatile = 'v' AND proname LIKE 'dt\\_%'
    AND pronamespace = 'public'::regnamespace AND proname NOT IN ('dt_identify', 'dt_thumbnail')")
covered=$(printf '%s\n' "${writes[@]}" | sed -nE "s/^(SELECT|CALL) (dt_[a-z_]+)\(.*/\2/p" | sort -u | paste -sd ' ')
is "$covered" "$volatile" 'no function that writes was left out'

# Reading.
is "$(sql $db "SELECT data ->> 'name' FROM dt_query('deals', '{\"filter\": {\"stage\": \"open\"}, \"sort\": \"name\"}')")" Acme dt_query
is "$(sql $db "SELECT dt_page('deals') #>> '{records,0,data,name}'")" Acme dt_page
is "$(sql $db "SELECT dt_count('deals', '{\"name\": {\"contains\": \"acm\"}}')")" 1 dt_count
is "$(sql $db "SELECT dt_aggregate('deals', '{\"aggregates\": {\"n\": \"count\"}}') ->> 'n'")" 1 dt_aggregate
is "$(sql $db "SELECT data ->> 'name' FROM dt_get('deals', '$id')")" Acme dt_get
is "$(sql $db "SELECT action, changes #>> '{name,new}' FROM dt_history('deals')")" 'insert|Acme' dt_history
is "$(sql $db "SELECT data ->> 'name' FROM dt_as_of('deals', now(), '{\"filter\": {\"stage\": \"open\"}}')")" Acme dt_as_of
is "$(sql $db "SELECT action FROM dt_audit()")" create_table dt_audit
is "$(sql $db "SELECT dt_validate('deals', '{\"name\": \"x\"}') ->> 'valid'")" true dt_validate
is "$(sql $db "SELECT dt_explain('deals', '{}', '{\"analyze\": true}') ? 'plan'")" t dt_explain
is "$(sql $db "SELECT count(*) FROM dt_columns('deals'), dt_tables(), dt_indexes('deals'), dt_suggest_indexes('deals')")" 0 listings
is "$(sql $db "SELECT FROM dt_identify('ann'); SELECT dt_whoami() ->> 'user_id'")" ann 'dt_identify, dt_whoami'
is "$(sql $db "SELECT count(*) FROM dt_access('deals'), dt_teams()")" 0 'dt_access, dt_teams'
is "$(sql $db "SELECT action FROM dt_history('deals')")" insert dt_history
is "$(sql $db "SELECT data ->> 'name' FROM dt_as_of('deals', now())")" Acme dt_as_of
is "$(sql $db "SELECT action FROM dt_audit()")" create_table dt_audit
is "$(sql $db "SELECT dt_describe('deals') ->> 'slug', dt_json_schema('deals') ->> 'type'")" 'deals|object' dt_describe
# A change on the primary is seen.
PGPORT=$primary_port sql $db "SELECT FROM dt_add_column('deals', 'n', 'integer', '{\"default\": 7, \"backfill\": true}')" >/dev/null
at=$(PGPORT=$primary_port sql $db 'SELECT pg_current_wal_lsn()')
for _ in $(seq 100); do
    [ "$(sql $db "SELECT pg_last_wal_replay_lsn() >= '$at'")" = t ] && break
    sleep 0.1
done
is "$(sql $db "SELECT dt_count('deals', '{\"n\": 7}')")" 1 'a column that was added on the primary'
finish
