#!/usr/bin/env bash
# make test-setup shows that `make demo` and `make test` come to a finished build on a new machine. That is a chroot of a minimal Debian 12
# with make and Rust, in three states: nothing of PostgreSQL, libpq-dev alone, or a server and its client without headers.
#
# Both commands begin with `make deps`, and the demo goes on with `packages.sh demo`. Both then build the extension, start a private server
# and install it there. This runs here, with one regression and one isolation test in place of the rest. The states share the folder of the
# build and the downloaded packages, but pgrx reads the server's headers anew in each.
#
# It needs root. Only this script sees what it mounts. Logs are in target/setup/.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ "$(id -u)" = 0 ] || { echo 'A chroot needs root: sudo make test-setup' >&2; exit 1; }
[ "${1:-}" = apart ] || exec unshare --mount --propagation private bash "$0" apart
cd "$root" || exit 1
cargo_home=${CARGO_HOME:-$HOME/.cargo}
rustup_home=${RUSTUP_HOME:-$HOME/.rustup}
work=$root/target/setup
. pg_test/lib/report.sh

pg_test/lib/packages.sh setup || exit 1
[ -x "$cargo_home/bin/cargo" ] && [ -d "$rustup_home/toolchains" ] || { echo 'The chroot borrows the Rust of rustup; there is none.' >&2; exit 1; }
mkdir -p "$work/archives/partial" "$work/target"
system=$(mktemp -d /var/tmp/pg_dyntables_setup.XXXXXX)
trap 'remove' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

umount_all() {
    local mounted
    sed -nE "s|^[^ ]+ ($system/[^ ]+) .*|\1|p" /proc/self/mounts | sort -r | while read -r mounted; do umount "$mounted" || umount -l "$mounted"; done
}

remove() {
    umount_all
    # A mounted folder is never removed.
    grep -q " $system/" /proc/self/mounts || rm -rf --one-file-system "$system"
}

bind() { # bind FROM TO
    mkdir -p "$system/state$2" && mount --bind "$1" "$system/state$2"
}

# This is a freshly installed Debian with make and nothing else. Its packages come from where this machine has them.
make_system() {
    local mirror=()
    grep -qs bookworm /etc/apt/sources.list.d/debian.sources && mirror=(/etc/apt/sources.list.d/debian.sources)
    [ ${#mirror[@]} != 0 ] || ! grep -qs bookworm /etc/apt/sources.list || mirror=(/etc/apt/sources.list)
    mmdebstrap --quiet --variant=minbase --include=make,ca-certificates --format=directory \
        bookworm "$system/new" "${mirror[@]}" >"$work/mmdebstrap.log" 2>&1 || return 1
    # The packages are reached in the same way as from this machine.
    apt-config dump Acquire | grep -E '^Acquire::(Check|[a-z]+::(Proxy|Verify|Ca))' >"$system/new/etc/apt/apt.conf.d/99host"
    cp /etc/resolv.conf /etc/hosts "$system/new/etc/"
    cp /etc/ssl/certs/ca-certificates.crt "$system/new/etc/ssl/certs/"
    [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$system/new/etc/"
}

enter() { # enter COMMAND: in the chroot, as root, in the checkout
    chroot "$system/state" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        CARGO_TARGET_DIR=/root/target CARGO_PROFILE_RELEASE_LTO=off ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        bash -c "cd /root/checkout && $1" >>"$log" 2>&1
}

check() { # check NAME COMMAND...
    local name=$1
    shift
    if "$@"; then
        count 1 0
        echo "ok $((passed + failed)) - $state: $name"
    else
        count 0 1
        echo "not ok $((passed + failed)) - $state: $name"
        show "$log" 30
    fi
}

# This is a machine with these packages.
try() { # try STATE PACKAGE...
    local state=$1 log=$work/${1// /_}.log
    shift
    : >"$log"
    cp -a "$system/new" "$system/state"
    mkdir -p "$system/state/root/checkout"
    # Uncommitted changes are tried, too. Only git's and cargo's own folders stay out, and nothing is written to the checkout.
    tar -c --exclude=./target --exclude=./.demo --exclude=./.git . | tar -x -C "$system/state/root/checkout"
    bind "$work/archives" /var/cache/apt/archives
    bind "$cargo_home" /root/.cargo
    bind "$rustup_home" /root/.rustup
    bind "$work/target" /root/target
    bind /proc /proc
    bind /dev /dev
    if [ $# != 0 ]; then
        enter "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $*" || show "$log" 30
    fi
    check 'no server headers to begin with' enter '! test -e /usr/include/postgresql/15/server/postgres.h -a -e /usr/lib/postgresql/15/bin/initdb'
    check 'make deps' enter 'make --no-print-directory deps'
    check 'packages.sh demo' enter 'pg_test/lib/packages.sh demo && unzip -v && python3 -m pip --version'
    enter 'PATH=$PATH:/root/.cargo/bin cargo clean --quiet --release -p pgrx-pg-sys'
    check 'make build' enter 'make --no-print-directory build && test -s $CARGO_TARGET_DIR/release/libpg_dyntables.so'
    check 'a server, and pg_regress' enter 'pg_test/run regress tables'
    check 'pg_isolation_regress' enter 'pg_test/run isolation patch_merge'
    umount_all
    rm -rf --one-file-system "$system/state"
}

# These are the messages if Rust is missing, or if it is Debian's.
try_rust() {
    local state=Rust log=$work/rust.log oldest
    oldest=$(sed -nE 's/^rust-version = "(.*)"/\1/p' Cargo.toml)
    : >"$log"
    cp -a "$system/new" "$system/state"
    mkdir -p "$system/state/root/checkout"
    tar -c --exclude=./target --exclude=./.demo --exclude=./.git . | tar -x -C "$system/state/root/checkout"
    check 'make says which is needed where there is none' enter "! make deps && make deps 2>&1 | grep -q 'Rust $oldest or newer is needed, and none'"
    printf '#!/bin/sh\necho "rustc 1.63.0"\n' >"$system/state/usr/bin/rustc"
    printf '#!/bin/sh\necho "cargo 1.65.0"\n' >"$system/state/usr/bin/cargo"
    chmod 755 "$system/state/usr/bin/rustc" "$system/state/usr/bin/cargo"
    check 'make says which is needed where it is as old as in Debian 12' enter \
        "! make deps && make deps 2>&1 | grep -q 'Rust $oldest or newer is needed, and /usr/bin/rustc is 1.63.0'"
    rm -rf --one-file-system "$system/state"
}

step 'a minimal Debian 12'
make_system || { show "$work/mmdebstrap.log" 40; count 0 1; total; exit 1; }
end_step
step 'Rust'
try_rust
end_step
step 'nothing of PostgreSQL'
try 'nothing'
end_step
step 'libpq-dev alone'
try 'libpq-dev' libpq-dev
end_step
step 'a server without headers'
try 'postgresql-15' postgresql-15 postgresql-client-15
end_step
total
