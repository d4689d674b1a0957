//! What is a value? Kinds, parameters, column types, text as people write it, jsonb's bytes, and errors and faults as
//! data: all that can be said of one value without its table, and without PostgreSQL.

#![forbid(unsafe_code)]

pub mod argument;
pub mod ascii;
pub mod civil;
pub mod config;
pub mod error;
pub mod fault;
pub mod files;
pub mod folding;
pub mod give_way;
pub mod iso;
pub mod jsonb;
pub mod kind;
pub mod moment;
pub mod param;
pub mod record_text;
pub mod system;
pub mod text;
pub mod types;
pub mod written;
pub mod zone;

pub use error::Error;
