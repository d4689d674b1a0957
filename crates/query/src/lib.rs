//! What does this JSON document ask? Filters, query documents, searches and aggregates, read and checked against
//! a table.

#![forbid(unsafe_code)]

pub mod aggregate;
pub mod cursor;
pub mod document;
pub mod filter;
pub mod index;
mod keys;
pub mod listing;
pub mod names;
pub mod search;
pub mod sort;
pub mod suggest;
