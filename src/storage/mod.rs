//! What stands in `dt_data`? Tables, columns, indexes, sequences, statistics.

pub mod chunks;
pub mod columns;
pub mod convert;
mod dependents;
pub mod distinct;
pub mod environment;
pub mod file_refs;
pub mod files;
mod follow;
pub mod foretell;
pub mod indexes;
pub mod past;
mod policies;
pub mod sequences;
pub mod statistics;
pub mod tables;
pub mod typed;

use crate::server::signature::Signature;

/// The functions that SQL calls.
pub const FUNCTIONS: &[&[&Signature]] = &[follow::FUNCTIONS];
