//! Predicates and query documents → SQL. The only place where SQL for records is written.

pub mod aggregate;
pub mod convert;
pub mod expr;
pub mod filter;
pub mod index;
pub mod keyset;
pub mod numbers;
pub mod order;
pub mod page;
pub mod rows;
pub mod select;
pub mod write;
pub mod writer;
