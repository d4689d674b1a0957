# The driver sources this. These are the parts of a test run that need a server.

names() { # names FOLDER SUFFIX [NAME...]: the given ones without folder and suffix, else all in the folder
    local folder=$1 suffix=$2 name
    shift 2
    if [ $# = 0 ]; then
        set -- "$folder"/*"$suffix"
        [ -e "$1" ] || return 0
    fi
    for name in "$@"; do basename "$name" "$suffix"; done
}

failed_names() { # failed_names OUTPUT: what pg_regress says failed
    sed -nE -e 's/^test +([^ ]+) .*FAILED.*/\1/p' -e 's/^not ok +[0-9]+ +[-+] ([^ ]+).*/\1/p' "$1" | paste -sd ' '
}

# The output is `test name ... ok 12 ms` up to PostgreSQL 15, and `ok 1 - name 12 ms` from 16 on.
run_pg_regress() { # run_pg_regress PROGRAM SUITE INPUT_FOLDER NAME...
    local program=$1 suite=$2 input=$3 out=$logs/$2 name ok bad status=0
    shift 3
    rm -rf "$out" && mkdir -p "$out"
    # pg_regress gives up at a file that is missing. An empty one is a difference like any other.
    for name in "$@"; do [ -e "$input/expected/$name.out" ] || : >"$input/expected/$name.out"; done
    "$program" --bindir="$BIN" --inputdir="$input" --outputdir="$out" --dbname="dyntables_$suite" --load-extension=pg_dyntables \
        --max-connections=1 "$@" >"$out/output.log" 2>&1 || status=$?
    ok=$(grep -cE '^(test .* \.\.\. ok( |$)|ok +[0-9]+ )' "$out/output.log")
    bad=$(grep -cE '^(test .* \.\.\. FAILED|not ok +[0-9]+ )' "$out/output.log")
    if [ $status != 0 ]; then
        [ "$bad" != 0 ] || { bad=1; show "$out/output.log"; }
        grep -E '^(test .* \.\.\. FAILED|not ok +[0-9]+ )' "$out/output.log" | sed 's/^/   /'
        [ ! -s "$out/regression.diffs" ] || head -n 600 "$out/regression.diffs"
        failure "$(failed_names "$out/output.log")" "$out/regression.diffs"
    fi
    count "$ok" "$bad"
}

pg_regress_folder() {
    echo "$(dirname "$("$PG_CONFIG" --pgxs)")/../test"
}

test_regress() {
    local files
    step 'regress'
    mapfile -t files < <(names "$root/pg_test/sql" .sql "$@")
    [ ${#files[@]} = 0 ] || run_pg_regress "$(pg_regress_folder)/regress/pg_regress" regress "$root/pg_test" "${files[@]}"
    end_step
}

# The same files run once more, in sessions with the settings of lib/hostile.conf.
test_hostile() {
    local files settings space=$cluster_dir/hostile
    step 'regress, hostile settings'
    mkdir -p "$space" && chown "$server_user" "$space"
    "$BIN/psql" -X -q -c "CREATE TABLESPACE hostile LOCATION '$space'"
    mapfile -t files < <(names "$root/pg_test/sql" .sql "$@")
    settings=$(sed -nE 's/^([a-z_]+=.*)$/-c \1/p' "$root/pg_test/lib/hostile.conf" | paste -sd ' ')
    # A PostgreSQL may be built without lz4.
    "$BIN/psql" -X -q -c 'SET default_toast_compression = lz4' >/dev/null 2>&1 || settings=${settings/-c default_toast_compression=lz4/}
    PGOPTIONS=$settings run_pg_regress "$(pg_regress_folder)/regress/pg_regress" hostile "$root/pg_test" "${files[@]}"
    end_step
}

test_isolation() {
    local specs
    step 'isolation'
    mapfile -t specs < <(names "$root/pg_test/isolation/specs" .spec "$@")
    [ ${#specs[@]} = 0 ] ||
        run_pg_regress "$(pg_regress_folder)/isolation/pg_isolation_regress" isolation "$root/pg_test/isolation" "${specs[@]}"
    end_step
}

# A script prints `ok …` or `not ok …` for each of its checks. It counts as failed if it ends badly or checks nothing.
test_script() { # test_script FILE
    local name log ok bad status=0
    name=$(basename "$1" .sh)
    log=$logs/$name.log
    step "$name"
    bash "$1" >"$log" 2>&1 || status=$?
    ok=$(grep -c '^ok ' "$log")
    bad=$(grep -c '^not ok ' "$log")
    [ "$bad" != 0 ] || { [ $status = 0 ] && [ "$ok" != 0 ]; } || bad=1
    count "$ok" "$bad"
    [ "$bad" = 0 ] || {
        show "$log" 300
        failure "$(grep -m 3 '^not ok ' "$log" || tail -n 3 "$log")"
    }
    end_step
}

test_scripts() { # all, or the named ones
    local file name
    for file in "$root/pg_test/dump_restore.sh" "$root"/pg_test/scripts/*.sh; do
        name=$(basename "$file" .sh)
        [ -e "$file" ] || continue
        [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
        test_script "$file"
    done
}

# After all suites, no server process may have died, and no internal error may have been raised.
test_server_log() {
    local log=$cluster_dir/data/server.log
    step 'server log'
    if grep -E '(PANIC|TRAP):|terminated by signal|] XX[0-9A-Z]{3} ' "$log" >"$logs/server_faults.log"; then
        count 0 1
        show "$logs/server_faults.log" 40
        failure 'it has faults' "$logs/server_faults.log"
    else
        count 1 0
    fi
    cp "$log" "$logs/server.log"
    end_step
}
