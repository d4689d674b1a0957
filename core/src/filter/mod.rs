//! Filters: JSON → conditions → predicates over a table's columns. How a predicate becomes SQL
//! stands in `sqlgen::filter`.

pub mod ast;
mod category;
pub mod check;
pub mod dates;
pub mod field;
mod length;
mod money;
pub mod operators;
pub mod parse;
mod text;
mod whole;
pub mod word;
