//! Query documents.

pub mod aggregate;
pub mod cursor;
pub mod document;
pub mod functions;
pub mod search;
pub mod shape;
pub mod sort;
