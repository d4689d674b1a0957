#!/usr/bin/env bash
# cargo for the crates that know no PostgreSQL: their tests and the programs that make cases. Without link-time optimisation, which takes
# half a minute per program; with the checks of a debug build, where an overflow panics: no input may make a crate panic there either.
# One set of settings for all of them, so that dependencies are built once.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true
exec cargo "$@"
