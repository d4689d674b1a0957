#!/usr/bin/env bash
# Sourced: the private server that is measured, and how it is filled.

bench_conf() { # bench_conf SHARE: postgresql.conf's lines; shared buffers are the SHAREth part of the memory, at most 2 GB
    local memory
    memory=$(awk -v share="$1" '/^MemTotal:/ { print int($2 / 1024 / share) }' /proc/meminfo)
    [ "$memory" -le 2048 ] || memory=2048
    cat <<-CONF
	shared_buffers = ${memory}MB
	max_wal_size = 8GB
	checkpoint_timeout = 1h
	synchronous_commit = off
	autovacuum = off
	random_page_cost = 1.1
	work_mem = 64MB
	maintenance_work_mem = 512MB
	CONF
}

run_sql() { # run_sql ARGUMENT...: psql that stops at an error. Commits are on disk when it ends; lib/vacuum.sql says why
    PGOPTIONS='-c synchronous_commit=on' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 "$@"
}

load_items() { # load_items SETUP...: the database `bench`, filled by these of bench/setup/, which becomes the current one
    local name files=()
    for name in "$@"; do
        files+=(-f "$root/bench/setup/$name.sql")
    done
    # In the server's working directory, so that COPY's scripts name the files without knowing where the server is.
    mkdir "$cluster_dir/data/copy"
    chown "$server_user" "$cluster_dir/data/copy"
    "$BIN/createdb" bench
    export PGDATABASE=bench
    run_sql -v rows="$rows" -v folder="$cluster_dir/data/copy" "${files[@]}" -f "$root/bench/lib/vacuum.sql"
}

load_many_tables() { # load_many_tables DATABASE TABLES
    progress "$(commas "$2") tables in a database"
    "$BIN/createdb" "$1"
    run_sql -d "$1" -v tables="$2" -f "$root/bench/many_tables/setup.sql" -f "$root/bench/lib/vacuum.sql"
}

load_flights() { # the database `flights`, which becomes the current one
    local file
    progress 'loading 336,776 flights three times'
    download
    "$BIN/createdb" flights
    export PGDATABASE=flights
    for file in 1_staging 2_tables 3_load; do
        (cd "$data" && run_sql -f "$root/bench/flights/$file.sql") >"$cluster_dir/flights.log" 2>&1 || { cat "$cluster_dir/flights.log" >&2; return 1; }
    done
    mkdir -p "$cluster_dir/data/copy"
    cp "$data/flights.csv" "$cluster_dir/data/copy/"
    chown -R "$server_user" "$cluster_dir/data/copy"
    run_sql -f "$root/bench/flights/setup.sql" -f "$root/bench/lib/vacuum.sql"
}
