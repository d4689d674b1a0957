//! Which columns do rows have, and of what types?

use std::ffi::CStr;

use pgrx::pg_sys;

/// The columns that a descriptor has. Only memory is read, because this happens for each row that is written.
///
/// # Safety
/// The descriptor must be valid as long as the columns are used.
unsafe fn columns<'a>(desc: pg_sys::TupleDesc) -> &'a [pg_sys::FormData_pg_attribute] {
    // SAFETY: the caller's; as many columns stand in it as it says.
    unsafe {
        let count = (*desc).natts as usize;
        #[cfg(not(feature = "pg18"))]
        let first = (&raw const (*desc).attrs).cast();
        // Since PostgreSQL 18 a short form of each column stands before all of them.
        #[cfg(feature = "pg18")]
        let first = (&raw const (*desc).compact_attrs).cast::<pg_sys::CompactAttribute>().add(count).cast();
        std::slice::from_raw_parts(first, count)
    }
}

/// The type of a column, counted from 1; invalid if there is no such column, or if it was dropped.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn type_of(desc: pg_sys::TupleDesc, column: i32) -> pg_sys::Oid {
    // SAFETY: the caller's.
    let columns = unsafe { columns(desc) };
    let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
    found.map_or(pg_sys::InvalidOid, |column| column.atttypid)
}

/// The number of the column of this name, counted from 1; 0 if there is no such column.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn place_of(desc: pg_sys::TupleDesc, name: &CStr) -> i32 {
    // SAFETY: the caller's; names end with NUL.
    let mut columns = unsafe { columns(desc) }.iter();
    let found = columns.position(|column| {
        !column.attisdropped && unsafe { CStr::from_ptr(column.attname.data.as_ptr()) } == name
    });
    found.map_or(0, |at| at as i32 + 1)
}

/// The name of a column, counted from 1; null if there is no such column. It lives as long as the descriptor.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn name_of(desc: pg_sys::TupleDesc, column: i32) -> *const std::ffi::c_char {
    // SAFETY: the caller's.
    let columns = unsafe { columns(desc) };
    let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
    found.map_or(std::ptr::null(), |column| column.attname.data.as_ptr())
}

/// Whether rows of one descriptor have columns of the same types as rows of another. A null pointer describes no rows,
/// which are like no others.
///
/// # Safety
/// Both must be valid or null.
pub unsafe fn are_alike(one: pg_sys::TupleDesc, other: pg_sys::TupleDesc) -> bool {
    if one.is_null() || other.is_null() {
        return false;
    }
    // SAFETY: the caller's.
    let (one, other) = unsafe { (columns(one), columns(other)) };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.atttypid == other.atttypid)
}
