//! May this value stand in a column of this type and config? The only place that knows the JSON Schema library,
//! behind plain functions: whoever asks gets a yes, or faults as data.

#![forbid(unsafe_code)]

mod check;
mod config;
mod direct;
mod explain;
pub mod keywords;

pub use check::{Check, named_schema};
pub use config::{Misfit, check_schema, has_user_schema, misfit};
