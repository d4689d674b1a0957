//! Validation of records: columns are compiled into a JSON Schema, that into a validator that
//! reads PostgreSQL's binary jsonb in place.

pub mod cast;
pub mod convert;
pub mod fault;
pub mod normalize;
pub mod schema;

pub use normalize::Amendment;
pub use schema::RecordValidator;
