#!/usr/bin/env bash
# Prints the lines that break a rule of style which no other tool checks, and fails if there are any.
#
#   A line under pg_test has fewer than 160 characters. Expected results and data are excepted.
#   A test begins with a comment of one or two sentences, which say what it shows.
#   Rust code has no glob imports.
#   SQL that the library runs has none of the words whose operator PostgreSQL looks up along the caller's search_path.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C.UTF-8
broken=0

rule() { # rule NAME: the lines on stdin break it
    local lines
    lines=$(cut -c 1-150)
    [ -n "$lines" ] || return
    printf '%s:\n%s\n' "$1" "$lines"
    broken=1
}

rule 'a line of 160 characters or more' < <(grep -rnE '^.{160}' pg_test/run pg_test/*.sh pg_test/{sql,lib,scripts,isolation/specs} 2>&1)

rule 'a test does not begin with a sentence' < <(awk '
    FNR == 1 { open = 1; last = "" }
    !open || (FNR == 1 && /^#!/) { next }
    /^(--|#) / { last = $0; next }
    { open = 0; if (last !~ /\.$/) print FILENAME }
' pg_test/sql/*.sql pg_test/isolation/specs/*.spec pg_test/scripts/*.sh 2>&1)

rule 'a glob import' < <(find . -name '*.rs' -not -path '*/target/*' -exec awk '
    FNR == 1 { use = "" }
    /^[ \t]*(pub(\([^)]*\))?[ \t]+)?use[ \t]/ { use = " "; line = FNR }
    use != "" { use = use $0 }
    use != "" && /;/ { if (use ~ /\*/) print FILENAME ":" line ":" use; use = "" }
' {} + 2>&1)

rule 'an operator of the search_path' < <(grep -rnE '^[^/]*(NULLIF *\(|DISTINCT FROM|[^T] BETWEEN [$(]| IN \(|CASE [^W ]+ WHEN)' \
    --include=*.rs src crates/*/src 2>&1)

[ $broken = 0 ]
