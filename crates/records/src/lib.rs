//! Is this record right, and what is stored? Each column is compiled into a JSON Schema, that into a validator
//! that reads PostgreSQL's binary jsonb in place.

#![forbid(unsafe_code)]

pub mod amend;
pub mod cast;
pub mod client_schema;
pub mod convert;
pub mod explain;
pub mod record;
pub mod unconverted;

pub use record::RecordValidator;
