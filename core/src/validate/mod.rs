//! Validation of records: each column is compiled into a JSON Schema, that into a validator that
//! reads PostgreSQL's binary jsonb in place.

pub mod cast;
pub mod client_schema;
pub mod convert;
pub mod explain;
pub mod normalize;
pub mod record;
pub mod retype;
pub mod unconverted;

pub use record::RecordValidator;
