//! What is asked, with nothing left that can fail? The narrow waist between documents and SQL: data only.

#![forbid(unsafe_code)]

pub mod aggregate;
pub mod field;
pub mod function;
pub mod functions;
pub mod index;
pub mod predicate;
pub mod select;
