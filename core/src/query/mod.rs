//! Query documents.

pub mod aggregate;
pub mod aggregates;
pub mod cursor;
pub mod document;
pub mod function;
pub mod functions;
pub mod group_by;
mod outputs;
mod reader;
pub mod search;
pub mod select;
pub mod shape;
pub mod sort;
pub mod taken;
