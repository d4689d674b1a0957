//! XLSX workbooks.

mod archive;
mod format;
mod parts;
mod sheet;
mod workbook;
mod xml;

pub(crate) use workbook::Workbook;
