//! How is a checked wish carried out?

pub mod columns;
pub mod insert;
pub mod options;
pub mod prepare;
pub mod unique;
pub mod upsert;
