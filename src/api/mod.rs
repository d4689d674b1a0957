//! Which arguments does a function `dt_*` have? Each family has a file. Its functions check, run and return.

mod access;
mod aggregate;
mod args;
mod bulk;
mod column_list;
mod columns;
mod export;
mod files;
mod history;
mod identity;
mod import;
mod indexes;
pub mod queries;
mod records;
mod sharing;
mod tables;
mod types;
mod upsert;

use crate::server::signature::Signature;

/// The functions that SQL calls.
pub const FUNCTIONS: &[&[&Signature]] = &[
    access::FUNCTIONS,
    aggregate::FUNCTIONS,
    bulk::FUNCTIONS,
    column_list::FUNCTIONS,
    columns::FUNCTIONS,
    export::FUNCTIONS,
    files::FUNCTIONS,
    history::FUNCTIONS,
    identity::FUNCTIONS,
    import::FUNCTIONS,
    indexes::FUNCTIONS,
    queries::FUNCTIONS,
    records::FUNCTIONS,
    sharing::FUNCTIONS,
    tables::FUNCTIONS,
    types::FUNCTIONS,
    upsert::FUNCTIONS,
];
