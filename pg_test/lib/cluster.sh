# Tests, demo and bench source this. It makes a private server that has the extension.
#
# Nothing is installed into the system's PostgreSQL. Its files are mirrored into a folder of our own, and the extension is installed there.
# The mirror has links, and copies of the programs, which find their libraries and share folder relative to where they really are. So several
# checkouts can be tested at once, without root, beside any running server.
#
#   cluster_open DIR     sets the names below for the cluster in DIR
#   cluster_stage        mirrors PostgreSQL and installs the extension
#   cluster_init         initdb; extra lines for postgresql.conf on stdin
#   cluster_start, cluster_stop, cluster_running
#   temp_cluster         all of it in a temporary folder, stopped and removed on exit
#
# Sets and exports PGHOST, PGPORT, PGUSER, PGDATABASE and BIN (the programs).

umask 022
cluster_locale=(--locale=C.UTF-8)

# initdb and postgres refuse to run as root.
if [ "$(id -u)" = 0 ]; then
    server_user=$(id -nu "$(id -u postgres 2>/dev/null || id -u nobody)")
else
    server_user=$(id -nu)
fi

# server_env: one more variable of the server's environment.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        # The working directory may be one that the server's user cannot enter.
        (cd / && setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --init-groups --reset-env -- \
            env ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH="$LD_LIBRARY_PATH"} ${LOCPATH:+LOCPATH="$LOCPATH"} \
            ${server_env:+"$server_env"} "$@")
    else
        "$@"
    fi
}

cluster_open() {
    local libraries
    cluster_dir=$1
    stage=$cluster_dir/postgres
    BIN=$stage$("$PG_CONFIG" --bindir)
    export BIN PGHOST=$cluster_dir/socket PGPORT=54321 PGUSER=postgres PGDATABASE=postgres
    unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGPASSWORD PGPASSFILE PGOPTIONS PGTZ PGDATESTYLE PGCLIENTENCODING PGSSLMODE
    # Libraries that the programs find relative to where they were installed.
    libraries=$(ldd "$("$PG_CONFIG" --bindir)"/{postgres,psql} 2>/dev/null | sed -nE 's|.* => (/.*)/[^/]* .*|\1|p' | sort -u |
        { grep -vE "^(/usr)?/lib" || :; } | paste -sd :)
    [ -z "$libraries" ] || export LD_LIBRARY_PATH=$libraries
}

cluster_stage() {
    local kind from
    for kind in bindir pkglibdir sharedir; do
        from=$("$PG_CONFIG" --$kind)
        mkdir -p "$stage$from"
        if [ $kind = bindir ]; then
            cp -a --update --remove-destination "$from/." "$stage$from/"
        else
            cp -as --remove-destination "$from/." "$stage$from/"
        fi
    done
    # What another installation of the extension left in the system is not ours to test.
    rm -f "$stage$("$PG_CONFIG" --pkglibdir)/pg_dyntables.so" "$stage$("$PG_CONFIG" --sharedir)"/extension/pg_dyntables{.control,--*.sql}
    make --no-print-directory -s -C "$root" install DESTDIR="$stage" PG_CONFIG="$PG_CONFIG" </dev/null || return 1
    if [ "$("$BIN/pg_config" --pkglibdir)" != "$stage$("$PG_CONFIG" --pkglibdir)" ]; then
        echo "The PostgreSQL of $PG_CONFIG cannot be run from another folder." >&2
        return 1
    fi
}

cluster_init() {
    mkdir -p "$cluster_dir/data" "$PGHOST"
    chown "$server_user" "$cluster_dir/data" "$PGHOST"
    chmod 700 "$cluster_dir/data" "$PGHOST"
    as_server "$BIN/initdb" -D "$cluster_dir/data" -U postgres -A trust -E UTF8 "${cluster_locale[@]}" --no-sync --no-instructions \
        >"$cluster_dir/initdb.log" 2>&1 || { cat "$cluster_dir/initdb.log" >&2; return 1; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$PGHOST'"
        echo "port = $PGPORT"
        echo "timezone = 'UTC'"
        echo "log_timezone = 'UTC'"
        echo "log_line_prefix = '%m [%p] %q%e %a: '"
        cat
    } | as_server tee -a "$cluster_dir/data/postgresql.conf" >/dev/null
}

cluster_start() {
    as_server "$BIN/pg_ctl" -s -w -D "$cluster_dir/data" -l "$cluster_dir/data/server.log" start ||
        { tail -n 50 "$cluster_dir/data/server.log" >&2; return 1; }
}

cluster_running() {
    [ -x "$BIN/pg_ctl" ] && as_server "$BIN/pg_ctl" -D "$cluster_dir/data" status >/dev/null 2>&1
}

cluster_stop() {
    ! cluster_running || as_server "$BIN/pg_ctl" -s -w -m "${1:-fast}" -D "$cluster_dir/data" stop
}

temp_cluster() {
    local base=${TMPDIR:-/tmp}
    # A socket's path has room for 107 characters.
    [ ${#base} -le 60 ] || base=/tmp
    cluster_open "$(mktemp -d "$base/pg_dyntables.XXXXXX")"
    trap 'cluster_remove' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    chmod 755 "$cluster_dir"
    cluster_stage && cluster_init && cluster_start
}

cluster_remove() {
    cluster_stop immediate >/dev/null 2>&1
    rm -rf "$cluster_dir"
}
