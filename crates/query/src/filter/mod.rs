//! Filters: a JSON document becomes a tree of conditions, and with a table's columns a predicate.

mod category;
pub mod check;
mod comparisons;
mod dates;
mod elements;
mod emptiness;
mod leaf;
mod length;
mod money;
mod objects;
mod operand;
pub mod operator;
pub mod operators;
mod options;
pub mod parse;
mod patterns;
mod place;
mod regex;
mod sets;
mod texts;
mod whole;
pub mod word;
pub mod written;
