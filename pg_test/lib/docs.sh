# Sourced: Markdown documents as tests. Uses tap.sh.

docs_blocks() { # docs_blocks DOCUMENT FOLDER: <line>.sql for each block of SQL, <line>.txt for what it prints
    local line number=0 kind='' last=
    while IFS= read -r line; do
        number=$((number + 1))
        case $kind:$line in
        ':```sql') kind=sql last=$number ;;
        ':```text') kind=${last:+text} kind=${kind:-other} ;;
        ':```'*) kind=other ;;
        ':') ;;
        :*) last= ;;
        'sql:```') kind= ;;
        *':```') kind= last= ;;
        sql:*) printf '%s\n' "$line" >>"$2/$last.sql" ;;
        text:*) printf '%s\n' "$line" >>"$2/$last.txt" ;;
        esac
    done <"$1"
}

# How wide psql makes its columns, and how many rows it counts, does not matter. `SELECT FROM f()` prints nothing.
docs_plain() {
    sed -E 's/[[:space:]]+/ /g; s/-{2,}/--/g; s/^ //; s/ $//; s/ ?\+$//' "$1" |
        awk '/^\([0-9]+ rows?\)$/ { if (held == "--" && $0 != "(0 rows)") held = ""; next }
            held != "" { print held }
            { held = $0 }
            END { if (held != "") print held }'
}

docs_matches() { # docs_matches GOT EXPECTED: `…` in the expected text stands for anything
    local pattern
    # shellcheck disable=SC1003
    pattern=$(sed -E 's/[][\\*?]/\\&/g; s/…/*/g' <<<"$2")
    # shellcheck disable=SC2053
    [[ $1 == $pattern ]]
}

docs_compare() { # docs_compare DOCUMENT FOLDER PRINTED: one check for each block that was run
    local line at='' got expected name status
    while IFS= read -r line; do
        case $line in
        '@@ end')
            name="$1, line $at: $(head -n 1 "$2/$at.sql" | cut -c 1-100)"
            got=$(docs_plain "$work/got") status=0
            if [ -e "$2/$at.txt" ]; then
                expected=$(docs_plain "$2/$at.txt")
                docs_matches "$got" "$expected" || status=1
            else
                expected='no error'
                ! grep -qE '^(ERROR|FATAL|PANIC|WARNING|psql|invalid|unterminated|\\)' "$work/got" || status=1
            fi
            # A statement without an end would become part of the next block.
            [[ $(grep -v '^ *--' "$2/$at.sql" | tail -n 1) == *\;* ]] || { status=1 expected='a semicolon at the end'; }
            report $status "$name"
            [ $status = 0 ] || printf 'got:\n%s\nexpected:\n%s\n' "$got" "$expected" | sed 's/^/#   /'
            at=
            ;;
        '@@ '*) at=${line#@@ } && : >"$work/got" ;;
        *) [ -z "$at" ] || printf '%s\n' "$line" >>"$work/got" ;;
        esac
    done <"$3"
}

# The anchors of a document, as GitHub and others make them of headings.
docs_anchors() { # docs_anchors DOCUMENT
    awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ +/, ""); print tolower($0) }' "$1" |
        sed -E 's/\[([^]]*)\]\([^)]*\)/\1/g; s/[^[:alnum:] _-]//g; s/ /-/g'
}

docs_broken_links() { # docs_broken_links DOCUMENT
    local link path anchor
    while IFS= read -r link; do
        path=${link%%#*} anchor=
        [[ $link != *'#'* ]] || anchor=${link#*#}
        if [ -z "$path" ]; then path=$1; else path=$(dirname "$1")/$path; fi
        if [ ! -e "$path" ]; then
            echo "$link: no such file"
        elif [ -n "$anchor" ] && ! docs_anchors "$path" | grep -qxF -- "$anchor"; then
            echo "$link: no such heading"
        fi
    done < <(awk '/^```/ { code = !code } !code' "$1" | sed -E 's/`[^`]*`//g' | grep -oE '\]\([^)]+\)' |
        sed -E 's/^\]\(//; s/\)$//' | grep -vE '^[a-z]+:' | sort -u)
}
