//! Rows of cells.

use crate::cell::{Cell, CellReader, Slot};
use crate::split::Record;

/// A row of a file.
#[derive(Debug, Clone, Copy)]
pub struct Row<'f> {
    /// 1 for the first row of data.
    pub number: u64,
    /// The line of the file in which it begins, counted from 1; in a sheet the row.
    pub line: u64,
    /// How many cells it has beyond the header, up to the last that is not empty.
    pub extra: usize,
    pub(crate) cells: Cells<'f>,
}

/// Where the cells of a row are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cells<'f> {
    /// In a record of delimited text.
    Record(&'f Record, &'f CellReader, usize),
    /// In slots.
    Slots(&'f [Slot]),
}

impl<'f> Row<'f> {
    /// How many cells it has, at most one for each header.
    pub fn len(&self) -> usize {
        match self.cells {
            Cells::Record(record, _, width) => record.len().min(width),
            Cells::Slots(slots) => slots.len(),
        }
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell of a column. What the row does not have is empty.
    pub fn cell(&self, column: usize) -> Cell<'f> {
        if column >= self.len() {
            return Cell::Empty;
        }
        match self.cells {
            Cells::Record(record, reading, _) => reading.cell(record, column),
            Cells::Slots(slots) => match &slots[column] {
                Slot::Empty => Cell::Empty,
                #[cfg(feature = "xlsx")]
                Slot::Text(text) => Cell::Text(text),
                Slot::Value(value) => Cell::Value(value),
                Slot::Fault(fault) => Cell::Fault(fault.clone()),
            },
        }
    }

    /// The cells with the places of their columns.
    pub fn cells(&self) -> impl Iterator<Item = (usize, Cell<'f>)> + use<'f> {
        let row = *self;
        (0..row.len()).map(move |column| (column, row.cell(column)))
    }
}
