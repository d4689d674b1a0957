//! Query documents.

pub mod aggregate;
pub mod document;
pub mod functions;
pub mod search;
pub mod sort;
