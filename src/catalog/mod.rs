//! What do `dt.tables`, `dt.columns`, … say? Every call needs a definition, so each backend loads it once and drops
//! it when it changes.

pub mod access;
pub mod audit;
pub mod cache;
pub mod definition;
pub mod file_columns;
pub mod indexes;
#[allow(unsafe_code)]
pub mod invalidate;
pub mod load;
pub mod names;
pub mod plain;
mod recent;
pub mod sharing;
pub mod store;
