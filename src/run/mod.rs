//! How is a checked wish carried out?

pub mod columns;
pub mod options;
pub mod prepare;
