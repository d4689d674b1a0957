#!/usr/bin/env bash
# Runs cargo for the crates that know no PostgreSQL: their tests, and the programs that make cases. Link-time optimisation is off, because it
# takes half a minute per program. The checks of a debug build are on, because no input may make a crate panic there either. All of them have
# the same settings, so that dependencies are built once.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true
exec cargo "$@"
