//! What does this file hold? CSV, TSV, JSON, NDJSON and XLSX as rows of cells, read piece by piece; and the columns that
//! fit the cells.

#![forbid(unsafe_code)]

mod cell;
mod decode;
mod delimited;
mod file;
mod format;
pub mod guard;
mod header;
pub mod infer;
mod json;
mod limits;
pub mod names;
mod options;
mod recognise;
mod row;
mod sniff;
mod split;
pub mod write;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use cell::{Cell, CellFault};
pub use file::{File, open};
pub use format::Format;
pub use infer::{InferOptions, Inference, Inferred, infer};
pub use limits::{MAX_CELL, MAX_COLUMNS, MAX_ROW};
pub use options::{ReadOptions, Sheet};
pub use row::Row;

/// Where the bytes of a file come from. They are read piece by piece, and twice if columns are inferred first.
pub trait Source: std::io::Read + std::io::Seek {}

impl<S: std::io::Read + std::io::Seek> Source for S {}
