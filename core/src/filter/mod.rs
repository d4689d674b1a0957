//! Filters: JSON → conditions → predicates over a table's columns. How a predicate becomes SQL
//! stands in `sqlgen::filter`.

pub mod ast;
pub mod check;
pub mod dates;
pub mod field;
pub mod operators;
pub mod parse;
