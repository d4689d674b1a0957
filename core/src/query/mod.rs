//! Query documents.

pub mod document;
pub mod sort;
