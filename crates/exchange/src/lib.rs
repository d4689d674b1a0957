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
pub mod names;
mod options;
mod row;
mod sniff;
mod split;
pub mod write;

pub use cell::{Cell, CellFault};
pub use file::{File, open};
pub use format::Format;
pub use infer::{InferOptions, Inference, Inferred, infer};
pub use options::{ReadOptions, Sheet};
pub use row::Row;

/// Where the bytes of a file come from. They are read piece by piece, and twice if columns are inferred first.
pub trait Source: std::io::Read + std::io::Seek {}

impl<S: std::io::Read + std::io::Seek> Source for S {}

/// The most columns of a file.
pub const MAX_COLUMNS: usize = 1_000;
/// The most bytes of a cell.
pub const MAX_CELL: usize = 10 << 20;
/// The most bytes of a row.
pub const MAX_ROW: usize = 64 << 20;
