//! What does generated SQL call? `dt.get_*`, search, conversion, pages.

mod conversion;
mod extract;
mod internals;
pub mod search;
