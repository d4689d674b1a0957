//! Records become a file: CSV, TSV, JSON, or a workbook.

mod cell;
mod csv;
pub mod export;
mod instant;
mod json;
mod layout;
pub mod options;
#[cfg(feature = "xlsx")]
mod workbook;
