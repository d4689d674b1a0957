//! What does generated SQL call? `dt.get_*`, search, conversion, pages.

mod access;
mod conversion;
mod extract;
mod files;
mod history;
mod internals;
pub mod search;
pub mod zones;

use crate::server::signature::Signature;

/// The functions that SQL calls.
pub const FUNCTIONS: &[&[&Signature]] = &[
    access::FUNCTIONS,
    conversion::FUNCTIONS,
    extract::FUNCTIONS,
    files::FUNCTIONS,
    history::FUNCTIONS,
    internals::FUNCTIONS,
    search::FUNCTIONS,
    zones::FUNCTIONS,
];
