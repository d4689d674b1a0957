//! Full-text search as people type it: which words a text has, and which records have all the words of a search.
//!
//! The words of an index and the words of a record that is asked itself are made by the same function, so both agree.

pub mod document;
pub mod fold;
pub mod rank;
pub mod terms;
pub mod vector;
