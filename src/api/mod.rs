//! Which arguments has this function? The functions `dt_*`, one file per family: check, run, return.

mod aggregate;
mod args;
mod bulk;
mod columns;
mod indexes;
pub mod queries;
mod records;
mod tables;
mod types;
mod upsert;
