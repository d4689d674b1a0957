#!/usr/bin/env bash
# Sourced: medians and ratios of what measure.sh has written into $results, and the lines of the printed tables.

middle() { # the median of the numbers on stdin; nothing of nothing
    sort -g | awk '{ v[NR] = $1 } END { if (NR) print (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}

times() { # times NAME SUBJECT: one per round
    sed -n "s/^$1 $2 //p" "$results"
}

median() { times "$1" "$2" | middle; }

round_ratios() { # round_ratios NAME A B: A's time divided by B's in each round that has both
    paste <(times "$1" "$2") <(times "$1" "$3") | awk 'NF == 2 { print $1 / $2 }'
}

ratio() { round_ratios "$@" | middle; }

time_text() { # time_text MILLISECONDS
    awk -v ms="$1" 'BEGIN { if (ms != "") printf((ms >= 1000 ? "%.2f s" : ms >= 10 ? "%.1f ms" : ms >= 1 ? "%.2f ms" : "%.0f µs"), (ms >= 1000 ? ms / 1000 : ms >= 1 ? ms : ms * 1000)) }'
}

ratio_text() { # ratio_text RATIO
    awk -v ratio="$1" 'BEGIN { if (ratio != "") printf((ratio >= 10 ? "%.0f" : "%.2f"), ratio) }'
}

commas() { sed -E ':again; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; t again' <<<"$1"; }

row() { # row CELL...
    printf '|'
    printf ' %s |' "$@"
    printf '\n'
}

operation_row() { # a ratio is a speed: 2 means that the left one of the two is twice as fast
    local of_plain floor
    of_plain=$(ratio "$name" plain dyn)
    floor=$(ratio "$name" hand plain)
    row "$title" "$(commas $records)" "$(time_text "$(median "$name" dyn)")" "$(time_text "$(median "$name" plain)")" "$(time_text "$(median "$name" hand)")" \
        "$(time_text "$(median "$name" heap)")" "$(ratio_text "$of_plain")" "$(ratio_text "$floor")" \
        "$(ratio_text "$(ratio "$name" hand dyn)")" "$(ratio_text "$(ratio "$name" heap dyn)")"
}

pair_row() {
    row "$title" "$(time_text "$(median "$name" this)")" "$(time_text "$(median "$name" that)")" "$(printf '%.2f' "$(ratio "$name" that this)")" "$at_least"
}

targets() { # whether the operation is as fast as its config demands
    target hand "$at_least_of_hand" 'of the hand-made table'
    target heap "$at_least_of_heap" 'of the JSONB heap'
}

target() { # target SUBJECT LEAST TEXT
    [ -n "$2" ] || return 0
    awk -v got="$(ratio "$name" "$1" dyn)" -v least="$2" -v text="$title, $3" \
        'BEGIN { printf "%s: %s %.2f, at least %s\n", (got + 0 >= least + 0 ? "met" : "NOT met"), text, got, least }'
}
