//! What a table and a column are.

pub mod column;
pub mod ident;
pub mod table;
