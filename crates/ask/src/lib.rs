//! What is asked, with nothing left that can fail?
//!
//! `query` makes these values out of JSON documents, and `sql` writes them as SQL. They are data only.

#![forbid(unsafe_code)]

pub mod aggregate;
pub mod date_part;
pub mod field;
pub mod function;
pub mod functions;
pub mod index;
pub mod predicate;
pub mod select;
