//! How is it said in SQL? The only writer of SQL text: predicates and queries become statements, values
//! parameters.

#![forbid(unsafe_code)]

pub mod aggregate;
pub mod convert;
pub mod expr;
pub mod index;
pub mod keyset;
pub mod order;
pub mod page;
pub mod predicate;
pub mod printed;
pub mod rows;
pub mod select;
pub mod sequence;
pub mod write;
pub mod writer;
