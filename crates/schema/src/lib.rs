//! May a column of this type and config hold this value? Only this crate knows the JSON Schema library. Its functions
//! answer with a yes, or with faults as data.

#![forbid(unsafe_code)]

mod check;
mod config;
mod direct;
mod explain;
pub mod keywords;
mod steps;

pub use check::{Check, TooManySteps, named_schema};
pub use config::{Misfit, check_schema, has_user_schema, misfit, warm_up};
