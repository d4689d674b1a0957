//! How is a checked wish carried out?

pub mod options;
pub mod prepare;
