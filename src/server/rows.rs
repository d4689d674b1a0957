//! How are the rows of a statement read?

use pgrx::{FromDatum, IntoDatum, pg_sys};

use crate::server::call::Call;
use crate::server::descriptor::{are_alike, type_of};
use crate::server::jsonb::{Jsonb, detoasted};
use crate::server::returned::Returned;
use crate::server::types::Record;

/// The rows that the last statement returned. They are valid until its connection is closed, so only the closure that
/// `execute` takes sees them.
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

    /// How many rows were returned, or changed if none are returned.
    pub fn processed(self) -> i64 {
        i64::try_from(self.processed).unwrap_or(i64::MAX)
    }

    /// How many rows there are to read.
    pub fn len(self) -> usize {
        // SAFETY: a null table has no rows; another's count is right.
        if self.table.is_null() { 0 } else { unsafe { (*self.table).numvals as usize } }
    }

    /// The value of a column, counted from 1, in a row, counted from 0; `None` if it is NULL or there is no such row.
    /// Panics if it is of another type, which is a fault of this extension.
    fn datum(self, row: usize, column: i32, type_: pg_sys::Oid) -> Option<pg_sys::Datum> {
        if row >= self.len() {
            return None;
        }
        let mut is_null = false;
        // SAFETY: the row exists, and the columns are those that the table describes.
        let datum = unsafe {
            let desc = (*self.table).tupdesc;
            let found = type_of(desc, column);
            assert!(found == type_, "column {column} of a statement is of type {found}, not {type_}");
            pg_sys::SPI_getbinval(*(*self.table).vals.add(row), desc, column, &raw mut is_null)
        };
        (!is_null).then_some(datum)
    }

    /// The value of a column, counted from 1, in a row, counted from 0; `None` if it is NULL or there is no such row.
    /// Panics if the column is not of the SQL type that goes with `T`.
    pub fn get<T: FromDatum + IntoDatum>(self, row: usize, column: i32) -> Option<T> {
        // SAFETY: `datum` has seen that the column is of this type.
        self.datum(row, column, T::type_oid()).and_then(|datum| unsafe { T::from_datum(datum, false) })
    }

    /// As [`Rows::get`], of a uuid column.
    pub fn uuid(self, row: usize, column: i32) -> Option<uuid::Uuid> {
        self.get::<pgrx::datum::Uuid>(row, column).map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
    }

    /// As [`Rows::get`], of a timestamptz column: microseconds since 2000-01-01T00:00:00Z.
    pub fn instant(self, row: usize, column: i32) -> Option<i64> {
        self.datum(row, column, pg_sys::TIMESTAMPTZOID).map(|datum| datum.value() as i64)
    }

    /// As [`Rows::get`], of a bytea column. What is stored out of line is read into the memory of the statement.
    pub fn bytes<'a>(self, row: usize, column: i32) -> Option<&'a [u8]> {
        let datum = self.datum(row, column, pg_sys::BYTEAOID)?;
        // SAFETY: a bytea; the rows, and what is detoasted, live until the statement's connection is closed.
        Some(unsafe { pgrx::varlena::varlena_to_byte_slice(detoasted(datum)) })
    }

    /// As [`Rows::get`], of a jsonb column.
    pub fn jsonb<'a>(self, row: usize, column: i32) -> Option<Jsonb<'a>> {
        // SAFETY: as for `get`.
        self.datum(row, column, pg_sys::JSONBOID).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    /// As [`Rows::jsonb`], copied into the memory of the calling function.
    pub fn jsonb_out(self, row: usize, column: i32) -> Option<Jsonb<'static>> {
        let datum = self.datum(row, column, pg_sys::JSONBOID)?;
        // SAFETY: a jsonb, which is of variable length. SPI copies it out of the memory that SPI_finish frees; what the
        // caller allocates lives until its function returns, beyond which nobody keeps it.
        Some(unsafe { Jsonb::from_datum(pg_sys::SPI_datumTransfer(datum, false, -1)) })
    }

    /// The first row as the composite that the calling function returns; `None` if there is no row.
    pub fn composite(self, call: &Call) -> Option<Returned<Record>> {
        if self.len() == 0 {
            return None;
        }
        let mut desc = std::ptr::null_mut();
        // SAFETY: the function is declared to return dt.record, whose columns are compared with those of the statement;
        // SPI_returntuple copies the tuple into the caller's memory.
        unsafe {
            let kind = pg_sys::get_call_result_type(call.fcinfo(), std::ptr::null_mut(), &raw mut desc);
            let is_record =
                kind == pg_sys::TypeFuncClass::TYPEFUNC_COMPOSITE && are_alike(desc, (*self.table).tupdesc);
            assert!(is_record, "a statement's columns are not those of dt.record");
            let header = pg_sys::SPI_returntuple(*(*self.table).vals, desc);
            Some(Returned::new(header.into()))
        }
    }
}
