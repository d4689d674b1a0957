//! What pg_dyntables knows about tables, column types, records and queries: everything that can be
//! said without a PostgreSQL process. Nothing here allocates server memory, reads a setting or
//! raises an `ereport`; the extension crate does.

#![forbid(unsafe_code)]

pub mod error;
pub mod fault;
pub mod filter;
pub mod json;
pub mod jsonb;
pub mod model;
pub mod query;
pub mod schema;
pub mod search;
pub mod sqlgen;
pub mod text;
pub mod types;
pub mod validate;

pub use error::Error;
