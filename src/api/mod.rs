//! The functions `dt_*`, one file per family: check arguments, call, return.

mod aggregate;
mod args;
mod bulk;
mod columns;
pub mod conversion;
mod indexes;
mod internals;
mod options;
mod prepare;
pub mod queries;
mod records;
mod tables;
mod types;
mod upsert;
