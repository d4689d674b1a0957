//! How is a checked wish carried out?

pub mod capability;
pub mod change;
pub mod columns;
pub mod export;
pub mod history;
pub mod import;
pub mod index;
pub mod insert;
pub mod options;
pub mod page;
pub mod patches;
pub mod prepare;
pub mod revert;
pub mod skip;
pub mod tables;
pub mod told;
pub mod type_online;
pub mod typed;
pub mod unique;
pub mod upsert;
