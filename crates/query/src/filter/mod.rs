//! Filters: JSON → conditions → predicates over a table's columns.

mod category;
pub mod check;
pub mod dates;
mod length;
mod money;
pub mod operators;
pub mod parse;
mod text;
mod whole;
pub mod word;
pub mod written;
