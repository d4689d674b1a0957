//! What are a table and a column, and what may their documents say?

#![forbid(unsafe_code)]

pub mod change;
pub mod column;
pub mod how;
pub mod ident;
pub mod record_name;
pub mod retype;
pub mod sharing;
pub mod step;
pub mod table;
pub mod typable;
pub mod typed;
