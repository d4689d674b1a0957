//! How is a checked wish carried out?

pub mod capability;
pub mod change;
pub mod clean_files;
pub mod columns;
pub mod export;
pub mod file_access;
pub mod history;
pub mod import;
pub mod index;
pub mod insert;
pub mod options;
pub mod page;
pub mod patches;
pub mod prepare;
pub mod preview;
pub mod revert;
pub mod skip;
pub mod tables;
pub mod told;
pub mod type_online;
pub mod typed;
pub mod unique;
pub mod upload;
pub mod upsert;
