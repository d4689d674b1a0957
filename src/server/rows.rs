//! The rows of a statement.

use pgrx::{FromDatum, pg_sys};

use crate::server::call::Call;
use crate::server::jsonb::Jsonb;

/// The rows that the last statement returned; valid until its connection is closed, which is why
/// they are only ever seen inside of `execute`'s closure.
#[derive(Clone, Copy)]
pub struct Rows {
    table: *mut pg_sys::SPITupleTable,
    processed: u64,
}

impl Rows {
    pub(super) fn current() -> Self {
        // SAFETY: plain reads of SPI's globals.
        unsafe { Rows { table: pg_sys::SPI_tuptable, processed: pg_sys::SPI_processed } }
    }

    /// How many rows were returned, or changed where none are returned.
    pub fn processed(self) -> i64 {
        i64::try_from(self.processed).unwrap_or(i64::MAX)
    }

    /// How many rows there are to read.
    pub fn len(self) -> usize {
        // SAFETY: a null table has no rows; another's count is right.
        if self.table.is_null() { 0 } else { unsafe { (*self.table).numvals as usize } }
    }

    /// The value of a column, counted from 1, in a row, counted from 0.
    pub fn datum(self, row: usize, column: i32) -> Option<pg_sys::Datum> {
        if row >= self.len() {
            return None;
        }
        let mut is_null = false;
        // SAFETY: the row exists; SPI_getbinval checks the column.
        let datum = unsafe {
            let tuple = *(*self.table).vals.add(row);
            pg_sys::SPI_getbinval(tuple, (*self.table).tupdesc, column, &raw mut is_null)
        };
        (!is_null).then_some(datum)
    }

    /// A value as Rust has it. The column must be of the matching type.
    pub fn get<T: FromDatum>(self, row: usize, column: i32) -> Option<T> {
        // SAFETY: every caller stands beside the SQL that gives the column its type.
        self.datum(row, column).and_then(|datum| unsafe { T::from_datum(datum, false) })
    }

    /// A jsonb column.
    pub fn jsonb<'a>(self, row: usize, column: i32) -> Option<Jsonb<'a>> {
        // SAFETY: as for `get`.
        self.datum(row, column).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    /// A datum of variable length, copied into the memory of the calling function.
    pub fn copy_out(self, row: usize, column: i32) -> Option<pg_sys::Datum> {
        // SAFETY: SPI copies it out of the memory that SPI_finish frees.
        self.datum(row, column).map(|datum| unsafe { pg_sys::SPI_datumTransfer(datum, false, -1) })
    }

    /// A jsonb column, copied into the memory of the calling function.
    pub fn jsonb_out(self, row: usize, column: i32) -> Option<Jsonb<'static>> {
        // SAFETY: a jsonb; what the caller allocates lives until its function returns, beyond which nobody keeps it.
        self.copy_out(row, column).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    /// The first row as the composite that the calling function returns; NULL without a row.
    pub fn composite(self, call: &Call) -> pg_sys::Datum {
        if self.len() == 0 {
            return call.return_null();
        }
        let mut desc = std::ptr::null_mut();
        // SAFETY: the function is declared to return dt.record, whose columns are those of the
        // statement; SPI_returntuple copies the tuple into the caller's memory.
        unsafe {
            let kind = pg_sys::get_call_result_type(call.fcinfo(), std::ptr::null_mut(), &raw mut desc);
            let is_record = kind == pg_sys::TypeFuncClass::TYPEFUNC_COMPOSITE
                && (*desc).natts == (*(*self.table).tupdesc).natts;
            assert!(is_record, "the function is not declared to return dt.record");
            let header = pg_sys::SPI_returntuple(*(*self.table).vals, desc);
            header.into()
        }
    }
}
