//! May this value stand in a column of this type and config? The only place that knows the JSON Schema library.

mod check;
mod direct;
pub mod keywords;

pub use check::{Check, has_user_schema, named_schema};
pub use keywords::check_schema;
