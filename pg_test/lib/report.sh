# The driver sources this. It prints headlines, counts and times, and the last line of a test run.

passed=0
failed=0
step_name=
step_start=
step_passed=0
step_failed=0
# What failed, again at the end of the run: who sees only that sees this.
failures=()

step() { # step NAME: begins a part
    step_name=$1
    step_start=${EPOCHREALTIME/[.,]/}
    step_passed=$passed
    step_failed=$failed
    printf '== %s\n' "$step_name"
}

count() { # count PASSED FAILED
    passed=$((passed + $1))
    failed=$((failed + $2))
}

end_step() {
    local tenths=$(((${EPOCHREALTIME/[.,]/} - step_start) / 100000))
    local new_passed=$((passed - step_passed)) new_failed=$((failed - step_failed)) counts=
    [ $((new_passed + new_failed)) = 0 ] || counts="$new_passed passed, $new_failed failed, "
    printf '   %s%d.%d s\n' "$counts" $((tenths / 10)) $((tenths % 10))
}

failure() { # failure NAME [FILE]: what failed, and the log or the differences that tell why
    failures+=("$step_name: $1")
    [ -z "${2:-}" ] || failures+=("$(head -n 40 "$2" | cut -c 1-300 | sed 's/^/   | /')")
}

show() { # show FILE [LINES]: a log, indented
    tail -n "${2:-200}" "$1" | sed 's/^/   | /'
}

total() {
    [ ${#failures[@]} = 0 ] || printf '%s\n' '== failed' "${failures[@]}"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
