# The driver sources this. These are the parts of a test run that need no server.

test_fmt() {
    step 'format'
    if cargo fmt --all --check >"$logs/fmt.log" 2>&1; then
        count 1 0
    else
        count 0 1
        show "$logs/fmt.log" 60
        failure 'see above'
    fi
    end_step
}

test_style() {
    step 'style'
    if pg_test/lib/style.sh >"$logs/style.log" 2>&1; then
        count 1 0
    else
        count 0 1
        show "$logs/style.log" 60
        failure 'see above'
    fi
    end_step
}

test_clippy() {
    step 'lints'
    if make --no-print-directory lint PG_CONFIG="$PG_CONFIG" >"$logs/clippy.log" 2>&1; then
        count 1 0
    else
        count 0 1
        show "$logs/clippy.log"
        failure "$(grep -m 5 -E '^(warning|error)' "$logs/clippy.log")"
    fi
    end_step
}

# The tests of these crates need no PostgreSQL. Every test binary prints a line `test result: ok. 12 passed; 0 failed; …`.
# Link-time optimisation is off, because it takes half a minute per test binary after each change. Dependencies cannot be shared with the
# extension's build in any case, as cargo chooses fewer features of them for these crates alone.
# Overflows and debug assertions are checked, as in a debug build, because no input may make a crate panic there either.
# The properties are tried on the same random cases each time, so that a run depends on the code and not on luck. `PROPTEST_RNG_SEED=2 make
# test` tries others. What random runs find is kept in crates/*/tests/*.proptest-regressions.
test_crates() {
    local status=0 ok bad
    step 'crates: cargo test'
    PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-1} pg_test/lib/crates_cargo.sh test --release --workspace --exclude pg_dyntables --no-fail-fast \
        >"$logs/crates.log" 2>&1 || status=$?
    read -r ok bad < <(awk '/^test result:/ { ok += $4; bad += $6 } END { print ok + 0, bad + 0 }' "$logs/crates.log")
    [ $status = 0 ] || [ "$bad" != 0 ] || bad=1
    count "$ok" "$bad"
    [ "$bad" = 0 ] || {
        show "$logs/crates.log"
        failure "$(grep -m 5 -E '^(test .* FAILED|error)' "$logs/crates.log")"
    }
    end_step
}

build() {
    step 'build'
    if make --no-print-directory build PG_CONFIG="$PG_CONFIG" >"$logs/build.log" 2>&1; then
        end_step
    else
        count 0 1
        show "$logs/build.log"
        failure "$(grep -m 5 '^error' "$logs/build.log")"
        end_step
        return 1
    fi
}
