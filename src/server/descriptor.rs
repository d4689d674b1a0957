//! The columns of rows, and what types they are.

use pgrx::pg_sys;

unsafe extern "C-unwind" {
    // pgrx's would be ready for an error each time: once per column and row, and of these there is none.
    fn SPI_gettypeid(desc: pg_sys::TupleDesc, number: i32) -> pg_sys::Oid;
}

/// The type of a column, counted from 1; invalid where there is no such column, or no longer.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn type_of(desc: pg_sys::TupleDesc, column: i32) -> pg_sys::Oid {
    // SAFETY: the caller's; the number is checked.
    unsafe { SPI_gettypeid(desc, column) }
}

/// Whether rows of one description have the same columns as rows of another.
///
/// # Safety
/// Both must be valid, or null: rows that nothing describes are like no others.
pub unsafe fn are_alike(one: pg_sys::TupleDesc, other: pg_sys::TupleDesc) -> bool {
    // SAFETY: the caller's.
    unsafe {
        let (Some(first), Some(second)) = (one.as_ref(), other.as_ref()) else { return false };
        first.natts == second.natts
            && (1..=first.natts).all(|column| type_of(one, column) == type_of(other, column))
    }
}
