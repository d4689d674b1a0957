//! What a file may hold at most.

use dyntables_values::error::Error;

/// The most columns of a file.
pub const MAX_COLUMNS: usize = 1_000;
/// The most bytes of a cell.
pub const MAX_CELL: usize = 10 << 20;
/// The most bytes of a row.
pub const MAX_ROW: usize = 64 << 20;
/// The most bytes of a record of JSON: as values it takes up to forty times as many.
pub const MAX_JSON_RECORD: usize = 16 << 20;

/// The error for a file that is too wide.
pub(crate) fn too_many_columns(count: usize) -> Error {
    Error::limit_hint(
        format!("the file has {count} columns; at most {MAX_COLUMNS} are read"),
        "Split the file, or keep what belongs together as JSON in one column.",
    )
}
/// The most parts of an XLSX file.
#[cfg(feature = "xlsx")]
pub(crate) const MAX_PARTS: u64 = 10_000;
/// The most bytes of an XLSX file when it is unpacked.
#[cfg(feature = "xlsx")]
pub(crate) const MAX_UNPACKED: u64 = 4 << 30;
/// The most bytes of the texts that the cells of an XLSX file share.
#[cfg(feature = "xlsx")]
pub(crate) const MAX_SHARED: usize = 256 << 20;
