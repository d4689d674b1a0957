//! Full-text search as a person types it: which words a text has, and which records have all the
//! words of a search. The same folding makes the index and asks the records, so that both agree.

pub mod document;
pub mod fold;
pub mod terms;
pub mod vector;
