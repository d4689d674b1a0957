//! Objects of JSON.

mod layout;
mod record;
mod rows;
mod scan;

pub(crate) use rows::Json;
