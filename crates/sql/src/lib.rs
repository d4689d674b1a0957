//! How is it said in SQL? This crate is the only writer of SQL text. Predicates and queries become
//! statements, and their values become parameters.

#![forbid(unsafe_code)]

pub mod aggregate;
pub mod as_of;
pub mod convert;
pub mod expr;
pub mod files;
pub mod foretell;
pub mod history;
pub mod index;
pub mod keyset;
pub mod order;
pub mod page;
pub mod policy;
pub mod predicate;
pub mod printed;
pub mod rows;
pub mod select;
pub mod sequence;
pub mod template;
pub mod typed;
pub mod write;
pub mod writer;
